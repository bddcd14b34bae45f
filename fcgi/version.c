/* SPDX-License-Identifier: ISC */
#include "app/version.h"
#include "app/curve.h"
#include "app/remix.h"
#include "app/wake.h"
#include "fcgi/doors.h"

#include <string.h>

enum err version_one_get(struct request *rq)
{
    struct version v;

    TRY(version_get(rq->work->db, rq->param[0], rq->account, &v));
    reply_etag(rq, v.row_version);
    return reply_record(rq, 200, &version_record, &v);
}

enum err version_analysis_get(struct request *rq)
{
    const char *json;

    TRY(version_measured(rq->work, rq->account, rq->param[0], &json));
    return reply_text(rq, 200, "application/json", json);
}

enum err version_peaks_get(struct request *rq)
{
    const char *per_pixel = query(rq, "per_pixel"), *key;
    enum version_picture p = per_pixel && !strcmp(per_pixel, "4096") ? VERSION_COARSE : VERSION_FINE;

    if (per_pixel && strcmp(per_pixel, "512") != 0 && strcmp(per_pixel, "4096") != 0)
        return blame("per_pixel", "must be 512 or 4096");
    TRY(version_drawn(rq->work, rq->account, rq->param[0], p, &key));
    return reply_file(rq, key, "application/octet-stream", NULL);
}

enum err version_diff_one_get(struct request *rq)
{
    const char *json;

    TRY(remix_difference(rq->work, rq->account, rq->param[0], query(rq, "with"), &json));
    return json ? reply_text(rq, 200, "application/json", json) : reply_await(rq, wake_topic(rq->work->arena, rq->account));
}

enum err version_curve_one_get(struct request *rq)
{
    const char *json;

    TRY(curve_of_version(rq->work, rq->account, rq->param[0], &json));
    return json ? reply_text(rq, 200, "application/json", json) : reply_await(rq, wake_topic(rq->work->arena, rq->account));
}
