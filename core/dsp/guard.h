/* SPDX-License-Identifier: ISC */
/* guard.h - the guarantee: whatever came before, no true peak is above the ceiling.
 *
 * guard: a short look-ahead gain after a second survey (limiter.h; settings.limiter.left), both channels alike,
 * for what the limiter and the cancelling left: hundredths of a dB in music.  touch_up: the last word. */
#ifndef DSP_GUARD_H
#define DSP_GUARD_H

#include "dsp/settings.h"
#include "dsp/walk.h"

size_t guard_size(const struct settings *s);
void guard_prepare(void *state, const struct settings *s);
void guard_run(void *state, float *const *channel, size_t n);

/* The last word, over a whole song in place: where the finest scan (32 values a sample, 128 taps)
 * finds a hair above the ceiling, a millisecond around it goes down by that hair, both channels
 * alike; again until there is none, at most `rounds` times.  Meters of 4 values a sample with few taps
 * read too much near half the rate: those too stay within 0.12 dB of the ceiling.  What a sample becomes depends only
 * on the milliseconds around it. */
struct touch {
    float *const *channel;
    int channels, rounds;
    size_t frames;
    int64_t rate_hz;
    float ceiling;
    const float *cell;       /* the survey that the guard had, whose quiet cells need no second look; or NULL */
    float *work;             /* touch_up_floats of them, 0 */
    const struct walk *walk; /* may be NULL */
    /* Calls half(of, 0) and half(of, 1), which can run at the same time.  NULL: one after the other. */
    void (*halves)(void (*half)(void *of, int which), void *of);
};
/* Returns the highest peak left, or the ceiling if that is higher. */
float touch_up(const struct touch *t);
size_t touch_up_floats(size_t frames);

#endif
