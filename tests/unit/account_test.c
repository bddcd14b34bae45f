/* SPDX-License-Identifier: ISC */
#include "tests/browser.h"
#include "tests/tap.h"

TEST(A01_signing_up_writes_a_letter_whose_link_makes_the_account_active)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};

    struct request up = go(&b, POST, "/api/v1/accounts", sign_up(&w, "ana@example.org", NULL));
    CHECK(up.status == 202);
    CHECK_TEXT(up.reply.ptr, "{}");
    CHECK_TEXT(world_text(&w, "SELECT state FROM account"), "pending");
    const char *token = arena_printf(w.work.arena, "{\"token\":\"%s\"}", letter_token(&w, "verify"));
    CHECK(go(&b, POST, "/api/v1/accounts/verify", token).status == 204);
    CHECK_TEXT(world_text(&w, "SELECT state FROM account"), "active");
    CHECK(go(&b, POST, "/api/v1/accounts/verify", token).status == 410);
    CHECK(*world_letter(&w, "welcome"));
}

TEST(A02_signing_in_makes_a_session_and_exit_ends_it)
{
    CLEANUP(world_close) struct world w = world_open();
    struct browser b = {.w = &w};

    NEED(musician(&b, "ana@example.org"));
    struct request me = go(&b, GET, "/api/v1/session", NULL);
    CHECK(me.status == 200);
    CHECK(has(&me, "\"state\":\"active\""));
    char old[64];
    strcpy(old, b.session);
    struct request out = go(&b, DELETE, "/api/v1/session", NULL);
    CHECK(out.status == 204);
    CHECK(has_header(&out, "Clear-Site-Data: "));
    strcpy(b.session, old);
    CHECK(go(&b, GET, "/api/v1/session", NULL).status == 401);
}
