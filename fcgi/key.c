/* SPDX-License-Identifier: ISC */
/* key.c - what lets others in: API keys, and the second step of signing in. */
#include "app/key.h"

#include "app/totp.h"
#include "fcgi/doors.h"

static enum err me(struct request *rq, struct account *out)
{
    return account_get(rq->work->db, rq->account, out);
}

/* ---- API keys ------------------------------------------------------------ */

struct key_order {
    const char *name;
    const char *const *scopes;
};
static const struct field key_order_fields[] = {
    TEXT(key_order, name, .min = 1, .max = 100, .doc = "What it is for."),
    TEXTS(key_order, scopes, .min = 1, .max = 2, .doc = "read, write or both."),
};
const struct record key_order_record = RECORD(key_order, key_order_fields);

struct key {
    const char *id, *name, *begins, *secret;
    const char *const *scopes;
    int64_t created_at, used_at, expires_at;
};
static const struct field key_fields[] = {
    UUID(key, id),
    TEXT(key, name),
    TEXTS(key, scopes),
    TEXT(key, begins, .doc = "The key's first letters, to recognize it by."),
    TEXT(key, secret, .optional = true, .doc = "The key itself, in the answer that makes it and never again."),
    TIME(key, created_at),
    TIME(key, used_at),
    TIME(key, expires_at),
};
const struct record key_record = RECORD(key, key_fields);

static struct key view(const struct session *s, const char *secret)
{
    return (struct key){.id = s->id, .name = s->name, .begins = s->selector, .secret = secret, .scopes = s->scopes,
                        .created_at = s->created_at, .used_at = s->used_at, .expires_at = s->expires_at};
}

enum err me_keys_get(struct request *rq)
{
    struct session *rows;
    size_t n;

    TRY(key_list(rq->work, rq->account, &rows, &n));
    struct key *keys = arena_alloc(rq->work->arena, (n + 1) * sizeof *keys);
    for (size_t i = 0; i < n; i++)
        keys[i] = view(&rows[i], NULL);
    return reply_list(rq, &key_record, keys, n, NULL);
}

enum err me_keys_post(struct request *rq)
{
    const struct key_order *o = rq->body;
    struct session row;
    struct account a;
    const char *secret;

    TRY(me(rq, &a));
    TRY(key_new(rq->work, &a, o->name, o->scopes, &secret, &row));
    struct key made = view(&row, secret);
    reply_header(rq, "Cache-Control", "no-store");
    return reply_record(rq, 201, &key_record, &made);
}

enum err me_key_delete(struct request *rq)
{
    struct account a;

    TRY(me(rq, &a));
    TRY(key_drop(rq->work, &a, rq->param[0]));
    return reply_nothing(rq);
}

/* ---- the second step ----------------------------------------------------- */

static const struct field totp_offer_fields[] = {
    TEXT(totp_offer, secret, .doc = "Base32, for typing."),
    TEXT(totp_offer, uri, .doc = "otpauth://, for programs."),
    TEXT(totp_offer, qr_svg, .doc = "The same as a picture, for cameras."),
};
const struct record totp_offer_record = RECORD(totp_offer, totp_offer_fields);

struct code_order {
    const char *code;
};
static const struct field code_order_fields[] = {
    TEXT(code_order, code, .min = 6, .max = 6, .doc = "The six digits that the device shows."),
};
const struct record code_order_record = RECORD(code_order, code_order_fields);

struct recovery {
    const char *const *recovery_codes;
};
static const struct field recovery_fields[] = {
    TEXTS(recovery, recovery_codes, .doc = "Ten codes for the day the device is gone, each good once; shown this once."),
};
const struct record recovery_record = RECORD(recovery, recovery_fields);

enum err me_totp_post(struct request *rq)
{
    struct totp_offer offer;
    struct account a;

    TRY(me(rq, &a));
    TRY(totp_begin(rq->work, &a, &offer));
    reply_header(rq, "Cache-Control", "no-store");
    return reply_record(rq, 200, &totp_offer_record, &offer);
}

enum err me_totp_put(struct request *rq)
{
    const struct code_order *o = rq->body;
    struct recovery r;
    struct account a;

    TRY(me(rq, &a));
    TRY(totp_confirm(rq->work, &a, o->code, &r.recovery_codes));
    reply_header(rq, "Cache-Control", "no-store");
    return reply_record(rq, 200, &recovery_record, &r);
}

enum err me_totp_delete(struct request *rq)
{
    struct account a;

    TRY(me(rq, &a));
    TRY(totp_end(rq->work, &a));
    return reply_nothing(rq);
}
