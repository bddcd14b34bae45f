/* SPDX-License-Identifier: ISC */
#include "dsp/oversample.h"

#include "dsp/clones.h"
#include "dsp/elementary.h"

#include <math.h>

enum { BLOCK = 64 };

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
    o->phases = phases;
    o->most = 1;
    for (size_t p = 0; p < phases; p++) {
        float size = 0;
        windowed_sinc(OVERSAMPLE_TAPS, 9, (double)p / (double)phases, o->row[p]);
        for (int k = 0; k < OVERSAMPLE_TAPS; k++)
            size += __builtin_fabsf(o->row[p][k]);
        o->most = size > o->most ? size : o->most;
    }
}

void fine_prepare(struct fine *f)
{
    for (size_t p = 0; p < OVERSAMPLE_MOST; p++)
        windowed_sinc(FINE_TAPS, 12, (double)p / OVERSAMPLE_MOST, f->row[p]);
}

static float dot(const float *restrict h, const float *restrict x, int taps)
{
    float lane[LANES] = {0}, sum = 0;

    for (int k = 0; k < taps; k += LANES)
        for (int j = 0; j < LANES; j++)
            lane[j] += h[k + j] * x[k + j];
    for (int j = 0; j < LANES; j++)
        sum += lane[j];
    return sum;
}

CLONES float fine_peak(const struct fine *f, const float *x)
{
    float most = __builtin_fabsf(x[0]);

    for (size_t p = 1; p < OVERSAMPLE_MOST; p++) {
        float a = __builtin_fabsf(dot(f->row[p], x - (FINE_TAPS / 2 - 1), FINE_TAPS));
        most = a > most ? a : most;
    }
    return most;
}

CLONES float fine_at(const struct fine *f, const float *x, size_t phase)
{
    return __builtin_fabsf(dot(f->row[phase], x - (FINE_TAPS / 2 - 1), FINE_TAPS));
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
        *peak = __builtin_fabsf(sum) > *peak ? __builtin_fabsf(sum) : *peak;
    }
}

CLONES static float highest(const float *x, size_t n)
{
    float lane[LANES] = {0}, most = 0;
    size_t i = 0;

    for (; i + LANES <= n; i += LANES)
        for (size_t j = 0; j < LANES; j++) {
            float a = __builtin_fabsf(x[i + j]);
            lane[j] = a > lane[j] ? a : lane[j];
        }
    for (; i < n; i++)
        lane[0] = __builtin_fabsf(x[i]) > lane[0] ? __builtin_fabsf(x[i]) : lane[0];
    for (size_t j = 0; j < LANES; j++)
        most = lane[j] > most ? lane[j] : most;
    return most;
}

void oversample_peaks(const struct oversample *o, const float *x, size_t n, float floor, float *peak)
{
    size_t i = 0;

    for (size_t j = 0; j < n; j++)
        peak[j] = __builtin_fabsf(x[j]);
    for (; i + BLOCK <= n; i += BLOCK)
        if (highest(x + i - OVERSAMPLE_BEFORE, BLOCK + OVERSAMPLE_TAPS) * o->most > floor)
            block_peaks(o, x + i, peak + i);
    for (; i < n; i++)
        if (highest(x + i - OVERSAMPLE_BEFORE, OVERSAMPLE_TAPS) * o->most > floor)
            one_peak(o, x + i, peak + i);
}
