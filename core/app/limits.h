/* SPDX-License-Identifier: ISC */
/* limits.h - what holds in this house in figures: how much may be sent and kept, and how long things wait.
 *
 * The page tells them instead of knowing them: another house has other settings. */
#ifndef APP_LIMITS_H
#define APP_LIMITS_H

#include "app/work.h"

struct limits {
    int64_t file_bytes_max, song_minutes_max, account_bytes_max, references_max, album_songs_max;
    int64_t upload_hours, song_undo_days, session_idle_minutes, session_hours, remember_days;
    const char *support_email;
};
extern const struct record limits_record;

void limits_fill(const struct config *c, struct limits *out);

#endif
