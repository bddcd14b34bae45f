/* SPDX-License-Identifier: ISC */
#include "app/album.h"

#include "fcgi/doors.h"

enum err albums_get(struct request *rq)
{
    struct album *albums;
    size_t n;

    TRY(album_list(rq->work->db, rq->account, &albums, &n));
    return reply_list(rq, &album_record, albums, n, NULL);
}

enum err albums_post(struct request *rq)
{
    struct album_whole album;

    TRY(album_order_put(rq->work, rq->account, rq->body, &album));
    reply_header(rq, "Location", "/api/v1/albums/%s", album.id);
    reply_etag(rq, album.row_version);
    return reply_record(rq, 202, &album_whole_record, &album);
}

enum err album_one_get(struct request *rq)
{
    struct album_whole album;

    TRY(album_get(rq->work->db, rq->param[0], rq->account, &album));
    reply_etag(rq, album.row_version);
    return reply_record(rq, 200, &album_whole_record, &album);
}

enum err album_one_patch(struct request *rq)
{
    struct album_whole album;

    TRY(album_get(rq->work->db, rq->param[0], rq->account, &album));
    TRY(want_match(rq, album.row_version));
    TRY(album_alter(rq->work, rq->account, album.id, rq->body));
    return album_one_get(rq);
}

enum err album_one_delete(struct request *rq)
{
    struct album_whole album;

    TRY(album_get(rq->work->db, rq->param[0], rq->account, &album));
    TRY(want_match(rq, album.row_version));
    TRY(album_remove(rq->work, rq->account, album.id));
    return reply_nothing(rq);
}
