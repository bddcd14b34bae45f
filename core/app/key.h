/* SPDX-License-Identifier: ISC */
/* key.h - API keys: a program's way in, with the right to read or to write, for a year.
 *
 * A key is "mk_" and 32 random bytes; it is shown once, and its SHA-256 and first eleven letters are kept. */
#ifndef APP_KEY_H
#define APP_KEY_H

#include "app/work.h"

enum { KEYS_MAX = 20 };

enum err key_new(struct work *w, const struct account *a, const char *name, const char *const *scopes, const char **secret,
                 struct session *row);
enum err key_list(struct work *w, int64_t account, struct session **rows, size_t *n);
enum err key_drop(struct work *w, const struct account *a, const char *id);

#endif
