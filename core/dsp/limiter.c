/* SPDX-License-Identifier: ISC */
#include "dsp/limiter.h"

#include "dsp/clones.h"
#include "dsp/elementary.h"

#include <math.h>
#include <string.h>

/* ---- the survey ------------------------------------------------------------------------ */

enum { SURVEY_BLOCK = 1024, SURVEY_KEEP = OVERSAMPLE_TAPS };

size_t survey_cells(int64_t rate_hz, size_t frames)
{
    return frames / ride_cell(rate_hz) + 1;
}

CLONES static float highest(const float *x, size_t n)
{
    float lane[8] = {0}, most = 0;
    size_t i = 0;

    for (; i + 8 <= n; i += 8)
        for (size_t j = 0; j < 8; j++)
            lane[j] = x[i + j] > lane[j] ? x[i + j] : lane[j];
    for (; i < n; i++)
        most = x[i] > most ? x[i] : most;
    for (size_t j = 0; j < 8; j++)
        most = lane[j] > most ? lane[j] : most;
    return most;
}

static void survey_channel(const struct oversample *o, const float *x, size_t frames, size_t cell_samples, float floor,
                           float *cell, const struct walk *walk)
{
    float around[SURVEY_BLOCK + 2 * SURVEY_KEEP], peak[SURVEY_BLOCK];

    for (size_t at = 0; at < frames; at += SURVEY_BLOCK) {
        size_t before = at ? SURVEY_KEEP : 0, left = frames - at, n = left < SURVEY_BLOCK ? left : SURVEY_BLOCK;
        const float *here = x + at;
        if (!before || left < SURVEY_BLOCK + SURVEY_KEEP) { /* silence around the song */
            memset(around, 0, sizeof around);
            memcpy(around + SURVEY_KEEP - before, here - before, (before + (left < n + SURVEY_KEEP ? left : n + SURVEY_KEEP)) * sizeof *x);
            here = around + SURVEY_KEEP;
        }
        oversample_peaks(o, here, SURVEY_BLOCK, floor, peak);
        for (size_t i = 0; i < n; i += cell_samples) { /* a block has whole cells */
            float *to = cell + (at + i) / cell_samples, most = highest(peak + i, n - i < cell_samples ? n - i : cell_samples);
            *to = most > *to ? most : *to;
        }
        walk_on(walk, at);
    }
}

void survey(const struct oversample *o, const float *const *channel, int channels, size_t frames, size_t cell_samples,
            float floor, float *cell, const struct walk *walk)
{
    memset(cell, 0, (frames / cell_samples + 1) * sizeof *cell);
    for (int c = 0; c < channels; c++)
        survey_channel(o, channel[c], frames, cell_samples, floor, cell, walk);
}

/* ---- A: the slow gain -------------------------------------------------------------------- */

static float peak_of(const struct gains *g, int64_t cell)
{
    return cell < 0 || cell >= (int64_t)g->cells ? 0 : g->cell[cell] * g->drive;
}

static float block_peak(const struct gains *g, int64_t block)
{
    float most = 0;

    for (int64_t c = block * SUSTAIN_CELLS; c < (block + 1) * SUSTAIN_CELLS; c++)
        most = dsp_larger(peak_of(g, c), most);
    return most;
}

/* The gain that brings the peak which all the block's neighbours reach to the ceiling; where they are almost alike,
 * a steady tone, it is the highest of them, so that nothing is left to be cancelled. */
static double wanted(const struct gains *g, int64_t block)
{
    float low = block_peak(g, block), high = low;

    for (int64_t b = block - SUSTAIN_AROUND; b <= block + SUSTAIN_AROUND && low > g->ceiling; b++) {
        float peak = block_peak(g, b);
        low = peak < low ? peak : low;
        high = peak > high ? peak : high;
    }
    if (low <= g->ceiling)
        return 1;
    double steady = dsp_clamp((0.15 - ((double)(high / low) - 1)) / 0.1, 0, 1);
    double level = (double)low + steady * (double)(high - low);
    return (double)g->ceiling / level * 0.9995;
}

/* The next block: its knot is the mean of the gains around it. */
static void sustain_turn(struct gains *g)
{
    double sum = 0;
    int64_t newest = g->block + SUSTAIN_SMOOTH;

    g->wanted[newest % GAINS_RING] = wanted(g, newest);
    for (int64_t b = g->block - SUSTAIN_SMOOTH; b <= newest; b++)
        sum += b < 0 ? 1 : g->wanted[b % GAINS_RING];
    for (int k = 0; k < 3; k++)
        g->knot[k] = g->knot[k + 1];
    g->knot[3] = sum / (2 * SUSTAIN_SMOOTH + 1);
    g->block++;
}

/* The uniform cubic B-spline: never outside its knots, continuous to the second derivative. */
static double spline(const double *k, double t)
{
    double u = 1 - t;

    return (u * u * u * k[0] + (3 * t * t * (t - 2) + 4) * k[1] + (3 * u * u * (u - 2) + 4) * k[2] + t * t * t * k[3]) / 6;
}

static float slow_gain(struct gains *g, int64_t cell)
{
    int64_t shifted = cell + SUSTAIN_CELLS / 2; /* between the middles of two blocks */

    while (g->block < shifted / SUSTAIN_CELLS + 2)
        sustain_turn(g);
    if (g->knot[0] >= 1 && g->knot[1] >= 1 && g->knot[2] >= 1 && g->knot[3] >= 1)
        return 1;
    return (float)spline(g->knot, ((double)(shifted % SUSTAIN_CELLS) + 0.5) / SUSTAIN_CELLS);
}

/* ---- the gains ------------------------------------------------------------------------------- */

void gains_prepare(struct gains *g, const struct settings *s)
{
    double cell_hz = (double)s->rate_hz / (double)ride_cell(s->rate_hz);

    *g = (struct gains){.cell = s->limiter.cell, .cells = survey_cells(s->rate_hz, (size_t)s->frames),
                        .drive = (float)db_gain(s->limiter.drive_db),
                        .ceiling = (float)(db_gain(s->limiter.ceiling_db) * 0.9995), .block = -2};
    g->high = g->ceiling * (float)db_gain(s->limiter.spare_db);
    for (int i = 0; i < GAINS_RING; i++) {
        g->wanted[i] = 1;
        g->slow[i] = 1;
    }
    for (int k = 0; k < 4; k++)
        g->knot[k] = 1;
    duck_prepare(&g->duck, 4, cell_hz, s->limiter.release_ms, 5);
    while (g->now < g->duck.late + RIDE_FIRST)
        gains_next(g);
}

float gains_next(void *gains)
{
    struct gains *g = gains;
    int64_t cell = g->now++;
    float slow = slow_gain(g, cell), level = peak_of(g, cell) * slow;
    float quick = duck_next(&g->duck, level > g->high ? g->high / level : 1);

    g->slow[cell % GAINS_RING] = slow;
    return quick * g->slow[(cell + GAINS_RING - g->duck.late) % GAINS_RING];
}

/* ---- the stage --------------------------------------------------------------------------------- */

struct limiter {
    int channels;
    struct gains gains;
    struct ride ride;
    double sum, worked, seen, least;
};

size_t limiter_size(const struct settings *s)
{
    (void)s;
    return sizeof(struct limiter);
}

static float driven(void *from)
{
    struct limiter *l = from;
    float gain = gains_next(&l->gains);

    l->least = (double)gain < l->least ? (double)gain : l->least;
    l->worked += gain < 0.995f;
    l->sum += gain < 0.995f ? (double)gain : 0;
    l->seen++;
    return gain * l->gains.drive;
}

void limiter_prepare(void *state, const struct settings *s)
{
    struct limiter *l = state;

    l->channels = s->channels;
    l->least = 1;
    gains_prepare(&l->gains, s);
    ride_prepare(&l->ride, ride_cell(s->rate_hz), driven, l);
}

void limiter_run(void *state, float *const *channel, size_t n)
{
    struct limiter *l = state;

    ride_run(&l->ride, channel, l->channels, n);
}

struct reduction limiter_reduction(const void *state)
{
    const struct limiter *l = state;

    if (l->worked < 1)
        return (struct reduction){0};
    return (struct reduction){.mean_db = -gain_db(l->sum / l->worked),
                              .most_db = -gain_db(l->least),
                              .share = l->worked / l->seen};
}
