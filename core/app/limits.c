/* SPDX-License-Identifier: ISC */
#include "app/limits.h"

#include "app/song.h"
#include "audio/album.h"
#include "audio/recipe.h"

static const struct field fields[] = {
    INT(limits, file_bytes_max, .unit = "bytes", .doc = "The largest file taken."),
    INT(limits, song_minutes_max, .unit = "min", .doc = "The longest song taken."),
    INT(limits, account_bytes_max, .unit = "bytes", .doc = "How much one account may keep."),
    INT(limits, references_max, .doc = "How many songs one master may follow."),
    INT(limits, album_songs_max, .doc = "How many songs an album may have."),
    INT(limits, upload_hours, .unit = "h", .doc = "How long an unfinished upload waits to be resumed."),
    INT(limits, song_undo_days, .unit = "days", .doc = "How long a deleted song can come back."),
    INT(limits, session_idle_minutes, .unit = "min", .doc = "A session ends when it is not used for this long."),
    INT(limits, session_hours, .unit = "h", .doc = "A session ends this long after its beginning."),
    INT(limits, remember_days, .unit = "days", .doc = "How long \"remember me\" remembers."),
    TEXT(limits, support_email, .doc = "Where people answer."),
};
const struct record limits_record = RECORD(limits, fields);

void limits_fill(const struct config *c, struct limits *out)
{
    *out = (struct limits){
        .file_bytes_max = c->upload_bytes_max,
        .song_minutes_max = c->upload_minutes_max,
        .account_bytes_max = c->account_bytes_max,
        .references_max = REFERENCES_MOST,
        .album_songs_max = ALBUM_SONGS_MOST,
        .upload_hours = c->upload_hours,
        .song_undo_days = SONG_UNDO_DAYS,
        .session_idle_minutes = c->session_idle_minutes,
        .session_hours = c->session_hours,
        .remember_days = c->remember_days,
        .support_email = c->support_email,
    };
}
