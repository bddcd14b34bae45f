/* SPDX-License-Identifier: ISC */
#include "app/jobs.h"
#include "tests/scene.h"
#include "tests/tap.h"

/* Ann with a song of three seconds and its first master. */
struct shelf {
    struct world w;
    int64_t ann;
    const char *version;
};

static void shelf_close(struct shelf *s)
{
    world_close(&s->w);
}

static struct shelf shelf_open(void)
{
    struct shelf s = {.w = world_open()};
    size_t n;
    char *mix = scene_mix(&s.w, 3, &n);

    s.ann = world_account(&s.w, "ann@example.org");
    (void)scene_strays(&s.w);
    s.version = scene_upload(&s.w, s.ann, mix, n, "title TmlnaHRmYWxs");
    if (scene_work(&s.w) != OK)
        abort();
    return s;
}

static struct request order(struct shelf *s, const char *rest)
{
    return ask(&s->w, s->ann, POST, "/api/v1/bundles", arena_printf(s->w.work.arena, "{\"version_id\":\"%s\"%s}", s->version, rest));
}

static struct request at(struct shelf *s, enum method m, const char *id)
{
    return ask(&s->w, s->ann, m, arena_printf(s->w.work.arena, "/api/v1/bundles/%s", id), NULL);
}

static const char *states(struct shelf *s)
{
    return world_text(&s->w, "SELECT string_agg(platform || ' ' || state, ', ' ORDER BY n DESC) FROM master WHERE bundle_id IS NOT NULL");
}

TEST(one_order_makes_a_master_for_every_place_and_tells_of_it_once)
{
    CLEANUP(shelf_close) struct shelf s = shelf_open();
    struct request rq = order(&s, ",\"platforms\":[\"spotify\",\"cd\",\"club\"],\"recipe\":{\"loudness\":-20,\"tone\":10,\"mono_bass\":false}");
    const char *id = scene_value(&s.w, &rq, "id");

    CHECK(rq.status == 202);
    CHECK_TEXT(states(&s), "spotify queued, cd queued, club queued");
    CHECK_TEXT(world_text(&s.w, "SELECT string_agg(concat_ws(' ', recipe->>'loudness', recipe->>'ceiling', recipe->>'tone', recipe->>'codec_safe', recipe->>'mono_bass'), ', ' ORDER BY n DESC)"
                                " FROM master WHERE bundle_id IS NOT NULL"),
               "-14 -1 10 true false, -10 -0.3 10 false false, -8 -0.3 10 false true");
    NEED(scene_work(&s.w) == OK);
    CHECK_TEXT(states(&s), "spotify ready, cd ready, club ready");
    CHECK_TEXT(world_text(&s.w, "SELECT count(*)::text FROM job WHERE kind IN ('bundle', 'master')"), "2");
    rq = at(&s, GET, id);
    CHECK(rq.status == 200 && scene_says(&rq, "\"title\":\"Spotify\"") && scene_says(&rq, "\"format\":\"wav16\",\"rate_hz\":44100"));
    CHECK_NEAR(atof(world_text(&s.w, "SELECT lufs::text FROM master_seen WHERE platform = 'spotify'")), -14, 0.15);
    CHECK(scene_says(&rq, "\"advice\":[]") && !scene_says(&rq, "\"advice\":null"));
    world_sql(&s.w, "UPDATE master SET report = jsonb_set(report, '{after,lufs}', '-9') WHERE platform = 'spotify';"
                    " UPDATE platform SET plr_min = 90 WHERE name = 'club'");
    rq = at(&s, GET, id);
    CHECK(scene_says(&rq, "\"advice\":[\"Spotify turns it down by 5.0 dB, to -14 LUFS\"],\"advice_codes\":[\"turned_down\"]") && scene_says(&rq, "Club wants 90 or more"));
    world_sql(&s.w, "UPDATE platform SET plr_min = NULL WHERE name = 'club'"); /* other tests read the table */
    CHECK_TEXT(world_text(&s.w, "SELECT count(*)::text FROM outbox WHERE payload->>'letter' = 'master_ready'"), "1"); /* the first master's */
    CHECK(world_letter(&s.w, "bundle_ready") && strstr(world_letter(&s.w, "bundle_ready"), "Masters: 3"));
    CHECK(scene_missing(&s.w) == 0 && scene_strays(&s.w) == 0);
}

TEST(a_bundle_without_names_is_for_all_places_and_its_masters_are_those_made_alone)
{
    CLEANUP(shelf_close) struct shelf s = shelf_open();
    const char *alone;

    CHECK(order(&s, ",\"recipe\":{}").status == 202);
    CHECK_TEXT(world_text(&s.w, "SELECT string_agg(m.platform, ' ' ORDER BY m.n DESC) = (SELECT string_agg(name, ' ' ORDER BY position) FROM platform)"
                                " AND count(*) > 9 AND max(n) FILTER (WHERE m.platform = 'spotify') = max(n) FROM master m WHERE m.bundle_id IS NOT NULL"), "t");
    world_sql(&s.w, "UPDATE master SET state = 'cancelled' WHERE platform NOT IN ('tidal', 'cd')");
    NEED(scene_work(&s.w) == OK);
    alone = arena_printf(s.w.work.arena, "{\"version_id\":\"%s\",\"recipe\":%s}", s.version,
                         world_text(&s.w, "SELECT jsonb_strip_nulls(recipe)::text FROM master WHERE platform = 'cd'"));
    CHECK(ask(&s.w, s.ann, POST, "/api/v1/masters", alone).status == 202);
    NEED(scene_work(&s.w) == OK);
    CHECK_TEXT(world_text(&s.w, "SELECT count(DISTINCT a.sha256)::text || '/' || count(*) FROM master m JOIN master_file f ON f.master_id = m.id AND f.kind = 'full'"
                                " JOIN asset a ON a.id = f.asset_id WHERE m.platform = 'cd' OR (m.n > 2 AND m.platform IS NULL)"), "1/2");
}

TEST(a_bundle_that_cannot_be_names_its_field)
{
    CLEANUP(shelf_close) struct shelf s = shelf_open();
    const struct {
        const char *rest, *field;
    } cases[] = {
        {",\"platforms\":[\"moon\"]", "/platforms/0"},
        {",\"platforms\":[\"cd\",\"cd\"]", "/platforms/1"},
        {",\"platforms\":[]", "/platforms"},
        {",\"recipe\":{\"loudness\":3}", "/recipe/loudness"},
        {",\"recipe\":{\"trim_end\":3}", "/trim_end"},
    };
    struct request rq;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rq = order(&s, cases[i].rest);
        CHECK(rq.status == 422);
        if (!CHECK(scene_says(&rq, arena_printf(s.w.work.arena, "\"pointer\":\"%s\"", cases[i].field))))
            printf("#   case %zu: %.*s\n", i, (int)rq.reply.len, rq.reply.ptr);
    }
    rq = ask(&s.w, world_account(&s.w, "bob@example.org"), POST, "/api/v1/bundles", arena_printf(s.w.work.arena, "{\"version_id\":\"%s\"}", s.version));
    CHECK(rq.status == 422 && scene_says(&rq, "/version_id"));
    CHECK_TEXT(world_text(&s.w, "SELECT count(*)::text FROM master WHERE bundle_id IS NOT NULL"), "0");
}

TEST(one_of_a_bundle_can_be_given_up_or_all_that_is_left_of_it)
{
    CLEANUP(shelf_close) struct shelf s = shelf_open();
    struct request rq = order(&s, ",\"platforms\":[\"tidal\",\"cd\"]");
    const char *id = scene_value(&s.w, &rq, "id");
    int64_t bob = world_account(&s.w, "bob@example.org");

    scene_headers(&s.w, "HTTP_IF_MATCH", "*", NULL);
    CHECK(ask(&s.w, s.ann, PATCH, world_text(&s.w, "SELECT '/api/v1/masters/' || id FROM master WHERE platform = 'tidal'"), "{\"cancel\":true}").status == 200);
    NEED(scene_work(&s.w) == OK);
    CHECK_TEXT(states(&s), "tidal cancelled, cd ready");
    CHECK(ask(&s.w, bob, GET, arena_printf(s.w.work.arena, "/api/v1/bundles/%s", id), NULL).status == 404);
    CHECK(ask(&s.w, bob, DELETE, arena_printf(s.w.work.arena, "/api/v1/bundles/%s", id), NULL).status == 404);
    CHECK(at(&s, GET, "nonsense").status == 404);
    CHECK(at(&s, DELETE, id).status == 204);
    CHECK_TEXT(states(&s), "tidal cancelled, cd ready");
    rq = order(&s, ",\"platforms\":[\"vinyl\"]");
    CHECK(at(&s, DELETE, scene_value(&s.w, &rq, "id")).status == 204);
    NEED(scene_work(&s.w) == OK);
    CHECK_TEXT(states(&s), "vinyl cancelled, tidal cancelled, cd ready");
    CHECK(scene_missing(&s.w) == 0 && scene_strays(&s.w) == 0);
}

TEST(a_bundle_that_was_interrupted_goes_on_with_what_is_left)
{
    CLEANUP(shelf_close) struct shelf s = shelf_open();

    CHECK(order(&s, ",\"platforms\":[\"tidal\",\"cd\",\"vinyl\"]").status == 202);
    world_sql(&s.w, "UPDATE master SET state = 'cancelled' WHERE platform <> 'tidal'");
    NEED(scene_work(&s.w) == OK);
    const char *made = world_text(&s.w, "SELECT row_version || ' ' || md5(report::text) FROM master WHERE platform = 'tidal'");
    world_sql(&s.w, "UPDATE master SET state = CASE platform WHEN 'cd' THEN 'running' ELSE 'queued' END WHERE platform IN ('cd', 'vinyl');"
                    " UPDATE job SET state = 'queued' WHERE kind = 'bundle'");
    NEED(scene_work(&s.w) == OK);
    CHECK_TEXT(states(&s), "tidal ready, cd ready, vinyl ready");
    CHECK_TEXT(world_text(&s.w, "SELECT row_version || ' ' || md5(report::text) FROM master WHERE platform = 'tidal'"), made);
    CHECK(scene_missing(&s.w) == 0 && scene_strays(&s.w) == 0);
}

TEST(what_is_ready_of_a_bundle_stays_when_the_rest_fails)
{
    CLEANUP(shelf_close) struct shelf s = shelf_open();

    CHECK(order(&s, ",\"platforms\":[\"tidal\",\"cd\"]").status == 202);
    NEED(scene_work(&s.w) == OK);
    world_sql(&s.w, "UPDATE master SET state = 'running' WHERE platform = 'cd'; UPDATE job SET state = 'queued', attempts = 3, error = 'worker_died' WHERE kind = 'bundle'");
    NEED(jobs_rescue(&(struct worker){.id = "00000000-0000-7000-8000-0000000000aa", .kinds = job_kinds}, &s.w.work) == OK);
    CHECK_TEXT(states(&s), "tidal ready, cd failed");
    CHECK(world_letter(&s.w, "master_failed"));
}
