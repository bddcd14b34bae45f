/* SPDX-License-Identifier: ISC */
#include "app/master.h"
#include "app/delta.h"

#include "app/wake.h"
#include "fcgi/doors.h"
#include "fcgi/peaks.h"

#include <stdlib.h>
#include <string.h>

enum err masters_post(struct request *rq)
{
    struct master_whole m;

    TRY(master_order_put(rq->work, rq->account, rq->body, &m));
    reply_header(rq, "Location", "/api/v1/masters/%s", m.id);
    reply_etag(rq, m.row_version);
    return reply_record(rq, 202, &master_whole_record, &m);
}

enum err master_one_get(struct request *rq)
{
    struct master_whole m;

    TRY(master_get(rq->work->db, rq->param[0], rq->account, ENGINE_NAME, &m));
    reply_etag(rq, m.row_version);
    return reply_record(rq, 200, &master_whole_record, &m);
}

enum err master_one_patch(struct request *rq)
{
    const struct master_change *change = rq->body;
    struct master_whole m;

    TRY(master_get(rq->work->db, rq->param[0], rq->account, ENGINE_NAME, &m));
    TRY(want_match(rq, m.row_version));
    if (change->cancel)
        TRY(master_stop(rq->work, rq->account, m.id));
    return master_one_get(rq);
}

enum err master_one_delete(struct request *rq)
{
    struct master_whole m;

    TRY(master_get(rq->work->db, rq->param[0], rq->account, ENGINE_NAME, &m));
    TRY(want_match(rq, m.row_version));
    TRY(master_remove(rq->work, rq->account, m.id));
    return reply_nothing(rq);
}

enum err master_report_get(struct request *rq)
{
    struct master_whole m;

    TRY(master_get(rq->work->db, rq->param[0], rq->account, ENGINE_NAME, &m));
    if (!m.report)
        return refuse(ERR_CONFLICT, "master_not_ready", "this master has no report yet");
    return reply_text(rq, 200, "application/json", m.report);
}

enum err master_recipe_get(struct request *rq)
{
    struct master_whole m;

    TRY(master_get(rq->work->db, rq->param[0], rq->account, ENGINE_NAME, &m));
    return reply_text(rq, 200, "application/json", m.recipe);
}

/* ---- hearing it -------------------------------------------------------------------- */

/* Where the segments are, for the page. */
static struct list with_urls(struct request *rq, const struct list *segments, const char *where)
{
    struct preview_piece *pieces =
        arena_alloc(rq->work->arena, (segments->count + 1) * sizeof *pieces);

    if (segments->count)
        memcpy(pieces, segments->rows, segments->count * sizeof *pieces);
    for (size_t i = 0; i < segments->count; i++)
        pieces[i].url = arena_printf(rq->work->arena, "/api/v1/masters/%s/%s/%lld", rq->param[0],
                                     where, (long long)pieces[i].n);
    return (struct list){pieces, segments->count};
}

enum err master_preview_get(struct request *rq)
{
    struct preview_shown shown;

    TRY(master_preview(rq->work, rq->account, rq->param[0], &shown));
    shown.segments = with_urls(rq, &shown.segments, "segments");
    reply_header(rq, "Cache-Control", "no-store");
    return reply_record(rq, 200, &preview_shown_record, &shown);
}

/* Ten seconds of sound in one answer, and no more. */
static enum err reply_segment(struct request *rq, const char *kind, const char *number)
{
    struct master_part part;
    char *end;
    long long n = strtoll(number, &end, 10);

    if (*end || end == number || n < 0)
        return fail(ERR_NOT_FOUND, "there is no such segment");
    TRY(master_file(rq->work, rq->account, rq->param[0], kind, n, &part));
    return reply_file(rq, part.key, part.media, NULL);
}

enum err master_segment_get(struct request *rq)
{
    return reply_segment(rq, "preview", rq->param[1]);
}

enum err master_delta_one_get(struct request *rq)
{
    struct work *w = rq->work;
    struct delta_shown shown;

    TRY(delta_of_master(w, rq->account, rq->param[0], rq->param[1], &shown));
    if (!shown.move)
        return reply_await(rq, wake_topic(w->arena, rq->account));
    shown.segments =
        with_urls(rq, &shown.segments, arena_printf(w->arena, "deltas/%s/segments", shown.move));
    reply_header(rq, "Cache-Control", "no-store");
    return reply_record(rq, 200, &delta_shown_record, &shown);
}

enum err master_delta_segment_get(struct request *rq)
{
    return reply_segment(rq, delta_kind(rq->work->arena, rq->param[1]), rq->param[2]);
}

static const char *const per_pixel_words[] = {"512", "4096", NULL};
static const struct field peaks_asked_fields[] = {
    TEXT(peaks_asked, per_pixel, .among = per_pixel_words, .preset = "512",
         .doc = "How many samples one point of it stands for."),
};
const struct record peaks_asked_record = RECORD(peaks_asked, peaks_asked_fields);

enum err master_peaks_get(struct request *rq)
{
    const struct peaks_asked *asked = rq->body;
    struct master_part part;

    TRY(master_file(rq->work, rq->account, rq->param[0], "peaks", atoi(asked->per_pixel), &part));
    return reply_file(rq, part.key, part.media, NULL);
}

/* ---- taking it home ------------------------------------------------------------------ */

struct file_asked {
    const char *bits, *rate;
};
static const struct field file_asked_fields[] = {
    TEXT(file_asked, bits, .optional = true, .among = file_bits_words,
         .doc = "None: 24, or what the format's name says. 32 are floats, WAV alone; MP3 and Opus have none."),
    TEXT(file_asked, rate, .optional = true, .among = file_rate_words,
         .doc = "In Hz; none: the mix's own. Opus takes none, MP3 goes up to 48000."),
};
const struct record file_asked_record = RECORD(file_asked, file_asked_fields);

static enum err wish_of(struct request *rq, struct file_wish *wish)
{
    const struct file_asked *asked = rq->body;

    return file_wish_read(rq->param[1], asked->bits, asked->rate, wish);
}

enum err master_output_get(struct request *rq)
{
    struct file_wish wish;
    struct output out;

    TRY(wish_of(rq, &wish));
    TRY(master_output(rq->work, rq->account, rq->param[0], &wish, &out));
    if (!out.key)
        return reply_await(rq, wake_topic(rq->work->arena, rq->account));
    if (from_the_beginning(rq))
        TRY(master_downloaded(rq->work, rq->account, rq->param[0], &wish));
    return reply_file(rq, out.key, out.media, out.filename);
}

enum err master_certificate_get(struct request *rq)
{
    struct file_wish wish;
    struct master_part part;

    TRY(wish_of(rq, &wish));
    TRY(master_output_certificate(rq->work, rq->account, rq->param[0], &wish, &part));
    return reply_file(rq, part.key, part.media,
                      arena_printf(rq->work->arena, "%s.certificate.json", wish.format));
}
