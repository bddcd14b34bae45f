/* SPDX-License-Identifier: ISC */
#include "tests/scene.h"
#include "tests/tap.h"

enum { SHIFT = 1000 };

/* Ann with a song, its first master, and a new mix of it that begins a little later in the music. */
struct booth {
    struct world w;
    int64_t ann;
    const char *old, *new, *master;
};

static void booth_close(struct booth *b)
{
    world_close(&b->w);
}

static size_t head_of(const char *mix)
{
    return (size_t)((const char *)memmem(mix, 4096, "data", 4) - mix) + 8;
}

/* The last sample first: another song. */
static void turn_around(char *mix, size_t n)
{
    for (size_t i = head_of(mix), k = n - sizeof(float); i < k; i += sizeof(float), k -= sizeof(float)) {
        float first, last;
        memcpy(&first, mix + i, sizeof first);
        memcpy(&last, mix + k, sizeof last);
        memcpy(mix + i, &last, sizeof last);
        memcpy(mix + k, &first, sizeof first);
    }
}

static void begin_later(char *mix, size_t n)
{
    size_t frame = 2 * sizeof(float), head = head_of(mix);

    memmove(mix + head, mix + head + SHIFT * frame, n - head - SHIFT * frame);
    memset(mix + n - SHIFT * frame, 0, SHIFT * frame);
}

static const char *masters(struct booth *b)
{
    return world_text(&b->w, "SELECT string_agg(state || COALESCE('/' || code, ''), ' ' ORDER BY state) FROM master");
}

static struct booth booth_open(void)
{
    struct booth b = {.w = world_open()};
    size_t n;
    char *mix = scene_mix(&b.w, 12, &n);

    b.ann = world_account(&b.w, "ann@example.org");
    (void)scene_strays(&b.w);
    b.old = scene_upload(&b.w, b.ann, mix, n, "title TmlnaHRmYWxs");
    if (scene_work(&b.w) != OK)
        abort();
    b.master = world_text(&b.w, "SELECT id::text FROM master");
    begin_later(mix, n);
    b.new = scene_upload(&b.w, b.ann, mix, n, "title TmlnaHRmYWxs");
    world_sql(&b.w, "UPDATE account SET preferences = '{\"loudness\": -9}'");
    if (scene_work(&b.w) != OK)
        abort();
    return b;
}

static struct request order(struct booth *b, int64_t who, const char *version, const char *like, const char *rest)
{
    return ask(&b->w, who, POST, "/api/v1/masters",
               arena_printf(b->w.work.arena, "{\"version_id\":\"%s\",\"like\":\"%s\"%s}", version, like, rest));
}

static struct request difference(struct booth *b, const char *new, const char *old)
{
    scene_headers(&b->w, "QUERY_STRING", old ? arena_printf(b->w.work.arena, "with=%s", old) : "", NULL);
    struct request rq = ask(&b->w, b->ann, GET, arena_printf(b->w.work.arena, "/api/v1/versions/%s/diff", new), NULL);
    scene_headers(&b->w, NULL);
    return rq;
}

TEST(a_new_mix_gets_the_same_master_and_what_changed_is_known)
{
    CLEANUP(booth_close) struct booth b = booth_open();
    struct request rq = order(&b, b.ann, b.new, b.master, "");
    const char *id = scene_value(&b.w, &rq, "id");

    CHECK(rq.status == 202);
    CHECK_TEXT(scene_value(&b.w, &rq, "like_id"), b.master);
    NEED(scene_work(&b.w) == OK);
    CHECK_TEXT(masters(&b), "ready ready ready");
    CHECK_TEXT(world_text(&b.w, arena_printf(b.w.work.arena, "SELECT count(DISTINCT report->'settings')::text FROM master WHERE id IN ('%s', '%s')", id, b.master)), "1");
    CHECK_NEAR(atof(world_text(&b.w, arena_printf(b.w.work.arena, "SELECT lufs::text FROM master_seen WHERE id = '%s'", id))), -14, 0.2);
    rq = difference(&b, b.new, b.old);
    CHECK(rq.status == 200);
    CHECK_TEXT(scene_value(&b.w, &rq, "offset") + 1, "-1000");
    CHECK(scene_missing(&b.w) == 0 && scene_strays(&b.w) == 0);
}

TEST(mixes_are_compared_by_a_worker_and_once)
{
    CLEANUP(booth_close) struct booth b = booth_open();
    struct request rq = difference(&b, b.old, b.new);

    CHECK(rq.park_on);
    NEED(scene_work(&b.w) == OK);
    rq = difference(&b, b.old, b.new);
    CHECK(rq.status == 200 && !rq.park_on);
    CHECK_TEXT(scene_value(&b.w, &rq, "offset") + 1, "1000");
    CHECK(difference(&b, b.old, NULL).status == 422);
    CHECK(difference(&b, b.old, b.old).status == 422);
    CHECK(difference(&b, b.old, "x").status == 422);
    CHECK(difference(&b, "00000000-0000-7000-8000-000000000009", b.old).status == 404);
}

TEST(a_song_of_its_own_gets_the_settings_and_its_own_loudness)
{
    CLEANUP(booth_close) struct booth b = booth_open();
    struct request rq;
    size_t n;
    char *other = scene_mix(&b.w, 3, &n);

    turn_around(other, n);
    const char *version = scene_upload(&b.w, b.ann, other, n, "title TW9ybmluZw==");
    NEED(scene_work(&b.w) == OK);
    rq = order(&b, b.ann, version, b.master, "");
    CHECK(rq.status == 202);
    NEED(scene_work(&b.w) == OK);
    CHECK_TEXT(masters(&b), "ready ready ready ready");
    CHECK_NEAR(atof(world_text(&b.w, "SELECT lufs::text FROM master_seen WHERE like_id IS NOT NULL")), -14, 0.2);
    (void)difference(&b, version, b.old);
    NEED(scene_work(&b.w) == OK);
    rq = difference(&b, version, b.old);
    CHECK(rq.status == 422 && scene_says(&rq, "other_song"));
}

TEST(what_a_master_can_not_be_like_is_said)
{
    static const char nobody[] = "00000000-0000-7000-8000-000000000009";
    CLEANUP(booth_close) struct booth b = booth_open();
    struct request rq = order(&b, b.ann, b.new, nobody, "");

    CHECK(rq.status == 422 && scene_says(&rq, "\"pointer\":\"/like\""));
    rq = order(&b, b.ann, b.new, b.master, ",\"recipe\":{}");
    CHECK(rq.status == 422 && scene_says(&rq, "\"pointer\":\"/recipe\""));
    rq = order(&b, b.ann, b.new, b.master, "");
    CHECK(rq.status == 202);
    world_sql(&b.w, "UPDATE master SET report = report - 'settings' WHERE like_id IS NULL");
    CHECK(order(&b, b.ann, b.new, b.master, "").status == 422);
    NEED(scene_work(&b.w) == OK);
    CHECK_TEXT(masters(&b), "failed/like_gone ready ready");
    CHECK(strstr(world_letter(&b.w, "master_failed"), "not here any more"));
}
