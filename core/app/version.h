/* SPDX-License-Identifier: ISC */
/* version.h - a version of a song: one mix, as it was found to be. */
#ifndef APP_VERSION_H
#define APP_VERSION_H

#include "app/work.h"

enum version_picture { VERSION_FINE, VERSION_COARSE };

/* Its analysis as JSON.  A rejected one refuses with its code and a sentence that helps; ERR_CONFLICT: it is
 * not ready yet. */
enum err version_measured(struct work *w, int64_t account, const char *id, const char **json);
/* The key of its peaks. */
enum err version_drawn(struct work *w, int64_t account, const char *id, enum version_picture p, const char **key);

#endif
