/* SPDX-License-Identifier: ISC */
/* token.h - secrets that people show: made of 32 random bytes, kept as SHA-256 only.
 *
 * One-time tokens are what a letter's link carries.  Each has one purpose, ends by itself and works once. */
#ifndef APP_TOKEN_H
#define APP_TOKEN_H

#include "app/work.h"

/* SHA-256 of a text, hex: what the database keeps of a secret. */
const char *token_hash(struct arena *a, const char *secret);

/* A new token; earlier ones of the same purpose stop counting, but for those that undo. */
enum err token_new(struct work *w, int64_t account, enum token_purpose purpose, const char *data, int64_t lasts_us,
                   const char **secret);
/* Uses it.  ERR_GONE "token" if it is unknown, used or over: nobody needs to know which. */
enum err token_take(struct work *w, enum token_purpose purpose, const char *secret, struct token *out);
/* Looks at it only. */
enum err token_look(struct work *w, enum token_purpose purpose, const char *secret, struct token *out);
/* {SITE_URL}/#/<page>?token=...: the fragment never reaches a server's log. */
const char *token_link(struct work *w, const char *page, const char *secret);

#endif
