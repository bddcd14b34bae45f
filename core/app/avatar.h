/* SPDX-License-Identifier: ISC */
/* avatar.h - the picture beside a name. */
#ifndef APP_AVATAR_H
#define APP_AVATAR_H

#include "app/work.h"
#include "base/reader.h"

/* Takes at most 5 MB, keeps it redrawn; the one before is gone. */
enum err avatar_put(struct work *w, int64_t account, struct reader in, struct account *out);
enum err avatar_get(struct work *w, int64_t account, const char **key);
enum err avatar_drop(struct work *w, int64_t account);

#endif
