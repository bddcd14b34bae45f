/* SPDX-License-Identifier: ISC */
#include "base/clock.h"
#include "base/text.h"
#include "fcgi/request.h"
#include "json/json.h"

#include <assert.h>
#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what came ----------------------------------------------------------- */

const char *header(struct request *rq, const char *http_name)
{
    return rq->var ? rq->var(rq->from, http_name) : NULL;
}

const char *cookie(struct request *rq, const char *name)
{
    const char *c = header(rq, "HTTP_COOKIE");
    size_t len = strlen(name);

    for (; c && *c; c += strcspn(c, ";"), c += *c == ';') {
        c += strspn(c, " ");
        if (!strncmp(c, name, len) && c[len] == '=')
            return arena_strndup(rq->work->arena, c + len + 1, strcspn(c + len + 1, "; "));
    }
    return NULL;
}

/* ---- what goes ----------------------------------------------------------- */

void reply_header(struct request *rq, const char *name, const char *fmt, ...)
{
    va_list ap, again;

    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    char *value = arena_alloc(rq->work->arena, (size_t)n + 1);
    vsnprintf(value, (size_t)n + 1, fmt, again);
    va_end(again);
    for (char *p = value; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            *p = ' '; /* nothing that came from outside ends a header */
    buf_printf(&rq->headers, "%s: %s\r\n", name, value);
}

enum err reply_record(struct request *rq, int status, const struct record *r, const void *row)
{
    rq->status = status;
    json_record(&rq->reply, r, row);
    return OK;
}

/* The path with its query, without an earlier cursor. */
static const char *page_url(struct request *rq, const char *next)
{
    struct buf b = {.arena = rq->work->arena};
    const char *q = header(rq, "QUERY_STRING");

    buf_printf(&b, "%s?", rq->path);
    for (; q && *q; q += strcspn(q, "&"), q += *q == '&') {
        if (strncmp(q, "cursor=", 7) != 0 && strcspn(q, "&")) {
            buf_add(&b, q, strcspn(q, "&"));
            buf_puts(&b, "&");
        }
    }
    buf_printf(&b, "cursor=%s", next);
    return b.ptr;
}

enum err reply_list(struct request *rq, const struct record *r, const void *rows, size_t n, const char *next)
{
    rq->status = 200;
    buf_puts(&rq->reply, "{\"items\":");
    json_list(&rq->reply, r, rows, n);
    buf_puts(&rq->reply, ",\"next\":");
    if (next) {
        json_text(&rq->reply, next);
        reply_header(rq, "Link", "<%s>; rel=\"next\"", page_url(rq, next));
    } else {
        buf_puts(&rq->reply, "null");
    }
    buf_puts(&rq->reply, "}");
    return OK;
}

enum err reply_nothing(struct request *rq)
{
    rq->status = 204;
    rq->reply.len = 0;
    return OK;
}

enum err reply_text(struct request *rq, int status, const char *media, const char *text)
{
    rq->status = status;
    rq->media = media;
    buf_puts(&rq->reply, text);
    return OK;
}

/* RFC 6266: a plain name for old clients, the true one in UTF-8. */
static void disposition(struct request *rq, const char *filename)
{
    struct buf plain = {.arena = rq->work->arena}, coded = {.arena = rq->work->arena};

    for (const unsigned char *p = (const unsigned char *)filename; *p; p++) {
        char c = *p < 0x20 || *p >= 0x7f || strchr("\"\\/%", *p) ? '_' : (char)*p;
        buf_add(&plain, &c, 1);
        if (isalnum(*p) || strchr("-._~", *p))
            buf_add(&coded, (const char *)p, 1);
        else
            buf_printf(&coded, "%%%02X", *p);
    }
    reply_header(rq, "Content-Disposition", "attachment; filename=\"%s\"; filename*=UTF-8''%s", plain.ptr, coded.ptr);
}

enum err reply_file(struct request *rq, const char *key, const char *media, const char *filename)
{
    rq->status = 200;
    rq->media = media;
    reply_header(rq, "X-Accel-Redirect", "/_store/%s", key);
    reply_header(rq, "Cache-Control", "private, no-store");
    if (filename)
        disposition(rq, filename);
    return OK;
}

bool from_the_beginning(struct request *rq)
{
    const char *range = header(rq, "HTTP_RANGE");

    return rq->method == GET && (!range || text_starts(range, "bytes=0-"));
}

void reply_etag(struct request *rq, int64_t row_version)
{
    reply_header(rq, "ETag", "\"%" PRId64 "\"", row_version);
}

enum err want_match(struct request *rq, int64_t row_version)
{
    const char *have = header(rq, "HTTP_IF_MATCH");

    assert(have && rq->route->who & MATCH); /* or the description would not tell of it */
    if (!strcmp(have, "*") || !strcmp(have, arena_printf(rq->work->arena, "\"%" PRId64 "\"", row_version)))
        return OK;
    return fail(ERR_STALE, "somebody changed this meanwhile; load it again, then change it");
}

enum err reply_park(struct request *rq, const char *topic, int64_t ms)
{
    rq->park_on = arena_strdup(rq->work->arena, topic);
    rq->park_until_us = ms > 0 ? clock_ticks() + ms * 1000 : 0;
    return OK;
}

enum err reply_await(struct request *rq, const char *topic)
{
    enum { AWAIT_MS = 20000, AGAIN_S = 3 };

    if (!rq->late)
        return reply_park(rq, topic, AWAIT_MS);
    rq->status = 202;
    reply_header(rq, "Retry-After", "%d", AGAIN_S);
    reply_header(rq, "Cache-Control", "no-store");
    rq->media = "application/json";
    buf_puts(&rq->reply, "{\"state\":\"queued\"}");
    return OK;
}

void stream_event(struct request *rq, const char *name, const char *id, const char *data)
{
    if (id)
        buf_printf(&rq->reply, "id: %s\n", id);
    buf_printf(&rq->reply, "event: %s\ndata: %s\n\n", name, data);
}
