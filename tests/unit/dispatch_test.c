/* SPDX-License-Identifier: ISC */
#include "tests/tap.h"
#include "tests/world.h"

#include <stdlib.h>

/* A request that reaches no door: headers are name, value, name, value, NULL. */
struct sent {
    struct work work;
    struct config config;
    struct request rq;
    const char *headers[16];
};

static const char *sent_header(void *from, const char *name)
{
    struct sent *s = from;

    for (size_t i = 0; s->headers[i]; i += 2)
        if (!strcmp(s->headers[i], name))
            return s->headers[i + 1];
    return NULL;
}

static size_t sent_times(void *from, const char *name)
{
    struct sent *s = from;
    size_t n = 0;

    for (size_t i = 0; s->headers[i]; i += 2)
        n += !strcmp(s->headers[i], name);
    return n;
}

static void sent_init(struct sent *s, enum method m, const char *path)
{
    s->config.site_url = "https://mastering.example";
    s->work = (struct work){.arena = arena_new(), .config = &s->config, .now = SECONDS(1767225600)};
    s->rq = (struct request){.work = &s->work, .method = m, .path = path, .id = "test", .language = "en", .from = s};
    s->rq.var = sent_header;
    s->rq.times = sent_times;
}

static void sent_free(struct sent *s)
{
    arena_free(&s->work.arena);
}

static bool is(struct request *rq, const char *part)
{
    return rq->reply.ptr && strstr(rq->reply.ptr, part);
}

TEST(a_path_that_means_two_things_is_refused)
{
    static const char *const uris[] = {"/a%2fb", "/a%2Fb", "/%2e%2e/b", "/a%5cb", "/a%00", "/healthz%2e"};

    for (size_t i = 0; i < sizeof uris / sizeof *uris; i++) {
        CLEANUP(sent_free) struct sent s = {.headers = {"REQUEST_URI", uris[i]}};
        sent_init(&s, GET, "/healthz");
        dispatch(&s.rq);
        CHECK(s.rq.status == 400);
    }
    CLEANUP(sent_free) struct sent fine = {.headers = {"REQUEST_URI", "/healthz?next=%2fa"}};
    sent_init(&fine, GET, "/healthz");
    dispatch(&fine.rq);
    CHECK(fine.rq.status == 200);
}

TEST(a_path_with_control_bytes_or_broken_utf8_is_refused)
{
    static const char *const paths[] = {"/health\r\nz", "/healthz\x7f", "/\xff", "/\xc0\xaf"};

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        CLEANUP(sent_free) struct sent s = {0};
        sent_init(&s, GET, paths[i]);
        dispatch(&s.rq);
        CHECK(s.rq.status == 400);
        CHECK(is(&s.rq, "\"code\":\"malformed\""));
    }
}

TEST(a_header_that_may_come_once_comes_once)
{
    static const char *const names[] = {"HTTP_COOKIE", "HTTP_IDEMPOTENCY_KEY", "CONTENT_TYPE", "HTTP_ORIGIN"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        CLEANUP(sent_free) struct sent s = {.headers = {names[i], "a", names[i], "a"}};
        sent_init(&s, GET, "/healthz");
        dispatch(&s.rq);
        CHECK(s.rq.status == 400);
    }
}

TEST(a_problem_says_what_to_do_next_in_the_language_of_the_guest)
{
    CLEANUP(sent_free) struct sent english = {0}, spanish = {0}, all = {0};

    sent_init(&english, GET, "/nowhere");
    dispatch(&english.rq);
    CHECK(is(&english.rq, "\"type\":\"/docs/problems#not_found\""));
    CHECK(is(&english.rq, "\"next\":\"Check the address"));
    sent_init(&spanish, GET, "/nowhere");
    spanish.rq.language = "es";
    dispatch(&spanish.rq);
    CHECK(is(&spanish.rq, "\"next\":\"Revisa la direcci"));
    sent_init(&all, GET, "/api/v1/problems");
    all.rq.language = "fi"; /* not ours */
    dispatch(&all.rq);
    CHECK(all.rq.status == 200 &&
          is(&all.rq,
             "{\"code\":\"not_found\",\"title\":\"There is no such thing\",\"next\":\"Check"));
}

TEST(an_unknown_path_is_404_and_a_wrong_method_405_with_allow)
{
    CLEANUP(sent_free) struct sent nowhere = {0}, wrong = {0}, odd = {0};

    sent_init(&nowhere, GET, "/nowhere");
    dispatch(&nowhere.rq);
    CHECK(nowhere.rq.status == 404);
    sent_init(&wrong, DELETE, "/healthz");
    dispatch(&wrong.rq);
    CHECK(wrong.rq.status == 405);
    CHECK(strstr(wrong.rq.headers.ptr, "Allow: GET, HEAD"));
    sent_init(&odd, OTHER_METHOD, "/healthz");
    dispatch(&odd.rq);
    CHECK(odd.rq.status == 405);
}

TEST(head_says_how_long_get_would_be_and_sends_nothing)
{
    CLEANUP(sent_free) struct sent s = {0};

    sent_init(&s, HEAD, "/healthz");
    dispatch(&s.rq);
    CHECK(s.rq.status == 200);
    CHECK(s.rq.length == 3);
    CHECK(s.rq.reply.len == 0);
}

TEST(figures_are_told_to_this_machine_alone)
{
    CLEANUP(sent_free) struct sent near = {.headers = {"REMOTE_ADDR", "127.0.0.1"}}, far = {.headers = {"REMOTE_ADDR", "192.0.2.1"}};

    sent_init(&near, GET, "/metrics");
    dispatch(&near.rq);
    CHECK(near.rq.status == 200);
    CHECK(is(&near.rq, "mastering_request_seconds_count"));
    CHECK(is(&near.rq, "mastering_database 0"));
    sent_init(&far, GET, "/metrics");
    dispatch(&far.rq);
    CHECK(far.rq.status == 404);
}

TEST(without_a_database_only_bare_doors_open)
{
    for (const struct route *r = routes; r < routes + route_count; r++) {
        if (r->who & BARE || strchr(r->path, '{'))
            continue;
        CLEANUP(sent_free) struct sent s = {0};
        sent_init(&s, r->method, r->path);
        dispatch(&s.rq);
        CHECK(s.rq.status == 503);
        CHECK(strstr(s.rq.headers.ptr, "Retry-After: "));
    }
}

TEST(what_another_sites_page_makes_a_browser_send_is_refused)
{
    static const struct {
        const char *headers[9];
        bool passes;
    } cases[] = {
        {{"HTTP_COOKIE", "__Host-sid=x", "HTTP_SEC_FETCH_SITE", "same-origin", "HTTP_X_REQUESTED_WITH", "mastering"}, true},
        {{"HTTP_COOKIE", "__Host-sid=x", "HTTP_ORIGIN", "https://mastering.example", "HTTP_X_REQUESTED_WITH", "mastering"}, true},
        {{"HTTP_COOKIE", "__Host-sid=x", "HTTP_SEC_FETCH_SITE", "same-origin"}, false},
        {{"HTTP_COOKIE", "__Host-sid=x", "HTTP_SEC_FETCH_SITE", "cross-site", "HTTP_X_REQUESTED_WITH", "mastering"}, false},
        {{"HTTP_COOKIE", "__Host-sid=x", "HTTP_SEC_FETCH_SITE", "same-site", "HTTP_X_REQUESTED_WITH", "mastering"}, false},
        {{"HTTP_COOKIE", "__Host-sid=x", "HTTP_SEC_FETCH_SITE", "none", "HTTP_ORIGIN", "https://mastering.example",
          "HTTP_X_REQUESTED_WITH", "mastering"}, false},
        {{"HTTP_COOKIE", "__Host-rm=x", "HTTP_ORIGIN", "https://evil.example", "HTTP_X_REQUESTED_WITH", "mastering"}, false},
        {{"HTTP_COOKIE", "__Host-staff=x", "HTTP_X_REQUESTED_WITH", "mastering"}, false},
        {{"HTTP_COOKIE", "other=x"}, true},
        {{"HTTP_AUTHORIZATION", "Bearer x"}, true},
        {{NULL}, true},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CLEANUP(sent_free) struct sent s = {0};
        struct route door = {.method = POST, .who = USER};
        memcpy(s.headers, cases[i].headers, sizeof cases[i].headers);
        sent_init(&s, POST, "/x");
        s.rq.route = &door;
        CHECK((guard_origin(&s.rq) == OK) == cases[i].passes);
        s.rq.method = GET;
        CHECK(guard_origin(&s.rq) == OK);
    }
}

TEST(a_cursor_names_a_place_in_one_order_and_nothing_else_is_one)
{
    static const char *const broken[] = {"x", "!!!", "MTIz", "LTEgZmZmZmZmZmYtZmZmZi1mZmZmLWZmZmYtZmZmZmZmZmZmZmZm",
                                         "MDE4OTBhNWQtYWM5Ni03NzRiLWJjY2UtYjMwMjA5OWE4MDU3IHRpdGxl"};
    static const char id_of_it[] = "01890a5d-ac96-774b-bcce-b302099a8057";
    CLEANUP(sent_free) struct sent s = {0};
    const char *key, *id;

    sent_init(&s, GET, "/x");
    NEED(cursor_read(s.work.arena, NULL, "title", &key, &id) == OK);
    CHECK(!key && !id);
    const char *cursor = cursor_new(s.work.arena, "title", "Night  of the Möwe ", id_of_it);
    NEED(cursor_read(s.work.arena, cursor, "title", &key, &id) == OK);
    CHECK_TEXT(key, "Night  of the Möwe ");
    CHECK_TEXT(id, id_of_it);
    CHECK(cursor_read(s.work.arena, cursor, "changed", &key, &id) == ERR_INVALID);
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        CHECK(cursor_read(s.work.arena, broken[i], "title", &key, &id) == ERR_INVALID);
        CHECK_TEXT(err_field(), "cursor");
    }
}

struct wish {
    const char *q, *scale;
    int64_t limit, at;
    bool all;
};
static const char *const scale_words[] = {"512", "4096", NULL};
static const struct field wish_fields[] = {
    TEXT(wish, q, .optional = true, .max = 5),
    TEXT(wish, scale, .among = scale_words, .preset = "512"),
    INT(wish, limit, .min = 1, .max = 9, .preset = "5"),
    TIME(wish, at, .optional = true),
    BOOL(wish, all, .preset = "no"),
};
static const struct record wish_record = RECORD(wish, wish_fields);

TEST(what_stands_in_an_address_is_read_as_strictly_as_a_body)
{
    static const struct {
        const char *text, *q;
        int64_t limit;
        bool all;
        const char *blamed;
    } good[] =
        {
            {"", NULL, 5, false, NULL},
            {"&&", NULL, 5, false, NULL},
            {"q=a%20b+c", "a b c", 5, false, NULL},
            {"limit=9&all", NULL, 9, true, NULL},
            {"all=false&q=", NULL, 5, false, NULL},
            {"q=%C3%A9&all=true", "é", 5, true, NULL},
            {"at=2026-01-31T12:00:00Z&scale=4096", NULL, 5, false, NULL},
        },
      bad[] = {
          {"limit=0", NULL, 0, false, "limit"},         {"limit=ten", NULL, 0, false, "limit"},
          {"limit=", NULL, 0, false, "limit"},          {"scale=", NULL, 0, false, "scale"},
          {"limt=5", NULL, 0, false, "limt"},           {"q=sixsix", NULL, 0, false, "q"},
          {"scale=1", NULL, 0, false, "scale"},         {"at=yesterday", NULL, 0, false, "at"},
          {"all=perhaps", NULL, 0, false, "all"},       {"=x", NULL, 0, false, NULL},
          {"limit=5&limit=5", NULL, 0, false, "limit"},
      };
    struct arena *a = arena_new();
    struct wish w;

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        NEED(query_read(a, good[i].text, &wish_record, &w) == OK);
        CHECK_TEXT(w.q ? w.q : "-", good[i].q ? good[i].q : "-");
        CHECK(w.limit == good[i].limit && w.all == good[i].all);
    }
    CHECK(w.at == SECONDS(INT64_C(1769860800)));
    CHECK_TEXT(w.scale, "4096");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CHECK(query_read(a, bad[i].text, &wish_record, &w) == ERR_INVALID);
        CHECK_TEXT(err_field() ? err_field() : "-", bad[i].blamed ? bad[i].blamed : "-");
    }
    CHECK(query_read(a, "scale=1", &wish_record, &w) == ERR_INVALID);
    CHECK_TEXT(err_detail(), "must be 512 or 4096");
    CHECK(query_read(a, "q=%f", &wish_record, &w) == ERR_MALFORMED);
    CHECK(query_read(a, "q=%ff", &wish_record, &w) == ERR_MALFORMED);
    CHECK(query_read(a, "q=x", &none_record, &w) == ERR_INVALID);
    arena_free(&a);
}

TEST(a_door_that_changes_what_was_seen_wants_to_know_which)
{
    for (const struct route *r = routes; r < routes + route_count; r++)
        CHECK((strstr(r->doc, "If-Match") != NULL) == ((r->who & MATCH) != 0));
}
