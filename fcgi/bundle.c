/* SPDX-License-Identifier: ISC */
#include "app/bundle.h"

#include "fcgi/doors.h"

enum err bundles_post(struct request *rq)
{
    struct bundle b;

    TRY(bundle_order_put(rq->work, rq->account, rq->body, &b));
    reply_header(rq, "Location", "/api/v1/bundles/%s", b.id);
    return reply_record(rq, 202, &bundle_record, &b);
}

enum err bundle_one_get(struct request *rq)
{
    struct bundle b;

    TRY(bundle_get(rq->work, rq->account, rq->param[0], &b));
    reply_header(rq, "Cache-Control", "no-store");
    return reply_record(rq, 200, &bundle_record, &b);
}

enum err bundle_one_delete(struct request *rq)
{
    TRY(bundle_stop(rq->work, rq->account, rq->param[0]));
    return reply_nothing(rq);
}
