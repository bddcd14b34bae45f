/* SPDX-License-Identifier: ISC */
#include "app/limits.h"
#include "app/policy.h"
#include "fcgi/doors.h"

enum err policies_get(struct request *rq)
{
    struct policy *rows;
    size_t n;

    TRY(policy_shelf(rq->work, &rows, &n));
    return reply_list(rq, &policy_record, rows, n, NULL);
}

struct policy_asked {
    int64_t at;
};
static const struct field policy_asked_fields[] = {
    TIME(policy_asked, at, .optional = true, .doc = "The text that was in force then."),
};
const struct record policy_asked_record = RECORD(policy_asked, policy_asked_fields);

enum err policy_get_kind(struct request *rq)
{
    const struct policy_asked *asked = rq->body;
    int64_t at = asked->at == TIME_ABSENT ? rq->work->now : asked->at;
    struct policy_body page;

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

enum err limits_get(struct request *rq)
{
    struct limits limits;

    limits_fill(rq->work->config, &limits);
    return reply_record(rq, 200, &limits_record, &limits);
}
