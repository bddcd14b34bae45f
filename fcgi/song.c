/* SPDX-License-Identifier: ISC */
#include "app/song.h"

#include "app/master.h"
#include "fcgi/doors.h"

struct songs_asked {
    const char *q, *style, *album, *sort, *cursor;
    enum song_stage stage;
    int64_t since, limit;
};
static const struct field songs_asked_fields[] = {
    TEXT(songs_asked, q, .optional = true, .max = 200,
         .doc = "Words that must all stand in title, artist, style, notes or instruments."),
    ENUM(songs_asked, stage, song_stage, .optional = true,
         .doc = "Only songs that are so far: ready has a newest master, making waits for one, "
                "failed could not be mastered, mix has no master, empty no mix."),
    TEXT(songs_asked, style, .optional = true, .max = 100, .doc = "Only songs of this style."),
    TIME(songs_asked, since, .optional = true,
         .doc = "Only songs whose newest master was made then or later."),
    UUID(songs_asked, album, .optional = true, .doc = "Only songs of this album."),
    TEXT(songs_asked, sort, .among = song_sort_words, .preset = "created",
         .doc = "In which order: created or changed (the newest first), title, seconds (the "
                "longest first), lufs (the loudest first); with a minus in front the other way "
                "round. What has none comes last in both."),
    INT(songs_asked, limit, .min = 1, .max = 100, .preset = "50", .doc = "How many on a page."),
    TEXT(songs_asked, cursor, .optional = true, .max = 1600, .doc = "The next of the page before."),
};
const struct record songs_asked_record = RECORD(songs_asked, songs_asked_fields);

enum err songs_get(struct request *rq)
{
    const struct songs_asked *asked = rq->body;
    struct arena *a = rq->work->arena;
    struct song_search s = {.text = asked->q,
                            .style = asked->style,
                            .album = asked->album,
                            .stage = asked->stage,
                            .since = asked->since,
                            .sort = asked->sort,
                            .most = asked->limit + 1};
    struct song *songs;
    size_t n;

    TRY(cursor_read(a, asked->cursor, asked->sort, &s.key, &s.after));
    TRY(song_find(rq->work, rq->account, &s, &songs, &n));
    bool more = n > (size_t)asked->limit;
    n -= more;
    const struct song *last = n ? &songs[n - 1] : NULL;
    return reply_list(rq, &song_record, songs, n,
                      more ? cursor_new(a, asked->sort, song_key(a, asked->sort, last), last->id)
                           : NULL);
}

struct songs_counted {
    const char *q, *style, *album;
    int64_t since;
};
static const struct field songs_counted_fields[] = {
    TEXT(songs_counted, q, .optional = true, .max = 200,
         .doc = "As in GET /songs; so are the others."),
    TEXT(songs_counted, style, .optional = true, .max = 100),
    TIME(songs_counted, since, .optional = true),
    UUID(songs_counted, album, .optional = true),
};
const struct record songs_counted_record = RECORD(songs_counted, songs_counted_fields);

enum err songs_count_get(struct request *rq)
{
    const struct songs_counted *asked = rq->body;
    const struct song_search s = {
        .text = asked->q, .style = asked->style, .album = asked->album, .since = asked->since};
    struct song_count count;

    TRY(song_count_found(rq->work, rq->account, &s, &count));
    return reply_record(rq, 200, &song_count_record, &count);
}

enum err songs_styles_get(struct request *rq)
{
    struct song_style *styles;
    size_t n;

    TRY(song_styles(rq->work, rq->account, &styles, &n));
    return reply_list(rq, &song_style_record, styles, n, NULL);
}

enum err songs_remove_post(struct request *rq)
{
    TRY(song_remove_many(rq->work, rq->account, rq->body));
    return reply_nothing(rq);
}

enum err songs_restore_post(struct request *rq)
{
    TRY(song_bring_back_many(rq->work, rq->account, rq->body));
    return reply_nothing(rq);
}

enum err songs_post(struct request *rq)
{
    struct song song;

    TRY(song_open(rq->work, rq->account, rq->body, &song));
    reply_header(rq, "Location", "/api/v1/songs/%s", song.id);
    reply_etag(rq, song.row_version);
    return reply_record(rq, 201, &song_record, &song);
}

enum err song_one_get(struct request *rq)
{
    struct song song;

    TRY(song_look(rq->work, rq->account, rq->param[0], &song));
    reply_etag(rq, song.row_version);
    return reply_record(rq, 200, &song_record, &song);
}

enum err song_one_patch(struct request *rq)
{
    struct song song;

    TRY(song_get(rq->work->db, rq->param[0], rq->account, &song));
    TRY(want_match(rq, song.row_version));
    TRY(song_change(rq->work, rq->account, song.id, song.row_version, rq->body, &song));
    reply_etag(rq, song.row_version);
    return reply_record(rq, 200, &song_record, &song);
}

enum err song_one_delete(struct request *rq)
{
    struct song song;

    TRY(song_get(rq->work->db, rq->param[0], rq->account, &song));
    TRY(want_match(rq, song.row_version));
    TRY(song_remove(rq->work, rq->account, song.id, song.row_version));
    return reply_nothing(rq);
}

enum err song_restore_post(struct request *rq)
{
    struct song song;

    TRY(song_bring_back(rq->work, rq->account, rq->param[0], &song));
    reply_etag(rq, song.row_version);
    return reply_record(rq, 200, &song_record, &song);
}

enum err song_versions_get(struct request *rq)
{
    struct song song;
    struct version *versions;
    size_t n;

    TRY(song_get(rq->work->db, rq->param[0], rq->account, &song));
    TRY(version_list(rq->work->db, song.id, rq->account, &versions, &n));
    return reply_list(rq, &version_record, versions, n, NULL);
}

enum err song_masters_get(struct request *rq)
{
    struct song song;
    struct master *masters;
    size_t n;

    TRY(song_get(rq->work->db, rq->param[0], rq->account, &song));
    TRY(master_list(rq->work->db, song.id, rq->account, ENGINE_NAME, &masters, &n));
    return reply_list(rq, &master_record, masters, n, NULL);
}
