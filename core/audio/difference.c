/* SPDX-License-Identifier: ISC */
#include "audio/difference.h"

#include "base/order.h"
#include "dsp/elementary.h"
#include "dsp/fft.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RANGES = 9, ROWS = 2 * RANGES, CHANGES_MOST = 64, SHORTEST_S = 3 };
static const double edges_hz[RANGES + 1] = {20, 60, 120, 250, 500, 1000, 2000, 4000, 8000, 16000};
static const double told_from_db = 0.4;

/* Powers of both mixes second by second: nine ranges of the middle, nine of the sides. */
struct second {
    double old[ROWS], new[ROWS];
};

/* Levels of the kick's range in short frames. */
struct hit {
    double old_db, new_db;
};

struct listening {
    struct arena *arena;
    const struct pcm *old, *new;
    int64_t offset, frames;
    struct fft fft;
    float *window, *x, *re, *im, *raw;
    struct second *seconds;
    size_t count;
    struct hit *hits;
    size_t hit_count;
    double *work;
};

/* ---- spectra of both ----------------------------------------------------------------------------- */

static double range_power(const struct listening *l, double low, double high)
{
    double bin_hz = (double)l->old->rate_hz / (double)l->fft.n, sum = 0;
    size_t first = (size_t)ceil(low / bin_hz), end = (size_t)ceil(high / bin_hz);

    for (size_t k = first; k < end && k <= l->fft.n / 2; k++)
        sum += (double)l->re[k] * (double)l->re[k] + (double)l->im[k] * (double)l->im[k];
    return sum;
}

/* The spectrum of the middle (sign +1) or the sides (-1) of what was read into raw. */
static void transform(struct listening *l, size_t channels, float sign)
{
    for (size_t i = 0; i < l->fft.n; i++)
        l->x[i] = 0.5f * (l->raw[i * channels] + sign * l->raw[i * channels + channels - 1]) * l->window[i];
    fft_forward(&l->fft, l->x, l->re, l->im);
}

static enum err hear(struct listening *l, const struct pcm *p, int64_t at, double *rows, double *kick)
{
    size_t channels = (size_t)p->channels;

    TRY(pcm_read(p, at, l->raw, l->fft.n));
    transform(l, channels, 1);
    *kick = range_power(l, 40, 110);
    for (int r = 0; r < RANGES; r++)
        rows[r] += range_power(l, edges_hz[r], edges_hz[r + 1]);
    if (channels < 2)
        return OK;
    transform(l, channels, -1);
    for (int r = 0; r < RANGES; r++)
        rows[RANGES + r] += range_power(l, edges_hz[r], edges_hz[r + 1]);
    return OK;
}

static enum err hear_both(struct listening *l)
{
    int64_t hop = (int64_t)l->fft.n / 2, n = (int64_t)l->fft.n;

    for (int64_t at = 0; at + n <= l->frames; at += hop) {
        struct second *s = &l->seconds[(at + hop) / l->old->rate_hz];
        double old, new;
        TRY(hear(l, l->old, at, s->old, &old));
        TRY(hear(l, l->new, at + l->offset, s->new, &new));
        l->hits[l->hit_count++] = (struct hit){power_db(old), power_db(new)};
    }
    return OK;
}

static void lay_out(struct listening *l)
{
    size_t n = 1024, bins;
    float *m;

    while ((int64_t)n * 12 < l->old->rate_hz) /* about 80 ms */
        n *= 2;
    bins = n / 2 + 1;
    m = arena_alloc(l->arena, (fft_floats(n) + 4 * n + 2 * bins) * sizeof *m);
    fft_prepare(&l->fft, n, m);
    l->window = m + fft_floats(n);
    l->x = l->window + n;
    l->raw = l->x + n;
    l->re = l->raw + 2 * n;
    l->im = l->re + bins;
    for (size_t i = 0; i < n; i++)
        l->window[i] = (float)(0.5 - 0.5 * dsp_cos(2 * DSP_PI * (double)i / (double)n));
    l->count = (size_t)(l->frames / l->old->rate_hz) + 1;
    l->seconds = arena_alloc(l->arena, l->count * sizeof *l->seconds);
    memset(l->seconds, 0, l->count * sizeof *l->seconds);
    l->hits = arena_alloc(l->arena, ((size_t)l->frames / (n / 2) + 1) * sizeof *l->hits);
    l->work = arena_alloc(l->arena, (l->count * ROWS + 1) * sizeof *l->work);
}

/* ---- what changed ------------------------------------------------------------------------------------ */

/* How many dB the new mix has more there; NAN where a range is 50 dB below the second's loudest or silent. */
static double more_db(const struct second *s, int row)
{
    double most = 0;

    for (int r = 0; r < ROWS; r++)
        most = fmax(most, s->old[r]);
    if (s->old[row] < 1e-9 || s->new[row] < 1e-12 || s->old[row] < most * 1e-5)
        return (double)NAN;
    return power_db(s->new[row] / s->old[row]);
}

/* Half of all seconds and ranges changed by no more than this. */
static double overall(struct listening *l)
{
    size_t n = 0;

    for (size_t t = 0; t < l->count; t++)
        for (int r = 0; r < RANGES; r++) {
            double db = more_db(&l->seconds[t], r);
            if (!isnan(db))
                l->work[n++] = db;
        }
    double gain = order_median(l->work, n);
    return isnan(gain) || fabs(gain) < 0.005 ? 0 : gain;
}

/* The middle one of five seconds: a single hit is no change of the mix. */
static double around(const struct listening *l, size_t t, int row, double gain)
{
    double x[5];
    size_t n = 0;

    for (size_t k = t < 2 ? 0 : t - 2; k <= t + 2 && k < l->count; k++) {
        double db = more_db(&l->seconds[k], row);
        if (!isnan(db))
            x[n++] = db - gain;
    }
    return n ? order_median(x, n) : 0;
}

struct changes {
    struct mix_change rows[CHANGES_MOST];
    int first[CHANGES_MOST], last[CHANGES_MOST]; /* ranges */
    size_t count;
};

/* Neighbouring ranges that changed alike at about the same time are one change. */
static bool joined(struct changes *c, int row, const struct mix_change *new)
{
    for (size_t i = 0; i < c->count; i++) {
        struct mix_change *old = &c->rows[i];
        double both = fmin(old->end_s, new->end_s) - fmax(old->start_s, new->start_s);
        double all = fmax(old->end_s, new->end_s) - fmin(old->start_s, new->start_s);
        if (c->last[i] + 1 != row || row == RANGES || both < 0.6 * all || fabs(old->db - new->db) > 0.7)
            continue;
        int ranges = row - c->first[i];
        old->db = (old->db * ranges + new->db) / (ranges + 1);
        old->start_s = fmin(old->start_s, new->start_s);
        old->end_s = fmax(old->end_s, new->end_s);
        c->last[i] = row;
        return true;
    }
    return false;
}

static void note(const struct listening *l, struct changes *c, int row, size_t from, size_t to, double gain)
{
    size_t n = 0;

    for (size_t t = from; t < to; t++) {
        double db = more_db(&l->seconds[t], row);
        if (!isnan(db))
            l->work[n++] = db - gain;
    }
    double db = order_median(l->work, n), whole = (double)l->frames / (double)l->old->rate_hz;
    struct mix_change one = {.start_s = (double)from, .end_s = fmin((double)to, whole), .db = db};
    if (n < SHORTEST_S || fabs(db) < told_from_db)
        return;
    if (one.end_s - one.start_s > 0.9 * whole) {
        one.start_s = 0;
        one.end_s = whole;
    }
    if (joined(c, row, &one) || c->count == CHANGES_MOST)
        return;
    c->first[c->count] = c->last[c->count] = row;
    c->rows[c->count++] = one;
}

static void find_stretches(const struct listening *l, struct changes *c, int row, double gain)
{
    size_t from = 0;
    double last = 0;

    for (size_t t = 0; t <= l->count; t++) {
        double db = t < l->count ? around(l, t, row, gain) : 0, now = fabs(db) < told_from_db ? 0 : db > 0 ? 1 : -1;
        if (now == last)
            continue;
        if (last != 0)
            note(l, c, row, from, t, gain);
        from = t;
        last = now;
    }
}

static const char *hz_text(struct arena *a, double hz)
{
    return hz < 1000 ? arena_printf(a, "%.0f Hz", hz) : arena_printf(a, "%.0f kHz", hz / 1000);
}

static void name_ranges(struct arena *a, struct changes *c)
{
    for (size_t i = 0; i < c->count; i++) {
        c->rows[i].what = arena_printf(a, "%s to %s", hz_text(a, edges_hz[c->first[i] % RANGES]),
                                       hz_text(a, edges_hz[c->last[i] % RANGES + 1]));
        c->rows[i].where = c->first[i] < RANGES ? "middle" : "sides";
        c->rows[i].db = round(c->rows[i].db * 10) / 10;
    }
}

/* The kick: where 40 to 110 Hz are loudest for a moment.  It is told when those moments changed otherwise than what
 * lies between them does. */
static void find_kick(struct listening *l, struct changes *c, double gain)
{
    double *level = arena_alloc(l->arena, (l->hit_count + 1) * sizeof *level), hits = 0, body = 0;
    size_t hit_count = 0, body_count = 0, n = l->hit_count;

    for (size_t i = 0; i < n; i++)
        level[i] = l->hits[i].old_db;
    order_numbers(level, n);
    for (size_t i = 0; i < n && n > 40; i++) {
        double old = l->hits[i].old_db, more = l->hits[i].new_db - old - gain;
        if (old >= level[n * 19 / 20]) {
            hits += more;
            hit_count++;
        } else if (old >= level[n * 2 / 5] && old <= level[n * 3 / 5] && old > -60) {
            body += more;
            body_count++;
        }
    }
    if (!hit_count || c->count == CHANGES_MOST)
        return;
    hits /= (double)hit_count;
    body = body_count ? body / (double)body_count : 0;
    if (fabs(hits) < 0.3 || fabs(hits - body) < 0.3 || level[n * 19 / 20] - level[n / 2] < 6)
        return;
    c->rows[c->count++] = (struct mix_change){0, (double)l->frames / (double)l->old->rate_hz, "kick", "middle",
                                              round(hits * 10) / 10};
}

static int by_time(const void *a, const void *b)
{
    const struct mix_change *x = a, *y = b;

    return (x->start_s > y->start_s) - (x->start_s < y->start_s);
}

enum err difference_tell(struct arena *a, const struct pcm *old, const struct pcm *new, struct mix_difference *out)
{
    CLEANUP(arena_free) struct arena *own = arena_new();
    struct listening l = {.arena = own, .old = old, .new = new, .offset = out->offset};
    struct changes *c = NEW(a, struct changes);

    l.frames = old->frames < new->frames - out->offset ? old->frames : new->frames - out->offset;
    lay_out(&l);
    TRY(hear_both(&l));
    out->gain_db = overall(&l);
    *c = (struct changes){.count = 0};
    for (int row = 0; row < ROWS; row++)
        find_stretches(&l, c, row, out->gain_db);
    name_ranges(a, c);
    find_kick(&l, c, out->gain_db);
    qsort(c->rows, c->count, sizeof *c->rows, by_time);
    out->changes = (struct list){c->rows, c->count};
    return OK;
}
