/* SPDX-License-Identifier: ISC */
#include "fcgi/serve.h"

#include "base/language.h"
#include "base/log.h"
#include "fcgi/metrics.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *const methods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

uint64_t topic_of(const char *name)
{
    uint64_t h = UINT64_C(14695981039346656037); /* FNV-1a; two topics with one number cost an idle run */

    for (const unsigned char *p = (const unsigned char *)name; *p; p++)
        h = (h ^ *p) * UINT64_C(1099511628211);
    return h;
}

static enum method method_of(const char *word)
{
    for (enum method m = GET; m < OTHER_METHOD; m++)
        if (word && !strcmp(methods[m], word))
            return m;
    return OTHER_METHOD;
}

static void log_request(struct request *rq, const struct visit *v)
{
    int64_t us = clock_ticks() - v->begun_us;

    metrics_count(rq->route, rq->status, us);
    log_line(LOG_NOTE, "request id=%s method=%s path=%s status=%d us=%" PRId64, rq->id,
             rq->method < OTHER_METHOD ? methods[rq->method] : "-", rq->route ? rq->route->path : "-", rq->status,
             us);
}

/* ---- what goes out ------------------------------------------------------- */

static bool has_body(int status)
{
    return status >= 200 && status != 204 && status != 304;
}

static bool names(const struct buf *headers, const char *name)
{
    return headers->ptr && strcasestr(headers->ptr, name);
}

/* nginx knows the length of a file it sends itself, and a stream has none. */
static void write_head(struct request *rq, struct wire *wire, bool stream)
{
    struct buf b = {.arena = rq->work->arena};

    buf_printf(&b, "Status: %d\r\nX-Request-Id: %s\r\n", rq->status, rq->id);
    if (has_body(rq->status))
        buf_printf(&b, "Content-Type: %s\r\n", rq->media);
    if (has_body(rq->status) && !stream && !names(&rq->headers, "X-Accel-Redirect:"))
        buf_printf(&b, "Content-Length: %zu\r\n", rq->length);
    if (!names(&rq->headers, "Cache-Control:"))
        buf_puts(&b, stream ? "Cache-Control: no-store\r\nX-Accel-Buffering: no\r\n" : "Cache-Control: private, no-cache\r\n");
    if (rq->headers.len)
        buf_add(&b, rq->headers.ptr, rq->headers.len);
    buf_puts(&b, "\r\n");
    wire_write(wire, b.ptr, b.len);
}

static enum outcome answer(struct request *rq, struct wire *wire, struct visit *v)
{
    write_head(rq, wire, false);
    if (has_body(rq->status) && rq->reply.len)
        wire_write(wire, rq->reply.ptr, rq->reply.len);
    log_request(rq, v);
    return wire_finish(wire) ? SERVED : CLOSED;
}

static enum outcome stream_begin(struct request *rq, struct wire *wire, struct visit *v)
{
    rq->media = "text/event-stream";
    write_head(rq, wire, true);
    wire_write(wire, "\n", 1); /* so that the head leaves nginx at once */
    if (rq->reply.len)
        wire_write(wire, rq->reply.ptr, rq->reply.len);
    log_request(rq, v);
    if (!wire_flush(wire))
        return CLOSED;
    v->stream = true;
    return WAITING;
}

/* Whatever a stream has to say, and its end when it does not wait for more. */
static enum outcome stream_on(struct request *rq, struct wire *wire)
{
    if (rq->status < 400 && rq->reply.len && !wire_push(wire, rq->reply.ptr, rq->reply.len))
        return CLOSED;
    if (rq->park_on)
        return WAITING;
    return wire_finish(wire) ? SERVED : CLOSED;
}

/* ---- in between ---------------------------------------------------------- */

/* An answer that waits has one deadline, however often it is woken. */
static void remember(struct request *rq, struct visit *v, bool stream)
{
    v->topic = topic_of(rq->park_on);
    if (stream || !v->resumed)
        v->until_us = rq->park_until_us;
}

static bool waits(struct request *rq, const struct visit *v)
{
    return rq->park_on && !v->leaving;
}

static enum outcome speak(struct request *rq, struct wire *wire, struct visit *v)
{
    bool stream = rq->route && rq->route->reply == &events_record && rq->park_on;

    if (waits(rq, v))
        remember(rq, v, stream);
    else if (rq->park_on && !stream) /* leaving: no second half to wait for */
        problem(rq, fail(ERR_BUSY, "stopped while an answer was awaited"));
    if (v->stream)
        return stream_on(rq, wire);
    if (!stream)
        return waits(rq, v) ? WAITING : answer(rq, wire, v);
    enum outcome o = stream_begin(rq, wire, v);
    if (o == WAITING && v->leaving) /* told where it stands; it comes back to somebody else */
        return wire_finish(wire) ? SERVED : CLOSED;
    return o;
}

enum outcome serve(struct work *work, struct wire *wire, struct visit *v, struct db *(*database)(void *), void *of)
{
    const char *path = wire_var(wire, "DOCUMENT_URI"); /* as nginx understood it, not as it was sent */
    struct request rq = {
        .work = work,
        .method = method_of(wire_var(wire, "REQUEST_METHOD")),
        .path = path ? path : "",
        .id = v->id,
        .language = language_pick(wire_var(wire, "HTTP_ACCEPT_LANGUAGE")),
        .var = wire_var,
        .times = wire_times,
        .from = wire,
        .database = database,
        .of = of,
        .in = wire_body(wire),
        .resumed = v->resumed,
        .late = v->late,
        .cursor = v->cursor,
    };

    dispatch(&rq);
    return speak(&rq, wire, v);
}
