/* SPDX-License-Identifier: ISC */
/* signin.h - from an address and a password to a session.
 *
 * An unknown address and a wrong password cost the same time and get the same answer.  After ten wrong tries
 * within a quarter of an hour from one place the next one must wait: half a minute, then twice as long each
 * time, at most a quarter of an hour.  Nobody is locked out: from elsewhere the owner comes in at once. */
#ifndef APP_SIGNIN_H
#define APP_SIGNIN_H

#include "app/session.h"

struct credentials {
    const char *email, *password, *code; /* code: of TOTP or a recovery code, or NULL */
};

/* Who is it?  ERR_UNKNOWN "credentials", "totp_required" or "totp_wrong"; ERR_TOO_MANY "slow_down". */
enum err signin_check(struct work *w, const struct credentials *c, const struct device *d, struct account *out);

/* Checks, ends what the browser was signed in with before, opens a session, writes it down, and tells the
 * owner of a device not seen before. */
enum err signin(struct work *w, const struct credentials *c, const struct device *d, bool remember,
                const struct keyring *before, struct keyring *out, struct account *account);

/* The password or a code once more, from somebody signed in: ERR_DENIED "credentials" if it is not right. */
enum err signin_again(struct work *w, const struct account *account, const struct device *d, const char *password, const char *code);

#endif
