/* SPDX-License-Identifier: ISC */
#include "dsp/dither.h"

#include "dsp/elementary.h"

#include <math.h>
#include <string.h>

enum { POINTS = 512 };
/* The slow noise has another height so often, by up to so many steps.  With this width the mean of exp(2 pi i noise)
 * over the spline's time is nothing: of what the steps do to a steady sound, nothing stays where it is. */
enum { TURNS_PER_SECOND = 256 };
static const double SLOW_STEPS = 0.825;
/* The power of the floor that is aimed at, in steps squared, were the errors spread evenly: at 16 bits -104.3 dB. */
static const double FLOOR_AIM = 0.03973, WIDTH_LEAST = 0.3;

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
static void predictor(struct dither *d, int64_t rate_hz)
{
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
    memcpy(d->shape, a + 1, sizeof d->shape);
}

/* As wide as the aim leaves room for beside the fed back errors: they have 1/12 of a step squared before the filter,
 * the noise twice that times its width squared. */
static double widest(const struct dither *d, int64_t rate_hz)
{
    double errors = 0, noise = 0;

    for (int i = 0; i < POINTS; i++) {
        double at = (i + 0.5) / POINTS, weight = a_weight(at * (double)rate_hz / 2) / POINTS / 12, re = 1, im = 0;
        for (int k = 0; k < DITHER_TAPS; k++) {
            re += d->shape[k] * dsp_cos(DSP_PI * at * (k + 1));
            im += d->shape[k] * dsp_sin(DSP_PI * at * (k + 1));
        }
        errors += weight * (re * re + im * im);
        noise += weight * (2 - 2 * dsp_cos(DSP_PI * at));
    }
    return fmax(WIDTH_LEAST, fmin(1, sqrt(fmax(0, FLOOR_AIM - errors) / noise)));
}

void dither_prepare(struct dither *d, int bits, int64_t rate_hz, int channel, uint64_t seed)
{
    memset(d, 0, sizeof *d);
    d->bits = bits;
    d->channel = channel;
    d->seed = seed;
    d->shaped = bits <= 16;
    if (!d->shaped)
        return;
    predictor(d, rate_hz);
    d->width = widest(d, rate_hz);
    d->turn = rate_hz > TURNS_PER_SECOND ? (uint64_t)(rate_hz / TURNS_PER_SECOND) : 1;
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

/* The cubic B-spline through random heights: what it does from here to the next turn. */
static void take_a_turn(struct dither *d)
{
    uint64_t turn = d->at / d->turn;
    double p[4], *c = d->slow;

    for (uint64_t k = 0; k < 4; k++) /* counted from the other end of the numbers, where no sample's is */
        p[k] = ((double)(noise(d, ~(turn + k)) >> 32) / 2147483648.0 - 1) * SLOW_STEPS;
    c[0] = (p[0] + 4 * p[1] + p[2]) / 6;
    c[1] = (p[2] - p[0]) / 2;
    c[2] = (p[0] - 2 * p[1] + p[2]) / 2;
    c[3] = (p[3] - p[0] + 3 * (p[1] - p[2])) / 6;
}

static double slow_noise(struct dither *d)
{
    uint64_t since = d->at % d->turn;
    double t = (double)since / (double)d->turn;

    if (since == 0)
        take_a_turn(d);
    return ((d->slow[3] * t + d->slow[2]) * t + d->slow[1]) * t + d->slow[0];
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
    if (d->width < 1)
        x += slow_noise(d);
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
