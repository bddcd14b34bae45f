/* SPDX-License-Identifier: ISC */
#include "app/outbox.h"

#include "base/log.h"

#include <poll.h>
#include <string.h>

static const int64_t GIVE_UP_AFTER = DAYS(3);
static const int64_t PAUSE_MAX_MS = 3600000;
static const int64_t REST_MAX_MS = 60000;
enum { RESTS_DOUBLE = 12, SETTLE_TRIES = 20, SETTLE_PAUSE_MS = 500, HOPELESS_TRIES = 3 };

enum err outbox_put(struct work *w, const struct outbox_order *o)
{
    const char *id = o->id ? o->id : uuid_new(w->arena, w->now);

    return outbox_insert(w->db, id, o->kind, o->dedupe_key, o->account ? o->account : INT_ABSENT,
                         o->payload, w->now);
}

/* ---- a row on its way ---------------------------------------------------- */

bool errand_beat(void *errand)
{
    struct errand *e = errand;
    const struct config *c = e->w->config;
    int64_t ticks = clock_ticks();

    if (ticks - e->beaten < c->heartbeat_ms * 1000)
        return true;
    if (outbox_beat(e->w->db, e->row->id, e->lease, c->lease_ms) == OK) {
        e->beaten = ticks;
        return true;
    }
    return ticks - e->beaten < c->lease_ms * 1000 / 2; /* the database may be back in time */
}

/* ---- what became of it --------------------------------------------------- */

static enum outbox_state outcome(const struct errand *e, enum err result)
{
    const struct outbox_row *row = e->row;

    if (result == OK)
        return OUTBOX_STATE_DONE;
    if (result < ERR_BUSY && result != ERR_TOO_MANY)
        return OUTBOX_STATE_DEAD;
    return e->w->now - row->created_at > GIVE_UP_AFTER ? OUTBOX_STATE_DEAD : OUTBOX_STATE_RETRY;
}

static enum err bury(struct errand *e, const struct carrier *c, const char *error)
{
    CLEANUP(tx_end) struct tx tx = {0};

    TRY(tx_begin(e->w->db, &tx));
    TRY(outbox_dead(e->w->db, e->row->id, e->lease, e->w->now, error, c->secrets));
    if (c->dead)
        TRY(c->dead(e));
    return tx_commit(&tx);
}

static enum err settle(struct errand *e, const struct carrier *c, enum outbox_state state,
                       const char *text)
{
    struct db *db = e->w->db;
    const char *id = e->row->id;

    if (state == OUTBOX_STATE_DONE)
        return outbox_done(db, id, e->lease, e->w->now, text, c->secrets);
    if (state == OUTBOX_STATE_DEAD)
        return bury(e, c, text);
    return outbox_retry(db, id, e->lease, text);
}

/* What is out must be noted, or it goes out again: a database that restarts just now is waited for.
 */
static enum err settle_patiently(struct errand *e, const struct carrier *c, enum outbox_state state,
                                 const char *text)
{
    enum err result = settle(e, c, state, text);

    for (int i = 0; i < SETTLE_TRIES && result == ERR_BUSY; i++) {
        (void)poll(NULL, 0, SETTLE_PAUSE_MS);
        result = db_use(e->w->db, e->w->arena);
        if (result == OK)
            result = settle(e, c, state, text);
    }
    return result;
}

/* Nobody there: the whole kind rests, twice as long each time, so that a queue does not knock in a
 * row. */
static void rest(struct rest *r, enum err result, const struct config *c)
{
    int64_t ms = c->retry_base_ms << (r->failures < RESTS_DOUBLE ? r->failures : RESTS_DOUBLE);

    r->failures = result == ERR_BUSY ? r->failures + 1 : 0;
    r->until =
        result == ERR_BUSY ? clock_ticks() + 1000 * (ms < REST_MAX_MS ? ms : REST_MAX_MS) : 0;
}

/* ---- the loop's step ----------------------------------------------------- */

void egress_init(struct egress *e, struct arena *life, const struct carrier *carriers)
{
    size_t n = 0;

    while (carriers[n].kind)
        n++;
    *e = (struct egress){.carriers = carriers,
                         .rests = arena_alloc(life, (n + 1) * sizeof *e->rests)};
}

static const char *const *kinds_awake(const struct egress *e, struct arena *a)
{
    int64_t ticks = clock_ticks();
    size_t n = 0, awake = 0;

    while (e->carriers[n].kind)
        n++;
    const char **kinds = arena_alloc(a, (n + 1) * sizeof *kinds);
    for (size_t i = 0; i < n; i++)
        if (e->rests[i].until <= ticks)
            kinds[awake++] = e->carriers[i].kind;
    return kinds;
}

static size_t carrier_of(const struct egress *e, const char *kind)
{
    size_t i = 0;

    while (strcmp(e->carriers[i].kind, kind) != 0)
        i++;
    return i;
}

/* A row that keeps killing its carrier ends too. */
static bool hopeless(const struct errand *e)
{
    return e->row->tries > HOPELESS_TRIES && e->w->now - e->row->created_at > GIVE_UP_AFTER;
}

enum err egress_run_one(struct egress *e, struct work *w)
{
    const struct config *c = w->config;
    struct outbox_row row;
    struct errand errand = {
        .w = w, .row = &row, .lease = uuid_new(w->arena, w->now), .beaten = clock_ticks()};
    const char *answer = NULL;
    int64_t began = clock_ticks();

    TRY(outbox_take(w->db, w->now, kinds_awake(e, w->arena), errand.lease, c->lease_ms,
                    c->retry_base_ms, PAUSE_MAX_MS, &row));
    size_t i = carrier_of(e, row.kind);
    enum err result =
        hopeless(&errand) ? fail(ERR_GONE, "given up") : e->carriers[i].carry(&errand, &answer);
    const char *text = result == OK ? answer : arena_strdup(w->arena, err_detail());
    enum outbox_state state = outcome(&errand, result);
    rest(&e->rests[i], result, c);
    enum err noted = settle_patiently(&errand, &e->carriers[i], state, text);
    log_line(state == OUTBOX_STATE_DEAD || noted != OK ? LOG_ALERT : LOG_NOTE,
             "outbox id=%s kind=%s state=%s noted=%s tries=%lld us=%lld", row.id, row.kind,
             outbox_state_words[state], err_word(noted), (long long)row.tries,
             (long long)(clock_ticks() - began));
    return noted == ERR_CONFLICT ? OK : noted; /* another has it now: it is in good hands */
}
