/* SPDX-License-Identifier: ISC */
/* account.c - signing up, and the letters' links. */
#include "app/account.h"

#include "fcgi/doors.h"
#include "fcgi/guest.h"

/* What a letter's link carries; the page takes it from the fragment and sends it here. */
struct token_order {
    const char *token;
};
static const struct field token_order_fields[] = {
    TEXT(token_order, token, .min = 1, .max = 100, .doc = "As it stands in the letter's link."),
};
const struct record token_order_record = RECORD(token_order, token_order_fields);

struct email_order {
    const char *email;
};
static const struct field email_order_fields[] = {
    TEXT(email_order, email, .min = 3, .max = 254, .doc = "An e-mail address."),
};
const struct record email_order_record = RECORD(email_order, email_order_fields);

static enum err heard(struct request *rq)
{
    return reply_text(rq, 202, "application/json", "{}");
}

/* Who was refused for their age is not asked again while the browser stays open. */
static enum err remember_age(struct request *rq, enum err e)
{
    if (e == ERR_DENIED)
        guest_cookie(rq, COOKIE_AGE, "1", 0);
    return e;
}

enum err accounts_post(struct request *rq)
{
    struct device d = guest_device(rq);

    if (cookie(rq, COOKIE_AGE))
        return refuse(ERR_DENIED, "age", "you cannot have an account here yet");
    TRY(remember_age(rq, account_open(rq->work, rq->body, &d)));
    return heard(rq);
}

enum err accounts_verify_post(struct request *rq)
{
    const struct token_order *order = rq->body;
    int64_t account;

    TRY(account_verify(rq->work, order->token, &account));
    return reply_nothing(rq);
}

enum err accounts_verify_resend_post(struct request *rq)
{
    const struct email_order *order = rq->body;

    TRY(account_verify_again(rq->work, order->email));
    return heard(rq);
}
