/* SPDX-License-Identifier: ISC */
#include "dsp/dither.h"

#include "dsp/elementary.h"

#include <math.h>
#include <string.h>

/* ---- the shape of the floor ------------------------------------------------------- */

/* The power response of A-weighting, 1 at 1 kHz (IEC 61672-1, E.4.2). */
static double a_weight(double hz)
{
    double f = hz * hz, two = 12194.0 * 12194.0, low = f + 20.6 * 20.6, high = f + two;

    return 1.2589 * 1.2589 * two * two * f * f * f * f /
           (low * low * (f + 107.7 * 107.7) * (f + 737.9 * 737.9) * high * high);
}

/* The predictor of a process whose spectrum is the weight: it turns white errors into the quietest ones.
 * A thousandth is added so that nothing is free, or the filter would shout where A-weighting is deaf. */
static void predictor(int64_t rate_hz, double *shape)
{
    enum { POINTS = 512 };
    double r[DITHER_TAPS + 1] = {0}, a[DITHER_TAPS + 1] = {1};

    for (int i = 0; i < POINTS; i++) {
        double at = (i + 0.5) / POINTS, weight = a_weight(at * (double)rate_hz / 2) + 0.001;
        for (int k = 0; k <= DITHER_TAPS; k++)
            r[k] += weight * dsp_cos(DSP_PI * at * k);
    }
    for (int m = 1; m <= DITHER_TAPS; m++) { /* Levinson and Durbin */
        double before[DITHER_TAPS + 1], up = 0, down = 0;
        for (int k = 0; k < m; k++) {
            up += a[k] * r[m - k];
            down += a[k] * r[k];
        }
        memcpy(before, a, sizeof a);
        for (int k = 1; k <= m; k++)
            a[k] = before[k] - up / down * before[m - k];
    }
    memcpy(shape, a + 1, DITHER_TAPS * sizeof *shape);
}

void dither_prepare(struct dither *d, int bits, int64_t rate_hz, int channel, uint64_t seed)
{
    memset(d, 0, sizeof *d);
    d->bits = bits;
    d->channel = channel;
    d->seed = seed;
    d->shaped = bits <= 16;
    d->width = d->shaped && rate_hz <= 50000 ? 0.55 : 1;
    if (d->shaped)
        predictor(rate_hz, d->shape);
}

/* ---- the noise ----------------------------------------------------------------------- */

/* SplitMix64 (Steele, Lea, Flood 2014) of a counter: two numbers of 32 bits. */
static uint64_t noise(const struct dither *d, uint64_t at)
{
    uint64_t x = (d->seed ^ (2 * at + (uint64_t)d->channel) * 0xd1342543de82ef95ULL) + 0x9e3779b97f4a7c15ULL;

    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

static double triangle(const struct dither *d)
{
    uint64_t r = noise(d, d->at);

    return ((double)(r >> 32) + (double)(r & 0xffffffff)) / 4294967296.0 - 1;
}

/* The difference of this sample's number and the last one's. */
static double bright_triangle(const struct dither *d)
{
    return ((double)(noise(d, d->at) >> 32) - (double)(noise(d, d->at - 1) >> 32)) / 4294967296.0 * d->width;
}

/* ---- running -------------------------------------------------------------------------- */

static int32_t within(double x, double most)
{
    return (int32_t)lrint(x > most ? most : x < -most - 1 ? -most - 1 : x);
}

static int32_t shaped_step(struct dither *d, double x, double most)
{
    double *e = d->error;

    for (int k = 0; k < DITHER_TAPS; k++)
        x += d->shape[k] * e[k];
    x += bright_triangle(d);
    int32_t y = within(x, most);
    memmove(e + 1, e, (DITHER_TAPS - 1) * sizeof *e);
    e[0] = fmax(-1, fmin(1, (double)y - x)); /* bounded, so that clipping cannot ring */
    return y;
}

void dither_run(struct dither *d, const float *in, int32_t *out, size_t n, size_t stride)
{
    double scale = (double)(INT64_C(1) << (d->bits - 1));

    for (size_t i = 0; i < n; i++, d->at++) {
        double x = (double)in[i * stride] * scale;
        out[i * stride] = d->shaped ? shaped_step(d, x, scale - 1) : within(x + triangle(d), scale - 1);
    }
}
