/* SPDX-License-Identifier: ISC */
#include "app/jobs.h"
#include "tests/scene.h"
#include "tests/tap.h"

/* Ann with two songs of three and five seconds that are ready. */
struct shelf {
    struct world w;
    int64_t ann;
    const char *first, *second;
};

static void shelf_close(struct shelf *s)
{
    world_close(&s->w);
}

static struct shelf shelf_open(void)
{
    struct shelf s = {.w = world_open()};
    size_t n, m;
    char *one = scene_mix(&s.w, 3, &n), *two = scene_mix(&s.w, 5, &m);

    s.ann = world_account(&s.w, "ann@example.org");
    (void)scene_strays(&s.w);
    s.first = scene_upload(&s.w, s.ann, one, n, "title TmlnaHRmYWxs");
    s.second = scene_upload(&s.w, s.ann, two, m, "title TW9ybmluZw==");
    if (scene_work(&s.w) != OK)
        abort();
    return s;
}

static struct request order(struct shelf *s, const char *rest)
{
    return ask(&s->w, s->ann, POST, "/api/v1/albums",
               arena_printf(s->w.work.arena, "{\"title\":\"Two\",\"versions\":[\"%s\",\"%s\"]%s}", s->first, s->second, rest));
}

static struct request at(struct shelf *s, enum method m, const char *body, const char *id)
{
    scene_headers(&s->w, "HTTP_IF_MATCH", "*", NULL);
    return ask(&s->w, s->ann, m, arena_printf(s->w.work.arena, "/api/v1/albums/%s", id), body);
}

static const char *states(struct shelf *s)
{
    return world_text(&s->w, "SELECT (SELECT string_agg(state, ' ') FROM album) || ': ' || string_agg(m.state, ' ' ORDER BY x.n)"
                             " FROM album_song x JOIN master m ON m.id = x.master_id");
}

TEST(an_album_makes_a_master_of_each_song_and_tells_of_it_once)
{
    CLEANUP(shelf_close) struct shelf s = shelf_open();
    struct request rq = order(&s, ",\"gap_s\":1.5,\"recipe\":{\"loudness\":-12}");
    const char *id = scene_value(&s.w, &rq, "id");

    CHECK(rq.status == 202);
    CHECK_TEXT(states(&s), "queued: queued queued");
    NEED(scene_work(&s.w) == OK);
    CHECK_TEXT(states(&s), "ready: ready ready");
    rq = at(&s, GET, NULL, id);
    CHECK(scene_says(&rq, "\"loudest_lufs\": ") && scene_says(&rq, "\"title\": \"Nightfall\""));
    CHECK(scene_says(&rq, "\"runs\": null")); /* they are with the masters */
    CHECK_TEXT(world_text(&s.w, "SELECT string_agg(DISTINCT (SELECT count(*) FROM master_file f WHERE f.master_id = x.master_id AND f.kind = 'full')::text, ' ')"
                                " FROM album_song x"), "1");
    CHECK_NEAR(atof(world_text(&s.w, "SELECT max(m.lufs)::text FROM master_seen m WHERE m.album_id IS NOT NULL")), -12, 0.15);
    CHECK_TEXT(world_text(&s.w, "SELECT string_agg(n::text, ' ') FROM (SELECT count(*) AS n FROM outbox GROUP BY payload->>'letter' ORDER BY 1) t"), "1 2");
    CHECK(world_letter(&s.w, "album_ready") && strstr(world_letter(&s.w, "album_ready"), "Songs: 2"));
    CHECK(scene_missing(&s.w) == 0 && scene_strays(&s.w) == 0);
    rq = ask(&s.w, s.ann, GET, "/api/v1/albums", NULL);
    CHECK(scene_says(&rq, "\"title\":\"Two\""));
    CHECK(at(&s, PATCH, "{\"title\":\"Three\"}", id).status == 200);
    CHECK_TEXT(world_text(&s.w, "SELECT title FROM album"), "Three");
    CHECK(at(&s, DELETE, NULL, id).status == 204);
    CHECK_TEXT(world_text(&s.w, "SELECT string_agg(state, ' ') FROM master"), "ready ready ready ready");
}

TEST(an_album_has_a_code_that_can_be_true)
{
    CLEANUP(shelf_close) struct shelf s = shelf_open();
    struct request rq = order(&s, ",\"upc\":\"036000291453\"");

    CHECK(rq.status == 422 && scene_says(&rq, "\"pointer\":\"/upc\""));
    rq = order(&s, ",\"upc\":\"0 36000-29145 2\"");
    CHECK(rq.status == 202);
    CHECK_TEXT(scene_value(&s.w, &rq, "upc"), "036000291452");
    const char *id = scene_value(&s.w, &rq, "id");
    rq = at(&s, PATCH, "{\"upc\":\"12\"}", id);
    CHECK(rq.status == 422 && scene_says(&rq, "\"pointer\":\"/upc\""));
    rq = at(&s, PATCH, "{\"title\":\"Three\"}", id);
    CHECK_TEXT(scene_value(&s.w, &rq, "upc"), "036000291452");
    rq = at(&s, PATCH, "{\"upc\":\"4006381333931\"}", id);
    CHECK_TEXT(scene_value(&s.w, &rq, "upc"), "4006381333931");
    CHECK(at(&s, PATCH, "{\"upc\":\"\"}", id).status == 200);
    CHECK_TEXT(world_text(&s.w, "SELECT title || COALESCE(upc, ' none') FROM album"), "Three none");
}

TEST(songs_that_go_on_into_one_another_have_figures_of_their_own)
{
    CLEANUP(shelf_close) struct shelf s = shelf_open();

    CHECK(order(&s, ",\"distances\":50").status == 202);
    NEED(scene_work(&s.w) == OK);
    CHECK_TEXT(states(&s), "ready: ready ready");
    CHECK_TEXT(world_text(&s.w, "SELECT string_agg((m.report->'before'->>'seconds') || '/' || (m.report->'after'->>'seconds'), ' ' ORDER BY x.n)"
                                " FROM album_song x JOIN master m ON m.id = x.master_id"), "3/3 5/5");
}

static const char *gaps(struct shelf *s)
{
    return world_text(&s->w, "SELECT string_agg(COALESCE(gap_s::text, '?'), ' ' ORDER BY n) FROM album_song");
}

static struct request set_gap(struct shelf *s, const char *id, const char *version, const char *gap_s)
{
    return at(s, PATCH, arena_printf(s->w.work.arena, "{\"gaps\":[{\"version\":\"%s\",\"gap_s\":%s}]}", version, gap_s), id);
}

TEST(a_gap_that_is_said_is_kept_and_one_that_is_not_is_found_by_the_worker)
{
    CLEANUP(shelf_close) struct shelf s = shelf_open();
    struct request rq = order(&s, "");
    const char *id = scene_value(&s.w, &rq, "id");

    CHECK_TEXT(gaps(&s), "? 0");
    CHECK(set_gap(&s, id, s.first, "1").status == 409);
    NEED(scene_work(&s.w) == OK);
    bool joined = *world_text(&s.w, "SELECT report->'songs'->1->>'joined' FROM album") == 't';
    CHECK_TEXT(gaps(&s), joined ? "0 0" : "2 0");
    CHECK(at(&s, DELETE, NULL, id).status == 204);

    rq = order(&s, arena_printf(s.w.work.arena, ",\"gap_s\":4,\"gaps\":[{\"version\":\"%s\",\"gap_s\":0.75}]", s.first));
    id = scene_value(&s.w, &rq, "id");
    CHECK(rq.status == 202 && scene_says(&rq, "\"gap_s\": 0.75"));
    NEED(scene_work(&s.w) == OK);
    CHECK_TEXT(gaps(&s), "0.75 0");
    CHECK_TEXT(world_text(&s.w, "SELECT report->'songs'->0->>'gap_s' FROM album"), "0.75");

    const char *before = world_text(&s.w, "SELECT row_version::text FROM album");
    CHECK(set_gap(&s, id, s.first, "3.25").status == 200);
    CHECK_TEXT(gaps(&s), "3.25 0");
    CHECK(strcmp(before, world_text(&s.w, "SELECT row_version::text FROM album")) != 0);
    rq = set_gap(&s, id, s.second, "1");
    CHECK(rq.status == 422 && scene_says(&rq, "\"pointer\":\"/gaps/0/version\""));
    rq = set_gap(&s, id, s.first, "10.5");
    CHECK(rq.status == 422 && scene_says(&rq, "\"pointer\":\"/gaps/0/gap_s\""));
    world_sql(&s.w, "UPDATE album SET report = jsonb_set(report, '{songs,1,joined}', 'true')");
    rq = set_gap(&s, id, s.first, "1");
    CHECK(rq.status == 422 && scene_says(&rq, "\"pointer\":\"/gaps/0/gap_s\"") && scene_says(&rq, "one piece"));
    CHECK(set_gap(&s, id, s.first, "0").status == 200);
    CHECK_TEXT(gaps(&s), "0 0");
}

TEST(an_album_that_cannot_be_names_its_field)
{
    static const char nobody[] = "00000000-0000-7000-8000-000000000009";
    CLEANUP(shelf_close) struct shelf s = shelf_open();
    struct arena *a = s.w.work.arena;
    const struct {
        const char *body, *field;
    } cases[] = {
        {arena_printf(a, "{\"title\":\"x\",\"versions\":[\"%s\"]}", s.first), "/versions"},
        {arena_printf(a, "{\"title\":\"x\",\"versions\":[\"%s\",\"%s\"]}", s.first, s.first), "/versions/1"},
        {arena_printf(a, "{\"title\":\"x\",\"versions\":[\"%s\",\"%s\"]}", s.first, nobody), "/versions/1"},
        {arena_printf(a, "{\"title\":\"x\",\"versions\":[\"x\",\"%s\"]}", s.first), "/versions/0"},
        {arena_printf(a, "{\"title\":\"\",\"versions\":[\"%s\",\"%s\"]}", s.first, s.second), "/title"},
        {arena_printf(a, "{\"title\":\"x\",\"distances\":101,\"versions\":[\"%s\",\"%s\"]}", s.first, s.second), "/distances"},
        {arena_printf(a, "{\"title\":\"x\",\"versions\":[\"%s\",\"%s\"],\"recipe\":{\"fade_out\":1}}", s.first, s.second), "/recipe/fade_out"},
        {arena_printf(a, "{\"title\":\"x\",\"gap_s\":-0.1,\"versions\":[\"%s\",\"%s\"]}", s.first, s.second), "/gap_s"},
        {arena_printf(a, "{\"title\":\"x\",\"gap_s\":10.01,\"versions\":[\"%s\",\"%s\"]}", s.first, s.second), "/gap_s"},
        {arena_printf(a, "{\"title\":\"x\",\"versions\":[\"%s\",\"%s\"],\"gaps\":[{\"version\":\"%s\"}]}", s.first, s.second, s.first), "/gaps/0/gap_s"},
        {arena_printf(a, "{\"title\":\"x\",\"versions\":[\"%s\",\"%s\"],\"gaps\":[{\"version\":\"%s\",\"gap_s\":1}]}", s.first, s.second, nobody), "/gaps/0/version"},
        {arena_printf(a, "{\"title\":\"x\",\"versions\":[\"%s\",\"%s\"],\"gaps\":[{\"version\":\"%s\",\"gap_s\":1}]}", s.first, s.second, s.second), "/gaps/0/version"},
        {arena_printf(a, "{\"title\":\"x\",\"versions\":[\"%s\",\"%s\"],\"gaps\":[{\"version\":\"%s\",\"gap_s\":1},{\"version\":\"%s\",\"gap_s\":2}]}", s.first, s.second, s.first, s.first), "/gaps/1/version"},
        {arena_printf(a, "{\"title\":\"x\",\"versions\":[\"%s\",\"%s\"],\"recipe\":{\"reference\":\"%s\"}}", s.first, s.second, nobody), "/recipe/reference"},
    };
    struct request rq;
    int64_t bob = world_account(&s.w, "bob@example.org");

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rq = ask(&s.w, s.ann, POST, "/api/v1/albums", cases[i].body);
        CHECK(rq.status == 422);
        if (!CHECK(scene_says(&rq, arena_printf(a, "\"pointer\":\"%s\"", cases[i].field))))
            printf("#   case %zu: %.*s\n", i, (int)rq.reply.len, rq.reply.ptr);
    }
    rq = ask(&s.w, bob, POST, "/api/v1/albums", arena_printf(a, "{\"title\":\"x\",\"versions\":[\"%s\",\"%s\"]}", s.first, s.second));
    CHECK(rq.status == 422 && scene_says(&rq, "/versions/0"));
    world_sql(&s.w, "UPDATE version SET state = 'verifying' WHERE id = (SELECT max(id::text)::uuid FROM version)");
    rq = order(&s, "");
    CHECK(rq.status == 422 && scene_says(&rq, "not ready"));
    CHECK_TEXT(world_text(&s.w, "SELECT count(*)::text FROM album"), "0");
}

TEST(an_album_is_whole_or_not_at_all)
{
    CLEANUP(shelf_close) struct shelf s = shelf_open();
    struct request rq = order(&s, "");
    const char *id = scene_value(&s.w, &rq, "id");

    CHECK(ask(&s.w, world_account(&s.w, "bob@example.org"), GET, arena_printf(s.w.work.arena, "/api/v1/albums/%s", id), NULL).status == 404);
    CHECK(at(&s, PATCH, "{\"cancel\":true}", id).status == 200);
    CHECK(at(&s, PATCH, "{\"cancel\":true}", id).status == 409);
    CHECK_TEXT(states(&s), "cancelled: cancelled cancelled");
    CHECK(at(&s, DELETE, NULL, id).status == 204);
    CHECK(order(&s, "").status == 202);
    scene_headers(&s.w, "HTTP_IF_MATCH", "*", NULL);
    CHECK(ask(&s.w, s.ann, PATCH, world_text(&s.w, "SELECT '/api/v1/masters/' || master_id FROM album_song WHERE n = 2"), "{\"cancel\":true}").status == 200);
    CHECK_TEXT(states(&s), "cancelled: cancelled cancelled");
    NEED(scene_work(&s.w) == OK);
    CHECK_TEXT(states(&s), "cancelled: cancelled cancelled");
    CHECK(scene_missing(&s.w) == 0 && scene_strays(&s.w) == 0);
}

TEST(an_album_that_fails_three_times_has_failed_with_all_its_songs)
{
    CLEANUP(shelf_close) struct shelf s = shelf_open();

    CHECK(order(&s, "").status == 202);
    world_sql(&s.w, "UPDATE job SET attempts = 3, error = 'worker_died' WHERE kind = 'album'");
    NEED(jobs_rescue(&(struct worker){.id = "00000000-0000-7000-8000-0000000000aa", .kinds = job_kinds}, &s.w.work) == OK);
    CHECK_TEXT(states(&s), "failed: failed failed");
    CHECK_TEXT(world_text(&s.w, "SELECT string_agg(DISTINCT code, ' ') FROM master WHERE state = 'failed'"), "render_failed");
    CHECK(world_letter(&s.w, "album_failed"));
}

TEST(a_song_of_an_album_whose_mix_went_fails_the_album)
{
    CLEANUP(shelf_close) struct shelf s = shelf_open();

    CHECK(order(&s, "").status == 202);
    world_sql(&s.w, "UPDATE asset SET state = 'purged' WHERE id = (SELECT mix_id FROM version ORDER BY id LIMIT 1)");
    NEED(scene_work(&s.w) == OK);
    CHECK_TEXT(states(&s), "failed: failed failed");
    CHECK_TEXT(world_text(&s.w, "SELECT code FROM album"), "mix_gone");
}
