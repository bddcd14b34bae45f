/* SPDX-License-Identifier: ISC */
#include "db/migrate.h"
#include "tests/tap.h"
#include "tests/world.h"

static int runs;
static enum err (*then)(struct request *rq);

/* A door that leaves a trace in the database: an account more, and says how many there are. */
static enum err make_one(struct request *rq)
{
    runs++;
    TRY(db_script(rq->work->db, arena_printf(rq->work->arena,
                                             "INSERT INTO account (public_id, state, region, created_at, last_access_at)"
                                             " VALUES ('%s', 'active', 'us', '2026-01-01', '2026-01-01')",
                                             uuid_new(rq->work->arena, rq->work->now))));
    if (then)
        TRY(then(rq));
    reply_header(rq, "Location", "/made/%d", runs);
    buf_printf(&rq->reply, "{\"run\":%d}", runs);
    rq->status = 201;
    return OK;
}

static enum err refuses(struct request *rq)
{
    (void)rq;
    return fail(ERR_UNPAID, "pay first");
}

static enum err breaks(struct request *rq)
{
    (void)rq;
    return fail(ERR_FAULT, "broken on purpose");
}

static enum err parks(struct request *rq)
{
    return rq->resumed ? OK : reply_park(rq, "outbox:1", 8000);
}

static const struct route plain = {.method = POST, .who = USER, .handle = make_one, .body = &none_record};
static const struct route money = {.method = POST, .who = USER | MONEY, .handle = make_one, .body = &none_record};
static const struct route secret = {.method = POST, .who = USER | SECRET, .handle = make_one, .body = &none_record};

static const char *key;

static const char *var(void *from, const char *name)
{
    (void)from;
    return strcmp(name, "HTTP_IDEMPOTENCY_KEY") ? NULL : key;
}

static struct request post(struct world *w, const struct route *r, int64_t account, const char *with_key, const char *body, enum err *e)
{
    struct request rq = {.work = &w->work, .method = POST, .route = r, .path = "/x", .var = var, .account = account, .status = 200};

    key = with_key;
    rq.headers = (struct buf){.arena = w->work.arena};
    rq.reply = rq.raw = rq.headers;
    buf_puts(&rq.raw, body);
    *e = idempotent(&rq);
    return rq;
}

/* Whether there are just so many accounts; the division fails otherwise. */
static bool accounts(struct world *w, int n)
{
    return db_script(w->work.db, arena_printf(w->work.arena, "SELECT 1 / (count(*) = %d)::int FROM account", n)) == OK;
}

static struct world fresh_world(void)
{
    runs = 0;
    then = NULL;
    return world_open();
}

TEST(the_same_request_with_the_same_key_is_done_once)
{
    CLEANUP(world_close) struct world w = fresh_world();
    enum err e;

    struct request first = post(&w, &plain, 1, "k1", "{}", &e);
    NEED(e == OK);
    struct request again = post(&w, &plain, 1, "k1", "{}", &e);
    NEED(e == OK);
    CHECK(runs == 1);
    CHECK(again.status == 201);
    CHECK_TEXT(again.reply.ptr, first.reply.ptr);
    CHECK(strstr(again.headers.ptr, "Location: /made/1\r\n"));
    CHECK(strstr(again.headers.ptr, "Idempotency-Replayed: true\r\n"));
    CHECK(!strstr(first.headers.ptr, "Replayed"));
}

TEST(another_body_with_the_same_key_is_refused)
{
    CLEANUP(world_close) struct world w = fresh_world();
    enum err e;

    (void)post(&w, &plain, 1, "k1", "{}", &e);
    (void)post(&w, &plain, 1, "k1", "{\"a\":1}", &e);
    CHECK(e == ERR_INVALID);
    CHECK_TEXT(err_code(), "idempotency_mismatch");
    CHECK(runs == 1);
}

TEST(another_account_has_its_own_keys)
{
    CLEANUP(world_close) struct world w = fresh_world();
    enum err e;

    (void)post(&w, &plain, 1, "k1", "{}", &e);
    (void)post(&w, &plain, 2, "k1", "{}", &e);
    CHECK(e == OK);
    CHECK(runs == 2);
}

TEST(without_a_key_it_is_done_each_time_but_not_with_money)
{
    CLEANUP(world_close) struct world w = fresh_world();
    enum err e;

    (void)post(&w, &plain, 1, NULL, "{}", &e);
    (void)post(&w, &plain, 1, NULL, "{}", &e);
    CHECK(runs == 2);
    (void)post(&w, &money, 1, NULL, "{}", &e);
    CHECK(e == ERR_MALFORMED);
    CHECK_TEXT(err_code(), "idempotency_key_required");
    CHECK(runs == 2);
}

TEST(an_answer_with_a_secret_is_never_kept)
{
    CLEANUP(world_close) struct world w = fresh_world();
    enum err e;

    (void)post(&w, &secret, 1, "k1", "{}", &e);
    (void)post(&w, &secret, 1, "k1", "{}", &e);
    CHECK(runs == 2);
}

TEST(a_refusal_is_not_remembered_and_its_traces_stay)
{
    CLEANUP(world_close) struct world w = fresh_world();
    enum err e;

    then = refuses;
    (void)post(&w, &plain, 1, "k1", "{}", &e);
    CHECK(e == ERR_UNPAID);
    CHECK_TEXT(err_detail(), "pay first");
    CHECK(accounts(&w, 1)); /* as without a key: what a door wrote before it refused is written */
    then = NULL;
    (void)post(&w, &plain, 1, "k1", "{}", &e);
    CHECK(e == OK);
    CHECK(runs == 2);
}

TEST(a_trouble_leaves_nothing_and_the_key_free)
{
    CLEANUP(world_close) struct world w = fresh_world();
    enum err e;

    then = breaks;
    (void)post(&w, &plain, 1, "k1", "{}", &e);
    CHECK(e == ERR_FAULT);
    CHECK(accounts(&w, 0));
    then = NULL;
    (void)post(&w, &plain, 1, "k1", "{}", &e);
    CHECK(e == OK);
    CHECK(accounts(&w, 1));
}

static enum err stumbles(struct request *rq)
{
    enum err e = migration_insert(rq->work->db, migrations[0].name, "there already");

    return e == ERR_CONFLICT ? OK : fail(ERR_FAULT, "no conflict");
}

TEST(a_door_may_go_on_after_a_statement_that_failed)
{
    CLEANUP(world_close) struct world w = fresh_world();
    enum err e;

    then = stumbles;
    (void)post(&w, &plain, 1, "k1", "{}", &e);
    CHECK(e == OK);
    CHECK(accounts(&w, 1));
    (void)post(&w, &plain, 1, "k1", "{}", &e);
    CHECK(e == OK);
    CHECK(runs == 1);
}

TEST(while_it_is_being_done_the_same_key_is_busy)
{
    CLEANUP(world_close) struct world w = fresh_world();
    CLEANUP(tx_end) struct tx tx = {0};
    struct arena *life = w.life;
    struct answer_turn turn;
    struct db *other;
    enum err e;

    NEED(db_open(life, w.config->database_url, true, &other) == OK);
    NEED(db_use(other, w.work.arena) == OK);
    NEED(tx_begin(other, &tx) == OK);
    NEED(answer_lock(other, "a:1", "k1", &turn) == OK);
    (void)post(&w, &plain, 1, "k1", "{}", &e);
    CHECK(e == ERR_CONFLICT);
    CHECK_TEXT(err_code(), "idempotency_busy");
    CHECK(runs == 0);
}

TEST(an_answer_that_waits_is_busy_until_its_second_half)
{
    CLEANUP(world_close) struct world w = fresh_world();
    enum err e;

    then = parks;
    struct request rq = post(&w, &plain, 1, "k1", "{}", &e);
    CHECK(e == OK && rq.park_on);
    (void)post(&w, &plain, 1, "k1", "{}", &e);
    CHECK(e == ERR_CONFLICT);
    rq.resumed = true;
    rq.park_on = NULL;
    rq.reply.len = rq.headers.len = 0;
    CHECK(idempotent(&rq) == OK);
    (void)post(&w, &plain, 1, "k1", "{}", &e);
    CHECK(e == OK);
    CHECK(runs == 2);
}

TEST(after_its_time_a_key_is_new_again)
{
    CLEANUP(world_close) struct world w = fresh_world();
    enum err e;

    (void)post(&w, &plain, 1, "k1", "{}", &e);
    (void)post(&w, &money, 1, "k2", "{}", &e);
    w.work.now += DAYS(1);
    (void)post(&w, &plain, 1, "k1", "{}", &e);
    (void)post(&w, &money, 1, "k2", "{}", &e);
    CHECK(runs == 3);
    w.work.now += DAYS(29);
    (void)post(&w, &money, 1, "k2", "{}", &e);
    CHECK(runs == 4);
}

TEST(a_key_is_short_and_printable)
{
    CLEANUP(world_close) struct world w = fresh_world();
    char longest[258] = {0};
    enum err e;

    memset(longest, 'k', 256);
    (void)post(&w, &plain, 1, longest, "{}", &e);
    CHECK(e == ERR_MALFORMED);
    longest[255] = '\0';
    (void)post(&w, &plain, 1, longest, "{}", &e);
    CHECK(e == OK);
    (void)post(&w, &plain, 1, "a\tb", "{}", &e);
    CHECK(e == ERR_MALFORMED);
    (void)post(&w, &plain, 1, "", "{}", &e);
    CHECK(e == ERR_MALFORMED);
}
