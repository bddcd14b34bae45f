/* SPDX-License-Identifier: ISC */
/* upload.c - the doors of tus 1.0.0.
 *
 * Every answer says Tus-Resumable, refusals too; so these doors write their
 * problems themselves.  nginx hands the bytes over as a file (BODY_FILE);
 * where it does not, they are read as they come. */
#include "fcgi/doors.h"
#include "fcgi/tus.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>
#include <strings.h>

static void speak_tus(struct request *rq)
{
    reply_header(rq, "Tus-Resumable", TUS_VERSION);
}

static enum err through_tus(struct request *rq, enum err (*door)(struct request *))
{
    const char *version = header(rq, "HTTP_TUS_RESUMABLE");

    assert(rq->route->who & TUS); /* or the description would not tell of it */
    if (!version || strcmp(version, TUS_VERSION) != 0) {
        problem(rq, refuse(ERR_STALE, "tus_version", "tus " TUS_VERSION " is spoken here; say so with Tus-Resumable"));
        reply_header(rq, "Tus-Version", TUS_VERSION);
        speak_tus(rq);
        return OK;
    }
    enum err e = door(rq);
    if (e != OK)
        problem(rq, e);
    speak_tus(rq);
    return OK;
}

static void describe(struct request *rq, const struct upload *u)
{
    reply_header(rq, "Upload-Offset", "%" PRId64, u->offset);
    if (u->state == UPLOAD_STATE_RECEIVING)
        reply_header(rq, "Upload-Expires", "%s", tus_date(rq->work->arena, u->expires_at));
    if (u->song_id)
        reply_header(rq, "Song-Id", "%s", u->song_id);
    if (u->version_id)
        reply_header(rq, "Version-Id", "%s", u->version_id);
    reply_header(rq, "Cache-Control", "no-store");
}

enum err uploads_options(struct request *rq)
{
    speak_tus(rq);
    reply_header(rq, "Tus-Version", TUS_VERSION);
    reply_header(rq, "Tus-Extension", TUS_EXTENSIONS);
    reply_header(rq, "Tus-Max-Size", "%" PRId64, rq->work->config->upload_bytes_max);
    reply_header(rq, "Tus-Checksum-Algorithm", TUS_ALGORITHMS);
    return reply_nothing(rq);
}

/* ---- bytes --------------------------------------------------------------------- */

static bool sends_bytes(struct request *rq)
{
    const char *type = header(rq, "CONTENT_TYPE");

    return type && !strncasecmp(type, TUS_MEDIA, sizeof TUS_MEDIA - 1);
}

static enum err take_bytes(struct request *rq, int64_t most, struct piece *out)
{
    const char *file = header(rq, "BODY_FILE");

    if (file && *file)
        return piece_from_file(rq->work, file, most, out);
    return piece_from_reader(rq->work, rq->in, most, out);
}

static enum err check_bytes(struct request *rq, const struct piece *p)
{
    const char *text = header(rq, "HTTP_UPLOAD_CHECKSUM");
    struct tus_checksum sum;

    if (!text)
        return OK;
    TRY(tus_checksum(rq->work->arena, text, &sum));
    return piece_check(rq->work, p, sum.algorithm, sum.bytes, sum.n);
}

/* ---- creation -------------------------------------------------------------------- */

static enum err read_order(struct request *rq, struct upload_order *o)
{
    if (header(rq, "HTTP_UPLOAD_DEFER_LENGTH"))
        return fail(ERR_MALFORMED, "say with Upload-Length how many bytes will come");
    TRY(tus_number("Upload-Length", header(rq, "HTTP_UPLOAD_LENGTH"), &o->bytes));
    return tus_metadata(rq->work->arena, header(rq, "HTTP_UPLOAD_METADATA"), o);
}

/* With the first bytes in the same request; what they show decides before anything is made. */
static enum err create_with(struct request *rq, const struct upload_order *o, struct upload *u)
{
    CLEANUP(piece_drop) struct piece p = {.draft = {.fd = -1}};

    TRY(take_bytes(rq, o->bytes, &p));
    TRY(check_bytes(rq, &p));
    if (p.bytes)
        TRY(piece_sniff(&p, o->bytes));
    TRY(upload_open(rq->work, rq->account, o, u));
    return upload_add(rq->work, rq->account, u->id, 0, &p, u);
}

static enum err create(struct request *rq)
{
    struct upload_order o = {0};
    struct upload u;

    TRY(read_order(rq, &o));
    TRY(sends_bytes(rq) ? create_with(rq, &o, &u) : upload_open(rq->work, rq->account, &o, &u));
    reply_header(rq, "Location", "/api/v1/uploads/%s", u.id);
    describe(rq, &u);
    return reply_record(rq, 201, &upload_record, &u);
}

enum err uploads_post(struct request *rq)
{
    return through_tus(rq, create);
}

/* ---- going on ---------------------------------------------------------------------- */

static enum err add(struct request *rq)
{
    CLEANUP(piece_drop) struct piece p = {.draft = {.fd = -1}};
    struct upload u;
    int64_t at;

    if (!sends_bytes(rq))
        return fail(ERR_MEDIA, "send " TUS_MEDIA);
    TRY(tus_number("Upload-Offset", header(rq, "HTTP_UPLOAD_OFFSET"), &at));
    TRY(upload_look(rq->work, rq->account, rq->param[0], &u));
    TRY(take_bytes(rq, u.bytes - (at < u.bytes ? at : u.bytes), &p));
    TRY(check_bytes(rq, &p));
    TRY(upload_add(rq->work, rq->account, rq->param[0], at, &p, &u));
    TRY(reply_nothing(rq));
    describe(rq, &u);
    return OK;
}

static enum err look(struct request *rq)
{
    struct upload u;

    TRY(upload_look(rq->work, rq->account, rq->param[0], &u));
    describe(rq, &u);
    reply_header(rq, "Upload-Length", "%" PRId64, u.bytes);
    if (u.metadata)
        reply_header(rq, "Upload-Metadata", "%s", u.metadata);
    return reply_record(rq, 200, &upload_record, &u);
}

static enum err end(struct request *rq)
{
    TRY(upload_cancel(rq->work, rq->account, rq->param[0]));
    return reply_nothing(rq);
}

enum err upload_one_patch(struct request *rq)
{
    return through_tus(rq, add);
}

enum err upload_one_head(struct request *rq)
{
    return through_tus(rq, look);
}

enum err upload_one_delete(struct request *rq)
{
    return through_tus(rq, end);
}

/* For clients that can only POST. */
enum err upload_one_post(struct request *rq)
{
    static const struct {
        const char *word;
        enum err (*door)(struct request *);
    } doors[] = {{"PATCH", add}, {"HEAD", look}, {"DELETE", end}};
    const char *meant = header(rq, "HTTP_X_HTTP_METHOD_OVERRIDE");

    for (size_t i = 0; meant && i < sizeof doors / sizeof *doors; i++)
        if (!strcmp(doors[i].word, meant))
            return through_tus(rq, doors[i].door);
    return fail(ERR_METHOD, "say with X-HTTP-Method-Override what this POST stands for");
}

enum err upload_one_get(struct request *rq)
{
    struct upload u;

    TRY(upload_get(rq->work->db, rq->param[0], rq->account, &u));
    reply_header(rq, "Cache-Control", "no-store");
    return reply_record(rq, 200, &upload_record, &u);
}
