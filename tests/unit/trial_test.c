/* SPDX-License-Identifier: ISC */
#include "app/due.h"
#include "tests/scene.h"
#include "tests/tap.h"

/* Ann with a song of twelve seconds and its first master. */
struct booth {
    struct world w;
    int64_t ann;
    const char *version;
};

static void booth_close(struct booth *b)
{
    world_close(&b->w);
}

static struct booth booth_open(void)
{
    struct booth b = {.w = world_open()};
    size_t n;
    char *mix = scene_mix(&b.w, 12, &n);

    b.ann = world_account(&b.w, "ann@example.org");
    (void)scene_strays(&b.w);
    b.version = scene_upload(&b.w, b.ann, mix, n, "title TmlnaHRmYWxs");
    if (scene_work(&b.w) != OK)
        abort();
    return b;
}

static struct request wish(struct booth *b, const char *body)
{
    return ask(&b->w, b->ann, POST, arena_printf(b->w.work.arena, "/api/v1/versions/%s/trials", b->version), body);
}

static struct request at(struct booth *b, int64_t who, const char *id, const char *rest)
{
    return ask(&b->w, who, GET, arena_printf(b->w.work.arena, "/api/v1/trials/%s%s", id, rest), NULL);
}

static const char *trials(struct booth *b)
{
    return world_text(&b->w, "SELECT count(*)::text FROM trial");
}

TEST(C02_a_recipe_is_heard_before_it_is_ordered_and_becomes_no_master)
{
    CLEANUP(booth_close) struct booth b = booth_open();
    struct request rq = wish(&b, "{\"recipe\":{\"loudness\":-20,\"codec_safe\":true},\"start_s\":1}");
    const char *id = scene_value(&b.w, &rq, "id");

    CHECK(rq.status == 202 && scene_says(&rq, "\"start_s\":1,\"seconds\":11"));
    CHECK(at(&b, b.ann, id, "").park_on != NULL);
    NEED(scene_work(&b.w) == OK);
    rq = at(&b, b.ann, id, "");
    CHECK(rq.status == 200 && scene_says(&rq, "\"channels\":4") && scene_says(&rq, "/segments/1\""));
    CHECK_NEAR(atof(scene_value(&b.w, &rq, "master_lufs")), -20, 1.5);
    CHECK(at(&b, b.ann, id, "/segments/0").status == 200 && at(&b, b.ann, id, "/segments/1").status == 200);
    CHECK(at(&b, b.ann, id, "/segments/2").status == 404 && at(&b, b.ann, id, "/segments/x").status == 404);
    CHECK_TEXT(world_text(&b.w, "SELECT count(*)::text FROM master"), "1");
    CHECK(scene_missing(&b.w) == 0 && scene_strays(&b.w) == 0);
}

TEST(C02_what_nobody_has_begun_to_make_gives_way_to_the_next_wish)
{
    CLEANUP(booth_close) struct booth b = booth_open();
    struct request rq = wish(&b, "{\"recipe\":{\"tone\":10}}");
    const char *first = scene_value(&b.w, &rq, "id");

    b.w.work.now += SECONDS(1);
    CHECK(wish(&b, "{\"recipe\":{\"tone\":20}}").status == 202);
    CHECK_TEXT(trials(&b), "1");
    CHECK(at(&b, b.ann, first, "").status == 404);
    CHECK_TEXT(world_text(&b.w, "SELECT string_agg(state, ' ' ORDER BY created_at, id) FROM job WHERE kind = 'trial'"), "cancelled queued");
    CHECK_TEXT(world_text(&b.w, "SELECT count(*)::text FROM job WHERE kind = 'trial' AND state = 'queued' AND weight < 0"), "1");
    NEED(scene_work(&b.w) == OK);
    CHECK_TEXT(world_text(&b.w, "SELECT recipe ->> 'tone' FROM trial WHERE shown IS NOT NULL"), "20");
}

TEST(C02_only_the_last_few_are_kept_and_all_go_by_themselves)
{
    CLEANUP(booth_close) struct booth b = booth_open();
    struct due_news news;

    for (int i = 0; i < 6; i++) {
        CHECK(wish(&b, arena_printf(b.w.work.arena, "{\"recipe\":{\"tone\":%d}}", i)).status == 202);
        if (i == 0)
            NEED(scene_work(&b.w) == OK);
        world_sql(&b.w, "UPDATE trial SET shown = '{}' WHERE shown IS NULL"); /* as if it were made */
        b.w.work.now += SECONDS(2);
    }
    CHECK_TEXT(trials(&b), "4");
    CHECK_TEXT(world_text(&b.w, "SELECT min((recipe ->> 'tone')::int)::text FROM trial"), "2");
    CHECK(scene_strays(&b.w) == 0);
    b.w.work.now += MINUTES(16);
    NEED(due_run(&b.w.work, due_kinds, true, 100, &news) == OK && !news.failed);
    CHECK_TEXT(trials(&b), "0");
    CHECK_TEXT(world_text(&b.w, "SELECT count(*)::text FROM asset WHERE state = 'live' AND id NOT IN (SELECT asset_id FROM master_file)"
                                " AND kind = 'preview'"), "0");
}

TEST(D06_the_trial_of_somebody_else_does_not_exist)
{
    CLEANUP(booth_close) struct booth b = booth_open();
    int64_t bob = world_account(&b.w, "bob@example.org");
    struct request rq = wish(&b, "{}");
    const char *id = scene_value(&b.w, &rq, "id");

    NEED(scene_work(&b.w) == OK);
    CHECK(at(&b, bob, id, "").status == 404 && at(&b, bob, id, "/segments/0").status == 404);
    rq = ask(&b.w, bob, POST, arena_printf(b.w.work.arena, "/api/v1/versions/%s/trials", b.version), "{}");
    CHECK(rq.status == 404);
    world_sql(&b.w, "UPDATE song SET state = 'deleted', deleted_at = created_at");
    CHECK(at(&b, b.ann, id, "").status == 404);
}

TEST(C02_a_trial_that_cannot_be_names_its_field_and_comes_not_too_often)
{
    CLEANUP(booth_close) struct booth b = booth_open();
    struct request rq = wish(&b, "{\"recipe\":{\"tone\":1000}}");

    CHECK(rq.status == 422 && scene_says(&rq, "/recipe/tone"));
    rq = wish(&b, "{\"recipe\":{\"trim_start\":11.5}}");
    CHECK(rq.status == 422 && scene_says(&rq, "trim_end"));
    rq = wish(&b, "{\"recipe\":{\"references\":[{\"version\":\"019b76da-a800-7000-8000-000000000000\"}]}}");
    CHECK(rq.status == 422 && scene_says(&rq, "recipe/references"));
    rq = wish(&b, "{\"start_s\":11.9}");
    CHECK(rq.status == 202 && scene_says(&rq, "\"start_s\":7,\"seconds\":5"));
    int64_t most = b.w.work.config->rate_trials_per_minute, taken = 1;
    while (taken <= most && (rq = wish(&b, "{}")).status == 202)
        taken++;
    CHECK(taken == most && rq.status == 429 && scene_reply_header(&b.w, &rq, "Retry-After"));
    b.w.work.now += MINUTES(1);
    CHECK(wish(&b, "{}").status == 202);
}

TEST(C02_a_mix_that_is_gone_is_told)
{
    CLEANUP(booth_close) struct booth b = booth_open();
    struct request rq = wish(&b, "{}");
    const char *id = scene_value(&b.w, &rq, "id");

    world_sql(&b.w, "UPDATE version SET mix_id = NULL");
    NEED(scene_work(&b.w) == OK);
    rq = at(&b, b.ann, id, "");
    CHECK(rq.status == 409 && scene_says(&rq, "mix_gone"));
}

