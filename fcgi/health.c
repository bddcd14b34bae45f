/* SPDX-License-Identifier: ISC */
/* health.c - how the house is: for the one who watches it, and for the balancer in front. */
#include "db/migrate.h"
#include "fcgi/doors.h"
#include "fcgi/metrics.h"

#include <inttypes.h>
#include <string.h>

static const int64_t CLOCKS_APART_US = SECONDS(1);

struct readiness {
    bool ready, database, schema, clock, room;
    int64_t clock_apart_ms, free_bytes, queue_age_s;
};
static const struct field readiness_fields[] = {
    BOOL(readiness, ready, .doc = "Whether this process can serve."),
    BOOL(readiness, database, .doc = "The database answers."),
    BOOL(readiness, schema, .doc = "Its schema is the one of this program."),
    BOOL(readiness, clock, .doc = "Its clock and ours agree within a second."),
    BOOL(readiness, room, .doc = "The store has room for uploads."),
    INT(readiness, clock_apart_ms, .optional = true, .unit = "ms", .doc = "How far the clocks are apart."),
    INT(readiness, free_bytes, .optional = true, .unit = "bytes", .doc = "What is free in the store."),
    INT(readiness, queue_age_s, .optional = true, .unit = "s", .doc = "How long the oldest job that may begin has waited."),
};
const struct record readiness_record = RECORD(readiness, readiness_fields);

enum err healthz_get(struct request *rq)
{
    return reply_text(rq, 200, "text/plain", "ok\n");
}

static void look_at_clock(struct work *w, struct readiness *r)
{
    struct machine_clock theirs;

    if (machine_time(w->db, &theirs) != OK)
        return;
    int64_t apart = clock_machine() - theirs.at;
    r->database = true;
    r->clock_apart_ms = apart / 1000;
    r->clock = apart <= CLOCKS_APART_US && apart >= -CLOCKS_APART_US;
}

static void look_at_queue(struct work *w, struct readiness *r)
{
    struct queue_age q;

    if (job_queue_age(w->db, w->now, &q) == OK)
        r->queue_age_s = q.oldest_at == TIME_ABSENT ? 0 : (w->now - q.oldest_at) / SECONDS(1);
}

/* A queue that grows old is told, but another API process would not shorten it. */
enum err readyz_get(struct request *rq)
{
    struct readiness r = {.clock_apart_ms = INT_ABSENT, .free_bytes = INT_ABSENT, .queue_age_s = INT_ABSENT};
    struct work *w = rq->work;

    reach_database(rq);
    if (w->db)
        look_at_clock(w, &r);
    if (r.database) {
        r.schema = migrate_check(w->db, w->arena) == OK;
        look_at_queue(w, &r);
    }
    if (store_room(w->store, &r.free_bytes) == OK)
        r.room = r.free_bytes >= w->config->disk_free_min;
    r.ready = r.database && r.schema && r.clock && r.room;
    reply_header(rq, "Cache-Control", "no-store");
    return reply_record(rq, r.ready ? 200 : 503, &readiness_record, &r);
}

/* ---- figures --------------------------------------------------------------- */

static bool from_this_machine(struct request *rq)
{
    const char *address = header(rq, "REMOTE_ADDR");

    return address && (text_starts(address, "127.") || !strcmp(address, "::1"));
}

static void counts(struct buf *b, const char *name, const struct state_count *rows, size_t n)
{
    buf_printf(b, "# HELP mastering_%s In each state; of what is over, of the last day.\n# TYPE mastering_%s gauge\n", name, name);
    for (size_t i = 0; i < n; i++)
        buf_printf(b, "mastering_%s{kind=\"%s\",state=\"%s\"} %" PRId64 "\n", name, rows[i].what, rows[i].state, rows[i].n);
}

/* The processes' own figures are told even when the database is away. */
static enum err figures_of_database(struct work *w, struct buf *b)
{
    struct state_count *rows;
    struct queue_age q;
    size_t n;

    TRY(queue_counts(w->db, w->now - DAYS(1), &rows, &n));
    counts(b, "jobs", rows, n);
    TRY(outbox_counts(w->db, w->now - DAYS(1), &rows, &n));
    counts(b, "outbox", rows, n);
    TRY(job_queue_age(w->db, w->now, &q));
    buf_printf(b, "# HELP mastering_queue_age_seconds How long the oldest job has waited.\n"
                  "# TYPE mastering_queue_age_seconds gauge\nmastering_queue_age_seconds %" PRId64 "\n",
               q.oldest_at == TIME_ABSENT ? 0 : (w->now - q.oldest_at) / SECONDS(1));
    return OK;
}

enum err metrics_get(struct request *rq)
{
    struct buf b = {.arena = rq->work->arena};

    if (!from_this_machine(rq))
        return fail(ERR_NOT_FOUND, "there is no such door");
    metrics_text(&b);
    reach_database(rq);
    bool database = rq->work->db && figures_of_database(rq->work, &b) == OK;
    buf_printf(&b, "# HELP mastering_database Whether the database answers.\n# TYPE mastering_database gauge\n"
                   "mastering_database %d\n", database);
    reply_header(rq, "Cache-Control", "no-store");
    return reply_text(rq, 200, "text/plain; version=0.0.4", b.ptr);
}

/* ---- the description of it all ---------------------------------------------- */

enum err openapi_get(struct request *rq)
{
    rq->status = 200;
    openapi(&rq->reply);
    reply_header(rq, "Cache-Control", "public, max-age=300");
    return OK;
}
