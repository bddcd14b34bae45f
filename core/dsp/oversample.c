/* SPDX-License-Identifier: ISC */
#include "dsp/oversample.h"

#include "dsp/clones.h"
#include "dsp/elementary.h"

#include <math.h>

enum { BLOCK = 64 };

void oversample_prepare(struct oversample *o, size_t phases)
{
    double half = OVERSAMPLE_TAPS / 2.0;

    o->phases = phases;
    o->most = 1;
    for (size_t p = 0; p < phases; p++) {
        double sum = 0, size = 0, h[OVERSAMPLE_TAPS];
        for (int k = 0; k < OVERSAMPLE_TAPS; k++) {
            double t = k - OVERSAMPLE_BEFORE - (double)p / (double)phases, u = 1 - t * t / (half * half);
            double window = u <= 0 ? 0 : dsp_bessel(9 * sqrt(u)) / dsp_bessel(9);
            h[k] = fabs(t) < 1e-9 ? 1 : window * dsp_sin(DSP_PI * t) / (DSP_PI * t);
            sum += h[k];
        }
        for (int k = 0; k < OVERSAMPLE_TAPS; k++) {
            o->row[p][k] = (float)(h[k] / sum);
            size += fabs(h[k] / sum);
        }
        o->most = size > (double)o->most ? (float)size : o->most;
    }
}

float oversample_at(const struct oversample *o, const float *x, size_t p)
{
    float lane[LANES] = {0}, sum = 0;

    for (int k = 0; k < OVERSAMPLE_TAPS; k += LANES)
        for (int j = 0; j < LANES; j++)
            lane[j] += o->row[p][k + j] * x[k + j - OVERSAMPLE_BEFORE];
    for (int j = 0; j < LANES; j++)
        sum += lane[j];
    return sum;
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
            for (size_t p = 1; p < o->phases; p++) {
                float a = __builtin_fabsf(oversample_at(o, x + i, p));
                peak[i] = a > peak[i] ? a : peak[i];
            }
}
