/* SPDX-License-Identifier: ISC */
#include "app/trial.h"

#include "app/master.h"
#include "app/wake.h"
#include "fcgi/doors.h"

#include <stdlib.h>
#include <string.h>

enum err version_trials_post(struct request *rq)
{
    struct trial t;

    TRY(trial_put(rq->work, rq->account, rq->param[0], rq->body, &t));
    reply_header(rq, "Location", "/api/v1/trials/%s", t.id);
    return reply_record(rq, 202, &trial_record, &t);
}

enum err trial_one_get(struct request *rq)
{
    struct work *w = rq->work;
    struct preview_shown shown;
    bool made;

    TRY(trial_shown(w, rq->account, rq->param[0], &made, &shown));
    if (!made)
        return reply_await(rq, wake_topic(w->arena, rq->account));
    struct preview_piece *pieces =
        arena_alloc(w->arena, (shown.segments.count + 1) * sizeof *pieces);
    for (size_t i = 0; i < shown.segments.count; i++) {
        pieces[i] = ((const struct preview_piece *)shown.segments.rows)[i];
        pieces[i].url = arena_printf(w->arena, "/api/v1/trials/%s/segments/%lld", rq->param[0],
                                     (long long)pieces[i].n);
    }
    shown.segments.rows = pieces;
    reply_header(rq, "Cache-Control", "no-store");
    return reply_record(rq, 200, &preview_shown_record, &shown);
}

enum err trial_segment_get(struct request *rq)
{
    struct trial_part part;
    char *end;
    long long n = strtoll(rq->param[1], &end, 10);

    if (*end || end == rq->param[1] || n < 0)
        return fail(ERR_NOT_FOUND, "there is no such segment");
    TRY(trial_part_get(rq->work->db, rq->param[0], rq->account, n, &part));
    return reply_file(rq, part.key, part.media, NULL);
}
