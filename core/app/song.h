/* SPDX-License-Identifier: ISC */
/* song.h - a musician's songs: what is written about them, finding them, deleting with undo. */
#ifndef APP_SONG_H
#define APP_SONG_H

#include "app/due.h"
#include "app/preferences.h"

#define SONG_PURGE "song_purge"

enum { SONG_UNDO_DAYS = 7 };

/* A place in the song that has a name. */
struct marker {
    int64_t at_ms;
    const char *label;
};
extern const struct record marker_record;

/* What may be written about a song.  Absent is unchanged; an empty text clears. */
struct song_edit {
    const char *title, *artist, *isrc, *style, *notes;
    const char *const *instruments;
    struct list markers; /* of struct marker */
    const struct preferences *preferences;
};
extern const struct record song_edit_record;

struct song_search {
    const char *text, *style; /* or NULL */
    int64_t at;               /* the page's beginning, as query_cursor says */
    const char *after;
    int64_t most;
};

enum err song_open(struct work *w, int64_t account, const struct song_edit *o, struct song *out);
/* With its latest version and master. */
enum err song_look(struct work *w, int64_t account, const char *id, struct song *out);
enum err song_find(struct work *w, int64_t account, const struct song_search *s, struct song **rows, size_t *n);
/* seen: the row_version the musician has before him.  ERR_STALE: somebody was faster. */
enum err song_change(struct work *w, int64_t account, const char *id, int64_t seen, const struct song_edit *e, struct song *out);
/* Gone from everywhere at once; for SONG_UNDO_DAYS it can come back.  Its renders stop. */
enum err song_remove(struct work *w, int64_t account, const char *id, int64_t seen);
enum err song_bring_back(struct work *w, int64_t account, const char *id, struct song *out);

/* A song alone with an upload that came to nothing goes with it, in the same way. */
enum err song_abandon(struct work *w, const char *version);

/* The due kind SONG_PURGE of a deleted song: its rows go, and what names its files; the reaper takes the files. */
enum err song_purge_due(struct work *w, const struct due_row *d);

/* What may be a title: no control characters, at most 200 characters. */
const char *song_title(struct arena *a, const char *text);

#endif
