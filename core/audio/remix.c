/* SPDX-License-Identifier: ISC */
#include "audio/remix.h"

#include "audio/difference.h"
#include "audio/frozen.h"
#include "audio/scratch.h"
#include "dsp/elementary.h"
#include "dsp/fft.h"

#include <math.h>
#include <string.h>

enum { BLOCK = 8192, EXCERPTS = 5, EXCERPT = 1 << 17, SEARCH_MOST = 1 << 21 };

static const struct field change_fields[] = {
    REAL(mix_change, start_s, .unit = "s"),
    REAL(mix_change, end_s, .unit = "s"),
    TEXT(mix_change, what, .doc = "Which frequencies, or which instrument."),
    TEXT(mix_change, where, .doc = "middle or sides."),
    REAL(mix_change, db, .unit = "dB", .doc = "New against old, the overall gain set apart."),
};
const struct record mix_change_record = RECORD(mix_change, change_fields);

static const struct field difference_fields[] = {
    INT(mix_difference, offset, .doc = "Samples that the new mix has more at its beginning."),
    REAL(mix_difference, offset_s, .unit = "s", .doc = "The same in seconds."),
    BOOL(mix_difference, inverted, .doc = "Whether the new mix has the other polarity."),
    REAL(mix_difference, gain_db, .unit = "dB", .doc = "New against old, overall."),
    REAL(mix_difference, similarity, .doc = "Correlation where they lie on one another, 0 to 1."),
    LIST(mix_difference, changes, mix_change, .doc = "What is louder or quieter, and where."),
};
const struct record mix_difference_record = RECORD(mix_difference, difference_fields);

static const struct field report_fields[] = {
    SUB(remix_report, difference, mix_difference, .doc = "What changed in the mix."),
    SUB(remix_report, report, report, .doc = "The new master's report."),
};
const struct record remix_report_record = RECORD(remix_report, report_fields);

/* ---- finding the new mix in time ------------------------------------------------------------ */

struct finder {
    struct fft fft;
    float *x, *y, *xr, *xi, *yr, *yi;
    size_t n;
};

struct found {
    int64_t offset;
    double score; /* correlation, with its sign */
};

static void finder_new(struct arena *a, size_t n, struct finder *f)
{
    size_t bins = n / 2 + 1;
    float *m = arena_alloc(a, (fft_floats(n) + 2 * n + 4 * bins) * sizeof *m);

    fft_prepare(&f->fft, n, m);
    m += fft_floats(n);
    f->n = n;
    f->x = m;
    f->y = m + n;
    f->xr = m + 2 * n;
    f->xi = f->xr + bins;
    f->yr = f->xi + bins;
    f->yi = f->yr + bins;
}

/* The slope of the middle: from sample to sample. */
static enum err slopes(const struct pcm *p, int64_t first, size_t n, float *out)
{
    float x[2 * BLOCK];
    size_t channels = (size_t)p->channels;
    float last = 0;

    for (size_t at = 0; at < n; at += BLOCK) {
        size_t now = n - at < BLOCK ? n - at : BLOCK;
        TRY(pcm_read(p, first + (int64_t)at, x, now));
        for (size_t i = 0; i < now; i++) {
            float mid = 0.5f * (x[i * channels] + x[i * channels + channels - 1]);
            out[at + i] = at + i ? mid - last : 0;
            last = mid;
        }
    }
    return OK;
}

/* Where the excerpt of the old mix at `from` is in the new one. */
static enum err find(struct finder *f, const struct pcm *old, const struct pcm *new, int64_t from, struct found *out)
{
    size_t bins = f->n / 2 + 1, lags = f->n - EXCERPT;
    double own = 0, there = 0;

    *out = (struct found){0};
    memset(f->x, 0, f->n * sizeof *f->x);
    TRY(slopes(old, from, EXCERPT, f->x));
    TRY(slopes(new, from - (int64_t)(lags / 2), f->n, f->y));
    for (size_t i = 0; i < EXCERPT; i++) {
        own += (double)f->x[i] * (double)f->x[i];
        there += (double)f->y[i] * (double)f->y[i];
    }
    fft_forward(&f->fft, f->x, f->xr, f->xi);
    fft_forward(&f->fft, f->y, f->yr, f->yi);
    for (size_t k = 0; k < bins; k++) {
        float re = f->xr[k] * f->yr[k] + f->xi[k] * f->yi[k];
        f->yi[k] = f->xr[k] * f->yi[k] - f->xi[k] * f->yr[k];
        f->yr[k] = re;
    }
    fft_inverse(&f->fft, f->yr, f->yi, f->x);
    for (size_t lag = 0; lag < lags && own > 1e-9; lag++) {
        double score = there > own * 1e-6 ? (double)f->x[lag] / sqrt(own * there) : 0;
        if (fabs(score) > fabs(out->score))
            *out = (struct found){(int64_t)lag - (int64_t)(lags / 2), score};
        there += (double)f->y[lag + EXCERPT] * (double)f->y[lag + EXCERPT] - (double)f->y[lag] * (double)f->y[lag];
    }
    return OK;
}

/* The offset on which the excerpts agree most. */
static enum err align(struct arena *a, const struct pcm *old, const struct pcm *new, struct mix_difference *out)
{
    struct finder f;
    struct found found[EXCERPTS];
    size_t n = 2 * EXCERPT;
    int64_t longer = old->frames > new->frames ? old->frames : new->frames;
    double best = 0;

    while (n < SEARCH_MOST && (int64_t)n < 2 * longer + EXCERPT)
        n *= 2;
    finder_new(a, n, &f);
    for (int64_t k = 0; k < EXCERPTS; k++)
        TRY(find(&f, old, new, (2 * k + 1) * old->frames / (2 * EXCERPTS) - EXCERPT / 2, &found[k]));
    for (int k = 0; k < EXCERPTS; k++) {
        double sum = 0;
        int votes = 0;
        for (int j = 0; j < EXCERPTS; j++)
            if (found[j].offset == found[k].offset) {
                sum += found[j].score;
                votes++;
            }
        if (fabs(sum) > fabs(best) && votes > 1) {
            best = sum;
            out->offset = found[k].offset;
            out->similarity = fabs(sum) / votes;
            out->inverted = sum < 0;
        }
    }
    if (out->similarity < 0.2)
        return fail(ERR_INVALID, "the new mix is not found in the old one: is it the same song?");
    out->offset_s = (double)out->offset / (double)old->rate_hz;
    return OK;
}

enum err remix_compare(struct arena *a, int old_fd, int new_fd, struct mix_difference *out)
{
    CLEANUP(arena_free) struct arena *own = arena_new();
    struct pcm old, new;

    *out = (struct mix_difference){0};
    TRY(pcm_open(old_fd, &old));
    TRY(pcm_open(new_fd, &new));
    if (old.rate_hz != new.rate_hz || old.channels != new.channels)
        return fail(ERR_INVALID, "the new mix has another rate or another number of channels than the old one");
    TRY(align(own, &old, &new, out));
    return difference_tell(a, &old, &new, out);
}

/* ---- the same master -------------------------------------------------------------------------- */

/* The new mix where the old one was, as loud as it was. */
static enum err lay_over(const struct mix_difference *d, int new_fd, int fd)
{
    float x[2 * BLOCK], gain = (float)(db_gain(-d->gain_db) * (d->inverted ? -1 : 1));
    struct pcm in, out;

    TRY(pcm_open(new_fd, &in));
    TRY(pcm_create(fd, in.rate_hz, in.channels, &out));
    for (int64_t at = d->offset; at < in.frames; at += BLOCK) {
        size_t n = in.frames - at < BLOCK ? (size_t)(in.frames - at) : BLOCK;
        TRY(pcm_read(&in, at, x, n));
        for (size_t i = 0; i < n * (size_t)in.channels; i++)
            x[i] *= gain;
        TRY(pcm_append(&out, x, n));
    }
    return pcm_finish(&out);
}

enum err remix_lay(struct arena *a, int old_fd, int new_fd, int fd, struct mix_difference *out)
{
    TRY(remix_compare(a, old_fd, new_fd, out));
    return lay_over(out, new_fd, fd);
}

enum err remix_master(struct arena *a, const struct remix_job *job, struct remix_report *out)
{
    struct mix_difference *difference = NEW(a, struct mix_difference);
    struct report *report = NEW(a, struct report);
    struct render_job as = job->as;
    struct decision decision;
    CLEANUP(scratch_shut) int fd = -1;

    TRY(scratch_open(as.scratch_fd, &fd));
    TRY(remix_lay(a, job->old_fd, as.mix_fd, fd, difference));
    as.mix_fd = fd;
    as.decision = NULL;
    TRY(render_decide(a, &as, &decision));
    TRY(frozen_read(job->settings, &decision.settings));
    as.decision = &decision;
    as.hold = true;
    TRY(render_master(a, &as, report));
    *out = (struct remix_report){difference, report};
    return OK;
}
