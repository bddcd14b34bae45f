/* SPDX-License-Identifier: ISC */
#include "app/event.h"
#include "app/policy.h"
#include "tests/tap.h"
#include "tests/world.h"

static const char *const KINDS[] = {"terms", "privacy", "aup", "payment"};

TEST(four_policies_are_in_force_and_their_hash_is_that_of_their_texts)
{
    CLEANUP(world_close) struct world w = world_open();
    struct policy *rows;
    size_t n;

    NEED(policy_shelf(&w.work, &rows, &n) == OK);
    CHECK(n == 4);
    CHECK_TEXT(world_text(&w, "SELECT count(*) FROM policy p WHERE hash = (SELECT encode(sha256(convert_to("
                              " string_agg(body, '' ORDER BY language), 'UTF8')), 'hex') FROM policy_text t WHERE t.policy_id = p.id)"),
               "4");
}

TEST(no_page_shows_a_hole_whatever_the_settings_are)
{
    CLEANUP(world_close) struct world w = world_open();

    w.config->operator_name = "Harbour Studio";
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
        for (int es = 0; es < 2; es++) {
            struct policy_body page;
            NEED(policy_read(&w.work, KINDS[i], es ? "es" : "en", w.work.now, &page) == OK);
            CHECK(!strchr(page.body, '{') && !strchr(page.body, '}'));
            CHECK_TEXT(page.language, es ? "es" : "en");
            CHECK(strstr(page.body, w.config->support_email) != NULL);
        }
}

TEST(J04_a_text_without_a_translation_is_shown_in_the_language_that_binds_and_every_text_names_it)
{
    CLEANUP(world_close) struct world w = world_open();
    struct policy_body page;

    NEED(policy_read(&w.work, "terms", "zh-Hans", w.work.now, &page) == OK);
    CHECK_TEXT(page.language, "en");
    CHECK_TEXT(page.binding, "en");
    CHECK(strstr(page.body, "mastering at http") != NULL);
    NEED(policy_read(&w.work, "terms", "es", w.work.now, &page) == OK);
    CHECK_TEXT(page.language, "es");
    CHECK_TEXT(page.binding, "en");
    CHECK(policy_read(&w.work, "recipes", "en", w.work.now, &page) == ERR_NOT_FOUND);
}

/* A second version of the terms that takes effect a day later. */
static void scene_next_terms(struct world *w)
{
    world_sql(w, "DELETE FROM policy WHERE version = 2;"
                 "INSERT INTO policy (id, kind, version, state, effective_at, hash, created_at) VALUES"
                 " ('019b76da-a800-7000-8000-0000000000ff', 'terms', 2, 'announced', '2026-01-02Z', 'h', '2026-01-01Z');"
                 "INSERT INTO policy_text VALUES ('019b76da-a800-7000-8000-0000000000ff', 'en', 'New terms.')");
}

TEST(H11_a_new_version_is_announced_takes_effect_by_the_clock_and_the_old_one_can_still_be_read)
{
    CLEANUP(world_close) struct world w = world_open();
    struct policy_body page;
    struct policy *rows;
    size_t n;

    scene_next_terms(&w);
    NEED(policy_shelf(&w.work, &rows, &n) == OK);
    CHECK(n == 5);
    NEED(policy_read(&w.work, "terms", "en", w.work.now, &page) == OK);
    CHECK(page.version == 1);
    w.work.now += DAYS(1) - 1;
    NEED(policy_read(&w.work, "terms", "en", w.work.now, &page) == OK);
    CHECK(page.version == 1);
    w.work.now += 1;
    NEED(policy_read(&w.work, "terms", "en", w.work.now, &page) == OK);
    CHECK(page.version == 2);
    NEED(policy_shelf(&w.work, &rows, &n) == OK);
    CHECK(n == 4);
    struct request rq = ask(&w, 0, GET, "/api/v1/policies/terms", NULL);
    CHECK(rq.status == 200 && strstr(rq.reply.ptr, "New terms."));
    CHECK(policy_read(&w.work, "terms", "en", w.work.now - 1, &page) == OK && page.version == 1);
    world_sql(&w, "DELETE FROM policy WHERE version = 2");
}

TEST(A05_accepting_is_written_down_once_with_the_organization_as_it_was_called_then)
{
    CLEANUP(world_close) struct world w = world_open();
    int64_t me = world_account(&w, "ann@example.org");
    struct policy *rows;
    size_t n;

    world_sql(&w, "UPDATE account SET organization = 'Old Name Records'");
    NEED(policy_shelf(&w.work, &rows, &n) == OK);
    const char *path = arena_printf(w.work.arena, "/api/v1/policies/%s/accept", rows[0].id);
    CHECK(ask(&w, 0, POST, path, NULL).status == 401);
    CHECK(ask(&w, me, POST, path, NULL).status == 204);
    world_sql(&w, "UPDATE account SET organization = 'New Name Records'");
    CHECK(ask(&w, me, POST, path, NULL).status == 204);
    CHECK_TEXT(world_text(&w, "SELECT count(*) FROM event WHERE verb = 'accept'"), "1");
    CHECK_TEXT(world_text(&w, "SELECT text FROM event_note"), "Old Name Records");
    CHECK_TEXT(world_text(&w, "SELECT count(*) FROM event WHERE data::text LIKE '%Records%'"), "0");
    CHECK_TEXT(world_text(&w, "SELECT data ->> 'hash' FROM event"), rows[0].hash);
    CHECK(ask(&w, me, POST, "/api/v1/policies/019b76da-a800-7000-8000-0000000000ee/accept", NULL).status == 404);
}

TEST(the_doors_show_the_shelf_and_a_page_and_refuse_a_time_that_is_none)
{
    CLEANUP(world_close) struct world w = world_open();

    struct request shelf = ask(&w, 0, GET, "/api/v1/policies", NULL);
    CHECK(shelf.status == 200 && strstr(shelf.reply.ptr, "\"kind\":\"privacy\""));
    CHECK(ask(&w, 0, GET, "/api/v1/policies/privacy", NULL).status == 200);
    w.headers[0] = "QUERY_STRING";
    w.headers[1] = "at=2026-01-01T00:00:00Z";
    CHECK(ask(&w, 0, GET, "/api/v1/policies/privacy", NULL).status == 200);
    w.headers[1] = "at=2025-12-31T23:59:59Z";
    CHECK(ask(&w, 0, GET, "/api/v1/policies/privacy", NULL).status == 404);
    w.headers[1] = "at=yesterday";
    CHECK(ask(&w, 0, GET, "/api/v1/policies/privacy", NULL).status == 422);
}

TEST(what_holds_here_in_figures_follows_the_settings_and_needs_no_account)
{
    CLEANUP(world_close) struct world w = world_open();

    w.config->upload_minutes_max = 7;
    w.config->upload_bytes_max = 123456;
    w.config->support_email = "help@harbour.example";
    struct request rq = ask(&w, 0, GET, "/api/v1/limits", NULL);
    CHECK(rq.status == 200);
    CHECK(strstr(rq.reply.ptr, "\"song_minutes_max\":7,") && strstr(rq.reply.ptr, "\"file_bytes_max\":123456,"));
    CHECK(strstr(rq.reply.ptr, "\"references_max\":8,") && strstr(rq.reply.ptr, "\"song_undo_days\":7,"));
    CHECK(strstr(rq.reply.ptr, "\"support_email\":\"help@harbour.example\""));
}
