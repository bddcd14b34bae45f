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

extern const char *const song_sort_words[];

/* What is looked for in the library; NULL, ENUM_ABSENT and TIME_ABSENT ask nothing. */
struct song_search {
    const char *text, *style, *album;
    enum song_stage stage;
    int64_t since; /* mastered then or later */
    const char *sort;
    const char *key, *after; /* the page's beginning: what song_key said of the last song before it, and its id */
    int64_t most;
};

enum err song_open(struct work *w, int64_t account, const struct song_edit *o, struct song *out);
/* With its latest version and master. */
enum err song_look(struct work *w, int64_t account, const char *id, struct song *out);
/* ERR_INVALID blames `cursor`: this order has no such key. */
enum err song_find(struct work *w, int64_t account, const struct song_search *s, struct song **rows, size_t *n);
/* Where a song stands in this order. */
const char *song_key(struct arena *a, const char *sort, const struct song *song);
/* How many answer, by stage; whatever stage is asked for. */
enum err song_count_found(struct work *w, int64_t account, const struct song_search *s, struct song_count *out);
/* The styles that stand in the library, the most frequent first. */
enum err song_styles(struct work *w, int64_t account, struct song_style **rows, size_t *n);
/* seen: the row_version the musician has before him.  ERR_STALE: somebody was faster. */
enum err song_change(struct work *w, int64_t account, const char *id, int64_t seen, const struct song_edit *e, struct song *out);
/* Gone from everywhere at once; for SONG_UNDO_DAYS it can come back.  Its renders stop. */
enum err song_remove(struct work *w, int64_t account, const char *id, int64_t seen);
enum err song_bring_back(struct work *w, int64_t account, const char *id, struct song *out);

/* The same with many at once, all or none; ids that are named twice count once. */
enum { SONGS_AT_ONCE = 500 };
struct song_choice {
    const char *const *songs;
};
extern const struct record song_choice_record;
/* As they are now: whoever chooses many has seen each in some state, and can take it back.  ERR_NOT_FOUND: one is not there. */
enum err song_remove_many(struct work *w, int64_t account, const struct song_choice *c);
enum err song_bring_back_many(struct work *w, int64_t account, const struct song_choice *c);

/* A song alone with an upload that came to nothing goes with it, in the same way. */
enum err song_abandon(struct work *w, const char *version);

/* The due kind SONG_PURGE of a deleted song: its rows go, and what names its files; the reaper takes the files. */
enum err song_purge_due(struct work *w, const struct due_row *d);

/* What may be a title: no control characters, at most 200 characters. */
const char *song_title(struct arena *a, const char *text);

#endif
