/* SPDX-License-Identifier: ISC */
/* password.h - passwords: argon2id (RFC 9106) by libargon2, 19 MiB, 2 passes, 1 lane; with a pepper where the
 * credential `pepper` is there (HMAC-SHA256 before hashing).
 *
 * A check costs about 50 ms of a processor, so only a few run at once in one process; who finds no place
 * within 3 seconds is told to come again (ERR_BUSY). */
#ifndef APP_PASSWORD_H
#define APP_PASSWORD_H

#include "app/work.h"

enum { PASSWORD_BYTES_MAX = 1024, PASSWORD_LENGTH_MIN = 8 };

/* Long enough, short enough, and not easily guessed, given what is known of the person (ended by NULL):
 * at least 10^8 guesses by zxcvbn, which is its score of 3.  ERR_INVALID "password_weak" blames the field. */
enum err password_fit(struct work *w, const char *field, const char *password, const char *const *known);

/* The judgement alone: log2 of the guesses it takes, and whether that is enough; too short is never. */
struct strength {
    double bits;
    bool fit;
};
struct strength password_strength(struct work *w, const char *password, const char *const *known);

enum err password_hash(struct work *w, const char *password, const char **phc);
/* Whether it is the one; phc NULL costs the same time and is never right. */
enum err password_check(struct work *w, const char *phc, const char *password, bool *right);
/* Whether a right password should be hashed again: parameters or pepper have changed. */
bool password_outdated(struct work *w, const char *phc);

#endif
