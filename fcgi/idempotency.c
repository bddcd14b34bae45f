/* SPDX-License-Identifier: ISC */
/* idempotency.c - a POST that carries an Idempotency-Key is done once.
 *
 * The note of the key, the door's work and its answer are one transaction: a
 * crash in between leaves nothing of any of them, and the same request simply
 * runs.  Only what was done is remembered; a refusal has had no effect, and the
 * next try with the same key may succeed. */
#include "fcgi/request.h"

#include <openssl/evp.h>
#include <string.h>

enum { KEY_MAX = 255 };
static const int64_t KEPT_US = DAYS(1), KEPT_MONEY_US = DAYS(30);
/* A door that parked has committed its first half; if its process died, its turn ends here. */
static const int64_t TURN_US = MINUTES(1);

struct once {
    const char *principal, *key, *request;
};

static void forget(EVP_MD_CTX **m)
{
    EVP_MD_CTX_free(*m);
}

static void add(EVP_MD_CTX *sum, const char *text, size_t n)
{
    EVP_DigestUpdate(sum, text, n);
    EVP_DigestUpdate(sum, "", 1); /* "a" "bc" is not "ab" "c" */
}

/* The number of what is asked: the door, its parameters, the body. */
static const char *sum_of(struct request *rq)
{
    CLEANUP(forget) EVP_MD_CTX *sum = EVP_MD_CTX_new();
    const char *q = header(rq, "QUERY_STRING");
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned n = 0;

    EVP_DigestInit_ex(sum, EVP_sha256(), NULL);
    add(sum, rq->path, strlen(rq->path));
    add(sum, q ? q : "", q ? strlen(q) : 0);
    add(sum, rq->raw.ptr ? rq->raw.ptr : "", rq->raw.len);
    EVP_DigestFinal_ex(sum, hash, &n);
    return hex_text(rq->work->arena, hash, n);
}

static const char *principal_of(struct request *rq)
{
    const char *address = header(rq, "REMOTE_ADDR");

    if (rq->account)
        return arena_printf(rq->work->arena, "a:%lld", (long long)rq->account);
    return arena_printf(rq->work->arena, "v:%s", address ? address : "-");
}

static bool is_key(const char *key)
{
    size_t n = strlen(key);

    for (const char *p = key; *p; p++)
        if (*p < 0x20 || *p > 0x7e)
            return false;
    return n > 0 && n <= KEY_MAX;
}

static enum err find_key(struct request *rq, const char **key)
{
    const struct route *r = rq->route;

    *key = header(rq, "HTTP_IDEMPOTENCY_KEY");
    if (!*key && r->who & MONEY)
        return refuse(ERR_MALFORMED, "idempotency_key_required", "send an Idempotency-Key, so that this cannot happen twice");
    if (*key && !is_key(*key))
        return fail(ERR_MALFORMED, "an Idempotency-Key has 1 to %d printable characters", KEY_MAX);
    if (r->body == &stream_record || (!(r->who & MONEY) && (rq->method != POST || r->who & (COOKIE | SECRET))))
        *key = NULL;
    return OK;
}

static enum err replay(struct request *rq, const struct once *o, const struct answer_row *was)
{
    if (strcmp(was->request, o->request) != 0)
        return refuse(ERR_INVALID, "idempotency_mismatch", "this Idempotency-Key was used for another request; take a new one");
    if (was->status == INT_ABSENT)
        return refuse(ERR_CONFLICT, "idempotency_busy", "the same request is being done right now");
    rq->status = (int)was->status;
    buf_puts(&rq->headers, was->headers);
    buf_puts(&rq->reply, was->body);
    reply_header(rq, "Idempotency-Replayed", "true");
    return OK;
}

/* Keeps the answer, or the fact that there was none. */
static enum err conclude(struct request *rq, const struct once *o, enum err e)
{
    struct db *db = rq->work->db;

    if (e != OK)
        return answer_drop(db, o->principal, o->key);
    if (rq->park_on)
        return OK; /* its second half concludes */
    return answer_keep(db, o->principal, o->key, rq->status, rq->headers.ptr ? rq->headers.ptr : "",
                       rq->reply.ptr ? rq->reply.ptr : "");
}

static enum err second_half(struct request *rq, const struct once *o)
{
    enum err e = rq->route->handle(rq);

    if (e < ERR_BUSY)
        TRY(conclude(rq, o, e));
    return e;
}

static enum err first_half(struct request *rq, const struct once *o)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct work *w = rq->work;
    struct answer_turn turn;
    struct answer_row was;

    TRY(tx_around(w->db, &tx));
    TRY(answer_lock(w->db, o->principal, o->key, &turn));
    if (!turn.mine)
        return refuse(ERR_CONFLICT, "idempotency_busy", "the same request is being done right now");
    enum err e = answer_get(w->db, o->principal, o->key, w->now, w->now - TURN_US, &was);
    if (e == OK)
        return replay(rq, o, &was);
    if (e != ERR_NOT_FOUND)
        return e;
    TRY(answer_open(w->db, o->principal, o->key, o->request, w->now, w->now + (rq->route->who & MONEY ? KEPT_MONEY_US : KEPT_US)));
    e = rq->route->handle(rq);
    if (e >= ERR_BUSY)
        return e;
    TRY(conclude(rq, o, e));
    TRY(tx_commit(&tx));
    return e;
}

enum err idempotent(struct request *rq)
{
    struct once o = {0};

    TRY(find_key(rq, &o.key));
    if (!o.key)
        return rq->route->handle(rq);
    o.principal = principal_of(rq);
    o.request = rq->resumed ? "" : sum_of(rq);
    rq->once = o.key;
    return rq->resumed ? second_half(rq, &o) : first_half(rq, &o);
}
