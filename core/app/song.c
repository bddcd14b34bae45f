/* SPDX-License-Identifier: ISC */
#include "app/song.h"

#include "app/event.h"
#include "app/hold.h"
#include "app/job.h"
#include "app/master.h"
#include "app/wake.h"
#include "audio/recipe.h"
#include "audio/tags.h"
#include "json/json.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TITLE_MAX = 200, WORDS_MAX = 16, STYLES_MAX = 100 };

static const struct field marker_fields[] = {
    INT(marker, at_ms, .min = 0, .max = 1e9, .unit = "ms", .doc = "Where, from the beginning of the mix."),
    TEXT(marker, label, .min = 1, .max = 80, .doc = "What begins there."),
};
const struct record marker_record = RECORD(marker, marker_fields);

static const struct field edit_fields[] = {
    TEXT(song_edit, title, .optional = true, .min = 1, .max = TITLE_MAX,
         .doc = "What the song is called."),
    TEXT(song_edit, artist, .optional = true, .max = 200,
         .doc = "Who made it; written into the files' tags."),
    TEXT(song_edit, isrc, .optional = true, .max = 20,
         .doc = "The recording's ISRC, with or without hyphens; written into the files' tags."),
    TEXT(song_edit, style, .optional = true, .max = 80,
         .doc = "One of /styles, or \"other:\" and your own words."),
    TEXTS(song_edit, instruments, .optional = true, .max = 40, .doc = "What is played in it."),
    TEXT(song_edit, notes, .optional = true, .max = 5000, .doc = "Whatever you want to remember."),
    LIST(song_edit, markers, marker, .optional = true, .max = 200, .doc = "Places with a name."),
    SUB(song_edit, preferences, preferences, .optional = true,
        .doc = "How this song wants to be mastered."),
};
const struct record song_edit_record = RECORD(song_edit, edit_fields);

/* ---- what may be written ------------------------------------------------------------ */

const char *song_title(struct arena *a, const char *text)
{
    char *title = arena_strdup(a, text), *end = title;

    for (unsigned char *p = (unsigned char *)title; *p; p++)
        if (*p < 0x20 || *p == 0x7f)
            *p = ' ';
    for (int n = 0; *end && n < TITLE_MAX; n++)
        for (end++; ((unsigned char)*end & 0xc0) == 0x80; end++)
            ;
    *end = '\0';
    return text_has_controls(title) ? "Untitled" : title;
}

static enum err check_line(const char *field, const char *text)
{
    return text && text_has_controls(text) ? blame(field, "must be one line without control characters") : OK;
}

static enum err check_style(const char *style)
{
    static const char other[] = "other:";

    if (!style || !*style || word_index(mastering_style_words, style) != ENUM_ABSENT)
        return OK;
    if (text_starts(style, other) && style[sizeof other - 1])
        return OK;
    return blame("style", "is not one of our styles; write your own as \"other:...\"");
}

static enum err check_instruments(const char *const *words)
{
    for (; words && *words; words++) {
        if (!**words || text_length(*words) > 60)
            return blame("instruments", "each needs 1 to 60 characters");
        TRY(check_line("instruments", *words));
    }
    return OK;
}

/* As it stands in a file; an empty one clears. */
static enum err plain_isrc(struct arena *a, const struct song_edit *e, const char **out)
{
    *out = e->isrc;
    return e->isrc && *e->isrc ? tags_isrc(a, e->isrc, out) : OK;
}

static enum err check_edit(const struct song_edit *e)
{
    TRY(check_line("title", e->title));
    TRY(check_line("artist", e->artist));
    TRY(check_line("style", e->style));
    TRY(check_style(e->style));
    TRY(check_instruments(e->instruments));
    const struct marker *markers = e->markers.rows;
    for (size_t i = 0; i < e->markers.count; i++)
        TRY(check_line("markers", markers[i].label));
    return OK;
}

static const char *markers_json(struct arena *a, const struct song_edit *e)
{
    struct buf b = {.arena = a};

    if (!e->markers.rows)
        return NULL;
    json_list(&b, &marker_record, e->markers.rows, e->markers.count);
    return b.ptr;
}

static const char *preferences_json(struct arena *a, const struct song_edit *e)
{
    struct buf b = {.arena = a};

    if (!e->preferences)
        return NULL;
    json_record(&b, &preferences_record, e->preferences);
    return b.ptr;
}

/* ---- with what belongs to it ----------------------------------------------------------- */

static const char *as_json(struct arena *a, const struct record *r, const void *row)
{
    struct buf b = {.arena = a};

    json_record(&b, r, row);
    return b.ptr;
}

/* The newest version and master of each, in two questions for all of them. */
static enum err add_latest(struct work *w, struct song *songs, size_t n)
{
    const char **ids = arena_alloc(w->arena, (n + 1) * sizeof *ids);
    struct version *versions;
    struct master *masters;
    size_t nv, nm;

    for (size_t i = 0; i < n; i++)
        ids[i] = songs[i].id;
    if (n == 1) {
        TRY(version_newest(w->db, *ids, &versions, &nv));
        TRY(master_newest(w->db, *ids, ENGINE_NAME, &masters, &nm));
    } else {
        TRY(version_latest(w->db, ids, &versions, &nv));
        TRY(master_latest(w->db, ids, ENGINE_NAME, &masters, &nm));
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < nv; k++)
            if (!strcmp(versions[k].song_id, songs[i].id))
                songs[i].latest_version = as_json(w->arena, &version_record, &versions[k]);
        for (size_t k = 0; k < nm; k++)
            if (!strcmp(masters[k].song_id, songs[i].id))
                songs[i].latest_master = as_json(w->arena, &master_record, &masters[k]);
    }
    return OK;
}

enum err song_look(struct work *w, int64_t account, const char *id, struct song *out)
{
    TRY(song_get(w->db, id, account, out));
    return add_latest(w, out, 1);
}

/* The words of a search, at most so many; what follows is not looked for. */
static const char *const *words_of(struct arena *a, const char *text)
{
    const char **words = arena_alloc(a, (WORDS_MAX + 1) * sizeof *words);
    size_t n = 0;

    for (; text && n < WORDS_MAX; text += strcspn(text, " \t\n")) {
        text += strspn(text, " \t\n");
        if (!*text)
            break;
        words[n++] = arena_strndup(a, text, strcspn(text, " \t\n"));
    }
    return words;
}

/* ---- the library in an order ---------------------------------------------------------------- */

typedef enum err shelf_list(struct db *db, int64_t account, const char *const *words, enum song_stage stage, const char *style, int64_t since,
                            const char *album, const char *key, const char *after, int64_t most, struct song_id **rows, size_t *count);

static const char *created_key(struct arena *a, const struct song *s)
{
    return time_text(a, s->created_at);
}
static const char *changed_key(struct arena *a, const struct song *s)
{
    return time_text(a, s->changed_at);
}
static const char *title_key(struct arena *a, const struct song *s)
{
    return arena_strdup(a, s->title);
}
static const char *seconds_key(struct arena *a, const struct song *s)
{
    return arena_printf(a, "%.17g", isnan(s->seconds) ? 0 : s->seconds);
}
static const char *lufs_key(struct arena *a, const struct song *s)
{
    return isnan(s->lufs) ? "-infinity" : arena_printf(a, "%.17g", s->lufs);
}

/* A key that came back, written by us; NULL: it is none. */
static const char *read_time(struct arena *a, const char *key)
{
    int64_t at;

    return time_parse(key, &at) ? NULL : time_text(a, at);
}
static const char *read_number(struct arena *a, const char *key)
{
    char *end;
    double number = strtod(key, &end);

    if (end == key || *end || isnan(number))
        return NULL;
    return isinf(number) ? (number > 0 ? "infinity" : "-infinity") : arena_printf(a, "%.17g", number);
}

#define FIRST_ID "00000000-0000-0000-0000-000000000000"
#define LAST_ID "ffffffff-ffff-ffff-ffff-ffffffffffff"
/* U+FFFF, which the collation holds to be behind every letter. */
#define AFTER_ALL_TITLES "\xef\xbf\xbf"

static const struct sort {
    const char *name;
    shelf_list *list;
    const char *(*key)(struct arena *, const struct song *);
    const char *(*read)(struct arena *, const char *key); /* NULL: any text */
    const char *start, *start_id;
} sorts[] = {
    {"created", shelf_by_created, created_key, read_time, "infinity", LAST_ID},
    {"changed", shelf_by_changed, changed_key, read_time, "infinity", LAST_ID},
    {"title", shelf_by_title, title_key, NULL, "", FIRST_ID},
    {"seconds", shelf_by_seconds, seconds_key, read_number, "infinity", LAST_ID},
    {"lufs", shelf_by_lufs, lufs_key, read_number, "infinity", LAST_ID},
    {"-created", shelf_by_created_turned, created_key, read_time, "-infinity", FIRST_ID},
    {"-changed", shelf_by_changed_turned, changed_key, read_time, "-infinity", FIRST_ID},
    {"-title", shelf_by_title_turned, title_key, NULL, AFTER_ALL_TITLES, LAST_ID},
    {"-seconds", shelf_by_seconds_turned, seconds_key, read_number, "1e-300", FIRST_ID},
    {"-lufs", shelf_by_lufs_turned, lufs_key, read_number, "-1e300", FIRST_ID},
};
const char *const song_sort_words[] = {"created",  "changed",  "title",    "seconds",
                                       "lufs",     "-created", "-changed", "-title",
                                       "-seconds", "-lufs",    NULL};

static const struct sort *sort_named(const char *name)
{
    return &sorts[word_index(song_sort_words, name)];
}

const char *song_key(struct arena *a, const char *sort, const struct song *song)
{
    return sort_named(sort)->key(a, song);
}

static enum err read_many(struct work *w, int64_t account, const struct song_id *ids, size_t n, struct song **rows, size_t *count)
{
    const char **wanted = arena_alloc(w->arena, (n + 1) * sizeof *wanted);

    for (size_t i = 0; i < n; i++)
        wanted[i] = ids[i].id;
    TRY(song_many(w->db, wanted, account, rows, count));
    return add_latest(w, *rows, *count);
}

enum err song_find(struct work *w, int64_t account, const struct song_search *s, struct song **rows, size_t *n)
{
    const struct sort *by = sort_named(s->sort);
    const char *key = s->key && by->read ? by->read(w->arena, s->key) : s->key;
    struct song_id *ids;

    if (s->key && !key)
        return blame("cursor", "take the cursor from the page before, as it is");
    TRY(by->list(w->db, account, words_of(w->arena, s->text), s->stage, s->style, s->since, s->album, key ? key : by->start,
                 key ? s->after : by->start_id, s->most, &ids, n));
    return read_many(w, account, ids, *n, rows, n);
}

enum err song_count_found(struct work *w, int64_t account, const struct song_search *s, struct song_count *out)
{
    return shelf_count(w->db, account, words_of(w->arena, s->text), s->style, s->since, s->album, out);
}

enum err song_styles(struct work *w, int64_t account, struct song_style **rows, size_t *n)
{
    return shelf_styles(w->db, account, STYLES_MAX, rows, n);
}

/* ---- changing ---------------------------------------------------------------------------- */

static const char *blank_is_nothing(const char *text)
{
    return text && *text ? text : NULL;
}

enum err song_open(struct work *w, int64_t account, const struct song_edit *o, struct song *out)
{
    const char *id = uuid_new(w->arena, w->now), *isrc;

    if (!o->title)
        return blame("title", "a song needs a title");
    TRY(check_edit(o));
    TRY(plain_isrc(w->arena, o, &isrc));
    TRY(song_insert(w->db, id, account, o->title, blank_is_nothing(o->artist),
                    blank_is_nothing(isrc), blank_is_nothing(o->style), o->instruments,
                    blank_is_nothing(o->notes), markers_json(w->arena, o),
                    preferences_json(w->arena, o), w->now));
    return song_look(w, account, id, out);
}

/* Nothing was touched although it is there: another was faster. */
static enum err stale(enum err e)
{
    return e == ERR_CONFLICT ? fail(ERR_STALE, "somebody changed this meanwhile; load it again, then change it") : e;
}

enum err song_change(struct work *w, int64_t account, const char *id, int64_t seen, const struct song_edit *e, struct song *out)
{
    const char *isrc;

    TRY(check_edit(e));
    TRY(plain_isrc(w->arena, e, &isrc));
    TRY(stale(song_edit_row(w->db, id, account, seen, e->title, e->artist, isrc, e->style,
                            e->instruments, e->notes, markers_json(w->arena, e),
                            preferences_json(w->arena, e), w->now)));
    return song_look(w, account, id, out);
}

enum err song_remove(struct work *w, int64_t account, const char *id, int64_t seen)
{
    CLEANUP(tx_end) struct tx tx = {0};

    TRY(tx_begin(w->db, &tx));
    TRY(stale(song_delete(w->db, id, account, seen, w->now)));
    TRY(master_cancel_all(w, account, id));
    TRY(due_put(w, SONG_PURGE, "song", id, w->now + DAYS(SONG_UNDO_DAYS)));
    TRY(event_by(w, account, "deleted", "song", id, NULL));
    TRY(wake_account(w, account));
    return tx_commit(&tx);
}

enum err song_bring_back(struct work *w, int64_t account, const char *id, struct song *out)
{
    CLEANUP(tx_end) struct tx tx = {0};

    TRY(tx_begin(w->db, &tx));
    TRY(song_restore(w->db, id, account, w->now));
    TRY(due_drop(w, SONG_PURGE, "song", id));
    TRY(event_by(w, account, "restored", "song", id, NULL));
    TRY(wake_account(w, account));
    TRY(tx_commit(&tx));
    return song_look(w, account, id, out);
}

/* ---- many at once ---------------------------------------------------------------------------- */

static const struct field choice_fields[] = {
    TEXTS(song_choice, songs, .min = 1, .max = SONGS_AT_ONCE, .doc = "The ids of songs."),
};
const struct record song_choice_record = RECORD(song_choice, choice_fields);

static bool named_before(const char *const *ids, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (!strcmp(ids[k], ids[i]))
            return true;
    return false;
}

static enum err each_of(struct work *w, int64_t account, const struct song_choice *c,
                        enum err (*change)(struct work *w, int64_t account, const char *id))
{
    CLEANUP(tx_end) struct tx tx = {0};

    for (size_t i = 0; c->songs[i]; i++)
        if (!text_is_uuid(c->songs[i]))
            return blame(arena_printf(w->arena, "songs.%zu", i), "there is no such song");
    TRY(tx_begin(w->db, &tx));
    for (size_t i = 0; c->songs[i]; i++)
        if (!named_before(c->songs, i))
            TRY(change(w, account, c->songs[i]));
    return tx_commit(&tx);
}

static enum err remove_one(struct work *w, int64_t account, const char *id)
{
    struct song song;

    TRY(song_get(w->db, id, account, &song));
    return song_remove(w, account, id, song.row_version);
}

static enum err bring_back_one(struct work *w, int64_t account, const char *id)
{
    struct song song;

    return song_bring_back(w, account, id, &song);
}

enum err song_remove_many(struct work *w, int64_t account, const struct song_choice *c)
{
    return each_of(w, account, c, remove_one);
}

enum err song_bring_back_many(struct work *w, int64_t account, const struct song_choice *c)
{
    return each_of(w, account, c, bring_back_one);
}

enum err song_abandon(struct work *w, const char *version)
{
    struct song_id gone;
    enum err e = song_left_alone(w->db, version, w->now, &gone);

    if (e == ERR_NOT_FOUND)
        return OK; /* somebody has use for it */
    TRY(e);
    return due_put(w, SONG_PURGE, "song", gone.id, w->now + DAYS(SONG_UNDO_DAYS));
}

/* ---- the end ---------------------------------------------------------------------------------- */

enum err song_purge_due(struct work *w, const struct due_row *d)
{
    enum err e = hold_check(w, "song", d->object);
    struct asset_key *keys;
    size_t n;

    if (e == ERR_HELD)
        return due_put(w, SONG_PURGE, "song", d->object, w->now + DAYS(1)); /* asked again tomorrow */
    TRY(e);
    TRY(song_purge(w->db, d->object, w->now - DAYS(SONG_UNDO_DAYS), &keys, &n));
    return event_of_house(w, 0, "purged", "song", d->object, arena_printf(w->arena, "{\"files\":%zu}", n));
}
