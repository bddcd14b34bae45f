/* SPDX-License-Identifier: ISC */
/* Parcels: who may order what, what is in them, how they end. */
#include "app/parcel.h"
#include "app/sweeps.h"
#include "tests/scene.h"
#include "tests/tap.h"

/* Ann with two songs of three seconds and their first masters, and one that has none; Bob with
 * nothing. */
struct shelf {
    struct world w;
    int64_t ann, bob;
    const char *song[3], *master[2];
};

static void shelf_close(struct shelf *s)
{
    world_close(&s->w);
}

static struct shelf shelf_open(void)
{
    struct shelf s = {.w = world_open()};
    struct arena *a = s.w.work.arena;
    size_t n;
    char *mix = scene_mix(&s.w, 3, &n);

    s.ann = world_account(&s.w, "ann@example.org");
    s.bob = world_account(&s.w, "bob@example.org");
    (void)scene_strays(&s.w);
    for (int i = 0; i < 2; i++)
        (void)scene_upload(&s.w, s.ann, mix, n, "title TmlnaHRmYWxs");
    if (scene_work(&s.w) != OK)
        abort();
    struct request rq = ask(&s.w, s.ann, POST, "/api/v1/songs", "{\"title\":\"Bare\"}");
    s.song[2] = scene_value(&s.w, &rq, "id");
    for (int i = 0; i < 2; i++) {
        s.song[i] = world_text(
            &s.w,
            arena_printf(a, "SELECT song_id::text FROM master ORDER BY song_id OFFSET %d", i));
        s.master[i] = world_text(
            &s.w, arena_printf(a, "SELECT id::text FROM master ORDER BY song_id OFFSET %d", i));
    }
    return s;
}

static struct request order(struct shelf *s, int64_t who, const char *body)
{
    memset(s->w.headers, 0, sizeof s->w.headers);
    return ask(&s->w, who, POST, "/api/v1/parcels", body);
}

static struct request order_both(struct shelf *s, const char *rest)
{
    return order(s, s->ann,
                 arena_printf(s->w.work.arena, "{\"songs\":[\"%s\",\"%s\"],%s}", s->song[0],
                              s->song[1], rest));
}

static struct request at(struct shelf *s, int64_t who, enum method m, const char *id,
                         const char *what)
{
    return ask(&s->w, who, m, arena_printf(s->w.work.arena, "/api/v1/parcels/%s%s", id, what),
               NULL);
}

/* The path of the file that nginx would send. */
static const char *file_of(struct shelf *s, const struct request *rq)
{
    const char *where = scene_reply_header(&s->w, rq, "X-Accel-Redirect");

    return where ? arena_printf(s->w.work.arena, "%s/%s", s->w.work.store->root,
                                where + strlen("/_store/"))
                 : "";
}

TEST(D02_a_parcel_is_packed_and_taken_home_by_whose_it_is)
{
    CLEANUP(shelf_close) struct shelf s = shelf_open();
    struct request rq = order_both(&s, "\"format\":\"flac\"");
    const char *id = scene_value(&s.w, &rq, "id");

    CHECK(rq.status == 202 &&
          scene_says(&rq, "\"state\":\"packing\",\"code\":null,\"format\":\"flac\",\"rate_hz\":"
                          "null,\"files\":2,\"progress\":0,\"bytes\":null"));
    CHECK_TEXT(scene_reply_header(&s.w, &rq, "Location"),
               arena_printf(s.w.work.arena, "/api/v1/parcels/%s", id));
    rq = at(&s, s.ann, GET, id, "/zip");
    CHECK(rq.park_on != NULL);
    NEED(scene_work(&s.w) == OK);
    rq = at(&s, s.ann, GET, id, "");
    CHECK(rq.status == 200 && scene_says(&rq, "\"state\":\"ready\"") &&
          scene_says(&rq, "\"progress\":1,"));
    int64_t bytes = atoll(scene_value(&s.w, &rq, "bytes"));
    rq = at(&s, s.ann, GET, id, "/zip");
    CHECK(rq.status == 200);
    CHECK_TEXT(scene_reply_header(&s.w, &rq, "Content-Disposition"),
               "attachment; filename=\"masters 2026-01-01.zip\"; "
               "filename*=UTF-8''masters%202026-01-01.zip");
    struct stat st;
    CHECK(stat(file_of(&s, &rq), &st) == 0 && st.st_size == bytes);
    CHECK(system(arena_printf(
              s.w.work.arena,
              "/usr/bin/python3 -c 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert "
              "z.testzip() is None;"
              " names = [i.filename for i in z.infolist()]; assert names == [\"Nightfall (master "
              "1).flac\", \"Nightfall (master 1) (2).flac\"], names;"
              " assert all(z.read(n)[:4] == b\"fLaC\" for n in names)' %s",
              file_of(&s, &rq))) == 0);
    CHECK_TEXT(world_text(&s.w, "SELECT count(*)::text FROM event WHERE verb = 'downloaded' AND "
                                "object_kind = 'parcel'"),
               "1");
    CHECK(at(&s, s.bob, GET, id, "").status == 404 &&
          at(&s, s.bob, GET, id, "/zip").status == 404 &&
          at(&s, s.bob, DELETE, id, "").status == 404);
    CHECK(at(&s, 0, GET, id, "/zip").status == 401);
    CHECK(scene_missing(&s.w) == 0 && scene_strays(&s.w) == 0);
}

TEST(D02_what_was_made_before_is_packed_as_it_is_and_nothing_else_is_kept)
{
    CLEANUP(shelf_close) struct shelf s = shelf_open();
    struct request rq =
        ask(&s.w, s.ann, GET,
            arena_printf(s.w.work.arena, "/api/v1/masters/%s/files/flac", s.master[0]), NULL);

    NEED(scene_work(&s.w) == OK);
    const char *sum =
        world_text(&s.w, "SELECT sha256 FROM asset WHERE kind = 'output' AND state = 'live'");
    const char *used = "SELECT count(*)::text FROM asset WHERE kind = 'output' AND state = 'live'";
    CHECK_TEXT(world_text(&s.w, used), "1");
    rq = order(&s, s.ann,
               arena_printf(s.w.work.arena,
                            "{\"masters\":[\"%s\"],\"songs\":[\"%s\",\"%s\"],\"format\":\"flac\"}",
                            s.master[0], s.song[0], s.song[1]));
    const char *id = scene_value(&s.w, &rq, "id");
    CHECK(scene_says(&rq, "\"files\":2,")); /* the first is named twice */
    NEED(scene_work(&s.w) == OK);
    CHECK_TEXT(world_text(&s.w, used), "1");
    rq = at(&s, s.ann, GET, id, "/zip");
    CHECK(system(
              arena_printf(s.w.work.arena,
                           "/usr/bin/python3 -c 'import sys, zipfile, hashlib; z = "
                           "zipfile.ZipFile(sys.argv[1]); n = z.infolist();"
                           " assert hashlib.sha256(z.read(n[0])).hexdigest() == sys.argv[2]' %s %s",
                           file_of(&s, &rq), sum)) == 0);
    /* it does not count as hers */
    CHECK_TEXT(
        world_text(&s.w,
                   "SELECT count(*)::text FROM asset WHERE kind = 'parcel' AND state = 'live'"),
        "1");
    struct asset_sum sums[1];
    NEED(asset_used(s.w.work.db, s.ann, sums) == OK);
    CHECK(sums->bytes ==
          atoll(world_text(&s.w, "SELECT sum(bytes)::text FROM asset WHERE state = 'live' AND kind "
                                 "<> 'parcel' AND account_id IS NOT NULL")));
}

TEST(D02_a_parcel_that_cannot_be_says_why)
{
    CLEANUP(shelf_close) struct shelf s = shelf_open();
    struct arena *a = s.w.work.arena;
    struct buf many = {.arena = a};
    for (int i = 0; i < 501; i++)
        buf_printf(&many, "%s\"%s\"", i ? "," : "", s.song[0]);
    const struct {
        const char *body;
        int status;
        const char *says;
    } cases[] = {
        {"{\"format\":\"flac\"}", 422, "/songs"},
        {"{\"songs\":[],\"format\":\"flac\"}", 422, "/songs"},
        {"{\"songs\":[\"x\"],\"format\":\"flac\"}", 422, "/songs/0"},
        {arena_printf(
             a, "{\"songs\":[\"%s\",\"00000000-0000-7000-8000-000000000009\"],\"format\":\"flac\"}",
             s.song[0]),
         422, "/songs/1"},
        {arena_printf(a, "{\"masters\":[\"%s\"],\"format\":\"flac\"}", s.song[0]), 422,
         "/masters/0"},
        {arena_printf(a, "{\"songs\":[\"%s\",\"%s\"],\"format\":\"flac\"}", s.song[0], s.song[2]),
         409, "\"code\":\"master_not_ready\""},
        {arena_printf(a, "{\"songs\":[\"%s\"],\"format\":\"aac\"}", s.song[0]), 404, "not_found"},
        {arena_printf(a, "{\"songs\":[\"%s\"],\"format\":\"mp3\",\"rate\":\"96000\"}", s.song[0]),
         422, "/rate"},
        {arena_printf(a, "{\"songs\":[\"%s\"],\"format\":\"flac\",\"bits\":\"32\"}", s.song[0]),
         422, "/bits"},
        {arena_printf(a, "{\"songs\":[%s],\"format\":\"flac\"}", many.ptr), 422, "/songs"},
    };
    struct request rq;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rq = order(&s, s.ann, cases[i].body);
        if (!CHECK(rq.status == cases[i].status && scene_says(&rq, cases[i].says)))
            printf("#   case %zu: %.*s\n", i, (int)rq.reply.len, rq.reply.ptr);
    }
    rq = order(&s, s.bob, arena_printf(a, "{\"songs\":[\"%s\"],\"format\":\"flac\"}", s.song[0]));
    CHECK(rq.status == 422 && scene_says(&rq, "/songs/0"));
    rq = order(&s, s.bob,
               arena_printf(a, "{\"masters\":[\"%s\"],\"format\":\"flac\"}", s.master[0]));
    CHECK(rq.status == 422 && scene_says(&rq, "/masters/0"));
    CHECK(order(&s, 0, "{}").status == 401);
    CHECK_TEXT(world_text(&s.w, "SELECT count(*)::text FROM parcel"), "0");
}

TEST(D02_a_parcel_has_a_largest_size_whether_one_can_tell_before_or_not)
{
    CLEANUP(shelf_close) struct shelf s = shelf_open();
    struct config tight = *s.w.config;
    struct request rq;

    s.w.work.config = &tight;
    tight.parcel_bytes_max = 1000000; /* two songs of three seconds: 1.6 MB of WAV, less of FLAC */
    rq = order_both(&s, "\"format\":\"wav24\"");
    CHECK(rq.status == 413 && scene_says(&rq, "\"code\":\"parcel_too_big\""));
    rq = order_both(&s, "\"format\":\"mp3\"");
    const char *id = scene_value(&s.w, &rq, "id");
    CHECK(rq.status == 202);
    tight.parcel_bytes_max = 20000;
    NEED(scene_work(&s.w) == OK);
    rq = at(&s, s.ann, GET, id, "");
    CHECK(scene_says(&rq, "\"state\":\"failed\",\"code\":\"parcel_too_big\""));
    rq = at(&s, s.ann, GET, id, "/zip");
    CHECK(rq.status == 413 && scene_says(&rq, "\"code\":\"parcel_too_big\""));
    tight.disk_free_min = INT64_MAX / 4;
    tight.parcel_bytes_max = 1000000;
    CHECK(order_both(&s, "\"format\":\"mp3\"").status == 507);
    CHECK(scene_missing(&s.w) == 0 && scene_strays(&s.w) == 0);
}

TEST(D02_what_is_deleted_is_in_no_parcel_any_more)
{
    CLEANUP(shelf_close) struct shelf s = shelf_open();
    struct request rq = order_both(&s, "\"format\":\"mp3\"");
    const char *id = scene_value(&s.w, &rq, "id");
    const char *body = arena_printf(s.w.work.arena, "{\"songs\":[\"%s\"]}", s.song[0]);

    NEED(scene_work(&s.w) == OK);
    CHECK(at(&s, s.ann, GET, id, "/zip").status == 200);
    CHECK(ask(&s.w, s.ann, POST, "/api/v1/songs/remove", body).status == 204);
    rq = at(&s, s.ann, GET, id, "/zip");
    CHECK(rq.status == 410 && scene_says(&rq, "\"code\":\"parcel_gone\""));
    CHECK(ask(&s.w, s.ann, POST, "/api/v1/songs/restore", body).status == 204);
    CHECK(at(&s, s.ann, GET, id, "/zip").status == 200);
    /* and before it is packed */
    rq = order_both(&s, "\"format\":\"opus\"");
    id = scene_value(&s.w, &rq, "id");
    scene_headers(&s.w, "HTTP_IF_MATCH", "*", NULL);
    CHECK(ask(&s.w, s.ann, DELETE, arena_printf(s.w.work.arena, "/api/v1/masters/%s", s.master[1]),
              NULL)
              .status == 204);
    memset(s.w.headers, 0, sizeof s.w.headers);
    NEED(scene_work(&s.w) == OK);
    rq = at(&s, s.ann, GET, id, "");
    CHECK(scene_says(&rq, "\"code\":\"parcel_gone\""));
    CHECK(at(&s, s.ann, GET, id, "/zip").status == 410);
}

TEST(D02_a_parcel_ends_by_the_clock_by_its_owner_or_by_newer_ones)
{
    CLEANUP(shelf_close) struct shelf s = shelf_open();
    const char *live = "SELECT count(*)::text FROM asset WHERE kind = 'parcel' AND state = 'live'";
    const char *ids[5];
    struct request rq;

    for (int i = 0; i < 5; i++) {
        rq = order_both(&s, "\"format\":\"mp3\"");
        ids[i] = scene_value(&s.w, &rq, "id");
        NEED(scene_work(&s.w) == OK);
        s.w.work.now += SECONDS(1);
    }
    CHECK_TEXT(world_text(&s.w, live), "3");
    CHECK(at(&s, s.ann, GET, ids[1], "/zip").status == 404 &&
          at(&s, s.ann, GET, ids[2], "/zip").status == 200);
    CHECK(at(&s, s.ann, DELETE, ids[2], "").status == 204 &&
          at(&s, s.ann, DELETE, ids[2], "").status == 404);
    CHECK_TEXT(world_text(&s.w, live), "2");
    CHECK(scene_missing(&s.w) == 0 && scene_strays(&s.w) == 0); /* their files went with them */
    s.w.work.now += HOURS(PARCEL_HOURS) - SECONDS(2);
    CHECK(at(&s, s.ann, GET, ids[3], "/zip").status == 410 &&
          at(&s, s.ann, GET, ids[4], "/zip").status == 200);
    NEED(sweep_run(&s.w.work, "due") == OK);
    CHECK(at(&s, s.ann, GET, ids[3], "/zip").status == 404);
    CHECK_TEXT(world_text(&s.w, live), "1");
    s.w.work.now += SECONDS(3);
    NEED(sweep_run(&s.w.work, "due") == OK);
    CHECK_TEXT(world_text(&s.w, live), "0");
    CHECK(scene_missing(&s.w) == 0 && scene_strays(&s.w) == 2);
}

TEST(D02_the_same_order_twice_is_one_parcel)
{
    CLEANUP(shelf_close) struct shelf s = shelf_open();
    const char *body =
        arena_printf(s.w.work.arena, "{\"songs\":[\"%s\"],\"format\":\"mp3\"}", s.song[0]);

    scene_headers(&s.w, "HTTP_IDEMPOTENCY_KEY", "k1", NULL);
    struct request one = ask(&s.w, s.ann, POST, "/api/v1/parcels", body),
                   two = ask(&s.w, s.ann, POST, "/api/v1/parcels", body);
    CHECK(one.status == 202 && two.status == 202);
    CHECK_TEXT(scene_value(&s.w, &two, "id"), scene_value(&s.w, &one, "id"));
    CHECK_TEXT(world_text(&s.w, "SELECT count(*)::text FROM parcel"), "1");
}
