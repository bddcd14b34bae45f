/* SPDX-License-Identifier: ISC */
#include "app/song.h"

#include "app/master.h"
#include "fcgi/doors.h"

struct songs_asked {
    const char *q, *style, *cursor;
    int64_t limit;
};
static const struct field songs_asked_fields[] = {
    TEXT(songs_asked, q, .optional = true, .max = 200,
         .doc = "Words that must all stand in title, artist, style, notes or instruments."),
    TEXT(songs_asked, style, .optional = true, .max = 100, .doc = "Only songs of this style."),
    INT(songs_asked, limit, .min = 1, .max = 100, .preset = "50", .doc = "How many on a page."),
    TEXT(songs_asked, cursor, .optional = true, .max = 200, .doc = "The next of the page before."),
};
const struct record songs_asked_record = RECORD(songs_asked, songs_asked_fields);

enum err songs_get(struct request *rq)
{
    const struct songs_asked *asked = rq->body;
    struct song_search s = {.text = asked->q, .style = asked->style, .most = asked->limit + 1};
    struct song *songs;
    size_t n;

    TRY(cursor_read(rq->work->arena, asked->cursor, &s.at, &s.after));
    TRY(song_find(rq->work, rq->account, &s, &songs, &n));
    bool more = n > (size_t)asked->limit;
    n -= more;
    return reply_list(rq, &song_record, songs, n,
                      more ? cursor_new(rq->work->arena, songs[n - 1].created_at, songs[n - 1].id) : NULL);
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
