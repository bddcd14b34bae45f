/* SPDX-License-Identifier: ISC */
/* totp.h - the second step of signing in: RFC 6238 with HMAC-SHA1, 6 digits, 30 seconds, one step either way.
 *
 * A code is good once.  The secret lies sealed in the database (AES-256-GCM under the credential `totp.key`,
 * bound to its account); ten recovery codes of 128 bits lie there as SHA-256. */
#ifndef APP_TOTP_H
#define APP_TOTP_H

#include "app/work.h"


enum { TOTP_SECRET_SIZE = 20, RECOVERY_CODES = 10 };

/* The code of a step of 30 seconds, as RFC 4226 and 6238 compute it. */
unsigned totp_code(const unsigned char *secret, size_t n, int64_t step);

struct totp_offer {
    const char *secret, *uri, *qr_svg; /* secret: base32, for typing */
};
/* A new secret that waits for its first code.  ERR_CONFLICT if it is on already. */
enum err totp_begin(struct work *w, const struct account *a, struct totp_offer *out);
/* The first code: from now on one is asked for.  *codes: ten recovery codes, shown this once. */
enum err totp_confirm(struct work *w, const struct account *a, const char *code, const char *const **codes);
enum err totp_end(struct work *w, const struct account *a);
/* Uses up a code or a recovery code.  ERR_DENIED: it is none of them, or was used before. */
enum err totp_check(struct work *w, const struct account *a, const char *code);

#endif
