/* SPDX-License-Identifier: ISC */
#include "app/upload.h"
#include "fcgi/tus.h"
#include "tests/scene.h"
#include "tests/tap.h"

TEST(C01_options_tell_what_is_spoken_here)
{
    CLEANUP(world_close) struct world w = world_open();
    struct request rq = ask(&w, 0, OPTIONS, "/api/v1/uploads", NULL);

    CHECK(rq.status == 204);
    CHECK_TEXT(scene_reply_header(&w, &rq, "Tus-Version"), "1.0.0");
    CHECK_TEXT(scene_reply_header(&w, &rq, "Tus-Extension"), "creation,creation-with-upload,expiration,checksum,termination");
    CHECK_TEXT(scene_reply_header(&w, &rq, "Tus-Checksum-Algorithm"), "sha1,sha256");
    CHECK(atoll(scene_reply_header(&w, &rq, "Tus-Max-Size")) == w.config->upload_bytes_max);
}

TEST(C01_another_version_of_tus_is_412_and_told_ours)
{
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = world_account(&w, "ann@example.org");

    scene_headers(&w, "HTTP_TUS_RESUMABLE", "0.2.2", "HTTP_UPLOAD_LENGTH", "10", NULL);
    struct request rq = ask(&w, ann, POST, "/api/v1/uploads", NULL);
    CHECK(rq.status == 412);
    CHECK_TEXT(scene_reply_header(&w, &rq, "Tus-Version"), "1.0.0");
    CHECK_TEXT(scene_reply_header(&w, &rq, "Tus-Resumable"), "1.0.0");
    scene_headers(&w, "HTTP_UPLOAD_LENGTH", "10", NULL);
    CHECK(ask(&w, ann, POST, "/api/v1/uploads", NULL).status == 412);
    CHECK_TEXT(world_text(&w, "SELECT count(*)::text FROM upload"), "0");
}

TEST(C01_an_announcement_that_cannot_be_is_refused_and_makes_nothing)
{
    static const struct {
        const char *length, *metadata;
        int status;
        const char *code;
    } cases[] = {
        {"0", NULL, 422, "empty"},
        {"-1", NULL, 400, "malformed"},
        {"1e3", NULL, 400, "malformed"},
        {"", NULL, 400, "malformed"},
        {"99999999999999999999", NULL, 400, "malformed"},
        {"100000000000000", NULL, 413, "too_big"},
        {"10", "filename", 201, NULL}, /* a key without a value is allowed */
        {"10", "filename !!!", 400, "malformed"},
        {"10", "filename YQ==,filename YQ==", 400, "malformed"},
        {"10", "a YQ==,,b YQ==", 400, "malformed"},
        {"10", "song YQ==", 422, "invalid"},
        {"10", "song MDE4OTBhNWQtYWM5Ni03NzRiLWJjY2UtYjMwMjA5OWE4MDU3", 404, "not_found"},
        {"10", "sha256 YQ==", 422, "invalid"},
    };
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = world_account(&w, "ann@example.org");

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        scene_headers(&w, "HTTP_TUS_RESUMABLE", "1.0.0", "HTTP_UPLOAD_LENGTH", cases[i].length,
                      cases[i].metadata ? "HTTP_UPLOAD_METADATA" : NULL, cases[i].metadata, NULL);
        struct request rq = ask(&w, ann, POST, "/api/v1/uploads", NULL);
        if (!CHECK(rq.status == cases[i].status))
            printf("#   case %zu: %d %.*s\n", i, rq.status, (int)rq.reply.len, rq.reply.ptr ? rq.reply.ptr : "");
        if (cases[i].code)
            CHECK_TEXT(scene_value(&w, &rq, "code"), cases[i].code);
    }
    CHECK_TEXT(world_text(&w, "SELECT count(*)::text FROM song"), "1");
}

TEST(C01_a_song_is_called_as_its_file_and_keeps_what_was_sent)
{
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = world_account(&w, "ann@example.org");
    const char *metadata = arena_printf(w.work.arena, "filename %s, other %s", base64_text(w.work.arena, "C:/music/Señal.final.wav", 25),
                                        base64_text(w.work.arena, "\xff\xfe", 2));
    struct request made = scene_announce(&w, ann, 10, metadata);
    const char *song = scene_reply_header(&w, &made, "Song-Id");

    NEED(made.status == 201 && song);
    memset(w.headers, 0, sizeof w.headers);
    struct request rq = ask(&w, ann, GET, arena_printf(w.work.arena, "/api/v1/songs/%s", song), NULL);
    CHECK_TEXT(scene_value(&w, &rq, "title"), "Señal.final");
    scene_headers(&w, "HTTP_TUS_RESUMABLE", "1.0.0", NULL);
    struct request head = ask(&w, ann, HEAD, scene_reply_header(&w, &made, "Location"), NULL);
    CHECK(head.status == 200);
    CHECK_TEXT(scene_reply_header(&w, &head, "Upload-Metadata"), metadata);
    CHECK_TEXT(scene_reply_header(&w, &head, "Upload-Offset"), "0");
    CHECK_TEXT(scene_reply_header(&w, &head, "Upload-Length"), "10");
    CHECK_TEXT(scene_reply_header(&w, &head, "Cache-Control"), "no-store");
    CHECK_TEXT(scene_reply_header(&w, &head, "Upload-Expires"), "Fri, 02 Jan 2026 00:00:00 GMT");
}

TEST(C01_another_musicians_upload_does_not_exist)
{
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = world_account(&w, "ann@example.org"), bob = world_account(&w, "bob@example.org");
    struct request made = scene_announce(&w, ann, 10, NULL);
    const char *url = scene_reply_header(&w, &made, "Location");

    NEED(url);
    CHECK(scene_send(&w, bob, url, 0, "0123456789", 10).status == 404);
    scene_headers(&w, "HTTP_TUS_RESUMABLE", "1.0.0", NULL);
    CHECK(ask(&w, bob, HEAD, url, NULL).status == 404);
    CHECK(ask(&w, bob, DELETE, url, NULL).status == 404);
    CHECK(ask(&w, bob, GET, url, NULL).status == 404);
    CHECK(ask(&w, 0, HEAD, url, NULL).status == 401);
    CHECK(ask(&w, ann, HEAD, "/api/v1/uploads/nonsense", NULL).status == 404);
    CHECK(ask(&w, ann, HEAD, url, NULL).status == 200);
}

TEST(C01_pieces_follow_one_another_and_nothing_else_is_taken)
{
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = world_account(&w, "ann@example.org");
    struct request made = scene_announce(&w, ann, 10, NULL), rq;
    const char *url = scene_reply_header(&w, &made, "Location");

    NEED(url);
    CHECK(scene_strays(&w) >= 0); /* what earlier worlds left in the store they share */
    CHECK(scene_send(&w, ann, url, 3, "345", 3).status == 409);
    rq = scene_send(&w, ann, url, 0, "012", 3);
    CHECK(rq.status == 204);
    CHECK_TEXT(scene_reply_header(&w, &rq, "Upload-Offset"), "3");
    CHECK(scene_send(&w, ann, url, 0, "012", 3).status == 409);
    CHECK(scene_send(&w, ann, url, 3, "3456789x", 8).status == 413);
    CHECK(scene_send(&w, ann, url, 3, "", 0).status == 204);
    scene_headers(&w, "HTTP_TUS_RESUMABLE", "1.0.0", "CONTENT_TYPE", "application/octet-stream", "HTTP_UPLOAD_OFFSET", "3", NULL);
    CHECK(ask(&w, ann, PATCH, url, "345").status == 415);
    scene_headers(&w, "HTTP_TUS_RESUMABLE", "1.0.0", "CONTENT_TYPE", TUS_MEDIA, NULL);
    CHECK(ask(&w, ann, PATCH, url, "345").status == 400);
    scene_headers(&w, "HTTP_TUS_RESUMABLE", "1.0.0", "CONTENT_TYPE", TUS_MEDIA, "HTTP_UPLOAD_OFFSET", "3",
                  "HTTP_X_HTTP_METHOD_OVERRIDE", "PATCH", NULL);
    CHECK(ask(&w, ann, POST, url, "345").status == 204); /* read as it comes: no BODY_FILE */
    CHECK(ask(&w, ann, POST, url, "345").status == 409);
    scene_headers(&w, "HTTP_TUS_RESUMABLE", "1.0.0", NULL);
    rq = ask(&w, ann, HEAD, url, NULL);
    CHECK_TEXT(scene_reply_header(&w, &rq, "Upload-Offset"), "6");
    CHECK_TEXT(world_text(&w, "SELECT string_agg(start || '+' || bytes, ' ' ORDER BY start) FROM upload_chunk"), "0+3 3+3");
    CHECK(scene_strays(&w) == 0); /* what was refused left nothing */
    CHECK(scene_missing(&w) == 0);
}

TEST(C01_a_piece_with_another_checksum_is_not_kept)
{
    static const struct {
        const char *sum;
        int status;
    } cases[] = {
        {"sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", 204}, /* of "hello world", as the protocol's example has it */
        {"sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu1=", 400}, /* stray bits */
        {"sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA=", 460},
        {"sha1 Kq5s", 460},
        {"sha256 uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=", 204},
        {"sha256 uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzeg=", 460},
        {"md5 XrY7u+Ae7tCTyyK7j1rNww==", 400},
        {"sha1", 400},
        {"", 400},
    };
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = world_account(&w, "ann@example.org");

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct request made = scene_announce(&w, ann, 1000, NULL);
        const char *url = scene_reply_header(&w, &made, "Location");
        NEED(url);
        scene_headers(&w, "HTTP_TUS_RESUMABLE", "1.0.0", "CONTENT_TYPE", TUS_MEDIA, "HTTP_UPLOAD_OFFSET", "0",
                      "HTTP_UPLOAD_CHECKSUM", cases[i].sum, "BODY_FILE", scene_file(&w, "hello world", 11), NULL);
        int status = ask(&w, ann, PATCH, url, NULL).status;
        if (!CHECK(status == cases[i].status))
            printf("#   case %zu: %d\n", i, status);
        scene_headers(&w, "HTTP_TUS_RESUMABLE", "1.0.0", NULL);
        struct request head = ask(&w, ann, HEAD, url, NULL);
        CHECK_TEXT(scene_reply_header(&w, &head, "Upload-Offset"), cases[i].status == 204 ? "11" : "0");
    }
}

TEST(C01_an_upload_that_rested_too_long_is_410_and_its_bytes_go)
{
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = world_account(&w, "ann@example.org"), ended;
    struct request made = scene_announce(&w, ann, 10, NULL);
    const char *url = scene_reply_header(&w, &made, "Location");

    NEED(url);
    CHECK(scene_strays(&w) >= 0); /* what earlier worlds left in the store they share */
    w.work.now += HOURS(20);
    CHECK(scene_send(&w, ann, url, 0, "012", 3).status == 204);
    w.work.now += HOURS(20); /* what came gave it time anew */
    CHECK(scene_send(&w, ann, url, 3, "345", 3).status == 204);
    CHECK(upload_sweep(&w.work, &ended) == OK && ended == 0);
    w.work.now += HOURS(25);
    CHECK(scene_send(&w, ann, url, 6, "6789", 4).status == 410);
    scene_headers(&w, "HTTP_TUS_RESUMABLE", "1.0.0", NULL);
    CHECK(ask(&w, ann, HEAD, url, NULL).status == 410);
    CHECK(upload_sweep(&w.work, &ended) == OK && ended == 1);
    CHECK(ask(&w, ann, HEAD, url, NULL).status == 410);
    CHECK_TEXT(world_text(&w, "SELECT count(*)::text FROM upload_chunk"), "0");
    CHECK_TEXT(world_text(&w, "SELECT state || ' ' || code FROM version"), "rejected upload_expired");
    CHECK_TEXT(world_text(&w, "SELECT state FROM song"), "deleted");
    CHECK(scene_strays(&w) == 0);
    w.work.now += DAYS(8);
    CHECK(upload_sweep(&w.work, &ended) == OK && ended == 0);
    CHECK(ask(&w, ann, HEAD, url, NULL).status == 404);
}

TEST(C01_an_upload_nobody_wants_is_gone_with_all_it_made)
{
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = world_account(&w, "ann@example.org");
    struct request made = scene_announce(&w, ann, 10, NULL);
    const char *url = scene_reply_header(&w, &made, "Location");

    NEED(url);
    CHECK(scene_strays(&w) >= 0); /* what earlier worlds left in the store they share */
    CHECK(scene_send(&w, ann, url, 0, "012", 3).status == 204);
    scene_headers(&w, "HTTP_TUS_RESUMABLE", "1.0.0", NULL);
    CHECK(ask(&w, ann, DELETE, url, NULL).status == 204);
    CHECK(ask(&w, ann, DELETE, url, NULL).status == 404);
    CHECK(ask(&w, ann, HEAD, url, NULL).status == 404);
    CHECK(scene_strays(&w) == 0);
    struct request songs = ask(&w, ann, GET, "/api/v1/songs", NULL);
    CHECK(scene_says(&songs, "\"items\":[]"));
}

TEST(C01_an_upload_called_off_while_it_is_verified_keeps_no_room)
{
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = world_account(&w, "ann@example.org");
    size_t n;
    char *mix = scene_mix(&w, 2, &n);

    CHECK(scene_strays(&w) >= 0); /* what earlier worlds left in the store they share */
    NEED(scene_upload(&w, ann, mix, n, NULL) && scene_work(&w) == OK);
    /* Put together, and not yet looked at. */
    world_sql(&w, "UPDATE version SET state = 'verifying', mix_id = NULL, peaks_id = NULL, overview_id = NULL;"
                  "DELETE FROM master_file; DELETE FROM master; UPDATE asset SET state = 'purged' WHERE kind <> 'original'");
    CHECK(scene_strays(&w) >= 0);
    scene_headers(&w, "HTTP_TUS_RESUMABLE", "1.0.0", NULL);
    CHECK(ask(&w, ann, DELETE, arena_printf(w.work.arena, "/api/v1/uploads/%s", world_text(&w, "SELECT id::text FROM upload")), NULL).status == 204);
    CHECK_TEXT(world_text(&w, "SELECT count(*)::text FROM asset WHERE state = 'live'"), "0");
    CHECK(scene_strays(&w) == 0);
}

TEST(C01_who_keeps_too_much_or_finds_a_full_disk_is_told_507_and_loses_nothing)
{
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = world_account(&w, "ann@example.org");
    struct config tight = *w.config;
    struct request rq;

    w.work.config = &tight;
    tight.account_bytes_max = 100;
    struct request made = scene_announce(&w, ann, 60, NULL);
    const char *url = scene_reply_header(&w, &made, "Location");
    NEED(url);
    rq = scene_announce(&w, ann, 41, NULL); /* what is announced is counted */
    CHECK(rq.status == 507);
    CHECK_TEXT(scene_value(&w, &rq, "code"), "over_quota");
    CHECK(scene_announce(&w, ann, 40, NULL).status == 201);
    CHECK(scene_send(&w, ann, url, 0, "012", 3).status == 204);
    tight.disk_free_min = INT64_MAX / 2;
    rq = scene_send(&w, ann, url, 3, "345", 3);
    CHECK(rq.status == 507);
    CHECK_TEXT(scene_value(&w, &rq, "code"), "full");
    tight.account_bytes_max = 1000;
    CHECK(scene_announce(&w, ann, 1, NULL).status == 507);
    tight.disk_free_min = 0;
    CHECK(scene_send(&w, ann, url, 3, "345", 3).status == 204);
    CHECK_TEXT(world_text(&w, "SELECT sum(bytes)::text FROM upload_chunk"), "6");
}

TEST(C01_what_is_no_sound_is_refused_at_its_first_bytes)
{
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = world_account(&w, "ann@example.org");
    char text[8192];
    struct request rq, made = scene_announce(&w, ann, 100000, NULL);
    const char *url = scene_reply_header(&w, &made, "Location"), *version = scene_reply_header(&w, &made, "Version-Id");

    NEED(url && version);
    memset(text, 'x', sizeof text);
    rq = scene_send(&w, ann, url, 0, text, sizeof text);
    CHECK(rq.status == 422);
    CHECK_TEXT(scene_value(&w, &rq, "code"), "not_audio");
    CHECK(scene_send(&w, ann, url, 0, text, sizeof text).status == 410);
    memset(w.headers, 0, sizeof w.headers);
    rq = ask(&w, ann, GET, arena_printf(w.work.arena, "/api/v1/versions/%s/analysis", version), NULL);
    CHECK(rq.status == 422);
    CHECK_TEXT(scene_value(&w, &rq, "code"), "not_audio");
    scene_headers(&w, "HTTP_TUS_RESUMABLE", "1.0.0", "HTTP_UPLOAD_LENGTH", "100000", "CONTENT_TYPE", TUS_MEDIA, "BODY_FILE",
                  scene_file(&w, text, sizeof text), NULL);
    CHECK(ask(&w, ann, POST, "/api/v1/uploads", NULL).status == 422); /* with the creation: nothing is made */
    CHECK_TEXT(world_text(&w, "SELECT count(*)::text FROM upload"), "1");
}

TEST(C01_a_mix_is_taken_in_pieces_verified_and_mastered)
{
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = world_account(&w, "ann@example.org");
    size_t n, half;
    char *mix = scene_mix(&w, 12, &n);
    struct request rq;

    CHECK(scene_strays(&w) >= 0); /* what earlier worlds left in the store they share */

    half = n / 3;
    scene_headers(&w, "HTTP_TUS_RESUMABLE", "1.0.0", "HTTP_UPLOAD_LENGTH", arena_printf(w.work.arena, "%zu", n), "CONTENT_TYPE",
                  TUS_MEDIA, "BODY_FILE", scene_file(&w, mix, half), NULL);
    struct request made = ask(&w, ann, POST, "/api/v1/uploads", NULL);
    const char *url = scene_reply_header(&w, &made, "Location"), *version = scene_reply_header(&w, &made, "Version-Id");
    NEED(made.status == 201 && url && version);
    CHECK(scene_send(&w, ann, url, half, mix + half, n - half).status == 204);
    memset(w.headers, 0, sizeof w.headers);
    CHECK(ask(&w, ann, GET, arena_printf(w.work.arena, "/api/v1/versions/%s/analysis", version), NULL).status == 409);
    NEED(scene_work(&w) == OK);
    rq = ask(&w, ann, GET, arena_printf(w.work.arena, "/api/v1/versions/%s", version), NULL);
    CHECK_TEXT(scene_value(&w, &rq, "state"), "ready");
    CHECK_TEXT(world_text(&w, "SELECT count(*)::text FROM upload_chunk"), "0");
    rq = ask(&w, ann, GET, arena_printf(w.work.arena, "/api/v1/versions/%s/analysis", version), NULL);
    CHECK(rq.status == 200);
    CHECK(fabs(atof(scene_value(&w, &rq, "seconds")) - 12) < 0.01);
    CHECK_TEXT(world_text(&w, "SELECT string_agg(state, ' ') FROM master"), "ready");
    CHECK_TEXT(world_text(&w, "SELECT string_agg(kind || ' ' || n, ', ' ORDER BY kind, n) FROM master_file"),
               "full 0, peaks 512, peaks 4096, preview 0, preview 1");
    CHECK(scene_missing(&w) == 0);
    CHECK(scene_strays(&w) == 0);
}

TEST(C01_a_file_that_is_not_the_one_declared_is_rejected)
{
    CLEANUP(world_close) struct world w = world_open();
    int64_t ann = world_account(&w, "ann@example.org");
    size_t n;
    char *mix = scene_mix(&w, 2, &n);
    const char *declared = "0000000000000000000000000000000000000000000000000000000000000000";

    CHECK(scene_strays(&w) >= 0); /* what earlier worlds left in the store they share */
    const char *version = scene_upload(&w, ann, mix, n, arena_printf(w.work.arena, "sha256 %s", base64_text(w.work.arena, declared, 64)));

    NEED(version && scene_work(&w) == OK);
    CHECK_TEXT(world_text(&w, "SELECT state || ' ' || code FROM version"), "rejected checksum");
    struct request rq = ask(&w, ann, GET, arena_printf(w.work.arena, "/api/v1/versions/%s/analysis", version), NULL);
    CHECK(rq.status == 422);
    CHECK_TEXT(scene_value(&w, &rq, "code"), "checksum");
    CHECK(scene_strays(&w) == 0);
    CHECK_TEXT(world_text(&w, "SELECT count(*)::text FROM asset WHERE state = 'live'"), "0");
}
