/* SPDX-License-Identifier: ISC */
#include "dsp/oversample.h"

#include "dsp/clones.h"
#include "dsp/elementary.h"

#include <math.h>
#include <stdbool.h>

enum { BLOCK = 32, BLOCKS = 32, FINE_MIDDLE = FINE_TAPS / 2 - 1 };

/* One row of a bank: the sinc at p/phases, windowed, its sum 1. */
static void windowed_sinc(int taps, double beta, double at, float *out)
{
    double half = taps / 2.0, sum = 0, h[FINE_TAPS];

    for (int k = 0; k < taps; k++) {
        double t = k - (taps / 2 - 1) - at, u = 1 - t * t / (half * half);
        double window = u <= 0 ? 0 : dsp_bessel(beta * sqrt(u)) / dsp_bessel(beta);
        h[k] = fabs(t) < 1e-9 ? 1 : window * dsp_sin(DSP_PI * t) / (DSP_PI * t);
        sum += h[k];
    }
    for (int k = 0; k < taps; k++)
        out[k] = (float)(h[k] / sum);
}

void oversample_prepare(struct oversample *o, size_t phases)
{
    double apart[OVERSAMPLE_TAPS];

    o->phases = phases;
    o->bend = (struct bend){0};
    for (size_t p = 0; p < phases; p++) {
        double share = (double)p / (double)phases;
        windowed_sinc(OVERSAMPLE_TAPS, 9, share, o->row[p]);
        for (int k = 0; k < OVERSAMPLE_TAPS; k++)
            apart[k] = (double)o->row[p][k] - (k == OVERSAMPLE_BEFORE ? 1 - share : k == OVERSAMPLE_BEFORE + 1 ? share : 0);
        bend_widen(&o->bend, apart, OVERSAMPLE_TAPS);
    }
}

/* A tap of the row at p / 32; the last row is the next sample's first. */
static double fine_tap(const struct fine *f, int p, int k)
{
    if (p % OVERSAMPLE_MOST == 0)
        return k == FINE_MIDDLE + p / OVERSAMPLE_MOST;
    return (double)f->row[p][k];
}

/* How far the phases between a and b may lie from the line between those. */
static void bend_between(const struct fine *f, int a, int b, struct bend *out)
{
    double apart[FINE_TAPS];

    for (int p = a + 1; p < b; p++) {
        double share = (double)(p - a) / (b - a);
        for (int k = 0; k < FINE_TAPS; k++)
            apart[k] = fine_tap(f, p, k) - (1 - share) * fine_tap(f, a, k) - share * fine_tap(f, b, k);
        bend_widen(out, apart, FINE_TAPS);
    }
}

void fine_prepare(struct fine *f)
{
    for (size_t p = 0; p < OVERSAMPLE_MOST; p++)
        windowed_sinc(FINE_TAPS, 12, (double)p / OVERSAMPLE_MOST, f->row[p]);
    for (int level = 0, wide = OVERSAMPLE_MOST; level < FINE_LEVELS; level++, wide /= 2) {
        f->bend[level] = (struct bend){0};
        for (int a = 0; a < OVERSAMPLE_MOST; a += wide)
            bend_between(f, a, a + wide, &f->bend[level]);
    }
}

CLONES float fine_at(const struct fine *f, const float *x, int phase)
{
    return __builtin_fabsf(dsp_dot(f->row[phase], x - FINE_MIDDLE, FINE_TAPS));
}

struct around {
    const struct fine *fine;
    const float *x;
    float curve, level;
};

/* The highest value inside an interval of 32 >> level phases from `from` whose ends are known, if it is above `floor`;
 * otherwise floor. */
static float climb(const struct around *w, int level, int from, float a, float b, float floor)
{
    int half = OVERSAMPLE_MOST >> (level + 1);

    if (half == 0 || dsp_larger(a, b) + w->fine->bend[level].curve * w->curve + w->fine->bend[level].level * w->level <= floor)
        return floor;
    float middle = fine_at(w->fine, w->x, from + half);
    floor = climb(w, level + 1, from, a, middle, dsp_larger(middle, floor));
    return climb(w, level + 1, from + half, middle, b, floor);
}

float fine_climb(const struct fine *f, const float *x, float curve, float level, float floor)
{
    float a = __builtin_fabsf(x[0]), b = __builtin_fabsf(x[1]);

    return climb(&(struct around){f, x, curve, level}, 0, 0, a, b, dsp_larger(a, floor));
}

float fine_above(const struct fine *f, const float *x, float floor)
{
    float curve, level;

    bend_survey(x - FINE_MIDDLE + 1, FINE_TAPS - 2, &level, &curve); /* the ends bend nothing */
    return fine_climb(f, x, curve, dsp_larger(level, __builtin_fabsf(x[FINE_TAPS / 2])), floor);
}

CLONES static void block_peaks(const struct oversample *o, const float *x, float *restrict peak)
{
    for (size_t p = 1; p < o->phases; p++) {
        float sum[BLOCK] = {0};
        for (int k = 0; k < OVERSAMPLE_TAPS; k++)
            for (int i = 0; i < BLOCK; i++)
                sum[i] += o->row[p][k] * x[i + k - OVERSAMPLE_BEFORE];
        for (int i = 0; i < BLOCK; i++) {
            float a = __builtin_fabsf(sum[i]);
            peak[i] = a > peak[i] ? a : peak[i];
        }
    }
}

/* The same sums in the same order, so that the bits do not depend on how the song was cut. */
static void one_peak(const struct oversample *o, const float *x, float *peak)
{
    for (size_t p = 1; p < o->phases; p++) {
        float sum = 0;
        for (int k = 0; k < OVERSAMPLE_TAPS; k++)
            sum += o->row[p][k] * x[k - OVERSAMPLE_BEFORE];
        *peak = dsp_larger(__builtin_fabsf(sum), *peak);
    }
}

/* The bound for what lies between x[0] and x[n]: top is the highest of these, level and curve are those around. */
static bool may_pass(const struct oversample *o, float top, float level, float curve, float floor)
{
    return top + o->bend.curve * curve + o->bend.level * level > floor;
}

/* `blocks` blocks. */
static void peaks_of_blocks(const struct oversample *o, const float *x, size_t blocks, float floor, float *peak)
{
    enum { BEFORE = OVERSAMPLE_BEFORE - 1, AFTER = OVERSAMPLE_TAPS - OVERSAMPLE_BEFORE - 1 };
    float top[BLOCKS + 2], curve[BLOCKS + 2];

    bend_survey(x - BEFORE, BEFORE, top, curve);
    for (size_t b = 0; b < blocks; b++)
        bend_survey(x + b * BLOCK, BLOCK, top + b + 1, curve + b + 1);
    bend_survey(x + blocks * BLOCK, AFTER, top + blocks + 1, curve + blocks + 1);
    for (size_t b = 0; b < blocks; b++) {
        float here = dsp_larger(top[b + 1], __builtin_fabsf(x[(b + 1) * BLOCK]));
        float level = dsp_larger(dsp_larger(top[b], top[b + 1]), top[b + 2]);
        if (may_pass(o, here, level, dsp_larger(dsp_larger(curve[b], curve[b + 1]), curve[b + 2]), floor))
            block_peaks(o, x + b * BLOCK, peak + b * BLOCK);
    }
}

static void peak_alone(const struct oversample *o, const float *x, float floor, float *peak)
{
    float level, curve;

    bend_survey(x - OVERSAMPLE_BEFORE + 1, OVERSAMPLE_TAPS - 2, &level, &curve); /* the ends bend nothing */
    level = dsp_larger(level, __builtin_fabsf(x[OVERSAMPLE_TAPS - OVERSAMPLE_BEFORE - 1]));
    if (may_pass(o, dsp_larger(__builtin_fabsf(x[0]), __builtin_fabsf(x[1])), level, curve, floor))
        one_peak(o, x, peak);
}

void oversample_peaks(const struct oversample *o, const float *x, size_t n, float floor, float *peak)
{
    size_t i = 0, blocks;

    for (size_t j = 0; j < n; j++)
        peak[j] = __builtin_fabsf(x[j]);
    for (; (blocks = (n - i) / BLOCK) > 0; i += blocks * BLOCK) {
        blocks = blocks < BLOCKS ? blocks : BLOCKS;
        peaks_of_blocks(o, x + i, blocks, floor, peak + i);
    }
    for (; i < n; i++)
        peak_alone(o, x + i, floor, peak + i);
}
