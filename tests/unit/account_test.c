/* SPDX-License-Identifier: ISC */
#include "app/account.h"
#include "app/session.h"
#include "tests/browser.h"
#include "tests/tap.h"

/* Signing up with one thing said otherwise: `from` in the order becomes `to`. */
static struct request with(struct browser *b, const char *from, const char *to)
{
    const char *order = sign_up(b->w, "ana@example.org", NULL), *at = strstr(order, from);

    if (!at)
        return (struct request){0};
    return go(b, POST, "/api/v1/accounts",
              arena_printf(b->w->work.arena, "%.*s%s%s", (int)(at - order), order, to, at + strlen(from)));
}

TEST(A01_signing_up_writes_a_letter_whose_link_makes_the_account_active)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};

    struct request up = go(&b, POST, "/api/v1/accounts", sign_up(&w, "ana@example.org", NULL));
    CHECK(up.status == 202);
    CHECK_TEXT(up.reply.ptr, "{}");
    CHECK_TEXT(world_text(&w, "SELECT state FROM account"), "pending");
    const char *token = token_body(&w, "verify");
    CHECK(go(&b, POST, "/api/v1/accounts/verify", token).status == 204);
    CHECK_TEXT(world_text(&w, "SELECT state FROM account"), "active");
    CHECK(go(&b, POST, "/api/v1/accounts/verify", token).status == 410);
    CHECK(*world_letter(&w, "welcome"));
}

TEST(A01_an_address_that_has_an_account_gets_the_same_answer_and_another_letter)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};

    struct request one = go(&b, POST, "/api/v1/accounts", sign_up(&w, "ana@example.org", NULL));
    struct request two = go(&b, POST, "/api/v1/accounts", sign_up(&w, "ana@EXAMPLE.org", NULL));
    CHECK(one.status == 202);
    CHECK(two.status == 202);
    CHECK_TEXT(two.reply.ptr, one.reply.ptr);
    CHECK_TEXT(world_text(&w, "SELECT count(*) FROM account"), "1");
    CHECK_TEXT(letters_of(&w, "verify"), "1");
    CHECK_TEXT(letters_of(&w, "address_tried"), "1");
    go(&b, POST, "/api/v1/accounts", sign_up(&w, "ana@example.org", NULL));
    CHECK_TEXT(letters_of(&w, "address_tried"), "1"); /* an hour's mailbox is not flooded */
}

TEST(A01_only_the_domain_of_an_address_is_folded)
{
    static const struct {
        const char *written, *key;
    } cases[] = {
        {"Ana.Q+music@Example.ORG", "Ana.Q+music@example.org"},
        {"ana@b\xc3\xbc\x63her.example", "ana@xn--bcher-kva.example"},
        {"ana@B\xc3\x9c\x43HER.example", "ana@xn--bcher-kva.example"},
        {"ana@bu\xcc\x88\x63her.example", "ana@xn--bcher-kva.example"},
    };
    CLEANUP(world_close) struct world w = world_open();

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct address a;
        NEED(person_address(w.work.arena, "email", cases[i].written, &a) == OK);
        CHECK_TEXT(a.key, cases[i].key);
    }
}

TEST(A01_what_is_no_address_is_refused_by_name)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};
    char local[260];
    memset(local, 'a', 250);
    strcpy(local + 250, "@b.c");
    const char *const bad[] = {"ana", "ana@", "@example.org", "a b@example.org", "a..b@example.org", "ana@exa mple.org",
                               "ana@example.org>", "ana@-x.org", "ana@[127.0.0.1]", "\\u202eana@example.org", local};

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct request rq = with(&b, "ana@example.org", bad[i]);
        CHECK(rq.status == 422);
        CHECK(has(&rq, "\"pointer\":\"/email\""));
    }
    CHECK_TEXT(world_text(&w, "SELECT count(*) FROM account"), "0");
}

TEST(A01_names_are_kept_as_people_have_them)
{
    static const struct {
        const char *sent, *kept;
    } cases[] = {
        {"Quist", "Quist"},
        {"\xe5\xb1\xb1\xe7\x94\xb0", "\xe5\xb1\xb1\xe7\x94\xb0"},      /* CJK */
        {"Q", "Q"},
        {"  de   la \\u00a0Cruz ", "de la Cruz"},
        {"Jose\\u0301", "Jos\xc3\xa9"},                                 /* NFC */
        {"Qu\\u202eist\\u0007", "Quist"},                              /* turned and rung */
        {"\xe2\x80\x93", "\xe2\x80\x93"},                               /* the other name is enough */
        {"\xd8\xb9\xd9\x84\xdb\x8c\xe2\x80\x8c\xd9\x87", "\xd8\xb9\xd9\x84\xdb\x8c\xe2\x80\x8c\xd9\x87"}, /* keeps its ZWNJ */
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CLEANUP(world_close) struct world w = world_open();
        struct browser b = {.w = &w};
        CHECK(with(&b, "Quist", cases[i].sent).status == 202);
        CHECK_TEXT(world_text(&w, "SELECT family_name FROM account"), cases[i].kept);
    }
}

TEST(A01_what_cannot_be_is_refused_by_name)
{
    static const struct {
        const char *from, *to, *pointer;
    } cases[] = {
        {"\"Quist\"", "\"\\u202e \"", "/family_name"},
        {"\"Quist\"", "\"\xe2\x80\x93\",\"organization\":\"\"", NULL},
        {"\"US\"", "\"ZZ\"", "/postal/country"},
        {"\"US\"", "\"U1\"", "/postal/country"},
        {"\"Reno\"", "\" \"", "/postal/city"},
        {"\"residency_ok\":true", "\"residency_ok\":false", "/residency_ok"},
        {PASSWORD, "short", "/password"},
        {PASSWORD, "password123", "/password"},
        {PASSWORD, "quist1990", "/password"},
        {"\"accept\":[", "\"accept\":[],\"x\":[", "/x"},
    };
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct request rq = with(&b, cases[i].from, cases[i].to);
        CHECK(rq.status == (cases[i].pointer ? 422 : 202));
        if (cases[i].pointer)
            CHECK(has(&rq, arena_printf(w.work.arena, "\"pointer\":\"%s\"", cases[i].pointer)));
    }
}

TEST(A01_two_dashes_are_no_name)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};

    CHECK(with(&b, "\"family_name\":\"Quist\",\"given_name\":\"Ana\"", "\"family_name\":\"-\",\"given_name\":\"-\"").status == 422);
}

TEST(A01_who_is_pending_can_read_and_not_write)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};

    NEED(go(&b, POST, "/api/v1/accounts", sign_up(&w, "ana@example.org", NULL)).status == 202);
    NEED(sign_in(&b, "ana@example.org", PASSWORD, NULL).status == 200);
    CHECK(go(&b, GET, "/api/v1/me", NULL).status == 200);
    struct request rq = go(&b, POST, "/api/v1/me/keys", "{\"name\":\"x\",\"scopes\":[\"read\"]}");
    CHECK(rq.status == 403);
    CHECK(has(&rq, "\"code\":\"email_unverified\""));
}

TEST(A01_who_never_opens_the_letter_is_forgotten_after_a_week)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};

    NEED(go(&b, POST, "/api/v1/accounts", sign_up(&w, "ana@example.org", NULL)).status == 202);
    const char *token = token_body(&w, "verify");
    w.work.now += DAYS(7) - 1;
    CHECK(account_sweep(&w.work) == OK);
    CHECK_TEXT(world_text(&w, "SELECT count(*) FROM account"), "1");
    w.work.now += 1;
    CHECK(account_sweep(&w.work) == OK);
    CHECK_TEXT(world_text(&w, "SELECT count(*) FROM account"), "0");
    CHECK(go(&b, POST, "/api/v1/accounts/verify", token).status == 410);
    NEED(musician(&b, "ana@example.org"));
    w.work.now += DAYS(30);
    CHECK(account_sweep(&w.work) == OK);
    CHECK_TEXT(world_text(&w, "SELECT count(*) FROM account"), "1");
}

TEST(A01_the_letter_comes_again_when_asked_for_but_not_for_ever)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};

    NEED(go(&b, POST, "/api/v1/accounts", sign_up(&w, "ana@example.org", NULL)).status == 202);
    const char *first = token_body(&w, "verify");
    for (int i = 0; i < 8; i++)
        CHECK(go(&b, POST, "/api/v1/accounts/verify/resend", "{\"email\":\"ana@example.org\"}").status == 202);
    CHECK(go(&b, POST, "/api/v1/accounts/verify/resend", "{\"email\":\"nobody@example.org\"}").status == 202);
    CHECK_TEXT(letters_of(&w, "verify"), "5");
    CHECK(go(&b, POST, "/api/v1/accounts/verify", first).status == 410);
    CHECK(go(&b, POST, "/api/v1/accounts/verify", token_body(&w, "verify")).status == 204);
}

TEST(A05_an_acceptance_names_the_organization_as_it_was_called)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};
    const char *all = policies(&w);

    struct request none = with(&b, all, "[]");
    CHECK(none.status == 422);
    CHECK(has(&none, "\"code\":\"policies\""));
    CHECK(has(&none, "\"pointer\":\"/accept\""));
    NEED(go(&b, POST, "/api/v1/accounts", sign_up(&w, "ana@example.org", ",\"organization\":\"Reed Records\"")).status == 202);
    go(&b, POST, "/api/v1/accounts/verify", token_body(&w, "verify"));
    NEED(sign_in(&b, "ana@example.org", PASSWORD, NULL).status == 200);
    struct request me = go(&b, GET, "/api/v1/me", NULL);
    w.headers[0] = "HTTP_IF_MATCH";
    w.headers[1] = etag_of(&me);
    CHECK(go(&b, PATCH, "/api/v1/me", "{\"organization\":\"Quist Audio\"}").status == 200);
    me = go(&b, GET, "/api/v1/me", NULL);
    CHECK(has(&me, "\"organization\":\"Quist Audio\""));
    CHECK(has(&me, "\"kind\":\"terms\",\"version\":\"1\",\"organization\":\"Reed Records\""));
    CHECK_TEXT(world_text(&w, "SELECT count(*) FROM event JOIN event_note ON event_id = id WHERE text = 'Reed Records'"), "4");
}

TEST(A06_everything_is_on_one_screen_even_for_the_suspended)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};

    NEED(musician(&b, "ana@example.org"));
    world_sql(&w, "UPDATE account SET state = 'suspended'");
    struct request me = go(&b, GET, "/api/v1/me", NULL);
    CHECK(me.status == 200);
    static const char *const parts[] = {"\"state\":\"suspended\"", "\"storage\":{\"used_bytes\":0", "\"sessions\":[{", "\"consents\":{",
                                        "\"policies\":[", "\"cases\":[", "\"plan\":\"free\"", "\"email\":\"ana@example.org\""};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        CHECK(has(&me, parts[i]));
    CHECK(!has(&me, "argon2"));
    struct request rq = go(&b, POST, "/api/v1/me/keys", "{\"name\":\"x\",\"scopes\":[\"read\"]}");
    CHECK(rq.status == 403);
    CHECK(has(&rq, "\"code\":\"suspended\""));
}

TEST(A07_contact_and_language_change_with_if_match_and_letters_follow)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};

    NEED(musician(&b, "ana@example.org"));
    struct request me = go(&b, GET, "/api/v1/me", NULL);
    const char *seen = etag_of(&me);
    CHECK(go(&b, PATCH, "/api/v1/me", "{\"given_name\":\"Anna\"}").status == 428);
    w.headers[0] = "HTTP_IF_MATCH";
    w.headers[1] = seen;
    struct request changed = go(&b, PATCH, "/api/v1/me", "{\"given_name\":\"Anna\",\"language\":\"es-MX\"}");
    CHECK(changed.status == 200);
    CHECK(has(&changed, "\"given_name\":\"Anna\""));
    CHECK(has(&changed, "\"language\":\"es\""));
    CHECK(go(&b, PATCH, "/api/v1/me", "{\"given_name\":\"Other\"}").status == 412);
    w.headers[0] = NULL;
    NEED(go(&b, POST, "/api/v1/password-reset", "{\"email\":\"ana@example.org\"}").status == 202);
    CHECK_TEXT(world_text(&w, "SELECT payload->>'language' FROM outbox WHERE payload->>'letter' = 'password_reset'"), "es");
    struct request refused = go(&b, GET, "/api/v1/songs/none/at/all", NULL);
    CHECK(refused.status == 404);
    refused = go(&b, POST, "/api/v1/me/password", "{\"old\":\"wrong\",\"new\":\"quite another 55\"}");
    CHECK(has(&refused, "\"title\":\"Eso no es correcto\""));
    CHECK(has(&refused, "\"detail\":\"no es correcto; inténtalo otra vez\""));
}

TEST(A07_moving_to_another_regions_country_asks_a_human)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};

    NEED(musician(&b, "ana@example.org"));
    w.headers[0] = "HTTP_IF_MATCH";
    w.headers[1] = "*";
    CHECK(go(&b, PATCH, "/api/v1/me", "{\"postal\":{\"line1\":\"1\",\"city\":\"Lyon\",\"country\":\"fr\"}}").status == 200);
    CHECK_TEXT(world_text(&w, "SELECT count(*) FROM matter"), "0");
    CHECK(go(&b, PATCH, "/api/v1/me", "{\"postal\":{\"line1\":\"1\",\"city\":\"Wuhan\",\"country\":\"CN\"}}").status == 200);
    CHECK_TEXT(world_text(&w, "SELECT kind FROM matter"), "residency");
}

TEST(A08_a_new_password_ends_every_other_session)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w}, other = {.w = &w, .ip = "198.51.100.3"};

    NEED(musician(&b, "ana@example.org"));
    NEED(sign_in(&other, "ana@example.org", PASSWORD, ",\"remember\":true").status == 200);
    CHECK(go(&b, POST, "/api/v1/me/password", "{\"old\":\"wrong one\",\"new\":\"quite another 55\"}").status == 403);
    CHECK(go(&b, POST, "/api/v1/me/password", "{\"old\":\"" PASSWORD "\",\"new\":\"" PASSWORD "\"}").status == 422);
    CHECK(go(&b, POST, "/api/v1/me/password", "{\"old\":\"" PASSWORD "\",\"new\":\"quite another 55\"}").status == 204);
    CHECK(go(&b, GET, "/api/v1/me", NULL).status == 200);
    CHECK(go(&other, GET, "/api/v1/me", NULL).status == 401);
    CHECK(*world_letter(&w, "password_changed"));
    CHECK(sign_in(&other, "ana@example.org", PASSWORD, NULL).status == 401);
    CHECK(sign_in(&other, "ana@example.org", "quite another 55", NULL).status == 200);
}

TEST(A08_a_forgotten_password_is_replaced_by_a_letter_that_works_once_for_ten_minutes)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w}, other = {.w = &w};

    NEED(musician(&b, "ana@example.org"));
    struct request known = go(&other, POST, "/api/v1/password-reset", "{\"email\":\"ana@example.org\"}");
    struct request unknown = go(&other, POST, "/api/v1/password-reset", "{\"email\":\"nobody@example.org\"}");
    CHECK(known.status == 202);
    CHECK(unknown.status == 202);
    CHECK_TEXT(unknown.reply.ptr, known.reply.ptr);
    CHECK_TEXT(letters_of(&w, "password_reset"), "1");
    const char *old = letter_token(&w, "password_reset");
    w.work.now += MINUTES(10);
    const char *body = arena_printf(w.work.arena, "{\"token\":\"%s\",\"password\":\"quite another 55\"}", old);
    CHECK(go(&other, POST, "/api/v1/password-reset/confirm", body).status == 410);
    go(&other, POST, "/api/v1/password-reset", "{\"email\":\"ana@example.org\"}");
    const char *token = letter_token(&w, "password_reset");
    CHECK(strcmp(world_text(&w, "SELECT string_agg(hash, ',') FROM token"), token) != 0);
    body = arena_printf(w.work.arena, "{\"token\":\"%s\",\"password\":\"%s\"}", token, PASSWORD);
    CHECK(go(&other, POST, "/api/v1/password-reset/confirm", body).status == 422); /* the one they have */
    body = arena_printf(w.work.arena, "{\"token\":\"%s\",\"password\":\"quite another 55\"}", token);
    CHECK(go(&other, POST, "/api/v1/password-reset/confirm", body).status == 204);
    CHECK(go(&other, POST, "/api/v1/password-reset/confirm", body).status == 410);
    CHECK(go(&b, GET, "/api/v1/me", NULL).status == 401);
    CHECK(sign_in(&other, "ana@example.org", "quite another 55", NULL).status == 200);
}

TEST(A04_an_address_changes_at_the_new_one_and_comes_back_from_the_old_one)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};

    NEED(musician(&b, "ana@example.org"));
    CHECK(go(&b, POST, "/api/v1/me/email", "{\"email\":\"new@example.net\"}").status == 202);
    CHECK_TEXT(world_text(&w, "SELECT payload->>'recipient' FROM outbox WHERE payload->>'letter' = 'email_confirm'"), "new@example.net");
    CHECK_TEXT(world_text(&w, "SELECT email FROM account"), "ana@example.org");
    struct browser elsewhere = {.w = &w};
    CHECK(go(&elsewhere, POST, "/api/v1/me/email/confirm", token_body(&w, "email_confirm")).status == 204);
    CHECK_TEXT(world_text(&w, "SELECT email FROM account"), "new@example.net");
    CHECK_TEXT(world_text(&w, "SELECT payload->>'recipient' FROM outbox WHERE payload->>'letter' = 'email_undo'"), "ana@example.org");
    const char *undo = token_body(&w, "email_undo");
    NEED(go(&b, POST, "/api/v1/me/email", "{\"email\":\"third@example.net\"}").status == 202);
    NEED(go(&elsewhere, POST, "/api/v1/me/email/confirm", token_body(&w, "email_confirm")).status == 204);
    w.work.now += HOURS(72) - 1;
    CHECK(go(&elsewhere, POST, "/api/v1/me/email/undo", undo).status == 204);
    CHECK_TEXT(world_text(&w, "SELECT email FROM account"), "ana@example.org");
    CHECK_TEXT(world_text(&w, "SELECT count(*) FROM session WHERE revoked_at IS NULL"), "0");
}

/* The address becomes another one, by the letter sent to it; the token that takes it back. */
static const char *moved(struct browser *b, const char *email)
{
    struct world *w = b->w;

    if (go(b, POST, "/api/v1/me/email", arena_printf(w->work.arena, "{\"email\":\"%s\"}", email)).status != 202 ||
        go(b, POST, "/api/v1/me/email/confirm", token_body(w, "email_confirm")).status != 204)
        return NULL;
    w->work.now += MINUTES(1);
    return token_body(w, "email_undo");
}

TEST(A04_who_took_an_account_over_two_addresses_does_not_get_it_back_by_the_undo_of_the_second)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser thief = {.w = &w}, owner = {.w = &w};

    NEED(musician(&thief, "ana@example.org"));
    const char *owners = moved(&thief, "thief1@example.net"), *thiefs = moved(&thief, "thief2@example.net");
    NEED(owners && thiefs);
    CHECK(go(&owner, POST, "/api/v1/me/email/undo", owners).status == 204);
    CHECK(go(&thief, POST, "/api/v1/me/email/undo", thiefs).status == 410);
    CHECK_TEXT(world_text(&w, "SELECT email FROM account"), "ana@example.org");
}

TEST(A04_an_undo_ends_the_keys_that_the_thief_may_have_made)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser thief = {.w = &w}, owner = {.w = &w};

    NEED(musician(&thief, "ana@example.org"));
    NEED(go(&thief, POST, "/api/v1/me/keys", "{\"name\":\"mine\",\"scopes\":[\"read\",\"write\"]}").status == 201);
    const char *owners = moved(&thief, "thief@example.net");
    NEED(owners);
    CHECK(go(&owner, POST, "/api/v1/me/email/undo", owners).status == 204);
    CHECK_TEXT(world_text(&w, "SELECT count(*) FROM session WHERE revoked_at IS NULL"), "0");
}

TEST(A04_an_undo_leaves_the_one_of_the_change_before_it)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser thief = {.w = &w}, owner = {.w = &w};

    NEED(musician(&thief, "ana@example.org"));
    const char *owners = moved(&thief, "thief1@example.net"), *thiefs = moved(&thief, "thief2@example.net");
    NEED(owners && thiefs);
    CHECK(go(&thief, POST, "/api/v1/me/email/undo", thiefs).status == 204);
    CHECK(go(&owner, POST, "/api/v1/me/email/undo", owners).status == 204);
    CHECK_TEXT(world_text(&w, "SELECT email FROM account"), "ana@example.org");
}

TEST(A08_a_new_password_ends_a_change_of_address_that_somebody_else_began)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser thief = {.w = &w}, owner = {.w = &w};

    NEED(musician(&thief, "ana@example.org"));
    NEED(go(&thief, POST, "/api/v1/me/email", "{\"email\":\"thief@example.net\"}").status == 202);
    const char *confirm = token_body(&w, "email_confirm");
    NEED(go(&owner, POST, "/api/v1/password-reset", "{\"email\":\"ana@example.org\"}").status == 202);
    const char *body = arena_printf(w.work.arena, "{\"token\":\"%s\",\"password\":\"quite another 55\"}",
                                    letter_token(&w, "password_reset"));
    NEED(go(&owner, POST, "/api/v1/password-reset/confirm", body).status == 204);
    CHECK(go(&thief, POST, "/api/v1/me/email/confirm", confirm).status == 410);
    CHECK_TEXT(world_text(&w, "SELECT email FROM account"), "ana@example.org");
}

TEST(A04_the_undo_ends_after_72_hours_and_a_taken_address_tells_its_owner)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w}, other = {.w = &w};

    NEED(musician(&other, "bo@example.org"));
    NEED(musician(&b, "ana@example.org"));
    struct request taken = go(&b, POST, "/api/v1/me/email", "{\"email\":\"bo@example.org\"}");
    CHECK(taken.status == 202);
    CHECK_TEXT(letters_of(&w, "email_confirm"), "0");
    CHECK_TEXT(letters_of(&w, "address_tried"), "1");
    NEED(go(&b, POST, "/api/v1/me/email", "{\"email\":\"new@example.net\"}").status == 202);
    NEED(go(&b, POST, "/api/v1/me/email/confirm", token_body(&w, "email_confirm")).status == 204);
    w.work.now += HOURS(72);
    CHECK(go(&b, POST, "/api/v1/me/email/undo", token_body(&w, "email_undo")).status == 410);
}

TEST(A10_the_thirteenth_birthday_decides_and_nothing_is_kept)
{
    static const struct {
        const char *born;
        int status;
        const char *code;
    } cases[] = { /* today is 2026-03-15 */
        {"\"year\":2013,\"month\":2", 202, NULL},
        {"\"year\":2013,\"month\":4", 403, "age"},
        {"\"year\":2013,\"month\":3", 422, "age_day"},
        {"\"year\":2013,\"month\":3,\"day\":15", 202, NULL}, /* 13 today */
        {"\"year\":2013,\"month\":3,\"day\":16", 403, "age"},
        {"\"year\":2024,\"month\":1", 403, "age"},
        {"\"year\":2026,\"month\":4", 422, "invalid"}, /* not born yet */
        {"\"year\":1990,\"month\":2,\"day\":30", 422, "invalid"},
        {"\"year\":1790,\"month\":2", 422, "invalid"},
        {"\"year\":1990,\"month\":13", 422, "invalid"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CLEANUP(world_close) struct world w = world_open();
        struct browser b = {.w = &w};
        NEED(!time_parse("2026-03-15T09:00:00Z", &w.work.now));
        struct request rq = with(&b, "\"year\":1990,\"month\":5", cases[i].born);
        CHECK(rq.status == cases[i].status);
        if (cases[i].code)
            CHECK(has(&rq, arena_printf(w.work.arena, "\"code\":\"%s\"", cases[i].code)));
        CHECK_TEXT(world_text(&w, "SELECT count(*) FROM account"), cases[i].status == 202 ? "1" : "0");
        CHECK_TEXT(world_text(&w, "SELECT count(*) FROM account WHERE row_to_json(account)::text ~ '2013|1990'"), "0");
    }
}

TEST(A10_born_on_29_february_is_13_on_28_february)
{
    const struct born leap = {2012, 2, 29};
    int64_t day;

    NEED(!time_parse("2025-02-27T23:59:59Z", &day));
    CHECK(person_age(&leap, day) == ERR_DENIED);
    NEED(!time_parse("2025-02-28T00:00:00Z", &day));
    CHECK(person_age(&leap, day) == OK);
}

TEST(A10_who_was_refused_is_not_asked_again)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};

    struct request rq = with(&b, "\"year\":1990", "\"year\":2020");
    CHECK(rq.status == 403);
    CHECK(has_header(&rq, "Set-Cookie: __Host-age=1; Path=/; Secure; HttpOnly; SameSite=Lax\r\n"));
    rq = go(&b, POST, "/api/v1/accounts", sign_up(&w, "ana@example.org", NULL));
    CHECK(rq.status == 403);
    CHECK(has(&rq, "\"code\":\"age\""));
    CHECK_TEXT(world_text(&w, "SELECT (SELECT count(*) FROM account) + (SELECT count(*) FROM outbox)"), "0");
}

TEST(H07_a_country_of_another_region_is_told_where_to_go)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};

    w.config->region_hosts = "cn=https://cn.mastering.example";
    struct request rq = with(&b, "\"US\"", "\"CN\"");
    CHECK(rq.status == 421);
    CHECK(has(&rq, "https://cn.mastering.example"));
    CHECK_TEXT(world_text(&w, "SELECT count(*) FROM account"), "0");
    w.config->region_countries = "us=*;cn=CN HK MO";
    CHECK(with(&b, "\"US\"", "\"HK\"").status == 421);
    CHECK(with(&b, "\"US\"", "\"TW\"").status == 202);
}

TEST(H09_signing_up_writes_down_the_consent_to_the_region)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};

    NEED(go(&b, POST, "/api/v1/accounts", sign_up(&w, "ana@example.org", NULL)).status == 202);
    CHECK_TEXT(world_text(&w, "SELECT data->>'region' FROM event WHERE verb = 'consent' AND object_kind = 'transmission'"), "us");
}

TEST(A03_a_password_is_judged_before_it_is_chosen_as_it_is_when_it_is)
{
    CLEANUP(world_close) struct world w = world_open();
    const struct {
        const char *body, *said;
    } cases[] = {
        {"{\"password\":\"password1\"}", "\"fit\":false"},
        {"{\"password\":\"aB3$\"}", "\"fit\":false"},
        {"{\"password\":\"gentle limiter harbour 7\"}", "\"fit\":true"},
        {"{\"password\":\"theodora.winterbourne\"}", "\"fit\":true"},
        {"{\"password\":\"theodora.winterbourne\",\"words\":[\"theodora.winterbourne@example.org\",\"Theodora\",\"Winterbourne\"]}", "\"fit\":false"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct request rq = ask(&w, 0, POST, "/api/v1/passwords/strength", cases[i].body);
        CHECK(rq.status == 200);
        if (!CHECK(rq.reply.ptr && strstr(rq.reply.ptr, cases[i].said)))
            printf("#   case %zu: %.*s\n", i, (int)rq.reply.len, rq.reply.ptr);
    }
    CHECK(ask(&w, 0, POST, "/api/v1/passwords/strength", "{\"password\":\"\"}").status == 422);
}
