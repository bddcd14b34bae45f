/* SPDX-License-Identifier: ISC */
/* wave.h - what is heard sample by sample: level, offset, likeness of the channels, flat tops, silence, depth.
 *
 * A summary of each second is kept, so that what is wrong can be told with its place. */
#ifndef DSP_WAVE_H
#define DSP_WAVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WAVE_BINS = 64 };

struct wave_second {
    double square[2], product; /* sums over its samples */
    float peak, flat[2];       /* its highest sample; its highest flat top in each channel */
};

struct wave {
    int64_t rate_hz, at, first_sound, last_sound;
    int channels;
    double sum[2], square[2], product;
    bool alike, whole; /* whole: every sample is a whole number of 24-bit steps */
    uint32_t bits;     /* all of those numbers, laid over one another */
    float peak[2], last[2], before[2]; /* before: the value in front of the run of equal ones */
    int run[2];
    int64_t runs[2][WAVE_BINS]; /* flat tops by level, halves of a dB around 1.0 */
    struct wave_second *seconds;
    size_t room;
};

/* Room for the seconds of so many samples. */
size_t wave_seconds(int64_t frames, int64_t rate_hz);
void wave_prepare(struct wave *w, int64_t rate_hz, int channels, struct wave_second *seconds, size_t room);
/* x[1] is x[0] in a mono song. */
void wave_run(struct wave *w, const float *const *x, size_t n);

/* Flat tops at the very top of a channel: places where the wave was clipped. */
int64_t wave_clipped(const struct wave *w);
bool wave_clipped_in(const struct wave *w, size_t second);
/* Bits that the samples really use: up to 24, or 32 where there is more. */
int wave_depth(const struct wave *w);

#endif
