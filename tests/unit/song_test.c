/* SPDX-License-Identifier: ISC */
#include "app/due.h"
#include "app/song.h"
#include "tests/scene.h"
#include "tests/tap.h"

static const char *song_of(struct world *w, int64_t account, const char *json)
{
    struct request rq = ask(w, account, POST, "/api/v1/songs", json);

    return rq.status == 201 ? scene_value(w, &rq, "id") : NULL;
}

static const char *url_of(struct world *w, const char *song)
{
    return arena_printf(w->work.arena, "/api/v1/songs/%s", song);
}

static const char *titles(struct world *w, int64_t account, const char *query_string)
{
    struct buf b = {.arena = w->work.arena};

    scene_headers(w, "QUERY_STRING", query_string, NULL);
    struct request rq = ask(w, account, GET, "/api/v1/songs", NULL);
    memset(w->headers, 0, sizeof w->headers);
    buf_puts(&b, "");
    for (const char *at = rq.reply.ptr; at && (at = strstr(at, "\"title\":\"")); at++)
        buf_printf(&b, "%s%.*s", b.len ? "," : "", (int)strcspn(at + 9, "\""), at + 9);
    return b.ptr;
}

TEST(B01_what_patch_stores_get_returns)
{
    static const char edit[] = "{\"artist\":\"Ann\",\"style\":\"other:space folk\",\"instruments\":[\"voice\",\"lyre\"],"
                               "\"notes\":\"first line\\nsecond\",\"markers\":[{\"at_ms\":0,\"label\":\"in\"},{\"at_ms\":61500,\"label\":\"out\"}],"
                               "\"preferences\":{\"loudness\":-11,\"brightness\":20,\"width\":120,\"intensity\":30,\"formats\":[\"flac\"]}}";
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = world_account(&w, "ann@example.org");
    const char *id = song_of(&w, ann, "{\"title\":\"Nightfall \\ud83c\\udf19\"}");

    NEED(id);
    scene_headers(&w, "HTTP_IF_MATCH", "\"1\"", NULL);
    struct request rq = ask(&w, ann, PATCH, url_of(&w, id), edit);
    CHECK(rq.status == 200);
    CHECK_TEXT(scene_reply_header(&w, &rq, "ETag"), "\"2\"");
    rq = ask(&w, ann, GET, url_of(&w, id), NULL);
    CHECK(scene_says(&rq, "\"title\":\"Nightfall 🌙\""));
    CHECK(scene_says(&rq, "\"style\":\"other:space folk\""));
    CHECK(scene_says(&rq, "\"instruments\":[\"voice\",\"lyre\"]"));
    CHECK(scene_says(&rq, "\"notes\":\"first line\\u000asecond\""));
    CHECK(scene_says(&rq, "{\"at_ms\": 61500, \"label\": \"out\"}"));
    CHECK(scene_says(&rq, "\"brightness\": 20"));
    scene_headers(&w, "HTTP_IF_MATCH", "\"2\"", NULL);
    rq = ask(&w, ann, PATCH, url_of(&w, id), "{\"artist\":\"\",\"instruments\":[]}");
    CHECK(scene_says(&rq, "\"artist\":null"));
    CHECK(scene_says(&rq, "\"instruments\":[]"));
    CHECK(scene_says(&rq, "\"style\":\"other:space folk\"")); /* what was not sent stays */
}

TEST(C03_of_two_tabs_the_second_is_told)
{
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = world_account(&w, "ann@example.org");
    const char *id = song_of(&w, ann, "{\"title\":\"One\"}");

    NEED(id);
    CHECK(ask(&w, ann, PATCH, url_of(&w, id), "{\"title\":\"Two\"}").status == 428);
    scene_headers(&w, "HTTP_IF_MATCH", "\"1\"", NULL);
    CHECK(ask(&w, ann, PATCH, url_of(&w, id), "{\"title\":\"Two\"}").status == 200);
    CHECK(ask(&w, ann, PATCH, url_of(&w, id), "{\"title\":\"Three\"}").status == 412);
    CHECK(ask(&w, ann, DELETE, url_of(&w, id), NULL).status == 412);
    CHECK_TEXT(titles(&w, ann, ""), "Two");
}

TEST(B01_what_cannot_be_written_names_its_field)
{
    static const struct {
        const char *json, *field;
    } cases[] = {
        {"{}", "/title"},
        {"{\"title\":\"\"}", "/title"},
        {"{\"title\":5}", "/title"},
        {"{\"title\":\"a\\nb\"}", "/title"},
        {"{\"title\":\"a\",\"colour\":\"red\"}", "/colour"},
        {"{\"title\":\"a\",\"style\":\"klingon\"}", "/style"},
        {"{\"title\":\"a\",\"style\":\"other:\"}", "/style"},
        {"{\"title\":\"a\",\"instruments\":[\"\"]}", "/instruments"},
        {"{\"title\":\"a\",\"instruments\":\"lyre\"}", "/instruments"},
        {"{\"title\":\"a\",\"markers\":[{\"at_ms\":-1,\"label\":\"x\"}]}", "/markers/0/at_ms"},
        {"{\"title\":\"a\",\"markers\":[{\"at_ms\":1}]}", "/markers/0/label"},
        {"{\"title\":\"a\",\"preferences\":{\"loudness\":3}}", "/preferences/loudness"},
        {"{\"title\":\"a\",\"preferences\":{\"formats\":[\"midi\"]}}", "/preferences/formats"},
    };
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = world_account(&w, "ann@example.org");

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct request rq = ask(&w, ann, POST, "/api/v1/songs", cases[i].json);
        CHECK(rq.status == 422);
        if (!CHECK(scene_says(&rq, arena_printf(w.work.arena, "\"pointer\":\"%s\"", cases[i].field))))
            printf("#   case %zu: %.*s\n", i, (int)rq.reply.len, rq.reply.ptr);
    }
    CHECK(ask(&w, ann, POST, "/api/v1/songs", "{\"title\":\"a\"} x").status == 400);
    CHECK(ask(&w, ann, POST, "/api/v1/songs", "{\"title\":\"a\\u0000\"}").status == 400);
    CHECK_TEXT(titles(&w, ann, ""), "");
}

TEST(C04_every_word_must_stand_somewhere_and_no_character_means_anything)
{
    static const struct {
        const char *query, *found;
    } cases[] = {
        {"q=", "C%_x,Café,Alpha"},
        {"q=alpha", "Alpha"},
        {"q=ALPHA+ann", "Alpha"},
        {"q=alpha+bob", ""},
        {"q=caf%C3%A9", "Café"},
        {"q=cafe%CC%81", "Café"}, /* the same letter in two code points */
        {"q=%25", "C%_x"},
        {"q=_", "C%_x"},
        {"q=.*", ""},
        {"q='%20OR%201=1", ""},
        {"q=%5C", ""},
        {"q=lyre", "Café"},
        {"q=%F0%9F%8C%99", "Alpha"},
        {"style=warm", "Alpha"},
        {"style=warm&q=caf%C3%A9", ""},
    };
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = world_account(&w, "ann@example.org"), bob = world_account(&w, "bob@example.org");

    song_of(&w, ann, "{\"title\":\"Alpha\",\"artist\":\"Ann\",\"style\":\"warm\",\"notes\":\"moon 🌙\"}");
    w.work.now += SECONDS(1);
    song_of(&w, ann, "{\"title\":\"Café\",\"instruments\":[\"lyre\"]}");
    w.work.now += SECONDS(1);
    song_of(&w, ann, "{\"title\":\"C%_x\"}");
    song_of(&w, bob, "{\"title\":\"Alpha\"}");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_TEXT(titles(&w, ann, cases[i].query), cases[i].found);
}

TEST(C04_a_thousand_songs_are_paged_without_loss_or_repeat)
{
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = world_account(&w, "ann@example.org");
    const char *next = "";
    int pages = 0, songs = 0;

    world_sql(&w, arena_printf(w.work.arena,
                               "INSERT INTO song (id, account_id, title, created_at, updated_at) SELECT gen_random_uuid(), %lld, "
                               "'song ' || n, '2026-01-01'::timestamptz + (n / 3) * interval '1 s', '2026-01-01' FROM generate_series(1, 1000) n",
                               (long long)ann));
    do {
        scene_headers(&w, "QUERY_STRING", arena_printf(w.work.arena, "limit=100&cursor=%s", next),
                      NULL);
        struct request rq = ask(&w, ann, GET, "/api/v1/songs", NULL);
        NEED(rq.status == 200);
        for (const char *at = rq.reply.ptr; (at = strstr(at, "\"title\"")); at++)
            songs++;
        next = strstr(rq.reply.ptr, "\"next\":\"") ? scene_value(&w, &rq, "next") : NULL;
        pages++;
    } while (next && pages < 20);
    CHECK(pages == 10);
    CHECK(songs == 1000);
    scene_headers(&w, "QUERY_STRING", "limit=101", NULL);
    CHECK(ask(&w, ann, GET, "/api/v1/songs", NULL).status == 422);
}

TEST(C04_another_musicians_song_does_not_exist)
{
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = world_account(&w, "ann@example.org"), bob = world_account(&w, "bob@example.org");
    const char *id = song_of(&w, ann, "{\"title\":\"Mine\"}");

    NEED(id);
    scene_headers(&w, "HTTP_IF_MATCH", "*", NULL);
    CHECK(ask(&w, bob, GET, url_of(&w, id), NULL).status == 404);
    CHECK(ask(&w, bob, PATCH, url_of(&w, id), "{\"title\":\"Ours\"}").status == 404);
    CHECK(ask(&w, bob, DELETE, url_of(&w, id), NULL).status == 404);
    CHECK(ask(&w, bob, GET, arena_printf(w.work.arena, "%s/versions", url_of(&w, id)), NULL).status == 404);
    CHECK(ask(&w, bob, GET, arena_printf(w.work.arena, "%s/masters", url_of(&w, id)), NULL).status == 404);
    CHECK(ask(&w, bob, POST, arena_printf(w.work.arena, "%s/restore", url_of(&w, id)), NULL).status == 404);
    CHECK(ask(&w, bob, GET, url_of(&w, "00000000-0000-7000-8000-000000000009"), NULL).status == 404);
    CHECK(ask(&w, 0, GET, url_of(&w, id), NULL).status == 401);
}

TEST(C03_a_deleted_song_comes_back_within_seven_days_and_then_never)
{
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = world_account(&w, "ann@example.org");
    size_t n;
    char *mix = scene_mix(&w, 2, &n);
    struct due_news news;

    CHECK(scene_strays(&w) >= 0);
    NEED(scene_upload(&w, ann, mix, n, NULL) && scene_work(&w) == OK);
    struct request songs = ask(&w, ann, GET, "/api/v1/songs", NULL);
    const char *id = scene_value(&w, &songs, "id");
    NEED(id);
    scene_headers(&w, "HTTP_IF_MATCH", "*", NULL);
    CHECK(ask(&w, ann, DELETE, url_of(&w, id), NULL).status == 204);
    CHECK(ask(&w, ann, GET, url_of(&w, id), NULL).status == 404);
    CHECK_TEXT(titles(&w, ann, ""), "");
    w.work.now += DAYS(6);
    CHECK(due_run(&w.work, due_kinds, true, 10, &news) == OK && news.kept == 0);
    CHECK(ask(&w, ann, POST, arena_printf(w.work.arena, "%s/restore", url_of(&w, id)), NULL).status == 200);
    CHECK(ask(&w, ann, GET, url_of(&w, id), NULL).status == 200);
    w.work.now += DAYS(6);
    CHECK(due_run(&w.work, due_kinds, true, 10, &news) == OK && news.kept == 0);
    scene_headers(&w, "HTTP_IF_MATCH", "*", NULL);
    CHECK(ask(&w, ann, DELETE, url_of(&w, id), NULL).status == 204);
    world_sql(&w, arena_printf(w.work.arena, "INSERT INTO hold (id, object_kind, object, basis, reason, created_at)"
                               " VALUES (gen_random_uuid(), 'song', '%s', 'court', 'a court asks', '2026-01-01')", id));
    w.work.now += DAYS(8);
    CHECK(due_run(&w.work, due_kinds, true, 10, &news) == OK);
    CHECK_TEXT(world_text(&w, "SELECT count(*)::text FROM song"), "1"); /* held */
    world_sql(&w, "UPDATE hold SET released_at = '2026-01-01'");
    w.work.now += DAYS(2);
    CHECK(due_run(&w.work, due_kinds, true, 10, &news) == OK && news.kept == 1);
    CHECK_TEXT(world_text(&w, "SELECT (SELECT count(*) FROM song) + (SELECT count(*) FROM version) + (SELECT count(*) FROM master)"
                              " + (SELECT count(*) FROM asset WHERE state = 'live') || ''"), "0");
    CHECK(scene_strays(&w) > 0);
    CHECK(ask(&w, ann, POST, arena_printf(w.work.arena, "%s/restore", url_of(&w, id)), NULL).status == 404);
}
