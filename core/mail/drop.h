/* SPDX-License-Identifier: ISC */
/* drop.h - where no mail server is configured, letters are files in a folder. */
#ifndef MAIL_DROP_H
#define MAIL_DROP_H

#include "base/arena.h"
#include "base/err.h"

#include <stdint.h>

/* Writes <dir>/<utc>-<letter>-<id>.eml whole or not at all; one that is there already is left as it
 * is. */
enum err drop_letter(struct arena *a, const char *dir, const char *letter, const char *id,
                     int64_t at, const char *bytes, const char **file);

#endif
