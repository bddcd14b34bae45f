/* SPDX-License-Identifier: ISC */
/* dsp.h - what the tests of core/dsp share: noise, hard signals, and a song through a part of the chain. */
#ifndef TESTS_DSP_H
#define TESTS_DSP_H

#include "dsp/chain.h"
#include "dsp/truepeak.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const double pi = 3.14159265358979323846;

enum { SECOND = 44100, SONG = 3 * SECOND };

static inline void *room(size_t bytes)
{
    void *p = aligned_alloc(64, (bytes + 63) / 64 * 64 + 64);

    return memset(p, 0, bytes);
}

static uint32_t noise_seed = 1;
static inline float noise(void)
{
    noise_seed = noise_seed * 1664525u + 1013904223u;
    return (float)(int32_t)noise_seed / 2147483648.0f;
}

static inline float torture(int kind, int i, int64_t rate)
{
    double t = (double)i / (double)rate;

    switch (kind) {
    case 0:
        return (float)sin(2 * pi * 997 * t);
    case 1:
        return (float)sin(2 * pi * 50 * t);
    case 2:
        return (float)(sin(pi / 2 * i + pi / 4) * 1.41);
    case 3:
        return noise();
    case 4:
        return i % 4410 < 40 ? noise() * 4 : 0.01f * noise();
    case 5:
        return i % 3000 == 0 ? 8.0f : 0;
    case 6:
        return i / 37 % 2 ? 1 : -1;
    default:
        return (float)(sin(2 * pi * 0.4535 * i) + sin(2 * pi * 0.4308 * i)) * (i % 20000 < 9000 ? 1 : 0.1f);
    }
}

static inline double true_peak_of(const float *x, size_t n)
{
    struct truepeak *t = room(sizeof *t);
    const float *one[2] = {x, x};
    double peak;

    truepeak_prepare(t, 1);
    truepeak_run(t, one, n);
    truepeak_finish(t);
    peak = (double)t->true_peak;
    free(t);
    return peak;
}

static inline struct settings quiet_settings(int64_t rate, int64_t frames)
{
    struct settings s = {.rate_hz = rate, .frames = frames, .channels = 2};

    s.limiter = (struct limiter_settings){.ceiling_db = -1, .release_ms = 40};
    return s;
}

/* Runs a part over a song in pieces of `cut` samples (0: of random lengths); answers with its delay taken away. */
static inline void chained(enum part p, const struct settings *s, float *left, float *right, size_t n, size_t cut)
{
    struct chain c;
    void *memory = room(chain_size(p, s));

    chain_prepare(&c, p, s, memory);
    size_t all = n + c.latency;
    float *x = room(all * 4), *y = room(all * 4);
    memcpy(x, left, n * 4);
    memcpy(y, right, n * 4);
    for (size_t at = 0, now; at < all; at += now) {
        float *both[2] = {x + at, y + at};
        now = cut ? cut : (size_t)(fabs((double)noise()) * 5000) + 1;
        now = all - at < now ? all - at : now;
        chain_run(&c, both, now);
    }
    memcpy(left, x + c.latency, n * 4);
    memcpy(right, y + c.latency, n * 4);
    free(x);
    free(y);
    free(memory);
}

#endif
