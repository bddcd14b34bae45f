/* SPDX-License-Identifier: ISC */
#include "app/policy.h"
#include "fcgi/doors.h"

enum err policies_get(struct request *rq)
{
    struct policy *rows;
    size_t n;

    TRY(policy_shelf(rq->work, &rows, &n));
    return reply_list(rq, &policy_record, rows, n, NULL);
}

enum err policy_get_kind(struct request *rq)
{
    const char *when = query(rq, "at");
    int64_t at = rq->work->now;
    struct policy_body page;

    if (when && time_parse(when, &at))
        return blame("at", "a time looks like 2026-01-31T12:00:00Z");
    TRY(policy_read(rq->work, rq->param[0], rq->language, at, &page));
    return reply_record(rq, 200, &policy_body_record, &page);
}

enum err policy_accept_post(struct request *rq)
{
    struct account me;

    TRY(account_get(rq->work->db, rq->account, &me));
    TRY(policy_accept(rq->work, &me, rq->param[0]));
    return reply_nothing(rq);
}
