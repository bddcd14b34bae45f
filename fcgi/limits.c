/* SPDX-License-Identifier: ISC */
/* limits.c - how often a guest may come (GCRA).
 *
 * The truth is one row a guest in the table bucket, taken from by one
 * statement.  Asking it at every request would cost as much as the request:
 * so a process takes a handful of tokens at once and spends them from a purse
 * in memory.  What is taken is gone for the others, so together they never
 * give more than the limit; a purse that is lost costs its guest a handful,
 * once.  A guest who is refused is remembered as well: a flood does not reach
 * the database.  The sign-in bucket has a handful of one: it is exact. */
#include "fcgi/request.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { PURSES = 4096, KEY_SIZE = 64, HANDS_A_MINUTE = 20, HANDFUL_MAX = 32 };

struct purse {
    char key[KEY_SIZE];
    int64_t left, room;            /* tokens here; tokens still in the table */
    int64_t full_at_us, spoils_us; /* in clock_ticks() */
    int64_t refused_until_us;
};

static struct purse purses[PURSES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static struct purse *purse_of(const char *key)
{
    uint64_t h = UINT64_C(14695981039346656037);

    for (const char *p = key; *p; p++)
        h = (h ^ (unsigned char)*p) * UINT64_C(1099511628211);
    return &purses[h % PURSES]; /* two guests in one place take turns, and lose a handful each time */
}

struct limit {
    const char *name, *key;
    int64_t a_minute;
};

static int64_t seconds_until(int64_t at_us, int64_t now_us)
{
    return at_us > now_us ? (at_us - now_us + 999999) / 1000000 : 0;
}

static void tell(struct request *rq, const struct limit *l, const struct purse *p, int64_t now_us)
{
    rq->allowance = (struct allowance){
        .name = l->name, .quota = l->a_minute, .left = p->left + p->room, .reset_s = seconds_until(p->full_at_us, now_us)};
}

enum said { SPENT, REFUSED, ASK };

/* What is in memory: a token spent, a refusal, or nothing to go by. */
static enum said spend(struct request *rq, const struct limit *l, int64_t *wait_s)
{
    int64_t now_us = clock_ticks();
    enum said answer = ASK;

    pthread_mutex_lock(&lock);
    struct purse *p = purse_of(l->key);
    if (!strcmp(p->key, l->key) && now_us < p->spoils_us) {
        answer = p->left > 0 ? SPENT : p->refused_until_us > now_us ? REFUSED : ASK;
        p->left -= answer == SPENT;
        *wait_s = seconds_until(p->refused_until_us, now_us);
        if (answer != ASK)
            tell(rq, l, p, now_us);
    }
    pthread_mutex_unlock(&lock);
    return answer;
}

static int64_t handful(const struct limit *l)
{
    int64_t n = l->a_minute / HANDS_A_MINUTE;

    return n < 2 ? 1 : n < HANDFUL_MAX ? n : HANDFUL_MAX;
}

static enum err refill(struct request *rq, const struct limit *l)
{
    int64_t burst_us = MINUTES(1), step_us = burst_us / l->a_minute, now_us = clock_ticks(), now = rq->work->now;
    struct bucket_grant g;

    TRY(bucket_take(rq->work->db, l->key, now, step_us, burst_us, handful(l), &g));
    pthread_mutex_lock(&lock);
    struct purse *p = purse_of(l->key);
    if (strcmp(p->key, l->key) != 0 || now_us >= p->spoils_us)
        *p = (struct purse){0};
    (void)snprintf(p->key, sizeof p->key, "%s", l->key);
    p->left += g.taken;
    p->room = (now + burst_us - g.tat_us) / step_us;
    p->full_at_us = now_us + g.tat_us - now;
    p->spoils_us = now_us + burst_us;
    p->refused_until_us = g.taken ? 0 : now_us + g.tat_us + step_us - burst_us - now;
    pthread_mutex_unlock(&lock);
    return OK;
}

static enum err too_many(int64_t wait_s)
{
    enum err e = fail(ERR_TOO_MANY, "too many requests; please wait %" PRId64 " s", wait_s > 0 ? wait_s : 1);

    err_retry_after(wait_s > 0 ? (int)wait_s : 1);
    return e;
}

static enum err count(struct request *rq, const struct limit *l)
{
    int64_t wait_s = 0;

    for (int turn = 0; turn < 3; turn++) { /* another thread may spend what we took */
        enum said was = spend(rq, l, &wait_s);
        if (was == SPENT)
            return OK;
        if (was == REFUSED)
            return too_many(wait_s);
        TRY(refill(rq, l));
    }
    return too_many(1);
}

/* One home, one bucket: an IPv4 /24, an IPv6 /64. */
static const char *network_of(struct arena *a, const char *address)
{
    unsigned char b[16];

    if (address && inet_pton(AF_INET, address, b) == 1)
        return arena_printf(a, "%d.%d.%d", b[0], b[1], b[2]);
    if (address && inet_pton(AF_INET6, address, b) == 1)
        return hex_text(a, b, 8);
    return "-";
}

enum err limit_visit(struct request *rq)
{
    const struct config *c = rq->work->config;
    unsigned who = rq->route->who;
    struct arena *a = rq->work->arena;

    if (!rq->work->db || !c || (who & BARE) || (who & WHO_MASK) == PROVIDER)
        return OK;
    const char *network = network_of(a, header(rq, "REMOTE_ADDR"));
    struct limit account = {"account", arena_printf(a, "a:%" PRId64, rq->account), c->rate_user_per_minute};
    struct limit visitor = {"visitor", arena_printf(a, "v:%s", network), c->rate_visitor_per_minute};
    struct limit sign_in = {"sign-in", arena_printf(a, "s:%s", network), c->rate_signin_per_minute};
    TRY(count(rq, rq->account ? &account : &visitor));
    return who & COOKIE && rq->method == POST ? count(rq, &sign_in) : OK;
}

void limit_headers(struct request *rq)
{
    const struct allowance *l = &rq->allowance;

    if (!l->name)
        return;
    reply_header(rq, "RateLimit-Policy", "\"%s\";q=%" PRId64 ";w=60", l->name, l->quota);
    reply_header(rq, "RateLimit", "\"%s\";r=%" PRId64 ";t=%" PRId64, l->name, l->left, l->reset_s);
}

void limit_forget(void)
{
    pthread_mutex_lock(&lock);
    memset(purses, 0, sizeof purses);
    pthread_mutex_unlock(&lock);
}
