/* SPDX-License-Identifier: ISC */
#include "app/master.h"
#include "app/wake.h"
#include "audio/certificate.h"
#include "audio/engine.h"
#include "base/seal.h"
#include "json/json.h"
#include "tests/credentials.h"
#include "tests/scene.h"
#include "tests/tap.h"

#include <math.h>
#include <unistd.h>

/* Ann with a song of a few seconds that is ready; without its first master. */
struct studio {
    struct world w;
    int64_t ann;
    const char *song, *version;
};

static void studio_close(struct studio *s)
{
    world_close(&s->w);
}

static struct studio studio_open(double seconds)
{
    struct studio s = {.w = world_open()};
    size_t n;
    char *mix = scene_mix(&s.w, seconds, &n);

    s.ann = world_account(&s.w, "ann@example.org");
    (void)scene_strays(&s.w);
    s.version = scene_upload(&s.w, s.ann, mix, n, "title TmlnaHRmYWxs");
    if (scene_work(&s.w) != OK)
        abort();
    s.song = world_text(&s.w, "SELECT id::text FROM song");
    return s;
}

static const char *newest(struct studio *s)
{
    return world_text(&s->w, "SELECT id::text FROM master ORDER BY n DESC LIMIT 1");
}

/* The id stands where the path has %s. */
static struct request at(struct studio *s, enum method m, const char *body, const char *path, const char *id)
{
    const char *gap = strstr(path, "%s");

    return ask(&s->w, s->ann, m, arena_printf(s->w.work.arena, "/api/v1/%.*s%s%s", (int)(gap - path), path, id ? id : "", gap + 2), body);
}

static struct request order(struct studio *s, const char *rest)
{
    return ask(&s->w, s->ann, POST, "/api/v1/masters",
               arena_printf(s->w.work.arena, "{\"version_id\":\"%s\"%s}", s->version, rest));
}

TEST(C02_a_first_master_is_made_without_asking_and_can_be_heard_and_taken_home)
{
    CLEANUP(studio_close) struct studio s = studio_open(12);
    const char *id = newest(&s);
    struct request rq = at(&s, GET, NULL, "masters/%s", id);

    CHECK_TEXT(scene_value(&s.w, &rq, "state"), "ready");
    CHECK_NEAR(atof(scene_value(&s.w, &rq, "lufs")), -14, 0.2);
    rq = at(&s, GET, NULL, "masters/%s/preview", id);
    CHECK(rq.status == 200);
    CHECK_TEXT(scene_value(&s.w, &rq, "rate"), "48000");
    CHECK_TEXT(scene_value(&s.w, &rq, "channels"), "4");
    CHECK_TEXT(scene_value(&s.w, &rq, "segment_seconds"), "10");
    CHECK_TEXT(scene_value(&s.w, &rq, "frames"), "480000");
    CHECK(scene_says(&rq, arena_printf(s.w.work.arena, "/api/v1/masters/%s/segments/1", id)));
    rq = at(&s, GET, NULL, "masters/%s/segments/0", id);
    CHECK(rq.status == 200);
    CHECK_TEXT(rq.media, "audio/ogg");
    CHECK(strstr(scene_reply_header(&s.w, &rq, "Cache-Control"), "no-store"));
    CHECK(at(&s, GET, NULL, "masters/%s/segments/2", id).status == 404);
    CHECK(at(&s, GET, NULL, "masters/%s/segments/-1", id).status == 404);
    CHECK(at(&s, GET, NULL, "masters/%s/segments/x", id).status == 404);
    CHECK(at(&s, GET, NULL, "masters/%s/report", id).status == 200);
    CHECK(at(&s, GET, NULL, "masters/%s/recipe", id).status == 200);
    CHECK(at(&s, GET, NULL, "masters/%s/peaks", id).status == 200);
    CHECK_TEXT(world_text(&s.w, "SELECT payload->>'letter' FROM outbox"), "master_ready");
    CHECK(strstr(world_letter(&s.w, "master_ready"), arena_printf(s.w.work.arena, "/#/song/%s", s.song)));
}

TEST(C06_a_file_is_made_on_demand_with_todays_name_and_each_download_is_written_down)
{
    CLEANUP(studio_close) struct studio s = studio_open(2);
    const char *id = newest(&s), *first;
    struct request rq = at(&s, GET, NULL, "masters/%s/files/flac", id);

    CHECK(rq.park_on && !strcmp(rq.park_on, wake_topic(s.w.work.arena, s.ann)));
    NEED(scene_work(&s.w) == OK);
    rq = at(&s, GET, NULL, "masters/%s/files/flac", id);
    CHECK(rq.status == 200 && !rq.park_on);
    CHECK_TEXT(rq.media, "audio/flac");
    first = scene_reply_header(&s.w, &rq, "X-Accel-Redirect");
    CHECK(first && strstr(scene_reply_header(&s.w, &rq, "Content-Disposition"), "Nightfall (master 1).flac"));
    scene_headers(&s.w, "HTTP_RANGE", "bytes=100-", NULL);
    CHECK(at(&s, GET, NULL, "masters/%s/files/flac", id).status == 200);
    CHECK_TEXT(world_text(&s.w, "SELECT string_agg(data->>'format', ' ') FROM event WHERE verb = 'downloaded'"), "flac");
    scene_headers(&s.w, "HTTP_IF_MATCH", "*", NULL);
    CHECK(at(&s, PATCH, "{\"title\":\"Day: 1/2\",\"artist\":\"Ann\"}", "songs/%s", s.song).status == 200);
    CHECK(at(&s, GET, NULL, "masters/%s/files/flac", id).park_on);
    NEED(scene_work(&s.w) == OK);
    rq = at(&s, GET, NULL, "masters/%s/files/flac", id);
    CHECK(strstr(scene_reply_header(&s.w, &rq, "Content-Disposition"), "Ann - Day- 1-2 (master 1).flac"));
    CHECK(strcmp(scene_reply_header(&s.w, &rq, "X-Accel-Redirect"), first) != 0);
    CHECK(scene_missing(&s.w) == 0 && scene_strays(&s.w) == 0);
    CHECK(at(&s, GET, NULL, "masters/%s/files/midi", id).status == 404);
}

TEST(what_a_move_changed_is_made_on_demand_once_and_goes_with_the_master)
{
    CLEANUP(studio_close) struct studio s = studio_open(4);
    const char *id = newest(&s);
    int64_t before = scene_strays(&s.w);
    struct request rq = at(&s, GET, NULL, "masters/%s/deltas/limiter.gain", id);

    CHECK(rq.park_on && !strcmp(rq.park_on, wake_topic(s.w.work.arena, s.ann)));
    CHECK(at(&s, GET, NULL, "masters/%s/deltas/limiter.gain/segments/0", id).status == 404);
    NEED(scene_work(&s.w) == OK);
    rq = at(&s, GET, NULL, "masters/%s/deltas/limiter.gain", id);
    NEED(rq.status == 200 && !rq.park_on);
    CHECK_TEXT(scene_value(&s.w, &rq, "move"), "limiter.gain");
    CHECK_TEXT(scene_value(&s.w, &rq, "channels"), "4");
    CHECK_TEXT(scene_value(&s.w, &rq, "frames_total"), "192000");
    CHECK_NEAR(atof(scene_value(&s.w, &rq, "master_lufs")), -14, 0.2);
    CHECK(atof(scene_value(&s.w, &rq, "delta_lufs")) < -10);
    CHECK(scene_says(&rq, arena_printf(s.w.work.arena,
                                       "/api/v1/masters/%s/deltas/limiter.gain/segments/0", id)));
    rq = at(&s, GET, NULL, "masters/%s/deltas/limiter.gain/segments/0", id);
    CHECK(rq.status == 200);
    CHECK_TEXT(rq.media, "audio/ogg");
    CHECK(at(&s, GET, NULL, "masters/%s/deltas/limiter.gain/segments/1", id).status == 404);
    CHECK(scene_missing(&s.w) == 0 && scene_strays(&s.w) == before);
    scene_headers(&s.w, "HTTP_IF_MATCH", "*", NULL);
    CHECK(at(&s, DELETE, NULL, "masters/%s", id).status == 204);
    CHECK_TEXT(world_text(&s.w, "SELECT count(*)::text FROM master_delta"), "0");
    CHECK(scene_missing(&s.w) == 0 && scene_strays(&s.w) == before);
}

TEST(a_move_that_can_not_be_heard_says_why)
{
    CLEANUP(studio_close) struct studio s = studio_open(2);
    const char *id = newest(&s);
    struct request rq = at(&s, GET, NULL, "masters/%s/deltas/eq.magic", id);

    CHECK(rq.status == 404 && scene_says(&rq, "unknown_move"));
    rq = at(&s, GET, NULL, "masters/%s/deltas/trim.offset", id);
    CHECK(rq.status == 404 && scene_says(&rq, "move_not_made"));
    CHECK(
        at(&s, GET, NULL, "masters/%s/deltas/limiter.gain", "00000000-0000-7000-8000-000000000009")
            .status == 404);
    CHECK(at(&s, GET, NULL, "masters/%s/deltas/limiter.gain", id).park_on);
    world_sql(&s.w, "UPDATE version SET mix_id = NULL");
    NEED(scene_work(&s.w) == OK);
    rq = at(&s, GET, NULL, "masters/%s/deltas/limiter.gain", id);
    CHECK(rq.status == 409 && scene_says(&rq, "mix_gone"));
    world_sql(&s.w, "UPDATE master SET engine = 'mastering 0.9'");
    rq = at(&s, GET, NULL, "masters/%s/deltas/limiter.gain", id);
    CHECK(rq.status == 409 && scene_says(&rq, "older_engine"));
    world_sql(&s.w, "UPDATE master SET state = 'running'");
    rq = at(&s, GET, NULL, "masters/%s/deltas/limiter.gain", id);
    CHECK(rq.status == 409 && scene_says(&rq, "master_not_ready"));
}

/* What lies in the store as this part of the only master; NULL if nothing does. */
static const char *part_text(struct studio *s, const char *kind)
{
    struct arena *a = s->w.work.arena;
    const char *key = world_text(&s->w, arena_printf(a, "SELECT a.key FROM master_file f JOIN asset a ON a.id = f.asset_id WHERE f.kind = '%s'", kind));
    char *text = arena_alloc(a, 1 << 20);
    int fd = -1;

    if (!key || store_get(s->w.work.store, a, key, &fd) != OK)
        return NULL;
    ssize_t n = read(fd, text, (1 << 20) - 1);
    close(fd);
    return n > 0 ? text : NULL;
}

TEST(C06_a_file_taken_home_has_a_certificate_that_is_true_where_there_is_a_key)
{
    CLEANUP(studio_close) struct studio s = studio_open(2);
    const char *id = newest(&s);
    struct certificate cert;
    struct sealed sealed;

    CHECK(at(&s, GET, NULL, "masters/%s/files/flac", id).park_on);
    NEED(scene_work(&s.w) == OK);
    CHECK(at(&s, GET, NULL, "masters/%s/files/flac", id).status == 200);
    CHECK(at(&s, GET, NULL, "masters/%s/files/flac/certificate", id).status == 404);
    CLEANUP(credentials_drop) struct credentials_dir dir = credentials_make(&s.w);
    CHECK_TEXT(s.w.config->credentials_directory, dir.path);
    CHECK(at(&s, GET, NULL, "masters/%s/files/wav16/certificate", id).status == 404);
    CHECK(at(&s, GET, NULL, "masters/%s/files/wav16", id).park_on);
    NEED(scene_work(&s.w) == OK);
    struct request rq = at(&s, GET, NULL, "masters/%s/files/wav16/certificate", id);
    CHECK(rq.status == 200);
    CHECK_TEXT(rq.media, "application/json");
    const char *line = part_text(&s, "wav16.certificate");
    NEED(line && seal_open(s.w.work.arena, line, strlen(line), &sealed) == OK);
    NEED(json_read_own(s.w.work.arena, sealed.text, sealed.len, &certificate_record, &cert) == OK && certificate_check(&cert) == OK);
    const struct certified_output *out = cert.outputs.rows;
    const struct certified_source *mix = cert.sources.rows;
    CHECK_TEXT(out->sha256, world_text(&s.w, "SELECT a.sha256 FROM master_file f JOIN asset a ON a.id = f.asset_id WHERE f.kind = 'wav16'"));
    CHECK_TEXT(mix->sha256, world_text(&s.w, "SELECT sha256 FROM version"));
    CHECK_TEXT(cert.title, "Nightfall");
    CHECK(cert.issued_at == s.w.work.now && fabs(out->lufs - out->check_lufs) < 0.05);
    scene_headers(&s.w, "HTTP_IF_MATCH", "*", NULL);
    CHECK(at(&s, PATCH, "{\"title\":\"Day\"}", "songs/%s", s.song).status == 200);
    CHECK(at(&s, GET, NULL, "masters/%s/files/wav16", id).park_on);
    NEED(scene_work(&s.w) == OK);
    CHECK(strstr(part_text(&s, "wav16.certificate"), "\"title\":\"Day\""));
    CHECK(scene_missing(&s.w) == 0 && scene_strays(&s.w) == 0);
}

TEST(C03_each_recipe_is_a_revision_and_all_live)
{
    CLEANUP(studio_close) struct studio s = studio_open(2);
    const char *first = newest(&s);
    struct request rq = order(&s, ",\"recipe\":{\"style\":\"warm\",\"loudness\":-10}");

    CHECK(rq.status == 202);
    CHECK_TEXT(scene_value(&s.w, &rq, "n"), "2");
    CHECK_TEXT(scene_value(&s.w, &rq, "state"), "queued");
    CHECK(at(&s, GET, NULL, "masters/%s/preview", newest(&s)).status == 409);
    NEED(scene_work(&s.w) == OK);
    CHECK_TEXT(world_text(&s.w, "SELECT string_agg(state, ' ') FROM master"), "ready ready");
    CHECK(at(&s, GET, NULL, "masters/%s/segments/0", first).status == 200);
    rq = at(&s, GET, NULL, "songs/%s/masters", s.song);
    CHECK(strstr(rq.reply.ptr, "\"n\":2") < strstr(rq.reply.ptr, "\"n\":1"));
    scene_headers(&s.w, "HTTP_IF_MATCH", "*", NULL);
    CHECK(at(&s, DELETE, NULL, "masters/%s", first).status == 204);
    CHECK(at(&s, GET, NULL, "masters/%s", first).status == 404);
    CHECK(scene_missing(&s.w) == 0 && scene_strays(&s.w) == 0);
}

TEST(C03_a_recipe_that_cannot_be_names_its_field)
{
    static const struct {
        const char *rest, *field;
    } cases[] = {
        {",\"recipe\":{\"loudness\":5}", "/recipe/loudness"},
        {",\"recipe\":{\"loudness\":\"loud\"}", "/recipe/loudness"},
        {",\"recipe\":{\"style\":\"klingon\"}", "/recipe/style"},
        {",\"recipe\":{\"volume\":5}", "/recipe/volume"},
        {",\"recipe\":{\"trim_end\":100}", "/trim_end"},
        {",\"recipe\":{\"reference\":\"00000000-0000-7000-8000-000000000009\"}", "/recipe/reference"},
        {",\"recipe\":{\"reference\":\"x\"}", "/recipe/reference"},
        {",\"replaces\":\"00000000-0000-7000-8000-000000000009\"", "/replaces"},
    };
    CLEANUP(studio_close) struct studio s = studio_open(2);
    struct request rq;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rq = order(&s, cases[i].rest);
        CHECK(rq.status == 422);
        if (!CHECK(scene_says(&rq, arena_printf(s.w.work.arena, "\"pointer\":\"%s\"", cases[i].field))))
            printf("#   case %zu: %.*s\n", i, (int)rq.reply.len, rq.reply.ptr);
    }
    rq = ask(&s.w, s.ann, POST, "/api/v1/masters", "{\"version_id\":\"00000000-0000-7000-8000-000000000009\"}");
    CHECK(rq.status == 422 && scene_says(&rq, "/version_id"));
    CHECK_TEXT(world_text(&s.w, "SELECT count(*)::text FROM master"), "1");
}

TEST(C03_an_edit_during_the_render_cancels_it_and_takes_its_place)
{
    CLEANUP(studio_close) struct studio s = studio_open(2);
    struct request rq = order(&s, "");
    const char *old = scene_value(&s.w, &rq, "id");

    rq = order(&s, arena_printf(s.w.work.arena, ",\"recipe\":{\"style\":\"deep\"},\"replaces\":\"%s\"", old));
    CHECK(rq.status == 202);
    scene_headers(&s.w, "HTTP_IF_MATCH", "*", NULL);
    rq = order(&s, "");
    CHECK(at(&s, PATCH, "{\"cancel\":true}", "masters/%s", scene_value(&s.w, &rq, "id")).status == 200);
    CHECK(at(&s, PATCH, "{\"cancel\":true}", "masters/%s", scene_value(&s.w, &rq, "id")).status == 409);
    NEED(scene_work(&s.w) == OK);
    CHECK_TEXT(world_text(&s.w, "SELECT string_agg(state, ' ' ORDER BY n) FROM master"), "ready cancelled ready cancelled");
}

TEST(C03_a_render_that_is_not_wanted_any_more_leaves_nothing)
{
    CLEANUP(studio_close) struct studio s = studio_open(2);

    CHECK(order(&s, "").status == 202);
    world_sql(&s.w, "UPDATE master SET state = 'cancelled' WHERE n = 2"); /* after its job was queued */
    NEED(scene_work(&s.w) == OK);
    CHECK_TEXT(world_text(&s.w, "SELECT string_agg(state, ' ' ORDER BY n) FROM master"), "ready cancelled");
    CHECK(scene_missing(&s.w) == 0 && scene_strays(&s.w) == 0);
}

TEST(C02_a_render_that_fails_three_times_has_failed_and_the_musician_is_told)
{
    CLEANUP(studio_close) struct studio s = studio_open(2);
    struct request rq = order(&s, "");

    world_sql(&s.w, "UPDATE job SET attempts = 3, error = 'worker_died' WHERE kind = 'master' AND state = 'queued'");
    NEED(jobs_rescue(&(struct worker){.id = "00000000-0000-7000-8000-0000000000aa", .kinds = job_kinds}, &s.w.work) == OK);
    rq = at(&s, GET, NULL, "masters/%s", scene_value(&s.w, &rq, "id"));
    CHECK_TEXT(scene_value(&s.w, &rq, "state"), "failed");
    CHECK_TEXT(scene_value(&s.w, &rq, "code"), "render_failed");
    const char *letter = world_letter(&s.w, "master_failed");
    CHECK(letter && strstr(letter, "Nightfall") && strstr(letter, "our engine stopped three times"));
    CHECK(letter && strstr(letter, arena_printf(s.w.work.arena, "/#/song/%s", s.song)));
}

TEST(a_sysadmin_brings_back_what_was_given_up)
{
    static const struct worker rescuer = {.id = "00000000-0000-7000-8000-0000000000aa", .kinds = job_kinds};
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = world_account(&w, "ann@example.org");
    size_t n;
    char *mix = scene_mix(&w, 2, &n);

    NEED(scene_upload(&w, ann, mix, n, NULL));
    world_sql(&w, "UPDATE job SET attempts = 3, error = 'worker_died'");
    NEED(jobs_rescue(&rescuer, &w.work) == OK);
    CHECK_TEXT(world_text(&w, "SELECT state || ' ' || code FROM version"), "rejected verify_failed");
    CHECK(jobs_retry(&w.work, job_kinds, world_text(&w, "SELECT id::text FROM job")) == OK);
    CHECK_TEXT(world_text(&w, "SELECT state FROM version"), "verifying");
    NEED(scene_work(&w) == OK);
    CHECK_TEXT(world_text(&w, "SELECT state FROM version"), "ready");
    world_sql(&w, "UPDATE master SET state = 'failed', code = 'render_failed', report = NULL, preview = NULL; DELETE FROM master_file;"
                  "UPDATE job SET state = 'failed' WHERE kind = 'master'");
    CHECK(jobs_retry(&w.work, job_kinds, world_text(&w, "SELECT id::text FROM job WHERE kind = 'master'")) == OK);
    NEED(scene_work(&w) == OK);
    CHECK_TEXT(world_text(&w, "SELECT state || coalesce(code, '') FROM master"), "ready");
}

TEST(B01_the_first_master_follows_the_preferences_of_account_and_song)
{
    CLEANUP(studio_close) struct studio s = studio_open(2);

    world_sql(&s.w, "UPDATE account SET preferences = '{\"loudness\": -9, \"width\": 80}'");
    world_sql(&s.w, "UPDATE song SET preferences = '{\"loudness\": -12, \"formats\": [\"mp3\"]}', style = 'vocal'");
    CHECK(order(&s, "").status == 202);
    CHECK_TEXT(world_text(&s.w, "SELECT (recipe->>'loudness') || ' ' || (recipe->>'width') || ' ' || (recipe->>'style') FROM master WHERE n = 2"),
               "-12 80 vocal");
    NEED(scene_work(&s.w) == OK);
    CHECK_TEXT(world_text(&s.w, "SELECT string_agg(kind, ' ') FROM master_file f JOIN master m ON m.id = f.master_id"
                                " WHERE m.n = 2 AND kind = 'mp3'"), "mp3");
}

TEST(B01_a_preset_has_a_name_and_masters_keep_their_copy)
{
    CLEANUP(studio_close) struct studio s = studio_open(2);
    struct request rq = ask(&s.w, s.ann, POST, "/api/v1/presets", "{\"name\":\"My loud one\",\"recipe\":{\"loudness\":-8}}");
    const char *id = scene_value(&s.w, &rq, "id");

    CHECK(rq.status == 201);
    CHECK(ask(&s.w, s.ann, POST, "/api/v1/presets", "{\"name\":\"My loud one\",\"recipe\":{}}").status == 409);
    rq = ask(&s.w, s.ann, GET, "/api/v1/presets", NULL);
    CHECK(scene_says(&rq, "\"loudness\": -8"));
    CHECK(at(&s, DELETE, NULL, "presets/%s", id).status == 204);
    CHECK(at(&s, DELETE, NULL, "presets/%s", id).status == 404);
    rq = ask(&s.w, 0, GET, "/api/v1/styles", NULL);
    CHECK(scene_says(&rq, "{\"word\":\"warm\",\"name\":\"Warm\","));
    CHECK(scene_says(&rq, "\"name\":\"ceiling\""));
    CHECK(scene_says(&rq, "\"max\":8")); /* references */
    rq = ask(&s.w, 0, GET, "/api/v1/platforms", NULL);
    CHECK(scene_says(&rq, "\"name\":\"vinyl\"") && scene_says(&rq, "\"plr_min\":12"));
    rq = ask(&s.w, 0, GET, "/api/v1/engine", NULL);
    CHECK(scene_says(&rq, "\"version\":\"" ENGINE_VERSION "\""));
}

/* One turn of a stream that stands where the last one left it. */
static struct request listen_on(struct studio *s, char *cursor, bool resumed)
{
    struct request rq = {
        .work = &s->w.work, .method = GET, .path = "/api/v1/stream", .id = "test", .language = "en",
        .guest = {.account = s->ann, .by = BY_SESSION}, .cursor = cursor, .resumed = resumed,
    };

    dispatch(&rq);
    return rq;
}

TEST(C02_the_stream_tells_what_is_unfinished_then_what_changes_and_nothing_twice_without_cause)
{
    CLEANUP(studio_close) struct studio s = studio_open(2);
    char cursor[CURSOR_SIZE] = "";
    struct request rq;

    rq = listen_on(&s, cursor, false);
    CHECK(rq.status == 200 && rq.park_on);
    CHECK(!scene_says(&rq, "event:")); /* all is finished */
    CHECK(scene_says(&rq, "id: "));
    rq = listen_on(&s, cursor, true);
    CHECK(rq.reply.len == 0);
    CHECK(order(&s, "").status == 202);
    rq = listen_on(&s, cursor, true);
    CHECK(scene_says(&rq, "event: master\ndata: {"));
    CHECK(scene_says(&rq, "\"state\":\"queued\""));
    rq = listen_on(&s, cursor, true);
    CHECK(rq.reply.len == 0);
    NEED(scene_work(&s.w) == OK);
    rq = listen_on(&s, cursor, true);
    CHECK(scene_says(&rq, "\"state\":\"ready\""));
    struct request made = scene_announce(&s.w, s.ann, 1000, NULL);
    CHECK(made.status == 201);
    rq = listen_on(&s, cursor, true);
    CHECK(scene_says(&rq, "event: upload") && scene_says(&rq, "event: version"));
    char other[CURSOR_SIZE] = "";
    rq = listen_on(&s, other, false);
    CHECK(scene_says(&rq, "event: upload")); /* unfinished */
    CHECK(!scene_says(&rq, "event: master"));
}

TEST(a_master_tells_when_a_newer_engine_than_its_own_is_here)
{
    CLEANUP(studio_close) struct studio s = studio_open(2);
    struct request rq = at(&s, GET, NULL, "masters/%s", newest(&s));

    CHECK_TEXT(scene_value(&s.w, &rq, "newer_engine"), "false");
    world_sql(&s.w, "UPDATE master SET engine = 'mastering 0.9.0'");
    rq = at(&s, GET, NULL, "masters/%s", newest(&s));
    CHECK_TEXT(scene_value(&s.w, &rq, "newer_engine"), "true");
    rq = at(&s, GET, NULL, "songs/%s/masters", s.song);
    CHECK_TEXT(scene_value(&s.w, &rq, "newer_engine"), "true");
    CHECK(order(&s, "").status == 202); /* not made yet, so by none */
    rq = at(&s, GET, NULL, "masters/%s", newest(&s));
    CHECK_TEXT(scene_value(&s.w, &rq, "newer_engine"), "false");
}

TEST(C02_the_stream_misses_no_row_that_was_committed_late)
{
    CLEANUP(studio_close) struct studio s = studio_open(2);
    char cursor[CURSOR_SIZE] = "";
    struct db *other;

    NEED(db_open(s.w.life, getenv("DATABASE_URL"), false, &other) == OK && db_use(other, s.w.work.arena) == OK);
    (void)listen_on(&s, cursor, false);
    NEED(db_script(other, "BEGIN; UPDATE master SET code = 'late'") == OK); /* an early number, committed last */
    CHECK(order(&s, "").status == 202);
    struct request rq = listen_on(&s, cursor, true);
    CHECK(scene_says(&rq, "\"n\":2") && !scene_says(&rq, "late"));
    NEED(db_script(other, "COMMIT") == OK);
    rq = listen_on(&s, cursor, true);
    CHECK(scene_says(&rq, "late"));
}
