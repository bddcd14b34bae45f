/* SPDX-License-Identifier: ISC */
#include "app/event.h"

#include "base/buf.h"

#include <openssl/sha.h>
#include <string.h>

enum { SEALS_AT_ONCE = 1000, SALT_BYTES = 16 };

static const char BEFORE_THE_FIRST[] = "0000000000000000000000000000000000000000000000000000000000000000";

static const char *sha256_hex(struct arena *a, const char *bytes, size_t n)
{
    unsigned char hash[SHA256_DIGEST_LENGTH];

    SHA256((const unsigned char *)bytes, n, hash);
    return hex_text(a, hash, sizeof hash);
}

/* ---- writing ------------------------------------------------------------- */

static const char *note_hash(struct arena *a, const char *salt, const char *note)
{
    struct buf b = {.arena = a};

    buf_puts(&b, salt);
    buf_puts(&b, note);
    return sha256_hex(a, b.ptr, b.len);
}

/* The data with one more member. */
static const char *with_hash(struct arena *a, const char *data, const char *hash)
{
    size_t n = strlen(data);

    while (n > 0 && data[n - 1] != '}')
        n--;
    bool empty = !strchr(data, '"');
    return arena_printf(a, "%.*s%s\"note_sha256\":\"%s\"}", (int)(n ? n - 1 : 0), data, empty ? "" : ",", hash);
}

enum err event_put(struct work *w, const struct event_order *o)
{
    const char *data = o->data ? o->data : "{}", *salt = NULL;
    unsigned char bytes[SALT_BYTES];

    if (o->note) {
        random_bytes(bytes, sizeof bytes);
        salt = hex_text(w->arena, bytes, sizeof bytes);
        data = with_hash(w->arena, data, note_hash(w->arena, salt, o->note));
    }
    return event_insert(w->db, w->now, o->actor_kind, o->actor, o->on_behalf, o->verb, o->object_kind, o->object,
                        data, salt, o->note);
}

enum err event_by(struct work *w, int64_t account, const char *verb, const char *object_kind, const char *object,
                  const char *data)
{
    struct event_order o = {EVENT_ACTOR_ACCOUNT, account, account, verb, object_kind, object, data, NULL};

    return event_put(w, &o);
}

enum err event_of_house(struct work *w, int64_t about, const char *verb, const char *object_kind,
                        const char *object, const char *data)
{
    struct event_order o = {EVENT_ACTOR_SYSTEM, 0, about, verb, object_kind, object, data, NULL};

    return event_put(w, &o);
}

/* ---- the chain ------------------------------------------------------------- */

static void put_text(struct buf *b, const char *s)
{
    if (s)
        buf_printf(b, "%zu:%s,", strlen(s), s);
    else
        buf_puts(b, "-,");
}

static void put_number(struct buf *b, int64_t n)
{
    put_text(b, n == INT_ABSENT ? NULL : arena_printf(b->arena, "%lld", (long long)n));
}

static const char *chain_hash(struct arena *a, const char *before, int64_t seq, const struct event_link *e)
{
    struct buf b = {.arena = a};

    buf_puts(&b, before);
    put_number(&b, seq);
    put_number(&b, e->id);
    put_number(&b, e->at);
    put_text(&b, e->actor_kind);
    put_number(&b, e->actor);
    put_number(&b, e->on_behalf);
    put_text(&b, e->verb);
    put_text(&b, e->object_kind);
    put_text(&b, e->object);
    put_text(&b, e->data);
    return sha256_hex(a, b.ptr, b.len);
}

enum err event_head(struct work *w, struct event_head *out)
{
    struct event_last last;
    enum err e = event_head_get(w->db, &last);

    *out = (struct event_head){0, BEFORE_THE_FIRST};
    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    *out = (struct event_head){last.seq, last.hash};
    return OK;
}

enum err event_seal(struct work *w, int64_t *sealed)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct event_head head;
    struct event_link *rows;
    size_t n;

    TRY(tx_begin(w->db, &tx));
    TRY(event_seal_lock(w->db));
    TRY(event_head(w, &head));
    TRY(event_unsealed_list(w->db, SEALS_AT_ONCE, &rows, &n));
    const char **ids = arena_alloc(w->arena, (n + 1) * sizeof *ids);
    const char **hashes = arena_alloc(w->arena, (n + 1) * sizeof *hashes);
    for (size_t i = 0; i < n; i++) {
        ids[i] = arena_printf(w->arena, "%lld", (long long)rows[i].id);
        hashes[i] = head.hash = chain_hash(w->arena, head.hash, head.seq + 1 + (int64_t)i, &rows[i]);
    }
    if (n > 0)
        TRY(event_seal_insert(w->db, ids, hashes, head.seq + 1, w->now));
    *sealed = (int64_t)n;
    return tx_commit(&tx);
}

/* ---- verifying ----------------------------------------------------------------- */

struct walk {
    struct arena *life; /* what outlives a page */
    const struct event_head *heads;
    size_t head_count;
    struct event_verdict *v;
};

static bool wrong(struct walk *k, int64_t seq, int64_t event, const char *sentence)
{
    k->v->seq = seq;
    k->v->event = event == INT_ABSENT ? 0 : event;
    k->v->wrong = sentence;
    return false;
}

static bool note_is_true(struct arena *a, const struct event_link *e)
{
    if (!e->note)
        return true; /* none, or erased */
    return e->note_sha256 && !strcmp(note_hash(a, e->salt, e->note), e->note_sha256);
}

static bool follows(struct walk *k, struct arena *a, const struct event_link *e)
{
    struct event_head *head = &k->v->head;
    int64_t seq = head->seq + 1;

    if (e->seq != seq)
        return wrong(k, seq, 0, "its seal is missing");
    if (e->id == INT_ABSENT)
        return wrong(k, seq, 0, "its event is missing");
    const char *hash = chain_hash(a, head->hash, seq, e);
    if (strcmp(hash, e->hash) != 0)
        return wrong(k, seq, e->id, "the event or its seal was changed");
    if (!note_is_true(a, e))
        return wrong(k, seq, e->id, "its note was changed");
    for (size_t i = 0; i < k->head_count; i++)
        if (k->heads[i].seq == seq && strcmp(k->heads[i].hash, hash) != 0)
            return wrong(k, seq, e->id, "the chain was written anew: the head noted for it is another");
    head->seq = seq;
    head->hash = arena_strdup(k->life, hash);
    return true;
}

static enum err walk_page(struct db *db, struct walk *k, struct arena *page, bool *more)
{
    struct event_link *rows;
    size_t n;

    arena_reset(page);
    TRY(db_use(db, page)); /* the chain is longer than memory */
    TRY(event_chain(db, k->v->head.seq, SEALS_AT_ONCE, &rows, &n));
    *more = n > 0;
    for (size_t i = 0; i < n && *more; i++)
        *more = follows(k, page, &rows[i]);
    return OK;
}

static enum err look_beyond(struct db *db, struct walk *k)
{
    struct event_row *rows;
    size_t n;

    for (size_t i = 0; i < k->head_count; i++)
        if (k->heads[i].seq > k->v->head.seq) {
            wrong(k, k->v->head.seq + 1, 0, "the chain ends before a head that was noted: its tail was cut");
            return OK;
        }
    TRY(event_strays(db, &rows, &n));
    if (n > 0)
        wrong(k, 0, rows[0].id, "the event has no seal and does not wait for one");
    return OK;
}

enum err event_verify(struct work *w, const struct event_head *heads, size_t n, struct event_verdict *out)
{
    CLEANUP(arena_free) struct arena *page = arena_new();
    struct walk k = {w->arena, heads, n, out};
    enum err e = OK;

    *out = (struct event_verdict){.head = {0, BEFORE_THE_FIRST}};
    for (bool more = true; more && e == OK;)
        e = walk_page(w->db, &k, page, &more);
    enum err back = db_use(w->db, w->arena);
    TRY(e);
    TRY(back);
    return out->wrong ? OK : look_beyond(w->db, &k);
}
