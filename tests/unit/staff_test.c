/* SPDX-License-Identifier: ISC */
#include "app/staff.h"
#include "tests/browser.h"
#include "tests/credentials.h"
#include "tests/tap.h"

static const char *token_of(struct world *w, const char *url)
{
    const char *at = strstr(url, "token=");

    return at ? arena_printf(w->work.arena, "{\"token\":\"%s\",\"password\":\"a quiet console 9\"}", at + 6) : "{}";
}

TEST(I10_the_doors_of_staff_are_not_there_for_users)
{
    static const char *const doors[] = {"/api/v1/staff/queue", "/api/v1/staff/session", "/api/v1/staff/nothing"};
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w}, visitor = {.w = &w};

    NEED(musician(&b, "ana@example.org"));
    for (size_t i = 0; i < sizeof doors / sizeof *doors; i++) {
        CHECK(go(&b, GET, doors[i], NULL).status == 404);
        CHECK(go(&visitor, GET, doors[i], NULL).status == 404);
    }
    CHECK(go(&b, POST, "/api/v1/staff/totp", NULL).status == 404);
    CHECK(go(&b, DELETE, "/api/v1/staff/session", NULL).status == 404);
    strcpy(visitor.staff, b.session); /* a user's secret in the other cookie is nobody's */
    CHECK(go(&visitor, GET, "/api/v1/staff/queue", NULL).status == 404);
}

TEST(I10_the_first_link_opens_once_and_leads_to_the_second_step)
{
    CLEANUP(world_close) struct world w = world_open();
    CLEANUP(credentials_drop) struct credentials_dir d = credentials_make(&w);
    struct browser b = {.w = &w};
    const char *url;

    (void)d;
    NEED(staff_add(&w.work, "boss@example.org", "admin") == OK);
    NEED(staff_link(&w.work, "boss@example.org", &url) == OK);
    CHECK(text_starts(url, arena_printf(w.work.arena, "%s/#/staff/welcome?token=", w.config->site_url)));
    struct request in = go(&b, POST, "/api/v1/staff/welcome", token_of(&w, url));
    CHECK(in.status == 204);
    CHECK(cookie_set(&in, "__Host-staff"));
    CHECK(!cookie_set(&in, "__Host-sid"));
    struct browser second = {.w = &w};
    CHECK(go(&second, POST, "/api/v1/staff/welcome", token_of(&w, url)).status == 410);
    struct request queue = go(&b, GET, "/api/v1/staff/queue", NULL);
    CHECK(queue.status == 403);
    CHECK(has(&queue, "\"code\":\"totp_enrol\""));
    struct request offer = go(&b, POST, "/api/v1/staff/totp", NULL);
    NEED(offer.status == 200);
    const char *secret = member(&offer, "secret");
    char before[64];
    strcpy(before, b.staff);
    CHECK(go(&b, PUT, "/api/v1/staff/totp", code_body(&w, oathtool(&w, secret, w.work.now))).status == 200);
    CHECK(strcmp(before, b.staff) != 0);
    queue = go(&b, GET, "/api/v1/staff/queue", NULL);
    CHECK(queue.status == 200);
    CHECK_TEXT(queue.reply.ptr, "{\"items\":[],\"next\":null}");
    CHECK(go(&b, GET, "/api/v1/me", NULL).status == 401); /* the other cookie is another matter */
    CHECK(go(&b, DELETE, "/api/v1/staff/session", NULL).status == 204);
    CHECK(go(&b, GET, "/api/v1/staff/queue", NULL).status == 404);
    w.work.now += MINUTES(1);
    const char *wish = "{\"email\":\"boss@example.org\",\"password\":\"a quiet console 9\"%s}";
    struct request no = go(&b, POST, "/api/v1/staff/session", arena_printf(w.work.arena, "%.*s}", (int)strlen(wish) - 3, wish));
    CHECK(no.status == 401);
    CHECK(has(&no, "\"code\":\"totp_required\""));
    const char *code = arena_printf(w.work.arena, ",\"code\":\"%s\"}", oathtool(&w, secret, w.work.now));
    CHECK(go(&b, POST, "/api/v1/staff/session", arena_printf(w.work.arena, "%.*s%s", (int)strlen(wish) - 3, wish, code)).status == 204);
    CHECK(go(&b, GET, "/api/v1/staff/queue", NULL).status == 200);
}

TEST(I10_a_musician_with_the_right_password_is_no_staff)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};

    NEED(musician(&b, "ana@example.org"));
    struct request rq = go(&b, POST, "/api/v1/staff/session", "{\"email\":\"ana@example.org\",\"password\":\"" PASSWORD "\"}");
    CHECK(rq.status == 401);
    CHECK(has(&rq, "\"code\":\"credentials\""));
    CHECK(!cookie_set(&rq, "__Host-staff"));
}

/* Somebody whose second step is on, signed in. */
static bool colleague(struct browser *b, const char *email, const char *role)
{
    struct world *w = b->w;
    const char *url;

    if (staff_add(&w->work, email, role) != OK || staff_link(&w->work, email, &url) != OK)
        return false;
    go(b, POST, "/api/v1/staff/welcome", token_of(w, url));
    struct request offer = go(b, POST, "/api/v1/staff/totp", NULL);
    return go(b, PUT, "/api/v1/staff/totp", code_body(w, oathtool(w, member(&offer, "secret"), w->work.now))).status == 200;
}

TEST(I10_a_staff_session_ends_after_a_quarter_of_an_hour_and_with_the_role)
{
    CLEANUP(world_close) struct world w = world_open();
    CLEANUP(credentials_drop) struct credentials_dir d = credentials_make(&w);
    struct browser b = {.w = &w}, c = {.w = &w};

    (void)d;
    NEED(colleague(&b, "boss@example.org", "admin"));
    w.work.now += MINUTES(14);
    CHECK(go(&b, GET, "/api/v1/staff/queue", NULL).status == 200);
    w.work.now += MINUTES(16);
    CHECK(go(&b, GET, "/api/v1/staff/queue", NULL).status == 404);
    NEED(colleague(&c, "help@example.org", "support"));
    struct request who = go(&c, GET, "/api/v1/staff/session", NULL);
    CHECK(has(&who, "\"roles\":[\"support\"]"));
    world_sql(&w, "UPDATE permit SET state = 'revoked'");
    CHECK(go(&c, GET, "/api/v1/staff/queue", NULL).status == 404);
}

TEST(I10_the_queue_shows_the_nearest_deadline_first)
{
    CLEANUP(world_close) struct world w = world_open();
    CLEANUP(credentials_drop) struct credentials_dir d = credentials_make(&w);
    struct browser b = {.w = &w};

    (void)d;
    NEED(colleague(&b, "boss@example.org", "support"));
    world_sql(&w, "INSERT INTO matter (id, kind, opened_at, deadline_at, closed_at) VALUES"
                  " (gen_random_uuid(), 'usage', '2025-12-01', NULL, NULL), (gen_random_uuid(), 'refund', '2025-12-02', '2026-01-03', NULL),"
                  " (gen_random_uuid(), 'legal', '2025-12-03', '2026-01-02', NULL), (gen_random_uuid(), 'abuse', '2025-12-03', '2026-01-01', '2025-12-30')");
    struct request q = go(&b, GET, "/api/v1/staff/queue", NULL);
    const char *legal = strstr(q.reply.ptr, "legal"), *refund = strstr(q.reply.ptr, "refund"), *usage = strstr(q.reply.ptr, "usage");
    NEED(legal && refund && usage);
    CHECK(legal < refund && refund < usage);
    CHECK(!strstr(q.reply.ptr, "abuse"));
}

TEST(I10_a_role_is_one_of_five)
{
    CLEANUP(world_close) struct world w = world_open();
    const char *url;

    CHECK(staff_add(&w.work, "boss@example.org", "king") == ERR_INVALID);
    CHECK(staff_add(&w.work, "boss@example.org", "legal") == OK);
    CHECK(staff_add(&w.work, "boss@example.org", "legal") == OK);
    CHECK(staff_add(&w.work, "boss@example.org", "billing") == OK);
    CHECK_TEXT(world_text(&w, "SELECT count(*) FROM permit"), "2");
    CHECK(staff_link(&w.work, "nobody@example.org", &url) == ERR_NOT_FOUND);
}

TEST(I10_who_lost_the_device_starts_again)
{
    CLEANUP(world_close) struct world w = world_open();
    CLEANUP(credentials_drop) struct credentials_dir d = credentials_make(&w);
    struct browser b = {.w = &w}, again = {.w = &w};

    (void)d;
    NEED(colleague(&b, "boss@example.org", "admin"));
    CHECK(staff_totp_reset(&w.work, "boss@example.org") == OK);
    CHECK(go(&b, GET, "/api/v1/staff/queue", NULL).status == 404);
    CHECK(colleague(&again, "boss@example.org", "admin"));
}
