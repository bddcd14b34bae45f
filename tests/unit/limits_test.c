/* SPDX-License-Identifier: ISC */
#include "tests/tap.h"
#include "tests/world.h"

static const struct route door = {.method = GET, .who = ANYONE}, sign_in = {.method = POST, .who = ANYONE | COOKIE};

static const char *address = "192.0.2.7";

static const char *var(void *from, const char *name)
{
    (void)from;
    return strcmp(name, "REMOTE_ADDR") ? NULL : address;
}

static struct request visit(struct world *w, int64_t account, const struct route *r)
{
    struct request rq = {.work = &w->work, .account = account, .method = r->method, .route = r, .var = var};

    w->work.config = w->config;
    rq.headers = (struct buf){.arena = w->work.arena};
    rq.status = limit_visit(&rq) == OK ? 200 : 429;
    return rq;
}

/* How many of so many visits are let in. */
static int let_in(struct world *w, int64_t account, const struct route *r, int tries)
{
    int n = 0;

    while (tries-- > 0)
        n += visit(w, account, r).status == 200;
    return n;
}

static struct world fresh_world(void)
{
    struct world w = world_open();

    limit_forget();
    address = "192.0.2.7";
    w.config->rate_user_per_minute = 60;
    w.config->rate_visitor_per_minute = 40;
    w.config->rate_signin_per_minute = 5;
    return w;
}

TEST(an_account_gets_its_requests_a_minute_and_no_more)
{
    CLEANUP(world_close) struct world w = fresh_world();

    CHECK(let_in(&w, 7, &door, 100) == 60);
    CHECK(let_in(&w, 8, &door, 100) == 60); /* another account has its own */
}

TEST(who_is_refused_is_told_when_to_come_again)
{
    CLEANUP(world_close) struct world w = fresh_world();

    CHECK(let_in(&w, 7, &door, 60) == 60);
    CHECK(visit(&w, 7, &door).status == 429);
    CHECK_TEXT(err_code(), "too_many");
    CHECK(err_retry() == 1);
    w.work.now += SECONDS(10);
    limit_forget(); /* the purse's own clock is the machine's */
    CHECK(let_in(&w, 7, &door, 100) == 10);
}

TEST(two_processes_together_do_not_give_more)
{
    CLEANUP(world_close) struct world w = fresh_world();
    int n = 0;

    for (int i = 0; i < 40; i++) {
        n += let_in(&w, 7, &door, 3); /* a handful of 3 is spent to the last */
        limit_forget();               /* the other process knows the table alone */
    }
    CHECK(n == 60);
}

TEST(a_network_is_one_visitor)
{
    CLEANUP(world_close) struct world w = fresh_world();

    CHECK(let_in(&w, 0, &door, 30) == 30);
    address = "192.0.2.250";
    CHECK(let_in(&w, 0, &door, 30) == 10);
    address = "192.0.3.1";
    CHECK(let_in(&w, 0, &door, 30) == 30);
    address = "2001:db8:1:2:3:4:5:6";
    CHECK(let_in(&w, 0, &door, 30) == 30);
    address = "2001:db8:1:2:ffff::1";
    CHECK(let_in(&w, 0, &door, 30) == 10);
    address = "2001:db8:1:3::1";
    CHECK(let_in(&w, 0, &door, 30) == 30);
}

TEST(signing_in_has_a_stricter_bucket)
{
    CLEANUP(world_close) struct world w = fresh_world();

    CHECK(let_in(&w, 0, &sign_in, 20) == 5);
    CHECK(let_in(&w, 0, &door, 10) == 10); /* and does not close the other doors */
}

TEST(a_clock_that_was_set_back_locks_nobody_out)
{
    CLEANUP(world_close) struct world w = fresh_world();

    CHECK(let_in(&w, 7, &door, 60) == 60);
    w.work.now -= DAYS(365);
    limit_forget();
    CHECK(let_in(&w, 7, &door, 1) == 1);
}

TEST(headers_tell_the_limit_and_what_is_left)
{
    CLEANUP(world_close) struct world w = fresh_world();
    struct request rq = visit(&w, 7, &door);

    limit_headers(&rq);
    CHECK(strstr(rq.headers.ptr, "RateLimit-Policy: \"account\";q=60;w=60\r\n"));
    CHECK(strstr(rq.headers.ptr, "RateLimit: \"account\";r=59;t="));
    (void)let_in(&w, 7, &door, 20);
    rq = visit(&w, 7, &door);
    limit_headers(&rq);
    CHECK(strstr(rq.headers.ptr, "RateLimit: \"account\";r=38;t="));
}
