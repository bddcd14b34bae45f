/* SPDX-License-Identifier: ISC */
#include "app/event.h"
#include "tests/tap.h"
#include "tests/world.h"

static enum err seal_all(struct world *w)
{
    int64_t n;

    do
        TRY(event_seal(&w->work, &n));
    while (n > 0);
    return OK;
}

/* Five events of all sorts, sealed; the third has a note. */
static bool scene_chain(struct world *w)
{
    int64_t account = world_account(w, "ann@example.org");
    struct event_order with_note = {EVENT_ACTOR_STAFF, account, account, "account.suspended", "account", "1",
                                    "{\"reason\":\"spam\"}", "wrote to Bob at bob@example.org"};
    struct event_order lean = {EVENT_ACTOR_VISITOR, 0, 0, "page.seen", "page", "home", NULL, "a note alone"};

    return event_by(&w->work, account, "terms.accepted", "policy", "p1", "{\"version\":1}") == OK &&
           event_of_house(&w->work, account, "job.done", "job", "j1", NULL) == OK &&
           event_put(&w->work, &with_note) == OK && event_put(&w->work, &lean) == OK &&
           event_of_house(&w->work, 0, "house.opened", "house", "us", "{\"b\":2,\"a\":\"\\u00e9 \\\\ \\\"\"}") == OK &&
           seal_all(w) == OK;
}

static const char *verdict(struct world *w, const struct event_head *heads, size_t n, struct event_verdict *v)
{
    if (event_verify(&w->work, heads, n, v) != OK)
        return "trouble";
    return v->wrong ? v->wrong : "fine";
}

TEST(a_chain_nobody_touched_is_fine_and_every_event_is_in_it)
{
    CLEANUP(world_close) struct world w = world_open();
    struct event_verdict v;
    struct event_head head;

    NEED(scene_chain(&w));
    CHECK_TEXT(verdict(&w, NULL, 0, &v), "fine");
    CHECK(v.head.seq == 5);
    NEED(event_head(&w.work, &head) == OK);
    CHECK(head.seq == 5);
    CHECK_TEXT(head.hash, v.head.hash);
    CHECK_TEXT(verdict(&w, &head, 1, &v), "fine");
}

TEST(an_empty_log_has_head_zero_and_is_fine)
{
    CLEANUP(world_close) struct world w = world_open();
    struct event_verdict v;
    struct event_head head;

    CHECK_TEXT(verdict(&w, NULL, 0, &v), "fine");
    NEED(event_head(&w.work, &head) == OK);
    CHECK(head.seq == 0 && strlen(head.hash) == 64);
}

TEST(an_erased_note_does_not_break_the_chain_but_an_altered_one_is_found)
{
    CLEANUP(world_close) struct world w = world_open();
    struct event_verdict v;

    NEED(scene_chain(&w));
    world_sql(&w, "UPDATE event_note SET text = text || '.' WHERE event_id = 3");
    CHECK_TEXT(verdict(&w, NULL, 0, &v), "its note was changed");
    CHECK(v.seq == 3 && v.event == 3);
    world_sql(&w, "DELETE FROM event_note");
    CHECK_TEXT(verdict(&w, NULL, 0, &v), "fine");
}

/* Each spoils the chain as only the tables' owner could; first is the seal that must be named. */
static const struct {
    const char *sql;
    int64_t first;
} TAMPERED[] = {
    {"UPDATE event SET at = at + interval '1 microsecond' WHERE id = 2", 2},
    {"UPDATE event SET actor_kind = 'partner' WHERE id = 1", 1},
    {"UPDATE event SET actor = NULL WHERE id = 1", 1},
    {"UPDATE event SET on_behalf = on_behalf + 1 WHERE id = 2", 2},
    {"UPDATE event SET verb = 'terms.acceptee' WHERE id = 1", 1},
    {"UPDATE event SET verb = 'a', object_kind = 'bc' WHERE id = 4", 4},
    {"UPDATE event SET object = 'p0' WHERE id = 1", 1},
    {"UPDATE event SET data = '{\"version\": 0}' WHERE id = 1", 1},
    {"UPDATE event_seal SET hash = translate(hash, '0123456789abcdef', '1032547698badcfe') WHERE seq = 5", 5},
    {"UPDATE event_seal SET hash = overlay(hash placing CASE left(hash, 1) WHEN '0' THEN '1' ELSE '0' END from 1) WHERE seq = 3", 3},
    {"DELETE FROM event_seal WHERE seq = 1", 1},
    {"DELETE FROM event_seal WHERE seq = 3", 3},
    {"DELETE FROM event WHERE id = 2", 2},
    {"UPDATE event_seal SET event_id = -event_id WHERE seq IN (2, 3)", 2},
    {"UPDATE event a SET verb = b.verb, object = b.object, object_kind = b.object_kind, data = b.data FROM event b"
     " WHERE (a.id, b.id) IN ((1, 2), (2, 1))", 1},
    {"INSERT INTO event (at, actor_kind, verb, object_kind, object) VALUES ('2026-01-01Z', 'system', 'x', 'y', 'z')", 0},
};

TEST(every_bit_row_or_swap_that_was_tampered_with_is_named)
{
    for (size_t i = 0; i < sizeof TAMPERED / sizeof *TAMPERED; i++) {
        CLEANUP(world_close) struct world w = world_open();
        struct event_verdict v;

        NEED(scene_chain(&w));
        world_sql(&w, "SET session_replication_role = replica"); /* no foreign key helps us */
        world_sql(&w, TAMPERED[i].sql);
        CHECK(strcmp(verdict(&w, NULL, 0, &v), "fine") != 0 && v.seq == TAMPERED[i].first);
        if (v.seq != TAMPERED[i].first)
            printf("# %s: seal %lld named\n", TAMPERED[i].sql, (long long)v.seq);
    }
}

TEST(a_cut_tail_and_a_chain_written_anew_are_found_by_a_head_somebody_noted)
{
    CLEANUP(world_close) struct world w = world_open();
    struct event_verdict v;
    struct event_head noted;

    NEED(scene_chain(&w));
    NEED(event_head(&w.work, &noted) == OK);
    world_sql(&w, "SET session_replication_role = replica");
    world_sql(&w, "DELETE FROM event_seal WHERE seq >= 4; DELETE FROM event WHERE id >= 4; DELETE FROM event_note WHERE event_id >= 4");
    CHECK_TEXT(verdict(&w, NULL, 0, &v), "fine"); /* by itself a shorter chain is a chain */
    CHECK(strstr(verdict(&w, &noted, 1, &v), "tail was cut") && v.seq == 4);

    world_sql(&w, "INSERT INTO event (id, at, actor_kind, verb, object_kind, object) OVERRIDING SYSTEM VALUE"
                  " SELECT n, '2026-01-01Z', 'system', 'forged', 'x', 'y' FROM generate_series(4, 6) n;"
                  " INSERT INTO event_unsealed VALUES (4), (5), (6)");
    NEED(seal_all(&w) == OK);
    CHECK_TEXT(verdict(&w, NULL, 0, &v), "fine");
    CHECK(strstr(verdict(&w, &noted, 1, &v), "written anew") && v.seq == 5);
}

TEST(an_event_of_a_slow_transaction_is_sealed_after_those_that_overtook_it)
{
    CLEANUP(world_close) struct world w = world_open();
    CLEANUP(tx_end) struct tx tx = {0};
    struct work fast = w.work;
    struct event_verdict v;
    int64_t n;

    NEED(db_open(w.life, w.config->database_url, true, &fast.db) == OK && db_use(fast.db, fast.arena) == OK);
    NEED(tx_begin(w.work.db, &tx) == OK);
    NEED(event_of_house(&w.work, 0, "slow", "x", "1", NULL) == OK); /* takes id 1 */
    NEED(event_of_house(&fast, 0, "fast", "x", "2", NULL) == OK);
    NEED(event_seal(&fast, &n) == OK);
    CHECK(n == 1);
    NEED(tx_commit(&tx) == OK);
    NEED(event_seal(&fast, &n) == OK);
    CHECK(n == 1);
    NEED(event_verify(&w.work, NULL, 0, &v) == OK);
    CHECK(!v.wrong && v.head.seq == 2);
}

TEST(an_event_of_a_transaction_that_was_undone_never_was)
{
    CLEANUP(world_close) struct world w = world_open();
    struct event_head head;
    struct tx tx;

    NEED(tx_begin(w.work.db, &tx) == OK);
    NEED(event_of_house(&w.work, 0, "undone", "x", "1", NULL) == OK);
    tx_end(&tx);
    NEED(seal_all(&w) == OK && event_head(&w.work, &head) == OK);
    CHECK(head.seq == 0);
}
