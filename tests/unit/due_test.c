/* SPDX-License-Identifier: ISC */
#include "app/due.h"
#include "app/files.h"
#include "app/hold.h"
#include "app/sweeps.h"
#include "app/watch.h"
#include "tests/tap.h"
#include "tests/world.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static struct {
    int kept, broken;
    char order[200];
} seen;

static enum err keeps(struct work *w, const struct due_row *d)
{
    (void)w;
    seen.kept++;
    strncat(seen.order, d->object, sizeof seen.order - strlen(seen.order) - 1);
    return OK;
}

/* Writes, then fails: what it wrote must not stand. */
static enum err breaks(struct work *w, const struct due_row *d)
{
    (void)d;
    seen.broken++;
    TRY(db_script(w->db, "UPDATE account SET organization = 'half a promise'"));
    return fail(ERR_BUSY, "not now (this line is part of a test)");
}

static enum err repeats(struct work *w, const struct due_row *d)
{
    seen.kept++;
    return due_put(w, d->kind, d->object_kind, d->object, d->due_at + DAYS(1));
}

static const struct due_kind KINDS[] = {
    {"keeps", false, keeps}, {"breaks", false, breaks}, {"repeats", false, repeats}, {"final", true, keeps}, {NULL, false, NULL},
};

static struct world fresh_world(void)
{
    memset(&seen, 0, sizeof seen);
    return world_open();
}

static struct due_news run(struct world *w)
{
    struct due_news news = {.kept = -1};

    (void)due_run(&w->work, KINDS, true, 100, &news);
    return news;
}

TEST(a_promise_is_kept_at_its_microsecond_and_not_before_and_once)
{
    CLEANUP(world_close) struct world w = fresh_world();
    int64_t at = w.work.now + DAYS(1);

    NEED(due_put(&w.work, "keeps", "x", "a", at) == OK);
    w.work.now = at - 1;
    CHECK(run(&w).kept == 0);
    w.work.now = at;
    CHECK(run(&w).kept == 1);
    CHECK(run(&w).kept == 0 && seen.kept == 1);
}

TEST(what_is_due_is_kept_in_the_order_of_its_time_and_a_cap_leaves_the_rest)
{
    CLEANUP(world_close) struct world w = fresh_world();
    struct due_news news;

    NEED(due_put(&w.work, "keeps", "x", "c", w.work.now + 3) == OK);
    NEED(due_put(&w.work, "keeps", "x", "a", w.work.now + 1) == OK);
    NEED(due_put(&w.work, "keeps", "x", "b", w.work.now + 2) == OK);
    w.work.now += DAYS(30); /* nobody ran it for a month */
    NEED(due_run(&w.work, KINDS, true, 2, &news) == OK);
    CHECK(news.kept == 2 && news.more);
    CHECK_TEXT(seen.order, "ab");
    CHECK(run(&w).kept == 1);
}

TEST(a_promise_put_again_is_moved_and_one_that_is_dropped_is_not_kept)
{
    CLEANUP(world_close) struct world w = fresh_world();

    NEED(due_put(&w.work, "keeps", "x", "a", w.work.now) == OK);
    NEED(due_put(&w.work, "keeps", "x", "a", w.work.now + DAYS(1)) == OK);
    NEED(due_put(&w.work, "keeps", "x", "b", w.work.now) == OK);
    NEED(due_drop(&w.work, "keeps", "x", "b") == OK);
    CHECK(run(&w).kept == 0);
    w.work.now += DAYS(1);
    CHECK(run(&w).kept == 1);
}

TEST(one_that_breaks_leaves_nothing_half_done_waits_and_does_not_hide_the_others)
{
    CLEANUP(world_close) struct world w = fresh_world();

    world_account(&w, "a@example.org");
    NEED(due_put(&w.work, "breaks", "x", "a", w.work.now) == OK);
    NEED(due_put(&w.work, "keeps", "x", "b", w.work.now + 1) == OK);
    w.work.now += 2;
    struct due_news news = run(&w);
    CHECK(news.kept == 1 && news.failed == 1);
    CHECK_TEXT(world_text(&w, "SELECT count(*) FROM account WHERE organization IS NOT NULL"), "0");
    CHECK(run(&w).failed == 0); /* its pause is measured by the machine */
    world_sql(&w, "UPDATE due SET claimed_until = clock_timestamp() - interval '1 second' WHERE kind = 'breaks'");
    CHECK(run(&w).failed == 1 && seen.broken == 2);
}

TEST(a_promise_may_promise_the_next_one_about_the_same)
{
    CLEANUP(world_close) struct world w = fresh_world();

    NEED(due_put(&w.work, "repeats", "x", "a", w.work.now) == OK);
    CHECK(run(&w).kept == 1);
    w.work.now += DAYS(1);
    CHECK(run(&w).kept == 1);
    CHECK_TEXT(world_text(&w, "SELECT string_agg(state, ' ' ORDER BY id) FROM due"), "done done waiting");
}

TEST(who_lost_the_claim_keeps_nothing)
{
    CLEANUP(world_close) struct world w = fresh_world();
    struct due_row d;

    NEED(due_put(&w.work, "keeps", "x", "a", w.work.now) == OK);
    NEED(due_claim(w.work.db, (const char *const[]){"keeps", NULL}, w.work.now, 1, &d) == OK);
    usleep(5000);
    CHECK(run(&w).kept == 1);
    CHECK(due_done(w.work.db, d.id, d.claimed_by, w.work.now) == ERR_CONFLICT);
}

/* ---- the clock ------------------------------------------------------------------------ */

TEST(X24_a_clock_that_jumps_by_more_than_an_hour_stops_what_cannot_be_undone_until_a_human_has_looked)
{
    static const int64_t JUMPS[] = {DAYS(366), -DAYS(366), HOURS(1) + MINUTES(1), -HOURS(1) - MINUTES(1)};

    for (size_t i = 0; i < sizeof JUMPS / sizeof *JUMPS; i++) {
        CLEANUP(world_close) struct world w = fresh_world();
        struct watch watch;

        CHECK(sweep_run(&w.work, "accounts") == OK);
        w.work.now += JUMPS[i];
        CHECK(sweep_run(&w.work, "accounts") == ERR_CONFLICT);
        CHECK_TEXT(err_code(), "clock");
        CHECK(sweep_run(&w.work, "accounts") == ERR_CONFLICT); /* it does not calm down by itself */
        CHECK(sweep_run(&w.work, "due") == OK);                /* what can be undone goes on */
        CHECK(watch_peek(&w.work, &watch) == OK && !watch.trusted);
        CHECK_NEAR((double)watch.jump_us, (double)JUMPS[i], 5e6);
        CHECK(watch_accept(w.work.db) == OK);
        CHECK(sweep_run(&w.work, "accounts") == OK);
    }
}

TEST(a_clock_that_is_set_right_by_minutes_is_believed)
{
    CLEANUP(world_close) struct world w = fresh_world();

    CHECK(sweep_run(&w.work, "accounts") == OK);
    w.work.now += MINUTES(59);
    CHECK(sweep_run(&w.work, "accounts") == OK);
}

TEST(a_promise_that_cannot_be_undone_waits_while_the_clock_is_in_doubt)
{
    CLEANUP(world_close) struct world w = fresh_world();
    struct due_news news;

    NEED(due_put(&w.work, "final", "x", "a", w.work.now) == OK);
    NEED(due_put(&w.work, "keeps", "x", "b", w.work.now) == OK);
    NEED(due_run(&w.work, KINDS, false, 100, &news) == OK);
    CHECK_TEXT(seen.order, "b");
    NEED(due_run(&w.work, KINDS, true, 100, &news) == OK);
    CHECK_TEXT(seen.order, "ba");
}

/* ---- sweeps ----------------------------------------------------------------------------- */

TEST(every_sweep_runs_and_notes_that_it_did)
{
    CLEANUP(world_close) struct world w = fresh_world();
    int n = 0;

    for (const struct sweep *s = sweeps; s->name; s++, n++)
        CHECK(sweep_run(&w.work, s->name) == OK);
    CHECK_TEXT(world_text(&w, "SELECT count(*) FROM sweep WHERE result = 'ok'"), arena_printf(w.work.arena, "%d", n));
    CHECK(sweep_run(&w.work, "no such") == ERR_NOT_FOUND);
}

TEST(A01_who_never_proved_the_address_is_forgotten_after_seven_days)
{
    CLEANUP(world_close) struct world w = fresh_world();

    world_account(&w, "kept@example.org");
    world_account(&w, "gone@example.org");
    world_sql(&w, "UPDATE account SET state = 'pending' WHERE email LIKE 'gone%'");
    w.work.now += DAYS(7) - SECONDS(1);
    CHECK(sweep_run(&w.work, "accounts") == OK);
    CHECK_TEXT(world_text(&w, "SELECT count(*) FROM account"), "2");
    w.work.now += SECONDS(2);
    CHECK(sweep_run(&w.work, "accounts") == OK);
    CHECK_TEXT(world_text(&w, "SELECT email FROM account"), "kept@example.org");
}

TEST(B04_after_ninety_days_only_the_network_of_an_address_is_kept)
{
    CLEANUP(world_close) struct world w = fresh_world();
    int64_t me = world_account(&w, "a@example.org");
    static const char INSERT[] = "INSERT INTO session (id, account_id, kind, hash, ip, created_at, used_at, expires_at)"
                         " VALUES (gen_random_uuid(), %lld, 'session', '%s', '%s', '2026-01-01Z', '2026-01-01Z', '2027-01-01Z')";

    world_sql(&w, arena_printf(w.work.arena, INSERT, (long long)me, "h1", "203.0.113.77"));
    world_sql(&w, arena_printf(w.work.arena, INSERT, (long long)me, "h2", "2001:db8:1:2:3:4:5:6"));
    w.work.now += DAYS(90) - SECONDS(1);
    CHECK(sweep_run(&w.work, "reap") == OK);
    CHECK_TEXT(world_text(&w, "SELECT ip FROM session WHERE hash = 'h1'"), "203.0.113.77");
    w.work.now += SECONDS(2);
    CHECK(sweep_run(&w.work, "reap") == OK);
    CHECK_TEXT(world_text(&w, "SELECT count(*) FROM session WHERE ip LIKE '%.77' OR ip LIKE '%:6' OR ip LIKE '2001:db8:1:2%'"), "0");
    CHECK_TEXT(world_text(&w, "SELECT count(*) FROM session WHERE ip LIKE '203.0.113.%' OR ip LIKE '2001:db8:1:%'"), "2");
}

/* ---- files ------------------------------------------------------------------------------- */

static const char *put(struct world *w, const char *bytes)
{
    struct stored s;
    const char *rest = bytes;

    return store_put(w->work.store, w->life, reader_of_text(&rest), 1000, &s) == OK
               ? arena_printf(w->life, "'%s', '%s', %lld", s.key, s.sha256, (long long)s.bytes)
               : "";
}

static void scene_asset(struct world *w, const char *file)
{
    world_sql(w, arena_printf(w->work.arena,
                              "INSERT INTO asset (id, key, sha256, bytes, media, kind, created_at)"
                              " VALUES (gen_random_uuid(), %s, 'audio/wav', 'mix', '2026-01-01Z')", file));
}

static const char *path_of(struct world *w, const char *file)
{
    return arena_printf(w->work.arena, "%s/%.35s", w->work.store->root, file + 1);
}

/* The store of all tests of this run: emptied first. */
static void empty_store(struct world *w)
{
    struct files_news news;

    CHECK(files_reap(&w->work, 0, false, &news) == OK);
}

TEST(a_file_without_a_row_is_dropped_when_it_is_old_and_one_with_a_row_never)
{
    CLEANUP(world_close) struct world w = fresh_world();
    struct files_news news;
    struct stat st;

    empty_store(&w);
    const char *kept = put(&w, "kept"), *stray = put(&w, "stray");
    scene_asset(&w, kept);
    NEED(files_reap(&w.work, 3600, false, &news) == OK);
    CHECK(news.seen == 2 && news.strays == 0); /* too young */
    NEED(files_reap(&w.work, 0, true, &news) == OK);
    CHECK(news.strays == 1 && news.stray_bytes == 5 && stat(path_of(&w, stray), &st) == 0); /* only asked */
    NEED(files_reap(&w.work, 0, false, &news) == OK);
    CHECK(news.strays == 1 && stat(path_of(&w, stray), &st) != 0);
    CHECK(stat(path_of(&w, kept), &st) == 0);
    NEED(files_check(&w.work, true, &news) == OK);
    CHECK(news.seen == 1 && news.strays == 0 && news.missing == 0 && news.damaged == 0);
}

TEST(a_row_without_a_file_and_a_file_of_other_bytes_are_found)
{
    CLEANUP(world_close) struct world w = fresh_world();
    struct files_news news;

    empty_store(&w);
    const char *gone = put(&w, "gone"), *bent = put(&w, "bent"), *cut = put(&w, "cut!");
    scene_asset(&w, gone);
    scene_asset(&w, bent);
    scene_asset(&w, cut);
    CHECK(unlink(path_of(&w, gone)) == 0);
    CHECK(truncate(path_of(&w, cut), 3) == 0);
    CLEANUP(fd_shut) int fd = open(path_of(&w, bent), O_WRONLY | O_CLOEXEC);
    CHECK(pwrite(fd, "B", 1, 0) == 1);
    NEED(files_check(&w.work, false, &news) == OK);
    CHECK(news.missing == 1 && news.damaged == 1); /* a bent byte shows in its sum alone */
    NEED(files_check(&w.work, true, &news) == OK);
    CHECK(news.missing == 1 && news.damaged == 2);
}

TEST(an_upload_nobody_resumes_goes_with_its_pieces_and_its_version_says_so)
{
    CLEANUP(world_close) struct world w = fresh_world();
    struct files_news news;
    struct stat st;

    empty_store(&w);
    int64_t me = world_account(&w, "a@example.org");
    const char *piece = put(&w, "piece");
    world_sql(&w, arena_printf(w.work.arena,
        "INSERT INTO song (id, account_id, title, created_at, updated_at) VALUES"
        " ('00000000-0000-7000-8000-00000000000a', %lld, 's', '2026-01-01Z', '2026-01-01Z');"
        "INSERT INTO version (id, song_id, account_id, n, created_at) VALUES"
        " ('00000000-0000-7000-8000-00000000000b', '00000000-0000-7000-8000-00000000000a', %lld, 1, '2026-01-01Z');"
        "INSERT INTO upload (id, account_id, version_id, bytes, created_at, expires_at) VALUES"
        " ('00000000-0000-7000-8000-00000000000c', %lld, '00000000-0000-7000-8000-00000000000b', 10, '2026-01-01Z', '2026-01-02Z');"
        "INSERT INTO upload_chunk (upload_id, start, bytes, key) VALUES ('00000000-0000-7000-8000-00000000000c', 0, 5, '%.35s')",
        (long long)me, (long long)me, (long long)me, piece + 1));
    w.work.now += DAYS(1) - 1;
    CHECK(sweep_run(&w.work, "uploads") == OK);
    CHECK_TEXT(world_text(&w, "SELECT state FROM upload"), "receiving");
    CHECK(files_check(&w.work, true, &news) == OK && news.strays == 0 && news.missing == 0);
    w.work.now += 1;
    CHECK(sweep_run(&w.work, "uploads") == OK);
    CHECK_TEXT(world_text(&w, "SELECT state FROM upload"), "expired");
    CHECK_TEXT(world_text(&w, "SELECT state || ' ' || code FROM version"), "rejected upload_expired");
    CHECK(stat(path_of(&w, piece), &st) != 0);
    CHECK(files_check(&w.work, true, &news) == OK && news.missing == 0 && news.seen == 0);
}
