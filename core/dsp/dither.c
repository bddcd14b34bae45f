/* SPDX-License-Identifier: ISC */
#include "dsp/dither.h"

#include <math.h>
#include <string.h>

void dither_prepare(struct dither *d, int bits, int64_t rate_hz, int channel, uint64_t seed)
{
    memset(d, 0, sizeof *d);
    d->bits = bits;
    d->channel = channel;
    d->seed = seed;
    d->shaped = bits == 16 && rate_hz >= 32000 && rate_hz <= 50000;
}

/* SplitMix64 (Steele, Lea, Flood 2014) of a counter: two numbers of 32 bits. */
static uint64_t noise(uint64_t x)
{
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

static double triangle(const struct dither *d)
{
    uint64_t r = noise(d->seed ^ (2 * d->at + (uint64_t)d->channel) * 0xd1342543de82ef95ULL);

    return ((double)(r >> 32) + (double)(r & 0xffffffff)) / 4294967296.0 - 1;
}

static int32_t within(double x, double most)
{
    return (int32_t)lrint(x > most ? most : x < -most - 1 ? -most - 1 : x);
}

void dither_run(struct dither *d, const float *in, int32_t *out, size_t n, size_t stride)
{
    static const double shape[5] = {2.033, -2.165, 1.959, -1.590, 0.6149};
    double scale = (double)(INT64_C(1) << (d->bits - 1)), *e = d->error;

    for (size_t i = 0; i < n; i++, d->at++) {
        double x = (double)in[i * stride] * scale;
        if (d->shaped)
            for (int k = 0; k < 5; k++)
                x -= shape[k] * e[k];
        int32_t y = within(x + triangle(d), scale - 1);
        out[i * stride] = y;
        if (!d->shaped)
            continue;
        memmove(e + 1, e, 4 * sizeof *e);
        e[0] = fmax(-2, fmin(2, (double)y - x)); /* bounded, so that clipping cannot ring */
    }
}
