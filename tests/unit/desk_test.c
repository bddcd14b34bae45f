/* SPDX-License-Identifier: ISC */
/* The desk itself, with doors of its own: threads, parking, streams, leaving. */
#include "fcgi/desk.h"
#include "fcgi/wire.h"
#include "tests/tap.h"
#include "tests/world.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* ---- doors ------------------------------------------------------------------ */

static enum err hello_get(struct request *rq)
{
    return reply_text(rq, 200, "text/plain", "hello\n");
}

static enum err echo_post(struct request *rq)
{
    char piece[1000];

    for (size_t n; (n = rq->in.read(rq->in.from, piece, sizeof piece)) > 0;)
        buf_add(&rq->reply, piece, n);
    rq->media = "text/plain";
    return OK;
}

static enum err slow_get(struct request *rq)
{
    (void)usleep(300000);
    return reply_text(rq, 200, "text/plain", "slow\n");
}

static enum err count_get(struct request *rq)
{
    struct machine_clock c;

    TRY(machine_time(rq->work->db, &c));
    return reply_text(rq, 200, "text/plain", "asked\n");
}

/* An event each time it is run; how often stands in the cursor. */
static enum err stream_get(struct request *rq)
{
    int n = atoi(rq->cursor) + 1;

    (void)snprintf(rq->cursor, CURSOR_SIZE, "%d", n);
    stream_event(rq, "run", NULL, rq->cursor);
    if (n == 3)
        return OK; /* and that was all */
    return reply_park(rq, "song:1", 0);
}

static enum err flood_get(struct request *rq)
{
    char *data = arena_alloc(rq->work->arena, 60001);

    memset(data, 'x', 60000);
    stream_event(rq, "flood", NULL, data);
    return reply_park(rq, "flood", 0);
}

static enum err wait_post(struct request *rq)
{
    if (!rq->resumed)
        return reply_park(rq, "outbox:1", atoi(header(rq, "QUERY_STRING") + strlen("ms=")));
    return reply_text(rq, rq->late ? 202 : 200, "text/plain", rq->late ? "later\n" : "now\n");
}

#define DOOR(m, p, w, in, out, fn) {.method = m, .path = p, .who = (w), .body = in, .reply = out, .handle = fn, .handler = #fn, .doc = ""}
const struct route routes[] = {
    DOOR(GET, "/hello", ANYONE | BARE, &none_record, &text_record, hello_get),
    DOOR(POST, "/echo", ANYONE | BARE, &stream_record, &text_record, echo_post),
    DOOR(GET, "/slow", ANYONE | BARE, &none_record, &text_record, slow_get),
    DOOR(GET, "/count", ANYONE, &none_record, &text_record, count_get),
    DOOR(GET, "/stream", ANYONE | BARE, &none_record, &events_record, stream_get),
    DOOR(GET, "/flood", ANYONE | BARE, &none_record, &events_record, flood_get),
    DOOR(POST, "/wait", ANYONE | BARE, &none_record, &text_record, wait_post),
};
const size_t route_count = sizeof routes / sizeof *routes;

/* ---- the desk of a test ------------------------------------------------------ */

struct stage {
    struct world w;
    struct desk_needs needs;
    char dir[32], path[64];
    pthread_t thread;
    bool left;
};

static void *run_desk(void *arg)
{
    return desk_run(arg) == OK ? NULL : arg;
}

static void stage_open(struct stage *s, int threads)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    sigset_t set;

    s->w = world_open();
    s->w.config->api_threads = threads;
    (void)strcpy(s->dir, "/tmp/desk.XXXXXX");
    if (!mkdtemp(s->dir))
        abort();
    (void)snprintf(s->path, sizeof s->path, "%s/sock", s->dir);
    (void)snprintf(at.sun_path, sizeof at.sun_path, "%s", s->path);
    s->needs = (struct desk_needs){.config = s->w.config, .store = s->w.work.store, .listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0)};
    if (bind(s->needs.listener, (struct sockaddr *)&at, sizeof at) || listen(s->needs.listener, 64))
        abort();
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    pthread_create(&s->thread, NULL, run_desk, &s->needs);
    const char *listens = "SELECT 1 / count(*) FROM pg_stat_activity WHERE query = 'LISTEN wake' AND state = 'idle'";
    while (db_script(s->w.work.db, listens) != OK) /* from then on nobody is run again without a note */
        (void)usleep(10000);
}

static bool stage_leave(struct stage *s)
{
    void *trouble = NULL;

    s->left = true;
    return pthread_join(s->thread, &trouble) == 0 && !trouble;
}

static void stage_close(struct stage *s)
{
    if (!s->left) {
        (void)kill(getpid(), SIGTERM);
        (void)stage_leave(s);
    }
    (void)close(s->needs.listener);
    (void)unlink(s->path);
    (void)rmdir(s->dir);
    world_close(&s->w);
}

/* ---- a client as nginx is one -------------------------------------------------- */

struct client {
    int fd;
    bool ended; /* END_REQUEST has come */
    char said[256 * 1024];
    size_t len;
};

static void client_shut(struct client **c)
{
    if ((*c)->fd >= 0)
        (void)close((*c)->fd);
    free(*c);
}

static struct client *client_new(struct stage *s)
{
    struct client *c = calloc(1, sizeof *c);
    struct sockaddr_un at = {.sun_family = AF_UNIX};

    (void)snprintf(at.sun_path, sizeof at.sun_path, "%s", s->path);
    c->fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(c->fd, (struct sockaddr *)&at, sizeof at))
        c->fd = -1;
    return c;
}

static size_t record(unsigned char *to, int type, const void *content, size_t n)
{
    const unsigned char head[8] = {1, (unsigned char)type, 0, 1, (unsigned char)(n >> 8), (unsigned char)n};

    memcpy(to, head, sizeof head);
    memcpy(to + sizeof head, content, n);
    return n + sizeof head;
}

static size_t pair(unsigned char *to, const char *name, const char *value)
{
    size_t n = strlen(name), v = strlen(value);

    to[0] = (unsigned char)n;
    to[1] = (unsigned char)v;
    memcpy(to + 2, name, n);
    memcpy(to + 2 + n, value, v);
    return n + v + 2;
}

static bool ask_desk(struct client *c, const char *method, const char *path, const char *q, const char *body)
{
    static const unsigned char begin[8] = {0, 1, 1}; /* a responder, and keep the connection */
    unsigned char params[512], all[8192];
    size_t p = 0, n = 0;

    p += pair(params + p, "REQUEST_METHOD", method);
    p += pair(params + p, "DOCUMENT_URI", path);
    p += pair(params + p, "QUERY_STRING", q);
    n += record(all + n, 1, begin, sizeof begin);
    n += record(all + n, 4, params, p);
    n += record(all + n, 4, "", 0);
    if (*body)
        n += record(all + n, 5, body, strlen(body));
    n += record(all + n, 5, "", 0);
    c->len = 0;
    c->ended = false;
    c->said[0] = '\0';
    return send(c->fd, all, n, MSG_NOSIGNAL) == (ssize_t)n;
}

static bool take(int fd, void *to, size_t n, int ms)
{
    for (char *p = to; n > 0;) {
        struct pollfd f = {.fd = fd, .events = POLLIN};
        ssize_t got = poll(&f, 1, ms) == 1 ? recv(fd, p, n, 0) : -1;
        if (got <= 0)
            return false;
        p += got;
        n -= (size_t)got;
    }
    return true;
}

/* One record more; false: none came in time, or the other side has hung up. */
static bool hear(struct client *c, int ms)
{
    unsigned char head[8];
    char rest[65536 + 256];

    if (!take(c->fd, head, sizeof head, ms))
        return false;
    size_t n = (size_t)(head[4] << 8 | head[5]);
    if (!take(c->fd, rest, n + head[6], ms))
        return false;
    c->ended = head[1] == 3;
    if (head[1] == 6 && c->len + n < sizeof c->said) {
        memcpy(c->said + c->len, rest, n);
        c->len += n;
        c->said[c->len] = '\0';
    }
    return true;
}

static bool hear_end(struct client *c, int ms)
{
    while (!c->ended)
        if (!hear(c, ms))
            return false;
    return true;
}

/* Until that was said. */
static bool hears(struct client *c, const char *what, int ms)
{
    while (!strstr(c->said, what))
        if (!hear(c, ms))
            return false;
    return true;
}

static bool says(struct client *c, const char *method, const char *path, const char *q, const char *what)
{
    return ask_desk(c, method, path, q, "") && hear_end(c, 5000) && strstr(c->said, what);
}

static void note_topic(struct stage *s, const char *topic)
{
    world_sql(&s->w, arena_printf(s->w.work.arena, "SELECT pg_notify('wake', '%s')", topic));
}

/* ---- promises ------------------------------------------------------------------ */

TEST(one_connection_carries_many_requests)
{
    CLEANUP(stage_close) struct stage s = {0};

    stage_open(&s, 2);
    CLEANUP(client_shut) struct client *c = client_new(&s);
    for (int i = 0; i < 50; i++)
        NEED(says(c, "GET", "/hello", "", "\r\n\r\nhello\n"));
    CHECK(says(c, "GET", "/nowhere", "", "Status: 404\r\n"));
    CHECK(says(c, "GET", "/count", "", "asked\n"));
}

TEST(a_body_is_read_and_one_that_is_not_read_does_no_harm)
{
    CLEANUP(stage_close) struct stage s = {0};

    stage_open(&s, 1);
    CLEANUP(client_shut) struct client *c = client_new(&s);
    NEED(ask_desk(c, "POST", "/echo", "", "some bytes") && hear_end(c, 5000));
    CHECK(strstr(c->said, "\r\n\r\nsome bytes"));
    NEED(ask_desk(c, "GET", "/hello", "", "nobody reads this") && hear_end(c, 5000));
    CHECK(says(c, "GET", "/hello", "", "hello\n"));
}

TEST(idle_connections_hold_no_thread)
{
    CLEANUP(stage_close) struct stage s = {0};
    struct client *idle[20];

    stage_open(&s, 1);
    for (int i = 0; i < 20; i++) {
        idle[i] = client_new(&s);
        CHECK(says(idle[i], "GET", "/hello", "", "hello\n"));
    }
    CLEANUP(client_shut) struct client *c = client_new(&s);
    CHECK(says(c, "GET", "/hello", "", "hello\n"));
    for (int i = 0; i < 20; i++)
        client_shut(&idle[i]);
}

TEST(a_stream_is_run_again_when_its_topic_is_noted_and_ends_when_the_door_says_so)
{
    CLEANUP(stage_close) struct stage s = {0};

    stage_open(&s, 1);
    CLEANUP(client_shut) struct client *c = client_new(&s), *other = client_new(&s);
    NEED(ask_desk(c, "GET", "/stream", "", ""));
    NEED(hears(c, "data: 1\n", 5000));
    CHECK(strstr(c->said, "Content-Type: text/event-stream\r\n"));
    CHECK(strstr(c->said, "X-Accel-Buffering: no\r\n"));
    CHECK(says(other, "GET", "/hello", "", "hello\n")); /* the only thread is free */
    note_topic(&s, "song:2");
    CHECK(!hear(c, 300));
    note_topic(&s, "song:1");
    NEED(hears(c, "data: 2\n", 5000));
    note_topic(&s, "song:1");
    NEED(hears(c, "data: 3\n", 5000));
    CHECK(hear_end(c, 5000));
    CHECK(says(c, "GET", "/hello", "", "hello\n")); /* the connection is still good */
}

TEST(an_answer_waits_for_its_note_or_its_time)
{
    CLEANUP(stage_close) struct stage s = {0};

    stage_open(&s, 1);
    CLEANUP(client_shut) struct client *c = client_new(&s), *other = client_new(&s);
    int64_t began = clock_ticks();
    CHECK(says(c, "POST", "/wait", "ms=300", "Status: 202\r\n"));
    CHECK_NEAR((double)(clock_ticks() - began) / 1e6, 0.4, 0.35);
    NEED(ask_desk(c, "POST", "/wait", "ms=60000", ""));
    CHECK(says(other, "GET", "/hello", "", "hello\n"));
    note_topic(&s, "outbox:1");
    CHECK(hear_end(c, 5000));
    CHECK(strstr(c->said, "Status: 200\r\n") && strstr(c->said, "now\n"));
}

TEST(whoever_does_not_read_his_stream_is_dropped_and_the_others_go_on)
{
    CLEANUP(stage_close) struct stage s = {0};

    stage_open(&s, 1);
    CLEANUP(client_shut) struct client *deaf = client_new(&s), *c = client_new(&s);
    NEED(ask_desk(deaf, "GET", "/flood", "", ""));
    NEED(hears(deaf, "event: flood", 5000));
    for (int i = 0; i < 30; i++) {
        note_topic(&s, "flood");
        NEED(says(c, "GET", "/hello", "", "hello\n"));
    }
    int records = 0;
    while (hear(deaf, 1000) && !deaf->ended)
        records++;
    CHECK(records < 30); /* it was cut, and not by an orderly end */
    CHECK(!deaf->ended);
}

TEST(garbage_on_the_wire_costs_one_connection)
{
    CLEANUP(stage_close) struct stage s = {0};

    stage_open(&s, 1);
    CLEANUP(client_shut) struct client *bad = client_new(&s), *c = client_new(&s);
    CHECK(send(bad->fd, "GET / HTTP/1.1\r\n\r\n", 18, MSG_NOSIGNAL) == 18);
    CHECK(!hear(bad, 3000));
    CHECK(says(c, "GET", "/hello", "", "hello\n"));
}

TEST(leaving_the_desk_finishes_what_is_asked_and_waits_for_the_connections_to_close)
{
    CLEANUP(stage_close) struct stage s = {0};

    stage_open(&s, 2);
    CLEANUP(client_shut) struct client *busy = client_new(&s), *idle = client_new(&s), *stream = client_new(&s), *waits = client_new(&s);
    CHECK(says(idle, "GET", "/hello", "", "hello\n"));
    NEED(ask_desk(stream, "GET", "/stream", "", "") && hears(stream, "data: 1\n", 5000));
    NEED(ask_desk(waits, "POST", "/wait", "ms=60000", "") && ask_desk(busy, "GET", "/slow", "", ""));
    (void)usleep(100000);
    (void)kill(getpid(), SIGTERM);
    CHECK(hear_end(stream, 5000)); /* an orderly end: the page comes back to somebody else */
    CHECK(hear_end(waits, 5000) && strstr(waits->said, "Status: 202\r\n"));
    CHECK(hear_end(busy, 5000) && strstr(busy->said, "slow\n"));
    CHECK(says(idle, "GET", "/hello", "", "hello\n")); /* a kept connection is served until nginx closes it */
    CHECK(ask_desk(stream, "GET", "/stream", "", "") && hear_end(stream, 5000) && strstr(stream->said, "data: 1\n"));
    struct client *all[] = {busy, idle, stream, waits};
    for (int i = 0; i < 4; i++) {
        (void)close(all[i]->fd);
        all[i]->fd = -1;
    }
    int64_t began = clock_ticks();
    CHECK(stage_leave(&s));
    CHECK(clock_ticks() - began < SECONDS(2));
}
