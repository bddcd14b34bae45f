/* SPDX-License-Identifier: ISC */
/* browser.h - a browser for tests of doors: keeps cookies, says what a page would say. */
#ifndef TESTS_BROWSER_H
#define TESTS_BROWSER_H

#include "tests/world.h"

#include <stdio.h>
#include <string.h>

struct browser {
    struct world *w;
    const char *ip, *agent;
    char session[64], remember[96], staff[64], age[8];
};

/* What follows `name=` in the last Set-Cookie of that name; NULL if it was not set. */
static inline const char *cookie_set(struct request *rq, const char *name)
{
    struct arena *a = rq->work->arena;
    const char *sign = arena_printf(a, "Set-Cookie: %s=", name), *found = NULL;

    for (const char *p = rq->headers.ptr; p && (p = strstr(p, sign)); found = p)
        p += strlen(sign);
    return found ? arena_strndup(a, found, strcspn(found, ";\r")) : NULL;
}

static inline bool has(struct request *rq, const char *part)
{
    return rq->reply.ptr && strstr(rq->reply.ptr, part);
}

static inline bool has_header(struct request *rq, const char *part)
{
    return rq->headers.ptr && strstr(rq->headers.ptr, part);
}

static inline void keep(struct request *rq, const char *name, char *to, size_t size)
{
    const char *value = cookie_set(rq, name);

    if (value)
        (void)snprintf(to, size, "%s", value);
}

static inline struct request go(struct browser *b, enum method m, const char *path, const char *body)
{
    struct world *w = b->w;
    struct buf jar = {.arena = w->work.arena};
    const struct {
        const char *name, *value;
    } cookies[] = {{"__Host-sid", b->session}, {"__Host-rm", b->remember}, {"__Host-staff", b->staff}, {"__Host-age", b->age}};
    size_t n = 0;

    w->config->rate_signin_per_minute = 100000; /* how often one may knock is tested elsewhere */
    while (w->headers[n])
        n += 2;
    size_t before = n;
    for (size_t i = 0; i < sizeof cookies / sizeof *cookies; i++)
        if (*cookies[i].value)
            buf_printf(&jar, "%s%s=%s", jar.len ? "; " : "", cookies[i].name, cookies[i].value);
    const char *sent[] = {"REMOTE_ADDR",         b->ip ? b->ip : "192.0.2.7", "HTTP_USER_AGENT",       b->agent ? b->agent : "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0",
                          "HTTP_SEC_FETCH_SITE", "same-origin",               "HTTP_X_REQUESTED_WITH", "mastering",
                          "HTTP_COOKIE",         jar.ptr};
    for (size_t i = 0; i < sizeof sent / sizeof *sent - (jar.len ? 0 : 2); i++)
        w->headers[n++] = sent[i];
    w->headers[n] = NULL;
    struct request rq = ask(w, 0, m, path, body);
    w->headers[before] = NULL;
    keep(&rq, "__Host-sid", b->session, sizeof b->session);
    keep(&rq, "__Host-rm", b->remember, sizeof b->remember);
    keep(&rq, "__Host-staff", b->staff, sizeof b->staff);
    keep(&rq, "__Host-age", b->age, sizeof b->age);
    return rq;
}

/* The token in a letter's link. */
static inline const char *letter_token(struct world *w, const char *name)
{
    const char *at = strstr(world_letter(w, name), "token=");

    return at ? arena_strndup(w->work.arena, at + 6, 43) : "";
}

/* The ids of every policy in force, as JSON. */
static inline const char *policies(struct world *w)
{
    return world_text(w, "SELECT coalesce(json_agg(id), '[]') FROM (SELECT DISTINCT ON (kind) id FROM policy"
                         " WHERE state IN ('effective', 'announced', 'superseded') AND effective_at <= '2026-01-01'"
                         " ORDER BY kind, effective_at DESC, version DESC) p");
}

static inline const char *token_body(struct world *w, const char *letter)
{
    return arena_printf(w->work.arena, "{\"token\":\"%s\"}", letter_token(w, letter));
}

/* How many letters of this name were written. */
static inline const char *letters_of(struct world *w, const char *name)
{
    return world_text(w, arena_printf(w->work.arena, "SELECT count(*) FROM outbox WHERE payload->>'letter' = '%s'", name));
}

static inline const char *etag_of(struct request *rq)
{
    const char *at = rq->headers.ptr ? strstr(rq->headers.ptr, "ETag: ") : NULL;

    return at ? arena_strndup(rq->work->arena, at + 6, strcspn(at + 6, "\r")) : "";
}

/* The text of a JSON member, roughly: for members that hold no quotes. */
static inline const char *member(struct request *rq, const char *name)
{
    struct arena *a = rq->work->arena;
    const char *sign = arena_printf(a, "\"%s\":\"", name), *at = rq->reply.ptr ? strstr(rq->reply.ptr, sign) : NULL;

    return at ? arena_strndup(a, at + strlen(sign), strcspn(at + strlen(sign), "\"")) : "";
}

#define PASSWORD "a long tune 77"

static inline const char *sign_up(struct world *w, const char *email, const char *more)
{
    return arena_printf(w->work.arena,
                        "{\"family_name\":\"Quist\",\"given_name\":\"Ana\",\"email\":\"%s\",\"language\":\"en\",\"password\":\"" PASSWORD "\","
                        "\"postal\":{\"line1\":\"1 Reed St\",\"city\":\"Reno\",\"region\":\"NV\",\"postcode\":\"89501\",\"country\":\"US\"},"
                        "\"born\":{\"year\":1990,\"month\":5},\"accept\":%s,\"residency_ok\":true%s}",
                        email, policies(w), more ? more : "");
}

static inline struct request sign_in(struct browser *b, const char *email, const char *password, const char *more)
{
    return go(b, POST, "/api/v1/session",
              arena_printf(b->w->work.arena, "{\"email\":\"%s\",\"password\":\"%s\"%s}", email, password, more ? more : ""));
}

/* Signs up, verifies, signs in. */
static inline bool musician(struct browser *b, const char *email)
{
    return go(b, POST, "/api/v1/accounts", sign_up(b->w, email, NULL)).status == 202 &&
           go(b, POST, "/api/v1/accounts/verify", token_body(b->w, "verify")).status == 204 &&
           sign_in(b, email, PASSWORD, NULL).status == 200;
}

#endif
