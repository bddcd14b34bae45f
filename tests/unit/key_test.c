/* SPDX-License-Identifier: ISC */
#include "app/totp.h"
#include "tests/browser.h"
#include "tests/credentials.h"
#include "tests/tap.h"

/* Turns the second step on; the base32 secret, and one recovery code. */
static const char *enrol(struct browser *b, const char **recovery)
{
    struct request offer = go(b, POST, "/api/v1/me/totp", NULL);
    const char *secret = member(&offer, "secret");
    struct request on = go(b, PUT, "/api/v1/me/totp", code_body(b->w, oathtool(b->w, secret, b->w->work.now)));

    CHECK(offer.status == 200);
    CHECK(on.status == 200);
    const char *list = on.reply.ptr ? strstr(on.reply.ptr, "[\"") : NULL;
    *recovery = list ? arena_strndup(b->w->work.arena, list + 2, 39) : "";
    b->w->work.now += MINUTES(1); /* that code is used up */
    return secret;
}

static struct request with_code(struct browser *b, const char *code)
{
    return sign_in(b, "ana@example.org", PASSWORD, arena_printf(b->w->work.arena, ",\"code\":\"%s\"", code));
}

TEST(A02_codes_are_those_of_rfc_6238)
{
    static const struct {
        int64_t time;
        unsigned code;
    } vectors[] = {{59, 287082}, {1111111109, 81804}, {1111111111, 50471}, {1234567890, 5924}, {2000000000, 279037}, {20000000000, 353130}};

    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
        CHECK(totp_code((const unsigned char *)"12345678901234567890", 20, vectors[i].time / 30) == vectors[i].code);
}

TEST(A02_the_second_step_is_asked_for_when_it_is_on)
{
    CLEANUP(world_close) struct world w = world_open();
    CLEANUP(credentials_drop) struct credentials_dir d = credentials_make(&w);
    struct browser b = {.w = &w}, c = {.w = &w};
    const char *recovery;

    (void)d;
    NEED(musician(&b, "ana@example.org"));
    const char *secret = enrol(&b, &recovery);
    CHECK(strlen(secret) == 32);
    struct request first = sign_in(&c, "ana@example.org", PASSWORD, NULL);
    CHECK(first.status == 401);
    CHECK(has(&first, "\"code\":\"totp_required\""));
    first = sign_in(&c, "ana@example.org", "not this one", NULL);
    CHECK(has(&first, "\"code\":\"credentials\"")); /* who does not know the password learns nothing of the step */
    first = with_code(&c, "000000");
    CHECK(first.status == 401);
    CHECK(has(&first, "\"code\":\"totp_wrong\""));
    CHECK(with_code(&c, oathtool(&w, secret, w.work.now)).status == 200);
    CHECK(*world_letter(&w, "totp_on"));
}

TEST(A02_a_code_is_good_once_and_one_step_either_way)
{
    CLEANUP(world_close) struct world w = world_open();
    CLEANUP(credentials_drop) struct credentials_dir d = credentials_make(&w);
    struct browser b = {.w = &w}, c = {.w = &w};
    const char *recovery;

    (void)d;
    NEED(musician(&b, "ana@example.org"));
    const char *secret = enrol(&b, &recovery);
    const char *now = oathtool(&w, secret, w.work.now);
    CHECK(with_code(&c, now).status == 200);
    CHECK(with_code(&c, now).status == 401);
    CHECK(with_code(&c, oathtool(&w, secret, w.work.now - SECONDS(30))).status == 401); /* older than the one used */
    CHECK(with_code(&c, oathtool(&w, secret, w.work.now + SECONDS(30))).status == 200);
    w.work.now += MINUTES(5);
    CHECK(with_code(&c, oathtool(&w, secret, w.work.now - SECONDS(60))).status == 401);
    CHECK(with_code(&c, oathtool(&w, secret, w.work.now + SECONDS(60))).status == 401);
    CHECK(with_code(&c, oathtool(&w, secret, w.work.now - SECONDS(30))).status == 200);
}

TEST(A02_a_recovery_code_is_good_once_however_it_is_written)
{
    CLEANUP(world_close) struct world w = world_open();
    CLEANUP(credentials_drop) struct credentials_dir d = credentials_make(&w);
    struct browser b = {.w = &w}, c = {.w = &w};
    const char *recovery;

    (void)d;
    NEED(musician(&b, "ana@example.org"));
    (void)enrol(&b, &recovery);
    CHECK(strlen(recovery) == 39);
    CHECK_TEXT(world_text(&w, "SELECT array_length(recovery_codes, 1) FROM account"), "10");
    CHECK(!strstr(world_text(&w, "SELECT recovery_codes::text FROM account"), recovery));
    char *loud = arena_strdup(w.work.arena, recovery);
    for (char *p = loud; *p; p++)
        *p = (char)(*p == '-' ? ' ' : *p >= 'a' && *p <= 'z' ? *p - 32 : *p);
    CHECK(with_code(&c, loud).status == 200);
    CHECK(with_code(&c, recovery).status == 401);
    CHECK_TEXT(world_text(&w, "SELECT array_length(recovery_codes, 1) FROM account"), "9");
}

TEST(A02_the_secret_lies_sealed_and_opens_for_its_own_account_only)
{
    CLEANUP(world_close) struct world w = world_open();
    CLEANUP(credentials_drop) struct credentials_dir d = credentials_make(&w);
    struct browser b = {.w = &w}, bo = {.w = &w};
    const char *recovery;

    (void)d;
    NEED(musician(&bo, "bo@example.org"));
    (void)enrol(&bo, &recovery);
    NEED(musician(&b, "ana@example.org"));
    const char *secret = enrol(&b, &recovery);
    CHECK(!strstr(world_text(&w, "SELECT row_to_json(account)::text FROM account WHERE email LIKE 'ana%'"), secret));
    world_sql(&w, "UPDATE account SET totp_secret = (SELECT totp_secret FROM account WHERE email LIKE 'ana%') WHERE email LIKE 'bo%'");
    CHECK(sign_in(&bo, "bo@example.org", PASSWORD, arena_printf(w.work.arena, ",\"code\":\"%s\"", oathtool(&w, secret, w.work.now))).status == 500);
}

TEST(A02_the_second_step_is_turned_off_by_who_is_fresh)
{
    CLEANUP(world_close) struct world w = world_open();
    CLEANUP(credentials_drop) struct credentials_dir d = credentials_make(&w);
    struct browser b = {.w = &w}, c = {.w = &w};
    const char *recovery;

    (void)d;
    NEED(musician(&b, "ana@example.org"));
    const char *secret = enrol(&b, &recovery);
    CHECK(go(&b, POST, "/api/v1/me/totp", NULL).status == 409);
    w.work.now += MINUTES(15);
    struct request rq = go(&b, DELETE, "/api/v1/me/totp", NULL);
    CHECK(rq.status == 403);
    CHECK(has(&rq, "\"code\":\"fresh_required\""));
    CHECK(go(&b, POST, "/api/v1/me/fresh", code_body(&w, "123456")).status == 403);
    CHECK(go(&b, POST, "/api/v1/me/fresh", code_body(&w, oathtool(&w, secret, w.work.now))).status == 204);
    CHECK(go(&b, DELETE, "/api/v1/me/totp", NULL).status == 204);
    CHECK(sign_in(&c, "ana@example.org", PASSWORD, NULL).status == 200);
    CHECK(strstr(world_letter(&w, "totp_off"), "/#/reset"));
}

TEST(A02_the_picture_for_the_camera_is_plain_svg)
{
    CLEANUP(world_close) struct world w = world_open();
    CLEANUP(credentials_drop) struct credentials_dir d = credentials_make(&w);
    struct browser b = {.w = &w};

    (void)d;
    NEED(musician(&b, "ana@example.org"));
    struct request offer = go(&b, POST, "/api/v1/me/totp", NULL);
    CHECK(has(&offer, "\"qr_svg\":\"<svg xmlns="));
    CHECK(has(&offer, "otpauth://totp/mastering:ana%40example.org?secret="));
    CHECK(!has(&offer, "<script"));
    CHECK(has_header(&offer, "Cache-Control: no-store"));
}

/* ---- API keys ------------------------------------------------------------ */

static struct request by_key(struct world *w, const char *key, enum method m, const char *path, const char *body)
{
    w->headers[0] = "HTTP_AUTHORIZATION";
    w->headers[1] = arena_printf(w->work.arena, "Bearer %s", key);
    struct request rq = ask(w, 0, m, path, body);
    w->headers[0] = NULL;
    return rq;
}

TEST(A03_a_key_reads_or_writes_as_it_was_made)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};

    NEED(musician(&b, "ana@example.org"));
    struct request made = go(&b, POST, "/api/v1/me/keys", "{\"name\":\"studio\",\"scopes\":[\"read\"]}");
    NEED(made.status == 201);
    const char *key = member(&made, "secret");
    CHECK(strlen(key) == 46 && text_starts(key, "mk_"));
    CHECK(!strstr(world_text(&w, "SELECT string_agg(row_to_json(session)::text, '') FROM session"), key));
    CHECK(by_key(&w, key, GET, "/api/v1/me", NULL).status == 200);
    struct request rq = by_key(&w, key, PUT, "/api/v1/me/preferences", "{\"loudness\":-10}");
    CHECK(rq.status == 403);
    CHECK(has(&rq, "\"code\":\"scope\""));
    rq = by_key(&w, key, GET, "/api/v1/me/sessions", NULL);
    CHECK(rq.status == 403);
    CHECK(has(&rq, "\"code\":\"key_not_here\""));
    CHECK(by_key(&w, "mk_nothing", GET, "/api/v1/me", NULL).status == 401);
    made = go(&b, POST, "/api/v1/me/keys", "{\"name\":\"daw\",\"scopes\":[\"read\",\"write\"]}");
    CHECK(by_key(&w, member(&made, "secret"), PUT, "/api/v1/me/preferences", "{\"loudness\":-10}").status == 200);
    struct request list = go(&b, GET, "/api/v1/me/keys", NULL);
    CHECK(has(&list, "\"name\":\"studio\""));
    CHECK(!has(&list, key));
    CHECK(go(&b, DELETE, arena_printf(w.work.arena, "/api/v1/me/keys/%s", world_text(&w, "SELECT id FROM session WHERE name = 'studio'")), NULL).status == 204);
    CHECK(by_key(&w, key, GET, "/api/v1/me", NULL).status == 401);
}

TEST(A03_a_key_ends_after_a_year_and_has_a_known_scope)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};

    NEED(musician(&b, "ana@example.org"));
    struct request made = go(&b, POST, "/api/v1/me/keys", "{\"name\":\"daw\",\"scopes\":[\"write\"]}");
    const char *key = member(&made, "secret");
    CHECK(go(&b, POST, "/api/v1/me/keys", "{\"name\":\"x\",\"scopes\":[]}").status == 422);
    CHECK(go(&b, POST, "/api/v1/me/keys", "{\"name\":\"x\",\"scopes\":[\"admin\"]}").status == 422);
    w.work.now += DAYS(365) - 1;
    CHECK(by_key(&w, key, PUT, "/api/v1/me/preferences", "{}").status == 200);
    w.work.now += 1;
    CHECK(by_key(&w, key, PUT, "/api/v1/me/preferences", "{}").status == 401);
}

TEST(B01_preferences_come_back_as_they_were_put)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};

    NEED(musician(&b, "ana@example.org"));
    CHECK(go(&b, PUT, "/api/v1/me/preferences", "{\"loudness\":-9.5,\"brightness\":-20,\"formats\":[\"flac\",\"mp3\"]}").status == 200);
    struct request rq = go(&b, GET, "/api/v1/me/preferences", NULL);
    CHECK_TEXT(rq.reply.ptr, "{\"loudness\":-9.5,\"brightness\":-20,\"width\":null,\"intensity\":null,\"formats\":[\"flac\",\"mp3\"]}");
    CHECK(go(&b, PUT, "/api/v1/me/preferences", "{\"loudness\":3}").status == 422);
    CHECK(go(&b, PUT, "/api/v1/me/preferences", "{\"formats\":[\"exe\"]}").status == 422);
}
