/* SPDX-License-Identifier: ISC */
/* account.c - signing up, and the letters' links. */
#include "app/account.h"

#include "app/credential.h"
#include "app/password.h"
#include "fcgi/doors.h"
#include "fcgi/guest.h"

static const struct field token_order_fields[] = {
    TEXT(token_order, token, .min = 1, .max = 100, .doc = "As it stands in the letter's link."),
};
const struct record token_order_record = RECORD(token_order, token_order_fields);

static const struct field email_order_fields[] = {
    TEXT(email_order, email, .min = 3, .max = 254, .doc = "An e-mail address."),
};
const struct record email_order_record = RECORD(email_order, email_order_fields);

struct strength_order {
    const char *password;
    const char *const *words;
};
static const struct field strength_order_fields[] = {
    TEXT(strength_order, password, .min = 1, .max = PASSWORD_BYTES_MAX,
         .doc = "As it would be chosen."),
    TEXTS(strength_order, words, .optional = true, .max = 10,
          .doc = "What others know of the person: names, an address."),
};
const struct record strength_order_record = RECORD(strength_order, strength_order_fields);

static const struct field strength_fields[] = {
    REAL(strength, bits, .unit = "bit", .doc = "log2 of the guesses that it takes."),
    BOOL(strength, fit, .doc = "Whether it may be chosen: long enough, and not easily guessed."),
};
const struct record strength_record = RECORD(strength, strength_fields);

enum err passwords_strength_post(struct request *rq)
{
    const struct strength_order *o = rq->body;
    struct strength s = password_strength(rq->work, o->password, o->words);

    return reply_record(rq, 200, &strength_record, &s);
}

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

/* ---- a forgotten password ------------------------------------------------ */

struct reset_order {
    const char *token, *password;
};
static const struct field reset_order_fields[] = {
    TEXT(reset_order, token, .min = 1, .max = 100, .doc = "As it stands in the letter's link."),
    TEXT(reset_order, password, .min = 1, .max = 1024, .doc = "The new password."),
};
const struct record reset_order_record = RECORD(reset_order, reset_order_fields);

enum err password_reset_post(struct request *rq)
{
    const struct email_order *order = rq->body;

    TRY(password_reset_ask(rq->work, order->email));
    return heard(rq);
}

enum err password_reset_confirm_post(struct request *rq)
{
    const struct reset_order *order = rq->body;

    TRY(password_reset(rq->work, order->token, order->password));
    guest_cookie_drop(rq, COOKIE_SESSION);
    guest_cookie_drop(rq, COOKIE_REMEMBER);
    return reply_nothing(rq);
}
