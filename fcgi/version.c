/* SPDX-License-Identifier: ISC */
#include "app/version.h"
#include "app/curve.h"
#include "app/remix.h"
#include "app/wake.h"
#include "fcgi/doors.h"
#include "fcgi/peaks.h"

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
    const struct peaks_asked *asked = rq->body;
    enum version_picture p = strcmp(asked->per_pixel, "4096") ? VERSION_FINE : VERSION_COARSE;
    const char *key;

    TRY(version_drawn(rq->work, rq->account, rq->param[0], p, &key));
    return reply_file(rq, key, "application/octet-stream", NULL);
}

struct diff_asked {
    const char *with;
};
static const struct field diff_asked_fields[] = {
    UUID(diff_asked, with, .doc = "The version to compare with."),
};
const struct record diff_asked_record = RECORD(diff_asked, diff_asked_fields);

enum err version_diff_one_get(struct request *rq)
{
    const struct diff_asked *asked = rq->body;
    const char *json;

    TRY(remix_difference(rq->work, rq->account, rq->param[0], asked->with, &json));
    return json ? reply_text(rq, 200, "application/json", json) : reply_await(rq, wake_topic(rq->work->arena, rq->account));
}

enum err version_curve_one_get(struct request *rq)
{
    const char *json;

    TRY(curve_of_version(rq->work, rq->account, rq->param[0], &json));
    return json ? reply_text(rq, 200, "application/json", json) : reply_await(rq, wake_topic(rq->work->arena, rq->account));
}
