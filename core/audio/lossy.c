/* SPDX-License-Identifier: ISC */
#include "audio/lossy.h"

#include "base/order.h"
#include "dsp/elementary.h"
#include "dsp/fft.h"

#include <math.h>
#include <stdbool.h>

/* Cells of 345 Hz from 10 kHz to 21.4; an edge has BELOW full ones and ABOVE empty ones. */
enum {
    MOMENTS_MOST = 1500,
    MOMENTS_LEAST = 100,
    CELLS = 33,
    BELOW = 3,
    ABOVE = 2,
    EDGES = CELLS - BELOW - ABOVE + 1
};
static const double first_hz = 10000, cell_hz = 345;
static const double steep_db = 35; /* from the full cells down to the empty ones */
static const double fixed_db = 15; /* an edge that is half as steep at most moments is a filter's */
static const double full_db =
    -118; /* a bin of a full cell, of full scale: more than what 16 bits round away */

struct looking {
    struct fft fft;
    float *window, *raw, *x, *re, *im;
    float (*cells)[CELLS]; /* of each moment, in dB */
    size_t moments;
};

static void lay_out(struct arena *a, struct looking *l, double rate_hz)
{
    size_t n = 1024, bins;

    while ((double)n * 62 < rate_hz) /* about 23 ms */
        n *= 2;
    bins = n / 2 + 1;
    float *m = arena_alloc(a, (fft_floats(n) + 4 * n + 2 * bins) * sizeof *m);
    fft_prepare(&l->fft, n, m);
    l->window = m + fft_floats(n);
    l->raw = l->window + n;
    l->x = l->raw + 2 * n;
    l->re = l->x + n;
    l->im = l->re + bins;
    for (size_t i = 0; i < n; i++)
        l->window[i] = (float)(0.5 - 0.5 * dsp_cos(2 * DSP_PI * (double)i / (double)n));
    l->cells = arena_alloc(a, MOMENTS_MOST * sizeof *l->cells);
}

/* The middle (sign +1) or the sides (-1) of what was read, as cells. */
static void transform(struct looking *l, const struct pcm *p, float sign, float *cells)
{
    size_t n = l->fft.n, channels = (size_t)p->channels;
    double bin_hz = (double)p->rate_hz / (double)n,
           scale = 16 / ((double)n * (double)n); /* a sine of full scale: 1 */

    for (size_t i = 0; i < n; i++)
        l->x[i] = 0.5f * (l->raw[i * channels] + sign * l->raw[i * channels + channels - 1]) *
                  l->window[i];
    fft_forward(&l->fft, l->x, l->re, l->im);
    for (int c = 0; c < CELLS; c++) {
        size_t k = (size_t)ceil((first_hz + c * cell_hz) / bin_hz),
               end = (size_t)ceil((first_hz + (c + 1) * cell_hz) / bin_hz);
        double sum = 0;
        for (size_t i = k; i < end; i++)
            sum += (double)l->re[i] * (double)l->re[i] + (double)l->im[i] * (double)l->im[i];
        cells[c] = (float)power_db(sum * scale / (double)(end - k));
    }
}

static double lowest(const float *cells)
{
    return (double)fminf(fminf(cells[0], cells[1]), cells[2]);
}

/* How far it falls at an edge; NAN where nothing is there to fall. */
static double fall_db(const float *cells, int edge)
{
    double full = lowest(cells + edge);

    return full < full_db ? (double)NAN
                          : full - (double)fmaxf(cells[edge + BELOW], cells[edge + BELOW + 1]);
}

/* Whether at most moments the music goes on beyond. */
static bool wanders(const struct looking *l, int edge, double *work)
{
    size_t n = 0;

    for (size_t i = 0; i < l->moments; i++) {
        double fall = fall_db(l->cells[i], edge);
        if (!isnan(fall))
            work[n++] = fall;
    }
    return n >= MOMENTS_LEAST && order_median(work, n) < fixed_db;
}

static double share(const struct looking *l, double *work)
{
    bool free[EDGES];
    size_t with = 0, broken = 0;

    for (int e = 0; e < EDGES; e++)
        free[e] = wanders(l, e, work);
    for (size_t i = 0; i < l->moments; i++) {
        double most = (double)-INFINITY;
        for (int e = 0; e < EDGES; e++)
            if (free[e])
                most = fmax(most, fall_db(l->cells[i], e)); /* fmax passes over NAN */
        with += !isinf(most);
        broken += most > steep_db;
    }
    return with >= MOMENTS_LEAST ? (double)broken / (double)with : 0;
}

static enum err look_at(struct looking *l, const struct pcm *p, int64_t first, int64_t frames,
                        float sign)
{
    int64_t n = (int64_t)l->fft.n,
            hop = (frames - n) / MOMENTS_MOST > n / 2 ? (frames - n) / MOMENTS_MOST : n / 2;

    l->moments = 0;
    for (int64_t at = 0; at + n <= frames && l->moments < MOMENTS_MOST; at += hop) {
        TRY(pcm_read(p, first + at, l->raw, l->fft.n));
        transform(l, p, sign, l->cells[l->moments++]);
    }
    return OK;
}

enum err lossy_look(struct arena *a, const struct pcm *p, int64_t first, int64_t frames,
                    struct lossy_traces *out)
{
    struct looking l = {.moments = 0};
    double *work = arena_alloc(a, MOMENTS_MOST * sizeof *work);

    *out = (struct lossy_traces){0, 0};
    if (p->rate_hz < 44100)
        return OK;
    lay_out(a, &l, (double)p->rate_hz);
    TRY(look_at(&l, p, first, frames, 1));
    out->middle = share(&l, work);
    if (p->channels < 2)
        return OK;
    TRY(look_at(&l, p, first, frames, -1));
    out->sides = share(&l, work);
    return OK;
}
