/* SPDX-License-Identifier: ISC */
#include "dsp/guard.h"

#include "dsp/elementary.h"
#include "dsp/oversample.h"
#include "dsp/ride.h"
#include "dsp/truepeak.h"

#include <math.h>
#include <string.h>

/* ---- the guard ---------------------------------------------------------------------------- */

struct guard {
    int channels;
    const float *cell;
    int64_t cells, now;
    float ceiling;
    struct duck duck;
    struct ride ride;
};

size_t guard_size(const struct settings *s)
{
    (void)s;
    return sizeof(struct guard);
}

static float guard_next(void *from)
{
    struct guard *g = from;
    float peak = g->now < g->cells ? g->cell[g->now] : 0;

    g->now++;
    return duck_next(&g->duck, peak > g->ceiling ? g->ceiling / peak : 1);
}

void guard_prepare(void *state, const struct settings *s)
{
    struct guard *g = state;
    size_t cell = ride_cell(s->rate_hz);

    g->channels = s->channels;
    g->cell = s->limiter.left;
    g->cells = s->frames / (int64_t)cell + 1;
    g->ceiling = (float)(db_gain(s->limiter.ceiling_db) * 0.9995);
    duck_prepare(&g->duck, 2, (double)s->rate_hz / (double)cell, 30, 1);
    while (g->now < g->duck.late + RIDE_FIRST)
        guard_next(g);
    ride_prepare(&g->ride, cell, guard_next, g);
}

void guard_run(void *state, float *const *channel, size_t n)
{
    struct guard *g = state;

    ride_run(&g->ride, channel, g->channels, n);
}

size_t guard_latency(const void *state)
{
    (void)state;
    return 0;
}

enum { LOOK_BLOCK = 256 };

/* ---- the last word -------------------------------------------------------------------------- */

/* gain[] goes down around `at`: a raised cosine of `wide` samples on each side, flat for two in the middle. */
static void dip(float *gain, size_t frames, size_t at, size_t wide, float to)
{
    size_t first = at > wide ? at - wide : 0, last = at + 1 + wide < frames ? at + 1 + wide : frames - 1;

    for (size_t i = first; i <= last; i++) {
        double away = i < at ? (double)(at - i) : i > at + 1 ? (double)(i - at - 1) : 0;
        float low = 1 - (1 - to) * (float)(0.5 + 0.5 * dsp_cos(DSP_PI * away / (double)(wide + 1)));
        gain[i] = low < gain[i] ? low : gain[i];
    }
}

/* A common meter has 12 taps a phase and reads up to half a decibel too much near half the rate.  What it
 * says may be this much above the ceiling and no more. */
enum { PLAIN_PHASES = 4, PLAIN_BESIDE = 6, PLAIN_TAPS = 2 * PLAIN_BESIDE + 1 };
static const double plain_more_db = 0.12;

struct plain { /* a sinc of 49 values under a Hann window, as in libebur128 */
    float row[PLAIN_PHASES][PLAIN_TAPS];
};

static void plain_prepare(struct plain *m)
{
    for (int p = 0; p < PLAIN_PHASES; p++)
        for (int k = 0; k < PLAIN_TAPS; k++) {
            double t = (double)p / PLAIN_PHASES - (k - PLAIN_BESIDE), u = t / PLAIN_BESIDE;
            double sinc = fabs(t) < 1e-9 ? 1 : dsp_sin(DSP_PI * t) / (DSP_PI * t);
            m->row[p][k] = fabs(u) >= 1 ? 0 : (float)(sinc * (0.5 + 0.5 * dsp_cos(DSP_PI * u)) * db_gain(-plain_more_db));
        }
}

static float plain_peak(const struct plain *m, const float *x)
{
    float most = 0;

    for (int p = 1; p < PLAIN_PHASES; p++) {
        float sum = 0;
        for (int k = 0; k < PLAIN_TAPS; k++)
            sum += m->row[p][k] * x[k - PLAIN_BESIDE];
        most = __builtin_fabsf(sum) > most ? __builtin_fabsf(sum) : most;
    }
    return most;
}

/* ---- looking over a song -------------------------------------------------------------------- */

struct scan {
    struct oversample quick;
    struct fine fine;
    struct plain plain;
    size_t frames, wide, cell_samples, group; /* group: samples looked at together, whole cells */
    float ceiling, near;                      /* near: what may be above the ceiling, seen by the quick bank */
    float hidden;                             /* thorough: by so much times the highest sample around the banks may differ */
    bool thorough;
    const float *cell;
    float *gain;
};

static float higher(float a, float b)
{
    return a > b ? a : b;
}

/* n samples from `at`, and silence where there is no song. */
static void copy_around(const float *x, size_t frames, int64_t at, size_t n, float *out)
{
    if (at >= 0 && (size_t)at + n <= frames) {
        memcpy(out, x + at, n * sizeof *x);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        int64_t from = at + (int64_t)i;
        out[i] = from >= 0 && from < (int64_t)frames ? x[from] : 0;
    }
}

/* What stands at `at` and up to the next sample, by all banks; the gain goes down if it is too much. */
static float judge(const struct scan *s, const float *x, int64_t at)
{
    float around[FINE_TAPS + 1];
    const float *here = x + at;

    if (at < FINE_TAPS / 2 || at + FINE_TAPS / 2 >= (int64_t)s->frames) {
        copy_around(x, s->frames, at - FINE_TAPS / 2, FINE_TAPS + 1, around);
        here = around + FINE_TAPS / 2;
    }
    float level = fine_above(&s->fine, here, s->ceiling), plain = plain_peak(&s->plain, here);
    float most = plain > level ? plain : level;
    if (most > s->ceiling)
        dip(s->gain, s->frames, at < 0 ? 0 : (size_t)at, s->wide, s->ceiling / most * 0.9999f);
    return most;
}

/* The two banks' taps differ by so much in sum, in any phase.  Music never meets all their signs; a test signal may. */
static float banks_apart(const struct oversample *quick, const struct fine *fine)
{
    int before = FINE_TAPS / 2 - 1 - OVERSAMPLE_BEFORE;
    float most = 0;

    for (size_t p = 1; p < quick->phases; p++) {
        const float *f = fine->row[p * OVERSAMPLE_MOST / quick->phases];
        float sum = 0;
        for (int k = 0; k < FINE_TAPS; k++) {
            bool both = k >= before && k < before + OVERSAMPLE_TAPS;
            sum += __builtin_fabsf(f[k] - (both ? quick->row[p][k - before] : 0));
        }
        most = higher(most, sum);
    }
    return most;
}

/* From which value of the quick bank on the finest looks: a quarter of a sample hides less than a twelfth of a wave. */
static float near_of(const struct scan *s, const float *x, size_t at)
{
    float most = 0;

    if (!s->thorough)
        return s->near;
    for (size_t i = at > FINE_TAPS ? at - FINE_TAPS : 0; i < at + s->group + FINE_TAPS && i < s->frames; i++)
        most = higher(most, __builtin_fabsf(x[i]));
    return s->ceiling * 0.9f - s->hidden * most;
}

static bool quiet(const struct scan *s, size_t at)
{
    float most = 0;

    for (size_t c = at / s->cell_samples; s->cell && c * s->cell_samples < at + s->group && c * s->cell_samples < s->frames; c++)
        most = s->cell[c] > most ? s->cell[c] : most;
    return s->cell && most <= s->near;
}

static float look_over(const struct scan *s, const float *x)
{
    float peak[LOOK_BLOCK], around[LOOK_BLOCK + 2 * OVERSAMPLE_TAPS], most = 0;

    for (int64_t at = -2; at < 0; at++) /* the wave begins before the first sample */
        most = higher(most, judge(s, x, at));
    for (size_t at = 0; at < s->frames; at += s->group) {
        if (!s->thorough && quiet(s, at))
            continue;
        float near = near_of(s, x, at);
        copy_around(x, s->frames, (int64_t)at - OVERSAMPLE_TAPS, s->group + 2 * OVERSAMPLE_TAPS, around);
        oversample_peaks(&s->quick, around + OVERSAMPLE_TAPS, s->group, near, peak);
        for (size_t i = 0; i < s->group && at + i < s->frames; i++) {
            float level = peak[i] > near ? judge(s, x, (int64_t)(at + i)) : peak[i];
            most = level > most ? level : most;
        }
    }
    return most;
}

/* The highest of 32 values a sample if that is above the floor, else the floor: cheap, for it passes over what cannot be. */
static float meter_peak(float *const *channel, int channels, size_t frames, float floor)
{
    struct truepeak t;

    truepeak_prepare(&t, channels);
    t.true_peak = floor;
    truepeak_run(&t, (const float *const *)channel, frames);
    truepeak_finish(&t);
    return t.true_peak;
}

float touch_up(float *const *channel, int channels, size_t frames, int64_t rate_hz, float ceiling, int rounds,
               const float *cell, float *work)
{
    struct scan s = {.frames = frames, .wide = (size_t)rate_hz / 1000, .cell_samples = ride_cell(rate_hz),
                     .ceiling = ceiling, .near = ceiling * 0.8f, .cell = cell, .gain = work};
    float most = 0;

    s.group = s.cell_samples < 64 ? 64 : s.cell_samples;
    oversample_prepare(&s.quick, 4);
    fine_prepare(&s.fine);
    plain_prepare(&s.plain);
    s.hidden = banks_apart(&s.quick, &s.fine);
    for (int left = rounds;;) {
        most = 0;
        for (size_t i = 0; i < frames; i++)
            work[i] = 1;
        for (int c = 0; c < channels; c++)
            most = higher(most, look_over(&s, channel[c]));
        if (most <= ceiling || left-- == 0) {
            float seen = meter_peak(channel, channels, frames, higher(most, ceiling));
            if (s.thorough || seen <= higher(most, ceiling))
                return higher(most, s.thorough ? seen : 0);
            s.thorough = true;
            left = rounds;
        }
        for (int c = 0; c < channels; c++)
            for (size_t i = 0; i < frames; i++)
                channel[c][i] *= work[i];
    }
}
