/* SPDX-License-Identifier: ISC */
#include "app/password.h"
#include "app/session.h"
#include "tests/browser.h"
#include "tests/tap.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

TEST(A02_signing_in_makes_a_session_and_exit_ends_it)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};
    char old[64];

    NEED(musician(&b, "ana@example.org"));
    struct request me = go(&b, GET, "/api/v1/session", NULL);
    CHECK(me.status == 200);
    CHECK(has(&me, "\"state\":\"active\""));
    CHECK(has(&me, "\"staff\":false"));
    strcpy(old, b.session);
    struct request out = go(&b, DELETE, "/api/v1/session", NULL);
    CHECK(out.status == 204);
    CHECK(has_header(&out, "Clear-Site-Data: "));
    strcpy(b.session, old);
    CHECK(go(&b, GET, "/api/v1/session", NULL).status == 401);
}

TEST(A02_an_unknown_address_and_a_wrong_password_get_the_same_answer)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};

    NEED(musician(&b, "ana@example.org"));
    struct browser c = {.w = &w};
    struct request wrong = sign_in(&c, "ana@example.org", "not this one", NULL);
    struct request nobody = sign_in(&c, "bo@example.org", "not this one", NULL);
    struct request none = sign_in(&c, "no address", "not this one", NULL);
    CHECK(wrong.status == 401);
    CHECK(has(&wrong, "\"code\":\"credentials\""));
    CHECK_TEXT(nobody.reply.ptr, wrong.reply.ptr);
    CHECK_TEXT(none.reply.ptr, wrong.reply.ptr);
    CHECK(!cookie_set(&wrong, "__Host-sid"));
}

static double check_ms(struct world *w, const char *phc)
{
    int64_t best = INT64_MAX;
    bool right;

    for (int i = 0; i < 5; i++) {
        struct timespec a, b;
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &a);
        CHECK(password_check(&w->work, phc, "not this one", &right) == OK);
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &b);
        CHECK(!right);
        int64_t ns = (b.tv_sec - a.tv_sec) * 1000000000 + b.tv_nsec - a.tv_nsec;
        best = ns < best ? ns : best;
    }
    return (double)best / 1e6;
}

TEST(A02_an_unknown_address_costs_as_much_as_a_known_one)
{
    CLEANUP(world_close) struct world w = world_open();
    const char *phc;

    NEED(password_hash(&w.work, PASSWORD, &phc) == OK);
    CHECK(text_starts(phc, "$argon2id$v=19$m=19456,t=2,p=1$"));
    double known = check_ms(&w, phc), unknown = check_ms(&w, NULL);
    CHECK(known > 5);
    CHECK(unknown > known * 0.6 && unknown < known * 1.6);
}

TEST(A02_cookies_are_of_this_host_alone_and_end_with_the_browser)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};

    NEED(go(&b, POST, "/api/v1/accounts", sign_up(&w, "ana@example.org", NULL)).status == 202);
    struct request in = sign_in(&b, "ana@example.org", PASSWORD, NULL);
    NEED(in.status == 200);
    const char *line = strstr(in.headers.ptr, "Set-Cookie: __Host-sid=");
    NEED(line);
    CHECK_TEXT(arena_strndup(w.work.arena, line + 23 + 43, strcspn(line + 23 + 43, "\r")), "; Path=/; Secure; HttpOnly; SameSite=Lax");
    CHECK(!cookie_set(&in, "__Host-rm"));
    CHECK(!strstr(world_text(&w, "SELECT string_agg(row_to_json(session)::text, '') FROM session"), b.session));
}

TEST(A02_the_session_before_dies_when_somebody_signs_in)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w}, old;

    NEED(musician(&b, "ana@example.org"));
    old = b;
    NEED(sign_in(&b, "ana@example.org", PASSWORD, NULL).status == 200);
    CHECK(strcmp(old.session, b.session) != 0);
    CHECK(go(&b, GET, "/api/v1/session", NULL).status == 200);
    CHECK(go(&old, GET, "/api/v1/session", NULL).status == 401);
    struct browser planted = {.w = &w};
    strcpy(planted.session, "planted-by-a-stranger");
    NEED(sign_in(&planted, "ana@example.org", PASSWORD, NULL).status == 200);
    CHECK(strcmp(planted.session, "planted-by-a-stranger") != 0);
}

TEST(A02_a_password_has_no_nul_and_at_most_1024_bytes)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};
    char longest[1100];

    NEED(musician(&b, "ana@example.org"));
    CHECK(sign_in(&b, "ana@example.org", PASSWORD "\\u0000", NULL).status == 400);
    memset(longest, 'x', sizeof longest - 1);
    longest[1025] = '\0';
    CHECK(sign_in(&b, "ana@example.org", longest, NULL).status == 422);
    for (int i = 0; i < 1024; i += 2)
        memcpy(longest + i, "\xc3\xa9", 2);
    memcpy(longest + 1024, "\xc3\xa9", 3);
    CHECK(sign_in(&b, "ana@example.org", longest, NULL).status == 422); /* 513 letters, 1,026 bytes */
}

TEST(A02_a_password_is_the_same_from_every_keyboard)
{
    CLEANUP(world_close) struct world w = world_open();
    const char *phc;
    bool right;

    NEED(password_hash(&w.work, "caf\xc3\xa9 au lait", &phc) == OK);
    CHECK(password_check(&w.work, phc, "cafe\xcc\x81 au lait", &right) == OK && right);
}

TEST(A02_after_ten_wrong_tries_the_next_ones_wait_longer_and_longer_and_the_owner_comes_from_elsewhere)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w}, thief = {.w = &w, .ip = "203.0.113.9"}, owner = {.w = &w, .ip = "198.51.100.4"};

    NEED(musician(&b, "ana@example.org"));
    for (int i = 0; i < 10; i++)
        CHECK(sign_in(&thief, "ana@example.org", "not this one", NULL).status == 401);
    struct request wait = sign_in(&thief, "ana@example.org", PASSWORD, NULL);
    CHECK(wait.status == 429);
    CHECK(has(&wait, "\"code\":\"slow_down\""));
    CHECK(has_header(&wait, "Retry-After: 3"));
    CHECK(sign_in(&owner, "ana@example.org", PASSWORD, NULL).status == 200);
    w.work.now += SECONDS(31);
    CHECK(sign_in(&thief, "ana@example.org", "not this one", NULL).status == 401);
    w.work.now += SECONDS(31);
    CHECK(sign_in(&thief, "ana@example.org", "not this one", NULL).status == 429);
    w.work.now += SECONDS(30);
    CHECK(sign_in(&thief, "ana@example.org", "not this one", NULL).status == 401);
    w.work.now += MINUTES(31);
    CHECK(sign_in(&thief, "ana@example.org", PASSWORD, NULL).status == 200); /* never locked out */
}

TEST(A02_unknown_addresses_wait_like_known_ones)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser thief = {.w = &w, .ip = "203.0.113.9"};

    for (int i = 0; i < 10; i++)
        CHECK(sign_in(&thief, "nobody@example.org", "not this one", NULL).status == 401);
    CHECK(sign_in(&thief, "nobody@example.org", "not this one", NULL).status == 429);
}

TEST(A02_a_spray_over_many_addresses_is_counted_by_network)
{
    static const struct {
        const char *net, *outside;
    } cases[] = {{"203.0.113.", "203.0.114.1"}, {"2001:db8:1:2::", "2001:db8:1:3::1"}};

    for (size_t c = 0; c < 2; c++) {
        CLEANUP(world_close) struct world w = world_open();
        struct arena *a = w.work.arena;
        world_sql(&w, arena_printf(a, "INSERT INTO attempt SELECT encode(sha256('network %s'), 'hex'), 99, '2026-01-01', '2026-01-01'",
                                   device_network(a, arena_printf(a, "%s1", cases[c].net))));
        struct browser thief = {.w = &w, .ip = arena_printf(a, "%s1", cases[c].net)};
        struct browser next = {.w = &w, .ip = arena_printf(a, "%s2", cases[c].net)}, outside = {.w = &w, .ip = cases[c].outside};
        CHECK(sign_in(&thief, "one@example.org", "not this one", NULL).status == 401);
        CHECK(sign_in(&next, "two@example.org", "not this one", NULL).status == 429);
        CHECK(sign_in(&outside, "three@example.org", "not this one", NULL).status == 401);
    }
}

TEST(A02_a_session_ends_when_unused_for_half_an_hour_and_after_twelve_in_any_case)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};

    NEED(musician(&b, "ana@example.org"));
    for (int i = 0; i < 25; i++) {
        w.work.now += MINUTES(28);
        CHECK(go(&b, GET, "/api/v1/session", NULL).status == 200);
    }
    w.work.now += MINUTES(28); /* 12 h 8 min */
    CHECK(go(&b, GET, "/api/v1/session", NULL).status == 401);
    NEED(sign_in(&b, "ana@example.org", PASSWORD, NULL).status == 200);
    w.work.now += MINUTES(31);
    CHECK(go(&b, GET, "/api/v1/session", NULL).status == 401);
}

TEST(A02_a_pepper_is_asked_for_and_old_hashes_get_it_at_the_next_sign_in)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};
    char dir[] = "/tmp/mastering-pepper.XXXXXX";

    NEED(musician(&b, "ana@example.org"));
    NEED(mkdtemp(dir));
    const char *file = arena_printf(w.work.arena, "%s/pepper", dir);
    FILE *f = fopen(file, "we");
    NEED(f);
    fputs("0123456789abcdef0123456789abcdef", f);
    fclose(f);
    w.config->credentials_directory = dir;
    CHECK(sign_in(&b, "ana@example.org", PASSWORD, NULL).status == 200);
    CHECK(text_starts(world_text(&w, "SELECT password FROM account"), "k1:$argon2id$"));
    CHECK(sign_in(&b, "ana@example.org", PASSWORD, NULL).status == 200);
    remove(file);
    CHECK(sign_in(&b, "ana@example.org", PASSWORD, NULL).status == 500);
    rmdir(dir);
}

TEST(A03_nothing_of_ones_own_without_an_account)
{
    static const struct {
        enum method m;
        const char *path, *body;
    } doors[] = {
        {GET, "/api/v1/me", NULL},           {GET, "/api/v1/me/sessions", NULL}, {GET, "/api/v1/me/avatar", NULL},
        {GET, "/api/v1/me/keys", NULL},      {GET, "/api/v1/session", NULL},     {PUT, "/api/v1/me/consents", "{}"},
        {POST, "/api/v1/me/totp", NULL},     {DELETE, "/api/v1/me/totp", NULL},
    };
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};

    for (size_t i = 0; i < sizeof doors / sizeof *doors; i++) {
        struct request rq = go(&b, doors[i].m, doors[i].path, doors[i].body);
        CHECK(rq.status == 401);
        CHECK(has(&rq, "\"code\":\"unauthenticated\""));
    }
}

TEST(A04_more_than_three_networks_at_once_open_one_case_and_block_nobody)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w, .ip = "192.0.2.1"};

    NEED(musician(&b, "ana@example.org"));
    for (int i = 1; i <= 5; i++) {
        struct browser other = {.w = &w, .ip = arena_printf(w.work.arena, "198.51.%d.7", i)};
        CHECK(sign_in(&other, "ana@example.org", PASSWORD, NULL).status == 200);
        CHECK_TEXT(world_text(&w, "SELECT count(*) FROM matter WHERE kind = 'usage'"), i < 3 ? "0" : "1");
    }
    CHECK(go(&b, GET, "/api/v1/me", NULL).status == 200);
}

TEST(A04_sessions_show_their_device_and_end_one_by_one)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};
    struct browser phone = {.w = &w, .ip = "2001:db8::5", .agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Version/17.0 Mobile Safari/604.1"};

    NEED(musician(&b, "ana@example.org"));
    NEED(sign_in(&phone, "ana@example.org", PASSWORD, ",\"remember\":true").status == 200);
    struct request list = go(&b, GET, "/api/v1/me/sessions", NULL);
    CHECK(has(&list, "\"device\":\"iPhone\",\"agent\":\"Safari 17\",\"ip\":\"2001:db8::5\""));
    CHECK(has(&list, "\"current\":true,\"remembered\":false,\"device\":\"Linux\",\"agent\":\"Firefox 128\",\"ip\":\"192.0.2.7\""));
    CHECK(*world_letter(&w, "new_device"));
    const char *id = world_text(&w, "SELECT id FROM session WHERE device = 'iPhone' AND kind = 'session'");
    struct browser stranger = {.w = &w};
    NEED(musician(&stranger, "bo@example.org"));
    CHECK(go(&stranger, DELETE, arena_printf(w.work.arena, "/api/v1/me/sessions/%s", id), NULL).status == 404);
    CHECK(go(&b, DELETE, arena_printf(w.work.arena, "/api/v1/me/sessions/%s", id), NULL).status == 204);
    CHECK(go(&phone, GET, "/api/v1/me", NULL).status == 401); /* its remember token ended with it */
    CHECK(go(&b, GET, "/api/v1/me", NULL).status == 200);
}

TEST(A09_exit_works_with_an_old_cookie_with_none_and_twice)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w}, none = {.w = &w};

    NEED(musician(&b, "ana@example.org"));
    w.work.now += HOURS(13);
    struct request out = go(&b, DELETE, "/api/v1/session", NULL);
    CHECK(out.status == 204);
    CHECK(has_header(&out, "Set-Cookie: __Host-sid=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"));
    CHECK(has_header(&out, "Clear-Site-Data: \"cache\", \"cookies\", \"storage\""));
    CHECK(go(&none, DELETE, "/api/v1/session", NULL).status == 204);
    CHECK(go(&none, DELETE, "/api/v1/session", NULL).status == 204);
}

TEST(A09_exit_here_and_exit_everywhere)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w}, c = {.w = &w}, d = {.w = &w};

    NEED(musician(&b, "ana@example.org"));
    NEED(sign_in(&c, "ana@example.org", PASSWORD, ",\"remember\":true").status == 200);
    NEED(sign_in(&d, "ana@example.org", PASSWORD, NULL).status == 200);
    CHECK(go(&d, DELETE, "/api/v1/session", NULL).status == 204);
    CHECK(go(&b, GET, "/api/v1/me", NULL).status == 200);
    w.headers[0] = "QUERY_STRING";
    w.headers[1] = "all";
    CHECK(go(&b, DELETE, "/api/v1/me/sessions", NULL).status == 204);
    w.headers[0] = NULL;
    CHECK(go(&b, GET, "/api/v1/me", NULL).status == 401);
    CHECK(go(&c, GET, "/api/v1/me", NULL).status == 401);
}

TEST(A09_exit_forgets_the_remembered_too)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};
    char remember[96];

    NEED(musician(&b, "ana@example.org"));
    NEED(sign_in(&b, "ana@example.org", PASSWORD, ",\"remember\":true").status == 200);
    strcpy(remember, b.remember);
    CHECK(go(&b, DELETE, "/api/v1/session", NULL).status == 204);
    struct browser replay = {.w = &w};
    strcpy(replay.remember, remember);
    CHECK(go(&replay, GET, "/api/v1/session", NULL).status == 401);
    CHECK_TEXT(letters_of(&w, "remember_stolen"), "0");
}

TEST(B04_only_the_web_servers_word_counts_and_nonsense_is_harmless)
{
    CLEANUP(world_close) struct world w = world_open();
    struct arena *a = w.work.arena;
    char *huge = arena_alloc(a, 8193);
    memset(huge, 'M', 8192);
    huge[8192] = '\0';
    struct browser b = {.w = &w, .agent = huge, .ip = "192.0.2.44"};

    w.headers[0] = "HTTP_X_FORWARDED_FOR";
    w.headers[1] = "6.6.6.6";
    NEED(musician(&b, "ana@example.org"));
    CHECK_TEXT(world_text(&w, "SELECT ip || ' ' || agent || ' ' || device FROM session"), "192.0.2.44 unknown unknown");
    struct device d = device_of(a, NULL, NULL, "https://example.org/page?token=secret#more");
    CHECK(d.ip == NULL);
    CHECK_TEXT(d.agent, "unknown");
    CHECK_TEXT(d.referrer, "https://example.org/page");
    CHECK(!device_of(a, "not an ip", "x", "javascript:alert(1)").referrer);
    CHECK(!device_of(a, "::1", "x", "https://user:pass@example.org/").referrer);
}

TEST(B04_after_90_days_only_the_network_of_an_address_is_left)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w, .ip = "192.0.2.44"}, c = {.w = &w, .ip = "2001:db8:abcd:12::5"};

    NEED(musician(&b, "ana@example.org"));
    NEED(sign_in(&c, "ana@example.org", PASSWORD, NULL).status == 200);
    world_sql(&w, "UPDATE session SET expires_at = '2027-01-01'");
    w.work.now += DAYS(90) - 1;
    CHECK(session_sweep(&w.work) == OK);
    CHECK_TEXT(world_text(&w, "SELECT string_agg(ip, ' ' ORDER BY ip) FROM session"), "192.0.2.44 2001:db8:abcd:12::5");
    w.work.now += 1;
    CHECK(session_sweep(&w.work) == OK);
    CHECK(session_sweep(&w.work) == OK);
    CHECK_TEXT(world_text(&w, "SELECT string_agg(ip, ' ' ORDER BY ip) FROM session"), "192.0.2.0/24 2001:db8:abcd::/48");
}

TEST(B06_a_remembered_browser_comes_back_with_a_new_token_each_time)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};
    char first[96];

    NEED(musician(&b, "ana@example.org"));
    struct request in = sign_in(&b, "ana@example.org", PASSWORD, ",\"remember\":true");
    NEED(in.status == 200);
    CHECK(has_header(&in, "; Max-Age=2592000"));
    CHECK(!strstr(b.remember, "ana") && !strstr(b.remember, "tune"));
    strcpy(first, b.remember);
    w.work.now += DAYS(29);
    struct request back = go(&b, GET, "/api/v1/session", NULL);
    CHECK(back.status == 200);
    CHECK(has(&back, "\"fresh\":false"));
    CHECK(strcmp(first, b.remember) != 0);
    struct request fresh = go(&b, POST, "/api/v1/me/email", "{\"email\":\"new@example.net\"}");
    CHECK(fresh.status == 403);
    CHECK(has(&fresh, "\"code\":\"fresh_required\""));
    CHECK(go(&b, POST, "/api/v1/me/fresh", "{\"password\":\"" PASSWORD "\"}").status == 204);
    CHECK(go(&b, POST, "/api/v1/me/email", "{\"email\":\"new@example.net\"}").status == 202);
    w.work.now += DAYS(30);
    CHECK(go(&b, GET, "/api/v1/session", NULL).status == 401);
}

TEST(B06_a_second_tab_may_come_late_but_a_copy_ends_the_family)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};
    char first[96];

    NEED(musician(&b, "ana@example.org"));
    NEED(sign_in(&b, "ana@example.org", PASSWORD, ",\"remember\":true").status == 200);
    strcpy(first, b.remember);
    w.work.now += HOURS(2);
    struct browser tab = {.w = &w}, thief = {.w = &w};
    CHECK(go(&b, GET, "/api/v1/session", NULL).status == 200);
    w.work.now += SECONDS(29);
    strcpy(tab.remember, first);
    CHECK(go(&tab, GET, "/api/v1/session", NULL).status == 200);
    w.work.now += SECONDS(1);
    strcpy(thief.remember, first);
    struct request theft = go(&thief, GET, "/api/v1/session", NULL);
    CHECK(theft.status == 401);
    CHECK(has_header(&theft, "Set-Cookie: __Host-rm=; "));
    CHECK(go(&b, GET, "/api/v1/session", NULL).status == 401);
    CHECK(go(&tab, GET, "/api/v1/session", NULL).status == 401);
    CHECK_TEXT(letters_of(&w, "remember_stolen"), "1");
}

TEST(B06_a_door_that_refuses_does_not_lose_the_next_token)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};
    char first[96];

    NEED(musician(&b, "ana@example.org"));
    NEED(sign_in(&b, "ana@example.org", PASSWORD, ",\"remember\":true").status == 200);
    strcpy(first, b.remember);
    w.work.now += HOURS(2);
    CHECK(go(&b, PATCH, "/api/v1/me", "{}").status == 428);
    CHECK(strcmp(first, b.remember) != 0);
    w.work.now += HOURS(2);
    CHECK(go(&b, GET, "/api/v1/session", NULL).status == 200);
}

TEST(B07_without_cookies_the_public_is_open_and_the_rest_says_so)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};

    CHECK(go(&b, GET, "/healthz", NULL).status == 200);
    CHECK(go(&b, GET, "/api/v1/policies", NULL).status == 200);
    struct request me = go(&b, GET, "/api/v1/me", NULL);
    CHECK(me.status == 401);
    CHECK(has(&me, "cookie"));
}

TEST(B09_nothing_is_agreed_to_until_it_is_and_every_answer_is_an_event)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};

    NEED(musician(&b, "ana@example.org"));
    struct request c = go(&b, GET, "/api/v1/me/consents", NULL);
    CHECK_TEXT(c.reply.ptr, "{\"measurement\":false,\"advertising\":false,\"location\":false}");
    CHECK(go(&b, PUT, "/api/v1/me/consents", "{\"measurement\":true}").status == 200);
    c = go(&b, GET, "/api/v1/me/consents", NULL);
    CHECK(has(&c, "\"measurement\":true"));
    CHECK(go(&b, PUT, "/api/v1/me/consents", "{\"measurement\":true}").status == 200);
    CHECK(go(&b, PUT, "/api/v1/me/consents", "{\"measurement\":false}").status == 200);
    CHECK_TEXT(world_text(&w, "SELECT string_agg(data->>'given', ' ' ORDER BY id) FROM event WHERE object_kind = 'consent' AND object = 'measurement'"),
               "true false");
}
