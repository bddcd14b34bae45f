/* SPDX-License-Identifier: ISC */
/* stream.c - what happens to an account's things, as it happens (text/event-stream).
 *
 * On connect: everything unfinished; with Last-Event-ID: what was written
 * since, too.  Then, each time somebody notes the account's topic, whatever
 * was written since the last look.  A row may be told twice, as it is; it is
 * never forgotten (see changed_now in the migrations). */
#include "app/master.h"
#include "app/wake.h"
#include "fcgi/doors.h"
#include "json/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* Where a stream stands: the oldest transaction it has not seen, and what it said last. */
struct place {
    int64_t since;
    uint64_t said;
    bool first;
};

static void read_place(struct request *rq, struct place *p)
{
    const char *last = header(rq, "HTTP_LAST_EVENT_ID");
    char *end = NULL;

    *p = (struct place){.since = INT64_MAX, .first = !rq->resumed};
    if (rq->resumed) {
        p->since = strtoll(rq->cursor, &end, 10);
        p->said = strtoull(end, NULL, 16);
    } else if (last && *last) {
        int64_t since = strtoll(last, &end, 10);
        if (!*end && since > 0)
            p->since = since;
    }
}

static uint64_t sum_of(const struct buf *b, size_t from)
{
    uint64_t h = UINT64_C(14695981039346656037); /* FNV-1a */

    for (size_t i = from; i < b->len; i++)
        h = (h ^ (unsigned char)b->ptr[i]) * UINT64_C(1099511628211);
    return h;
}

static void tell(struct request *rq, const char *name, const struct record *r, const void *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct buf b = {.arena = rq->work->arena};
        json_record(&b, r, (const char *)rows + i * r->size);
        stream_event(rq, name, NULL, b.ptr);
    }
}

static enum err tell_all(struct request *rq, const struct place *p)
{
    struct db *db = rq->work->db;
    struct upload *uploads;
    struct version *versions;
    struct master *masters;
    struct album *albums;
    size_t n;

    TRY(stream_uploads(db, rq->account, p->since, p->first, &uploads, &n));
    tell(rq, "upload", &upload_record, uploads, n);
    TRY(stream_versions(db, rq->account, p->since, &versions, &n));
    tell(rq, "version", &version_record, versions, n);
    TRY(stream_masters(db, rq->account, p->since, ENGINE_NAME, &masters, &n));
    tell(rq, "master", &master_record, masters, n);
    TRY(stream_albums(db, rq->account, p->since, &albums, &n));
    tell(rq, "album", &album_record, albums, n);
    return OK;
}

enum err stream_get(struct request *rq)
{
    struct stream_place here;
    struct place p;

    read_place(rq, &p);
    TRY(stream_here(rq->work->db, &here)); /* before the rows are read: what is written meanwhile comes again */
    if (p.first)
        buf_puts(&rq->reply, "retry: 2000\n\n");
    size_t from = rq->reply.len;
    TRY(tell_all(rq, &p));
    uint64_t said = sum_of(&rq->reply, from);
    if (!p.first && said == p.said)
        rq->reply.len = 0; /* somebody else's news */
    else
        buf_printf(&rq->reply, "id: %" PRId64 "\n\n", here.at);
    (void)snprintf(rq->cursor, CURSOR_SIZE, "%" PRId64 " %" PRIx64, here.at, said);
    return reply_park(rq, wake_topic(rq->work->arena, rq->account), 0);
}
