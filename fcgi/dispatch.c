/* SPDX-License-Identifier: ISC */
#include "fcgi/request.h"
#include "json/json.h"

#include <stdlib.h>
#include <string.h>

const struct record none_record = {.name = "none"};
const struct record stream_record = {.name = "stream"};
const struct record file_record = {.name = "file"};
const struct record events_record = {.name = "events"};
const struct record text_record = {.name = "text"};
const struct record value_record = {.name = "value"};

/* "/songs/{id}" against "/songs/17": what stands at {...} is kept. */
static bool matches(struct arena *a, const char *pattern, const char *path, const char **param)
{
    int n = 0;

    while (*pattern && *path) {
        if (*pattern == '{') {
            size_t len = strcspn(path, "/");
            if (len == 0)
                return false;
            param[n++] = arena_strndup(a, path, len);
            path += len;
            pattern = strchr(pattern, '}') + 1;
        } else if (*pattern++ != *path++) {
            return false;
        }
    }
    return *pattern == *path;
}

/* A path without {...} is preferred: "/songs/recent" is no song's id. */
const struct route *route_find(struct arena *a, enum method m, const char *path, const char **param, bool *known)
{
    const struct route *found = NULL;
    const char *at[PATH_PARAMS_MAX] = {0};

    *known = false;
    for (const struct route *r = routes; r < routes + route_count; r++) {
        if (!matches(a, r->path, path, at))
            continue;
        *known = true;
        if (r->method != m && !(m == HEAD && r->method == GET))
            continue;
        if (found && r->method != m)
            continue; /* a door of its own for HEAD comes before GET's */
        if (found && strchr(r->path, '{') && !strchr(found->path, '{'))
            continue;
        found = r;
        memcpy(param, at, sizeof at);
    }
    return found;
}

static bool takes_body(const struct route *r)
{
    return r->method == POST || r->method == PUT || r->method == PATCH;
}

const struct record *route_body(const struct route *r)
{
    return takes_body(r) ? r->body : &none_record;
}

const struct record *route_query(const struct route *r)
{
    return takes_body(r) ? &none_record : r->body;
}

static enum err find(struct request *rq)
{
    bool known;

    rq->route = route_find(rq->work->arena, rq->method, rq->path, rq->param, &known);
    if (rq->route)
        return OK;
    return known ? fail(ERR_METHOD, "this door does not open with that method") : fail(ERR_NOT_FOUND, "there is no such door");
}

static enum err read_raw(struct request *rq)
{
    char piece[8192];
    size_t n;

    rq->raw = (struct buf){.arena = rq->work->arena};
    while ((n = rq->in.read(rq->in.from, piece, sizeof piece)) > 0) {
        if (rq->raw.len + n > BODY_MAX)
            return fail(ERR_TOO_BIG, "a body may have %d bytes", BODY_MAX);
        buf_add(&rq->raw, piece, n);
    }
    const char *announced = header(rq, "CONTENT_LENGTH");
    if (announced && *announced && strtoull(announced, NULL, 10) != rq->raw.len)
        return fail(ERR_MALFORMED, "the body ends before its announced length");
    return OK;
}

static bool is_json(const char *type)
{
    return type && !strncmp(type, "application/json", 16) && strchr("; \t", type[16]);
}

static enum err read_query(struct request *rq)
{
    const struct record *r = route_query(rq->route);
    const char *text = header(rq, "QUERY_STRING");
    void *record = arena_alloc(rq->work->arena, r->size + 1);

    TRY(query_read(rq->work->arena, text ? text : "", r, record));
    if (r->size)
        rq->body = record;
    return OK;
}

static enum err read_body(struct request *rq, const struct record *r)
{
    if (!is_json(header(rq, "CONTENT_TYPE")))
        return fail(ERR_MEDIA, "send application/json");
    TRY(read_raw(rq));
    void *record = arena_alloc(rq->work->arena, r->size);
    TRY(json_read(rq->work->arena, rq->raw.ptr, rq->raw.len, r, record));
    rq->body = record;
    return OK;
}

/* A guest who has this version already is told so, and no more (RFC 9110, 13.1.2). */
static void not_modified(struct request *rq)
{
    const char *have = header(rq, "HTTP_IF_NONE_MATCH"), *etag = rq->headers.ptr ? strstr(rq->headers.ptr, "ETag: ") : NULL;

    if (!have || !etag || rq->status != 200 || rq->method > HEAD || rq->park_on)
        return;
    etag += strlen("ETag: ");
    if (strcmp(have, "*") != 0 && !strstr(have, arena_strndup(rq->work->arena, etag, strcspn(etag, "\r"))))
        return;
    rq->status = 304;
    rq->reply.len = 0;
}

void reach_database(struct request *rq)
{
    if (!rq->work->db && rq->database)
        rq->work->db = rq->database(rq->of);
}

/* Who is not let in is counted, too. */
static enum err welcome(struct request *rq)
{
    enum err e = admit(rq);

    if (e < ERR_BUSY && !rq->resumed)
        TRY(limit_visit(rq));
    return e;
}

/* What was sent, as the route's record.  A door that runs again has read its body; the address is
 * still there. */
static enum err take(struct request *rq)
{
    const struct record *body = route_body(rq->route);

    if (rq->route->who & MATCH && !header(rq, "HTTP_IF_MATCH"))
        return refuse(ERR_NEEDED, "if_match_required",
                      "say with If-Match which state you have seen");
    if (!(rq->route->who & BARE))
        TRY(read_query(rq));
    return body->size && !rq->resumed ? read_body(rq, body) : OK;
}

static enum err serve(struct request *rq)
{
    TRY(guard_request(rq));
    TRY(find(rq));
    TRY(guard_origin(rq));
    if (!(rq->route->who & BARE))
        reach_database(rq);
    if (!rq->work->db && !(rq->route->who & BARE))
        return fail(ERR_BUSY, "the database is away");
    TRY(welcome(rq));
    TRY(take(rq));
    TRY(idempotent(rq));
    not_modified(rq);
    return OK;
}

void dispatch(struct request *rq)
{
    struct arena *a = rq->work->arena;

    rq->headers = (struct buf){.arena = a};
    rq->cookies = (struct buf){.arena = a};
    rq->reply = (struct buf){.arena = a};
    rq->media = "application/json";
    rq->park_on = NULL;
    rq->status = 200;
    enum err e = serve(rq);
    if (e != OK)
        problem(rq, e);
    limit_headers(rq);
    if (rq->cookies.len)
        buf_add(&rq->headers, rq->cookies.ptr, rq->cookies.len);
    rq->length = rq->reply.len;
    if (rq->method == HEAD)
        rq->reply.len = 0;
}
