/* SPDX-License-Identifier: ISC */
/* limiter.h - loud, and never above the ceiling, between the samples too.
 *
 * limiter: A. the sustained level (the peak that most of the 12 ms blocks within
 * 100 ms reach) is brought to the ceiling by a slow, smooth gain: a steady tone
 * comes out undistorted.  B. what still stands out is ducked by a look-ahead
 * gain with a release of two speeds.  guard: the same look-ahead, shorter, over
 * eight values a sample: a few hundredths of a dB, so that what B's moving gain
 * let through is caught.  Both channels share one gain: the image stands still. */
#ifndef DSP_LIMITER_H
#define DSP_LIMITER_H

#include "dsp/settings.h"

size_t limiter_size(const struct settings *s);
void limiter_prepare(void *state, const struct settings *s);
void limiter_run(void *state, float *const *channel, size_t n);
size_t limiter_latency(const void *state);

size_t guard_size(const struct settings *s);
void guard_prepare(void *state, const struct settings *s);
void guard_run(void *state, float *const *channel, size_t n);
size_t guard_latency(const void *state);

/* The last word, over a whole song in place: where the finest scan (32 values a sample, 128 taps)
 * finds a hair above the ceiling, a millisecond around it goes down by that hair, both channels
 * alike; again until there is none, at most `rounds` times.  Returns the highest peak left.
 * work: `frames` floats. */
float touch_up(float *const *channel, int channels, size_t frames, double rate_hz, float ceiling, int rounds,
               float *work);

/* What the limiter did so far: mean and largest gain reduction in dB, and the share of the time. */
struct reduction {
    double mean_db, most_db, share;
};
struct reduction limiter_reduction(const void *state);

#endif
