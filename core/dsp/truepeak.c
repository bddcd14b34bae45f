/* SPDX-License-Identifier: ISC */
#include "dsp/truepeak.h"

#include "dsp/clones.h"

#include <math.h>
#include <string.h>

enum { PHASES = OVERSAMPLE_MOST, MIDDLE = FINE_TAPS / 2 - 1 };

/* ---- the constants --------------------------------------------------------- */

/* A tap of the row at p / 32; the last row is the next sample's first. */
static double tap(const struct fine *f, int p, int k)
{
    if (p % PHASES == 0)
        return k == MIDDLE + p / PHASES;
    return (double)f->row[p][k];
}

/* How far phase p may lie from the line between phases a and b: bend for each unit of second
 * difference, rest for each unit of level. */
static void bend_of(const struct fine *f, int p, int a, int b, double *bend, double *rest)
{
    double share = (double)(p - a) / (b - a), sum = 0, twice = 0, last = 0, size = 0;

    for (int k = 0; k < FINE_TAPS; k++) {
        size += fabs(twice);
        last = twice;
        sum += tap(f, p, k) - (1 - share) * tap(f, a, k) - share * tap(f, b, k);
        twice += sum;
    }
    *bend = fmax(*bend, size);
    *rest = fmax(*rest, fabs(last) + fabs(twice - 2 * last)); /* at the last two taps */
}

void truepeak_prepare(struct truepeak *t, int channels)
{
    double rest = 0;

    memset(t, 0, sizeof *t);
    t->channels = channels;
    t->seen = TRUEPEAK_FRONT - TRUEPEAK_KEEP;
    fine_prepare(&t->fine);
    for (int level = 0, wide = PHASES; wide > 1; level++, wide /= 2) {
        double bend = 0;
        for (int a = 0; a < PHASES; a += wide)
            for (int p = a + 1; p < a + wide; p++)
                bend_of(&t->fine, p, a, a + wide, &bend, &rest);
        t->bend[level] = (float)(bend * 1.0001);
    }
    t->rest = (float)rest + 1e-5f; /* and the rounding of the sums */
}

/* ---- looking ------------------------------------------------------------------ */

CLONES static void survey(const float *x, size_t blocks, float *restrict top, float *restrict curve)
{
    for (size_t b = 0; b < blocks; b++, x += TRUEPEAK_STEP) {
        float high[LANES] = {0}, bent[LANES] = {0};
        for (int i = 0; i < TRUEPEAK_STEP; i += LANES)
            for (int j = 0; j < LANES; j++) {
                float a = __builtin_fabsf(x[i + j]);
                float d = __builtin_fabsf(x[i + j - 1] - 2 * x[i + j] + x[i + j + 1]);
                high[j] = a > high[j] ? a : high[j];
                bent[j] = d > bent[j] ? d : bent[j];
            }
        for (int half = LANES / 2; half; half /= 2)
            for (int j = 0; j < half; j++) {
                high[j] = high[j + half] > high[j] ? high[j + half] : high[j];
                bent[j] = bent[j + half] > bent[j] ? bent[j + half] : bent[j];
            }
        top[b] = high[0];
        curve[b] = bent[0];
    }
}

static float larger(float a, float b)
{
    return a > b ? a : b;
}

/* The highest value inside an interval of the phases from..from + wide whose ends are known, if it
 * is above `floor`; otherwise floor.  curve and rest bound what the interval may hide. */
static float climb(const struct truepeak *t, const float *x, int level, int from, float a, float b,
                   float curve, float rest, float floor)
{
    int half = PHASES >> (level + 1);

    if (half == 0 || larger(a, b) + t->bend[level] * curve + rest <= floor)
        return floor;
    float middle = fine_at(&t->fine, x, (size_t)(from + half));
    floor = larger(floor, middle);
    floor = climb(t, x, level + 1, from, a, middle, curve, rest, floor);
    return climb(t, x, level + 1, from + half, middle, b, curve, rest, floor);
}

/* Is anything above full scale from this sample to the next?  Nothing is looked for just behind a
 * place. */
static void mark_over(const struct truepeak *t, struct overs *o, const float *x, int64_t at,
                      float curve, float rest)
{
    if (at < o->next)
        return;
    float a = __builtin_fabsf(x[0]), b = __builtin_fabsf(x[1]);
    if (a <= 1 && climb(t, x, 0, 0, a, b, curve, rest, 1) <= 1)
        return;
    if (o->count < OVERS_MOST)
        o->at[o->count] = at;
    o->count++;
    o->next = at + o->gap;
}

static void judge_block(struct truepeak *t, struct overs *o, const float *x, size_t n, int64_t at,
                        float top, float curve, float rest)
{
    for (size_t i = 0; i < n; i++) {
        float a = __builtin_fabsf(x[i]), b = __builtin_fabsf(x[i + 1]);
        if (o->gap && top + t->bend[0] * curve + rest > 1)
            mark_over(t, o, x + i, at + (int64_t)i, curve, rest);
        t->true_peak = larger(t->true_peak, a);
        t->true_peak = climb(t, x + i, 0, 0, a, b, curve, rest, t->true_peak);
    }
}

/* kept holds TRUEPEAK_FRONT samples before the first judged one, and FINE_TAPS / 2 and one after
 * the last. */
static void judge(struct truepeak *t, struct overs *o, const float *kept, size_t n)
{
    size_t blocks = (n + TRUEPEAK_STEP - 1) / TRUEPEAK_STEP;

    survey(kept + 1, blocks + 4, t->top, t->curve);
    for (size_t b = 0; b < blocks; b++) {
        const float *x = kept + TRUEPEAK_FRONT + b * TRUEPEAK_STEP;
        size_t left = n - b * TRUEPEAK_STEP, now = left < TRUEPEAK_STEP ? left : TRUEPEAK_STEP;
        float top = larger(t->top[b + 2], __builtin_fabsf(x[TRUEPEAK_STEP])), curve = 0, around = 0;
        for (int k = 0; k < 5; k++) {
            curve = larger(curve, t->curve[b + (size_t)k]);
            around = larger(around, t->top[b + (size_t)k]);
        }
        float rest = around * t->rest, most = top + t->bend[0] * curve + rest;
        t->sample_peak = larger(t->sample_peak, t->top[b + 2]);
        if (most > t->true_peak || (o->gap && most > 1))
            judge_block(t, o, x, now, t->seen + (int64_t)(b * TRUEPEAK_STEP), top, curve, rest);
    }
}

void truepeak_run(struct truepeak *t, const float *const *channel, size_t n)
{
    for (size_t done = 0; done < n;) {
        size_t now = n - done < TRUEPEAK_BLOCK ? n - done : TRUEPEAK_BLOCK;
        for (int c = 0; c < t->channels; c++) {
            float *kept = t->kept[c];
            memcpy(kept + TRUEPEAK_KEEP, channel[c] + done, now * sizeof *kept);
            judge(t, &t->overs[c], kept, now);
            memmove(kept, kept + now, TRUEPEAK_KEEP * sizeof *kept);
        }
        t->seen += (int64_t)now;
        done += now;
    }
}

void truepeak_finish(struct truepeak *t)
{
    static const float silence[TRUEPEAK_KEEP];
    const float *channels[TRUEPEAK_CHANNELS] = {silence, silence};

    truepeak_run(t, channels, TRUEPEAK_KEEP);
}
