/* SPDX-License-Identifier: ISC */
#include "app/parcel.h"

#include "app/wake.h"
#include "fcgi/doors.h"

enum err parcels_post(struct request *rq)
{
    struct parcel p;

    TRY(parcel_order_put(rq->work, rq->account, rq->body, &p));
    reply_header(rq, "Location", "/api/v1/parcels/%s", p.id);
    return reply_record(rq, 202, &parcel_record, &p);
}

enum err parcel_one_get(struct request *rq)
{
    struct parcel p;

    TRY(parcel_get(rq->work->db, rq->param[0], rq->account, &p));
    reply_header(rq, "Cache-Control", "no-store");
    return reply_record(rq, 200, &parcel_record, &p);
}

enum err parcel_zip_get(struct request *rq)
{
    struct parcel_out out;

    TRY(parcel_take(rq->work, rq->account, rq->param[0], &out));
    if (!out.key)
        return reply_await(rq, wake_topic(rq->work->arena, rq->account));
    if (from_the_beginning(rq))
        TRY(parcel_taken(rq->work, rq->account, rq->param[0]));
    return reply_file(rq, out.key, "application/zip", out.filename);
}

enum err parcel_one_delete(struct request *rq)
{
    TRY(parcel_remove(rq->work, rq->account, rq->param[0]));
    return reply_nothing(rq);
}
