/* SPDX-License-Identifier: ISC */
#include "app/hold.h"
#include "app/matter.h"
#include "app/permit.h"
#include "tests/tap.h"
#include "tests/world.h"

static const char *const LISTEN[] = {"listen", "comment", NULL};

static struct permit_order to_bob(const char *parent)
{
    return (struct permit_order){.subject_kind = PERMIT_SUBJECT_ACCOUNT, .subject = "bob", .object_kind = "song",
                                 .object = "s1", .rights = LISTEN, .parent = parent};
}

static bool bob_may(struct world *w, const char *right)
{
    struct permit p;

    return permit_check(&w->work, PERMIT_SUBJECT_ACCOUNT, "bob", "song", "s1", right, &p) == OK;
}

static enum err keep_promises(struct world *w)
{
    struct due_news news;

    return due_run(&w->work, due_kinds, true, 100, &news);
}

TEST(a_permit_allows_what_it_says_to_whom_it_says_until_it_is_revoked)
{
    CLEANUP(world_close) struct world w = world_open();
    struct permit_order o = to_bob(NULL);
    struct permit p, other;

    CHECK(!bob_may(&w, "listen"));
    NEED(permit_give(&w.work, &o, &p) == OK);
    CHECK(bob_may(&w, "listen") && bob_may(&w, "comment") && !bob_may(&w, "download"));
    CHECK(permit_check(&w.work, PERMIT_SUBJECT_ACCOUNT, "eve", "song", "s1", "listen", &other) == ERR_NOT_FOUND);
    CHECK(permit_check(&w.work, PERMIT_SUBJECT_LINK, "bob", "song", "s1", "listen", &other) == ERR_NOT_FOUND);
    CHECK(permit_check(&w.work, PERMIT_SUBJECT_ACCOUNT, "bob", "song", "s2", "listen", &other) == ERR_NOT_FOUND);
    CHECK(permit_revoke(&w.work, p.id, 0) == OK);
    CHECK(!bob_may(&w, "listen"));
    CHECK(permit_revoke(&w.work, p.id, 0) == ERR_CONFLICT);
    CHECK_TEXT(world_text(&w, "SELECT string_agg(verb, ' ' ORDER BY id) FROM event"), "permit.given permit.revoked");
}

TEST(a_permit_asked_for_counts_when_it_is_agreed_to_and_not_while_it_is_paused)
{
    CLEANUP(world_close) struct world w = world_open();
    struct permit_order o = to_bob(NULL);
    struct permit p;

    o.asked = true;
    NEED(permit_give(&w.work, &o, &p) == OK);
    CHECK(!bob_may(&w, "listen"));
    CHECK(permit_pause(&w.work, p.id, 0) == ERR_CONFLICT);
    CHECK(permit_agree(&w.work, p.id, 0) == OK && bob_may(&w, "listen"));
    CHECK(permit_pause(&w.work, p.id, 0) == OK && !bob_may(&w, "listen"));
    CHECK(permit_resume(&w.work, p.id, 0) == OK && bob_may(&w, "listen"));
}

TEST(a_permit_ends_by_the_clock_alone_and_its_promise_only_says_so)
{
    CLEANUP(world_close) struct world w = world_open();
    struct permit_order o = to_bob(NULL);
    struct permit p;

    o.expires_at = w.work.now + DAYS(30);
    NEED(permit_give(&w.work, &o, &p) == OK);
    w.work.now += DAYS(30) - 1;
    CHECK(bob_may(&w, "listen"));
    w.work.now += 1;
    CHECK(!bob_may(&w, "listen")); /* no timer has run */
    CHECK(keep_promises(&w) == OK);
    CHECK_TEXT(world_text(&w, "SELECT state FROM permit"), "expired");
}

TEST(D05_what_was_given_on_ends_with_what_it_came_from)
{
    CLEANUP(world_close) struct world w = world_open();
    struct permit_order root = to_bob(NULL);
    struct permit first, second, third;

    root.subject = "ann";
    NEED(permit_give(&w.work, &root, &first) == OK);
    struct permit_order child = to_bob(first.id);
    child.subject = "cid";
    NEED(permit_give(&w.work, &child, &second) == OK);
    struct permit_order leaf = to_bob(second.id);
    NEED(permit_give(&w.work, &leaf, &third) == OK);
    CHECK(bob_may(&w, "listen"));
    world_sql(&w, arena_printf(w.work.arena, "UPDATE permit SET state = 'paused' WHERE id = '%s'", first.id));
    CHECK(!bob_may(&w, "listen")); /* its own row says active */
    CHECK(permit_resume(&w.work, first.id, 0) == OK && bob_may(&w, "listen"));
    CHECK(permit_revoke(&w.work, first.id, 0) == OK && !bob_may(&w, "listen"));
    CHECK_TEXT(world_text(&w, "SELECT count(*) FROM permit WHERE state = 'revoked' AND ended_at IS NOT NULL"), "3");
}

TEST(a_permit_of_three_uses_has_three)
{
    CLEANUP(world_close) struct world w = world_open();
    struct permit_order o = to_bob(NULL);
    struct permit p;

    o.limits = "{\"uses\":3,\"territory\":[\"ES\"]}";
    NEED(permit_give(&w.work, &o, &p) == OK);
    for (int i = 0; i < 3; i++)
        CHECK(permit_spend(&w.work, p.id) == OK);
    CHECK(permit_spend(&w.work, p.id) == ERR_CONFLICT);
    CHECK(!bob_may(&w, "listen"));
}

TEST(the_rights_of_several_permits_add_up)
{
    CLEANUP(world_close) struct world w = world_open();
    static const char *const ROLES[] = {"support", "admin", NULL}, *const MORE[] = {"billing", "support", NULL};
    struct permit_order o = {.subject_kind = PERMIT_SUBJECT_ACCOUNT, .subject = "7", .object_kind = "service",
                             .object = "staff", .rights = ROLES};
    const char *const *rights;
    struct permit p;

    NEED(permit_give(&w.work, &o, &p) == OK);
    o.rights = MORE;
    w.work.now++;
    NEED(permit_give(&w.work, &o, &p) == OK);
    NEED(permit_rights(&w.work, PERMIT_SUBJECT_ACCOUNT, "7", "service", "staff", &rights) == OK);
    CHECK_TEXT(rights[0], "support");
    CHECK_TEXT(rights[1], "admin");
    CHECK_TEXT(rights[2], "billing");
    CHECK(rights[3] == NULL);
    NEED(permit_rights(&w.work, PERMIT_SUBJECT_ACCOUNT, "8", "service", "staff", &rights) == OK && !rights[0]);
}

/* ---- holds -------------------------------------------------------------------------------- */

TEST(G07_a_hold_keeps_just_its_object_and_ends_when_it_is_lifted_or_over)
{
    CLEANUP(world_close) struct world w = world_open();
    struct hold_order o = {.object_kind = "song", .object = "s1", .basis = "order 12/26", .reason = "a court asks for it"};
    struct hold h;

    CHECK(hold_check(&w.work, "song", "s1") == OK);
    NEED(hold_put(&w.work, &o, &h) == OK);
    CHECK(hold_check(&w.work, "song", "s1") == ERR_HELD && strstr(err_detail(), "a court asks for it"));
    CHECK(hold_check(&w.work, "song", "s2") == OK);
    CHECK(hold_lift(&w.work, h.id, 0) == OK);
    CHECK(hold_check(&w.work, "song", "s1") == OK);
    CHECK(hold_lift(&w.work, h.id, 0) == ERR_CONFLICT);

    o.until_at = w.work.now + DAYS(10);
    NEED(hold_put(&w.work, &o, &h) == OK);
    w.work.now += DAYS(10) - 1;
    CHECK(hold_check(&w.work, "song", "s1") == ERR_HELD);
    w.work.now += 1;
    CHECK(hold_check(&w.work, "song", "s1") == OK);
    CHECK(keep_promises(&w) == OK);
    CHECK_TEXT(world_text(&w, "SELECT string_agg(verb, ' ' ORDER BY id) FROM event"),
               "hold.put hold.lifted hold.put hold.ended");
}

/* ---- cases ---------------------------------------------------------------------------------- */

TEST(a_case_opened_twice_about_the_same_is_one_case_until_it_is_closed)
{
    CLEANUP(world_close) struct world w = world_open();
    int64_t me = world_account(&w, "a@example.org");
    struct matter_order o = {.kind = "support", .account = me, .subject_kind = "song", .subject = "s1"};
    struct matter one, two;
    bool fresh;

    NEED(matter_open(&w.work, &o, &one, &fresh) == OK && fresh);
    NEED(matter_open(&w.work, &o, &two, &fresh) == OK && !fresh);
    CHECK_TEXT(two.id, one.id);
    NEED(matter_move(&w.work, one.id, "open", "closed", "solved", 0, &two) == OK);
    CHECK(two.closed_at == w.work.now && !strcmp(two.outcome, "solved"));
    NEED(matter_open(&w.work, &o, &two, &fresh) == OK && fresh);
    o.subject = o.subject_kind = NULL; /* about nothing in particular: as many as one likes */
    NEED(matter_open(&w.work, &o, &one, &fresh) == OK && fresh);
    NEED(matter_open(&w.work, &o, &one, &fresh) == OK && fresh);
}

TEST(a_case_goes_only_where_its_kind_allows_and_from_where_it_is)
{
    CLEANUP(world_close) struct world w = world_open();
    struct matter_order o = {.kind = "refund", .subject_kind = "purchase", .subject = "p1", .deadline_at = 1};
    struct matter m;

    NEED(matter_open(&w.work, &o, &m, NULL) == OK);
    CHECK_TEXT(m.state, "open");
    CHECK(matter_move(&w.work, m.id, "open", "refunded", NULL, 0, &m) == ERR_CONFLICT);
    CHECK(matter_move(&w.work, m.id, "correction_offered", "accepted", NULL, 0, &m) == ERR_CONFLICT);
    CHECK(matter_move(&w.work, m.id, "open", "refund_due", NULL, 0, &m) == OK && m.closed_at == TIME_ABSENT);
    CHECK(matter_move(&w.work, m.id, "refund_due", "refunding", NULL, 0, &m) == OK);
    CHECK(matter_move(&w.work, m.id, "refunding", "refunded", "refunded", 0, &m) == OK && m.closed_at == w.work.now);
    CHECK(matter_may("copyright", "waiting", "court_hold") && !matter_may("copyright", "waiting", "court"));
}

TEST(B03_a_thread_keeps_what_was_said_where_and_from_which_page_and_nobody_talks_in_a_closed_one)
{
    CLEANUP(world_close) struct world w = world_open();
    int64_t me = world_account(&w, "a@example.org");
    struct matter_order o = {.kind = "support", .account = me};
    struct message_order say = {.author_kind = MESSAGE_AUTHOR_ACCOUNT, .author = me, .channel = MESSAGE_CHANNEL_WEB, .body = "hello"};
    struct message *thread, line;
    struct matter m;
    size_t n;

    NEED(matter_open(&w.work, &o, &m, NULL) == OK);
    say.matter = m.id;
    CHECK(matter_say(&w.work, &say, &line) == OK);
    say.author_kind = MESSAGE_AUTHOR_STAFF;
    say.channel = MESSAGE_CHANNEL_SOCIAL;
    CHECK(matter_say(&w.work, &say, &line) == ERR_INVALID);
    CHECK_TEXT(err_field(), "source_url");
    say.source_url = "https://social.example/1";
    CHECK(matter_say(&w.work, &say, &line) == OK);
    NEED(message_list(w.work.db, m.id, 0, 100, &thread, &n) == OK);
    CHECK(n == 2 && thread[0].channel == MESSAGE_CHANNEL_WEB && thread[1].channel == MESSAGE_CHANNEL_SOCIAL);
    NEED(matter_move(&w.work, m.id, "open", "closed", NULL, 0, &m) == OK);
    CHECK(matter_say(&w.work, &say, &line) == ERR_CONFLICT);
}

TEST(the_queue_is_in_the_order_of_deadlines_and_pages_without_a_gap)
{
    CLEANUP(world_close) struct world w = world_open();
    static const int64_t HOURS_LEFT[] = {5, 0, 2, 2, 9, 0}; /* 0: none */
    struct matter *page, m;
    size_t n, seen = 0;
    int64_t at = TIME_ABSENT, last = 0;
    const char *id = "00000000-0000-0000-0000-000000000000";

    for (size_t i = 0; i < 6; i++) {
        struct matter_order o = {.kind = "support", .deadline_at = HOURS_LEFT[i] ? w.work.now + HOURS(HOURS_LEFT[i]) : TIME_ABSENT};
        NEED(matter_open(&w.work, &o, &m, NULL) == OK);
    }
    do {
        NEED(matter_queue(w.work.db, NULL, at, id, 2, &page, &n) == OK);
        for (size_t i = 0; i < n; i++, seen++) {
            int64_t when = page[i].deadline_at == TIME_ABSENT ? INT64_MAX : page[i].deadline_at;
            CHECK(when >= last);
            last = when;
            id = page[i].id;
            at = page[i].deadline_at == TIME_ABSENT ? INT64_C(253402214400000000) : page[i].deadline_at;
        }
    } while (n > 0);
    CHECK(seen == 6);
}
