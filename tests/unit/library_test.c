/* SPDX-License-Identifier: ISC */
/* The library at the doors: orders, filters, cursors, counts, many at once. */
#include "app/song.h"
#include "tests/scene.h"
#include "tests/tap.h"

static struct request found(struct world *w, int64_t account, const char *path,
                            const char *query_string)
{
    scene_headers(w, "QUERY_STRING", query_string, NULL);
    struct request rq = ask(w, account, GET, path, NULL);
    memset(w->headers, 0, sizeof w->headers);
    return rq;
}

static const char *titles_in(struct world *w, const struct request *rq)
{
    struct buf b = {.arena = w->work.arena};

    buf_puts(&b, "");
    for (const char *at = rq->reply.ptr; at && (at = strstr(at, "\"title\":\"")); at++)
        buf_printf(&b, "%s%.*s", b.len ? "," : "", (int)strcspn(at + 9, "\""), at + 9);
    return b.ptr;
}

static const char *titles(struct world *w, int64_t account, const char *query_string)
{
    struct request rq = found(w, account, "/api/v1/songs", query_string);

    return rq.status == 200 ? titles_in(w, &rq)
                            : arena_printf(w->work.arena, "status %d", rq.status);
}

/* Song n of an account, its mix and master as they would come; states: NULL is none. */
static void put(struct world *w, int64_t account, int n, const char *title, const char *mix,
                double seconds, const char *master, double lufs)
{
    const char *id = arena_printf(w->work.arena, "00000000-0000-7000-8000-%012d", n);
    const char *at = arena_printf(w->work.arena, "timestamptz '2025-06-%02dT00:00:00Z'", n);

    world_sql(w, arena_printf(w->work.arena,
                              "INSERT INTO song (id, account_id, title, created_at, updated_at) "
                              "VALUES ('%s', %lld, '%s', %s, %s)",
                              id, (long long)account, title, at, at));
    if (mix)
        world_sql(w, arena_printf(w->work.arena,
                                  "INSERT INTO version (id, song_id, account_id, n, state, "
                                  "analysis, created_at) VALUES"
                                  " ('%s', '%s', %lld, 1, '%s', '{\"seconds\": %g}', %s)",
                                  id, id, (long long)account, mix, seconds, at));
    if (master)
        world_sql(w, arena_printf(w->work.arena,
                                  "INSERT INTO master (id, version_id, song_id, account_id, n, "
                                  "recipe, state, report, created_at, ready_at) VALUES"
                                  " ('%s', '%s', '%s', %lld, 1, '{}', '%s', '{\"after\": "
                                  "{\"lufs\": %g}}', %s, %s + interval '20 days')",
                                  id, id, id, (long long)account, master, lufs, at, at));
}

static int64_t shelf(struct world *w)
{
    int64_t ann = world_account(w, "ann@example.org");

    put(w, ann, 1, "Track 10", "ready", 100, "ready", -9);
    put(w, ann, 2, "track 2", "ready", 300, "ready", -14);
    put(w, ann, 3, "Änderung", "ready", 200, "running", 0);
    put(w, ann, 4, "Zoo", "rejected", 0, NULL, 0);
    put(w, ann, 5, "Bare", NULL, 0, NULL, 0);
    put(w, ann, 6, "Apple", "ready", 50, NULL, 0);
    put(w, ann, 7, "apple", "ready", 60, "failed", 0);
    put(w, ann, 8, "Early", "verifying", 0, NULL, 0);
    return ann;
}

TEST(D02_the_library_stands_in_any_order)
{
    static const char *const orders[][2] = {
        {"", "Early,apple,Apple,Bare,Zoo,Änderung,track 2,Track 10"},
        {"sort=created", "Early,apple,Apple,Bare,Zoo,Änderung,track 2,Track 10"},
        {"sort=changed", "apple,Änderung,track 2,Track 10,Early,Apple,Bare,Zoo"},
        {"sort=title", "Änderung,apple,Apple,Bare,Early,track 2,Track 10,Zoo"},
        {"sort=seconds", "track 2,Änderung,Track 10,apple,Apple,Early,Bare,Zoo"},
        {"sort=lufs", "Track 10,track 2,Early,apple,Apple,Bare,Zoo,Änderung"},
        {"sort=-created", "Track 10,track 2,Änderung,Zoo,Bare,Apple,apple,Early"},
        {"sort=-changed", "Zoo,Bare,Apple,Early,Track 10,track 2,Änderung,apple"},
        {"sort=-title", "Zoo,Track 10,track 2,Early,Bare,Apple,apple,Änderung"},
        {"sort=-seconds", "Apple,apple,Track 10,Änderung,track 2,Zoo,Bare,Early"},
        {"sort=-lufs", "track 2,Track 10,Änderung,Zoo,Bare,Apple,apple,Early"},
    };
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = shelf(&w);

    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
        CHECK_TEXT(titles(&w, ann, orders[i][0]), orders[i][1]);
    CHECK_TEXT(titles(&w, ann, "sort=colour"), "status 422");
}

TEST(D02_pages_of_any_order_together_are_the_whole)
{
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = shelf(&w);

    for (size_t s = 0; song_sort_words[s]; s++)
        for (int limit = 1; limit <= 8; limit++) {
            struct buf b = {.arena = w.work.arena};
            const char *next = "";
            for (int pages = 0; next && pages < 9; pages++) {
                struct request rq =
                    found(&w, ann, "/api/v1/songs",
                          arena_printf(w.work.arena, "sort=%s&limit=%d%s%s", song_sort_words[s],
                                       limit, *next ? "&cursor=" : "", next));
                NEED(rq.status == 200);
                buf_printf(&b, "%s%s", b.len ? "," : "", titles_in(&w, &rq));
                next = scene_says(&rq, "\"next\":\"") ? scene_value(&w, &rq, "next") : NULL;
            }
            CHECK(!next);
            CHECK_TEXT(b.ptr,
                       titles(&w, ann, arena_printf(w.work.arena, "sort=%s", song_sort_words[s])));
        }
}

TEST(D02_a_cursor_stays_good_while_songs_come_move_and_go)
{
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = shelf(&w);
    struct request rq = found(&w, ann, "/api/v1/songs", "sort=title&limit=3");
    const char *next = scene_value(&w, &rq, "next");

    CHECK_TEXT(titles_in(&w, &rq), "Änderung,apple,Apple");
    put(&w, ann, 9, "Aardvark", NULL, 0, NULL, 0);
    put(&w, ann, 10, "Ships", NULL, 0, NULL, 0);
    world_sql(&w, "UPDATE song SET state = 'deleted', deleted_at = updated_at WHERE title IN "
                  "('Apple', 'Early')"); /* the cursor's own row, too */
    CHECK_TEXT(titles(&w, ann, arena_printf(w.work.arena, "sort=title&cursor=%s", next)),
               "Bare,Ships,track 2,Track 10,Zoo");
    CHECK_TEXT(titles(&w, ann, arena_printf(w.work.arena, "sort=lufs&cursor=%s", next)),
               "status 422");
    CHECK_TEXT(titles(&w, ann, arena_printf(w.work.arena, "sort=-title&cursor=%s", next)),
               "status 422");
}

TEST(D02_a_cursor_that_was_made_by_hand_is_refused)
{
    static const char *const keys[][2] = {{"created", "yesterday"}, {"changed", "2026-02-31"},
                                          {"seconds", "nan"},       {"lufs", "loud"},
                                          {"lufs", "-9x"},          {"seconds", ""}};
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = shelf(&w);

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const char *cursor = cursor_new(w.work.arena, keys[i][0], keys[i][1],
                                        "00000000-0000-7000-8000-000000000001");
        CHECK_TEXT(
            titles(&w, ann, arena_printf(w.work.arena, "sort=%s&cursor=%s", keys[i][0], cursor)),
            "status 422");
    }
    const char *odd[][2] = {{"lufs", "1e999"},     {"lufs", "0x1p3"},
                            {"seconds", "-1e999"}, {"-lufs", "1e999"},
                            {"-seconds", "-7"},    {"created", "2026-02-31T00:00:00Z"}};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        const char *cursor =
            cursor_new(w.work.arena, odd[i][0], odd[i][1], "00000000-0000-7000-8000-000000000001");
        CHECK(strncmp(titles(&w, ann,
                             arena_printf(w.work.arena, "sort=%s&cursor=%s", odd[i][0], cursor)),
                      "status 5", 8) != 0);
    }
}

TEST(D02_filters_find_what_they_say_and_the_count_agrees)
{
    static const char *const cases[][2] = {
        {"sort=title&stage=ready", "track 2,Track 10"},
        {"sort=title&stage=making", "Änderung,Early"},
        {"sort=title&stage=failed", "apple,Zoo"},
        {"sort=title&stage=mix", "Apple"},
        {"sort=title&stage=empty", "Bare"},
        {"sort=title&stage=ready&q=TRACK", "track 2,Track 10"},
        {"sort=title&stage=ready&q=2+track", "track 2"},
        {"sort=title&stage=mix&q=track", ""},
        {"sort=title&since=2025-06-22T00:00:00Z", "track 2"},
        {"sort=title&since=2025-06-22T00:00:01Z", ""},
        {"sort=title&style=jazz", "Zoo"},
        {"sort=title&style=jazz&stage=ready", ""},
        {"sort=title&album=00000000-0000-7000-8000-0000000000a1", "Apple,track 2"},
        {"sort=title&album=00000000-0000-7000-8000-0000000000a2", ""},
        {"stage=great", "status 422"},
        {"since=today", "status 422"},
        {"album=mine", "status 422"},
    };
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = shelf(&w), bob = world_account(&w, "bob@example.org");

    world_sql(
        &w,
        "UPDATE song SET style = 'jazz' WHERE title = 'Zoo';"
        " INSERT INTO album (id, account_id, title, recipe, distances, gaps, created_at, changed)"
        " SELECT '00000000-0000-7000-8000-0000000000a1', account_id, 'A', '{}', 100, true, "
        "created_at, 0 FROM song LIMIT 1;"
        " INSERT INTO album_song (album_id, n, version_id) VALUES "
        "('00000000-0000-7000-8000-0000000000a1', 1, '00000000-0000-7000-8000-000000000002'),"
        " ('00000000-0000-7000-8000-0000000000a1', 2, '00000000-0000-7000-8000-000000000006')");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_TEXT(arena_printf(w.work.arena, "%s: %s", cases[i][0], titles(&w, ann, cases[i][0])),
                   arena_printf(w.work.arena, "%s: %s", cases[i][0], cases[i][1]));
    struct request rq = found(&w, ann, "/api/v1/songs/count", "");
    CHECK(scene_says(&rq,
                     "{\"total\":8,\"empty\":1,\"mix\":1,\"making\":2,\"ready\":2,\"failed\":2}"));
    rq = found(&w, ann, "/api/v1/songs/count", "q=track");
    CHECK(scene_says(&rq,
                     "{\"total\":2,\"empty\":0,\"mix\":0,\"making\":0,\"ready\":2,\"failed\":0}"));
    rq = found(&w, ann, "/api/v1/songs/count", "album=00000000-0000-7000-8000-0000000000a1");
    CHECK(scene_says(&rq, "{\"total\":2,"));
    rq = found(&w, bob, "/api/v1/songs/count", "album=00000000-0000-7000-8000-0000000000a1");
    CHECK(scene_says(&rq, "{\"total\":0,"));
    CHECK_TEXT(titles(&w, bob, ""), "");
}

TEST(D02_the_styles_of_a_library_are_told_the_most_frequent_first)
{
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = shelf(&w), bob = world_account(&w, "bob@example.org");

    world_sql(&w, "UPDATE song SET style = 'warm' WHERE title IN ('Zoo', 'Apple');"
                  " UPDATE song SET style = 'other:dub techno' WHERE title = 'Bare';"
                  " UPDATE song SET style = 'deep', state = 'deleted', deleted_at = updated_at "
                  "WHERE title = 'Early'");
    struct request rq = found(&w, ann, "/api/v1/songs/styles", "");
    CHECK(scene_says(&rq, "\"items\":[{\"style\":\"warm\",\"songs\":2},{\"style\":\"other:dub "
                          "techno\",\"songs\":1}]"));
    rq = found(&w, bob, "/api/v1/songs/styles", "");
    CHECK(scene_says(&rq, "\"items\":[]"));
    CHECK_TEXT(titles(&w, ann, "sort=title&style=other:dub+techno"), "Bare");
}

TEST(D02_a_song_says_how_far_it_is_whatever_happens_to_it)
{
    static const struct {
        const char *sql, *stage, *lufs, *seconds;
    } steps[] = {
        {"SELECT 1", "ready", "-9", "100"},
        {"UPDATE master SET report = '{\"after\": {\"lufs\": -8}}'", "ready", "-8", "100"},
        {"INSERT INTO master (id, version_id, song_id, account_id, n, recipe, created_at) SELECT "
         "gen_random_uuid(), id, song_id, account_id, 2, '{}', created_at FROM version",
         "making", "-8", "100"},
        {"UPDATE master SET state = 'failed' WHERE n = 2", "failed", "-8", "100"},
        {"DELETE FROM master WHERE n = 2", "ready", "-8", "100"},
        {"DELETE FROM master", "mix", "null", "100"},
        {"INSERT INTO version (id, song_id, account_id, n, created_at) SELECT gen_random_uuid(), "
         "id, account_id, 2, created_at FROM song",
         "making", "null", "100"},
        {"UPDATE version SET state = 'rejected' WHERE n = 2", "failed", "null", "100"},
        {"UPDATE version SET state = 'ready', analysis = '{\"seconds\": 7}' WHERE n = 2", "mix",
         "null", "7"},
        {"DELETE FROM version", "empty", "null", "null"},
    };
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = world_account(&w, "ann@example.org");

    put(&w, ann, 1, "One", "ready", 100, "ready", -9);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        world_sql(&w, steps[i].sql);
        struct request rq =
            ask(&w, ann, GET, "/api/v1/songs/00000000-0000-7000-8000-000000000001", NULL);
        CHECK_TEXT(scene_value(&w, &rq, "stage"), steps[i].stage);
        CHECK_TEXT(scene_value(&w, &rq, "lufs"), steps[i].lufs);
        CHECK_TEXT(scene_value(&w, &rq, "seconds"), steps[i].seconds);
    }
    world_sql(&w, "UPDATE song SET state = 'deleted', deleted_at = updated_at");
    CHECK_TEXT(world_text(&w, "SELECT count(*)::text FROM song_shelf"), "0");
    world_sql(&w, "UPDATE song SET state = 'live', deleted_at = NULL");
    CHECK_TEXT(world_text(&w, "SELECT stage FROM song_shelf"), "empty");
    world_sql(&w, "DELETE FROM song");
    CHECK_TEXT(world_text(&w, "SELECT count(*)::text FROM song_shelf"), "0");
}

TEST(D02_many_songs_go_and_come_back_at_once_or_not_at_all)
{
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = shelf(&w), bob = world_account(&w, "bob@example.org");
    static const char one_and_three[] = "{\"songs\":[\"00000000-0000-7000-8000-000000000001\","
                                        "\"00000000-0000-7000-8000-000000000003\","
                                        "\"00000000-0000-7000-8000-000000000001\"]}";
    static const char and_no_one[] = "{\"songs\":[\"00000000-0000-7000-8000-000000000002\","
                                     "\"00000000-0000-7000-8000-000000000099\"]}";

    CHECK(ask(&w, bob, POST, "/api/v1/songs/remove", one_and_three).status == 404);
    CHECK(ask(&w, ann, POST, "/api/v1/songs/remove", and_no_one).status == 404);
    CHECK(ask(&w, ann, POST, "/api/v1/songs/remove", "{\"songs\":[\"x\"]}").status == 422);
    CHECK(ask(&w, ann, POST, "/api/v1/songs/remove", "{\"songs\":[]}").status == 422);
    CHECK_TEXT(world_text(&w, "SELECT count(*)::text FROM song_shelf"), "8");
    CHECK(ask(&w, ann, POST, "/api/v1/songs/remove", one_and_three).status == 204);
    CHECK_TEXT(titles(&w, ann, "sort=title"), "apple,Apple,Bare,Early,track 2,Zoo");
    CHECK_TEXT(
        world_text(&w,
                   "SELECT state FROM master WHERE id = '00000000-0000-7000-8000-000000000003'"),
        "cancelled");
    CHECK(ask(&w, ann, POST, "/api/v1/songs/remove", one_and_three).status == 404);
    CHECK(ask(&w, bob, POST, "/api/v1/songs/restore", one_and_three).status == 404);
    CHECK(ask(&w, ann, POST, "/api/v1/songs/restore", one_and_three).status == 204);
    CHECK_TEXT(titles(&w, ann, "sort=title"),
               "Änderung,apple,Apple,Bare,Early,track 2,Track 10,Zoo");
}

/* What PostgreSQL means to do with a statement of ours, as one text. */
static const char *plan_of(struct world *w, const char *name, const char *values)
{
    const char *sql = "";

    for (size_t i = 0; i < statement_count; i++)
        if (!strcmp(statements[i].name, name))
            sql = statements[i].sql;
    return world_text(
        w, arena_printf(w->work.arena, "SELECT plan_looked_at($q$%s$q$, $q$%s$q$)", sql, values));
}

TEST(D02_ten_thousand_songs_are_read_by_an_index_in_every_order)
{
    static const struct {
        const char *sort, *key, *id;
    } cases[] = {
        {"created", "2025-01-01Z", "ffffffff-ffff-ffff-ffff-ffffffffffff"},
        {"changed", "infinity", "ffffffff-ffff-ffff-ffff-ffffffffffff"},
        {"title", "Song 40", "00000000-0000-0000-0000-000000000000"},
        {"seconds", "200", "ffffffff-ffff-ffff-ffff-ffffffffffff"},
        {"lufs", "-14", "ffffffff-ffff-ffff-ffff-ffffffffffff"},
        {"-created", "2025-01-01Z", "00000000-0000-0000-0000-000000000000"},
        {"-changed", "-infinity", "00000000-0000-0000-0000-000000000000"},
        {"-title", "Song 40", "ffffffff-ffff-ffff-ffff-ffffffffffff"},
        {"-seconds", "200", "00000000-0000-0000-0000-000000000000"},
        {"-lufs", "-14", "00000000-0000-0000-0000-000000000000"},
    };
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = world_account(&w, "ann@example.org");

    world_sql(&w, arena_printf(
                      w.work.arena,
                      "ALTER TABLE song DISABLE TRIGGER song_shelved;"
                      " INSERT INTO song (id, account_id, title, created_at, updated_at) SELECT "
                      "gen_random_uuid(), %lld, 'Song ' || g,"
                      " timestamptz '2025-01-01Z' + g * interval '1 minute', timestamptz "
                      "'2025-01-01Z' + g * interval '2 minutes' FROM generate_series(1, 10000) g;"
                      " INSERT INTO song_shelf (song_id, account_id, stage, title, words, seconds, "
                      "lufs, created_at, changed_at)"
                      " SELECT id, account_id, 'ready', title, lower(title), length(title) * 40, "
                      "-length(title), created_at, updated_at FROM song;"
                      " ALTER TABLE song ENABLE TRIGGER song_shelved; ANALYZE song_shelf;",
                      (long long)ann));
    world_sql(&w, "CREATE FUNCTION plan_looked_at(statement text, vals text) RETURNS text LANGUAGE "
                  "plpgsql AS $f$ DECLARE l text; t text := ''; BEGIN"
                  " EXECUTE 'PREPARE looked_at AS ' || statement;"
                  " FOR l IN EXECUTE 'EXPLAIN (COSTS OFF) EXECUTE looked_at(' || vals || ')' LOOP "
                  "t := t || l || chr(10); END LOOP; RETURN t; END $f$");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool turned = *cases[i].sort == '-', of_figures = turned && strchr("sl", cases[i].sort[1]);
        const char *plan = plan_of(
            &w,
            arena_printf(w.work.arena, "shelf_by_%s%s", cases[i].sort + turned,
                         turned ? "_turned" : ""),
            arena_printf(w.work.arena, "%lld, '{}', NULL, NULL, NULL, NULL, '%s', '%s', 101",
                         (long long)ann, cases[i].key, cases[i].id));
        /* The two parts of an order of figures, a page each, are sorted once more; all else is not.
         */
        const char *way = arena_printf(w.work.arena, "Index Scan %susing song_shelf_%s",
                                       turned ? "Backward " : "", cases[i].sort + turned);
        const char *first = strstr(plan, way), *sort = strstr(plan, "Sort\n");
        if (!CHECK(first && (of_figures ? sort && sort < first && strstr(first + 1, way) &&
                                              !strstr(first, "Sort\n")
                                        : !sort)))
            printf("#   %s: %s\n", cases[i].sort, plan);
    }
    world_sql(&w, "DROP FUNCTION plan_looked_at");
}
