/* SPDX-License-Identifier: ISC */
#include "db/migrate.h"
#include "tests/tap.h"
#include "tests/world.h"

#include <unistd.h>

#include <string.h>

static size_t accounts(struct world *w)
{
    struct migration_row *rows;
    size_t n;

    world_sql(w, "DELETE FROM migration WHERE name LIKE 'probe%';"
                 "INSERT INTO migration (name, sha256) SELECT 'probe' || id, email FROM account");
    CHECK(migration_list(w->work.db, &rows, &n) == OK);
    world_sql(w, "DELETE FROM migration WHERE name LIKE 'probe%'");
    return n - migration_count;
}

TEST(a_transaction_left_early_is_undone)
{
    CLEANUP(world_close) struct world w = world_open();

    {
        CLEANUP(tx_end) struct tx tx = {0};
        NEED(tx_begin(w.work.db, &tx) == OK);
        world_account(&w, "undone@example.org");
    }
    CHECK(accounts(&w) == 0);
}

TEST(an_inner_transaction_is_undone_alone)
{
    CLEANUP(world_close) struct world w = world_open();
    CLEANUP(tx_end) struct tx outer = {0};

    NEED(tx_begin(w.work.db, &outer) == OK);
    world_account(&w, "kept@example.org");
    {
        CLEANUP(tx_end) struct tx inner = {0};
        NEED(tx_begin(w.work.db, &inner) == OK);
        world_account(&w, "undone@example.org");
    }
    CHECK(tx_commit(&outer) == OK);
    CHECK(accounts(&w) == 1);
}

TEST(migrations_run_once)
{
    CLEANUP(world_close) struct world w = world_open();
    size_t ran = 99;

    CHECK(migrate(w.work.db, w.work.arena, &ran) == OK);
    CHECK(ran == 0);
    CHECK(migrate_check(w.work.db, w.work.arena) == OK);
}

TEST(a_migration_changed_afterwards_is_refused)
{
    CLEANUP(world_close) struct world w = world_open();
    size_t ran;

    world_sql(&w, "UPDATE migration SET sha256 = 'x' || sha256 WHERE name LIKE '0001%'");
    CHECK(migrate_check(w.work.db, w.work.arena) == ERR_CONFLICT);
    CHECK(migrate(w.work.db, w.work.arena, &ran) == ERR_CONFLICT);
    CHECK(strstr(err_detail(), "0001") != NULL);
    world_sql(&w, "UPDATE migration SET sha256 = substr(sha256, 2) WHERE name LIKE '0001%'; SELECT pg_advisory_unlock_all()");
}

TEST(a_note_wakes_the_listener)
{
    CLEANUP(world_close) struct world w = world_open();
    const char *payload;

    NEED(db_listen(w.work.db, "wake") == OK);
    CHECK(db_wait(w.work.db, -1, 0, &payload) == OK && !payload);
    world_sql(&w, "SELECT pg_notify('wake', 'song:1')");
    CHECK(db_wait(w.work.db, -1, 1000, &payload) == OK);
    CHECK_TEXT(payload, "song:1");
}

TEST(a_lost_connection_comes_back)
{
    CLEANUP(world_close) struct world w = world_open();
    struct migration_row *rows;
    size_t n;

    (void)db_script(w.work.db, "SELECT pg_terminate_backend(pg_backend_pid())");
    CHECK(migration_list(w.work.db, &rows, &n) == ERR_BUSY);
    CHECK(db_use(w.work.db, w.work.arena) == OK);
    CHECK(migration_list(w.work.db, &rows, &n) == OK && n == migration_count);
}

TEST(a_connection_that_was_cut_while_it_was_idle_is_made_again_before_it_is_missed)
{
    CLEANUP(world_close) struct world w = world_open();
    struct migration_row *rows;
    struct db *idle;
    size_t n;

    NEED(db_open(w.life, w.config->database_url, true, &idle) == OK);
    NEED(db_use(idle, w.work.arena) == OK && migration_list(idle, &rows, &n) == OK);
    world_sql(&w, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                  " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    (void)usleep(400000);
    CHECK(db_use(idle, w.work.arena) == OK);
    CHECK(migration_list(idle, &rows, &n) == OK && n == migration_count);
}
