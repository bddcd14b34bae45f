/* SPDX-License-Identifier: ISC */
/* truepeak.h - the highest value between the samples: 32 a sample, exactly, without looking
 * everywhere.
 *
 * A block of 32 samples whose top cannot reach the highest value found so far (bend.h) is passed
 * over, and within a block an interval is halved only where it still might.  The result is the
 * same as looking at all 32 values of every sample, for any way of cutting the song. */
#ifndef DSP_TRUEPEAK_H
#define DSP_TRUEPEAK_H

#include "dsp/oversample.h"

#include <stdint.h>

enum {
    TRUEPEAK_CHANNELS = 2,
    TRUEPEAK_BLOCK = 4096,
    TRUEPEAK_FRONT = FINE_TAPS / 2 + 1, /* samples in front of the one that is judged */
    TRUEPEAK_KEEP = FINE_TAPS + 2,
    TRUEPEAK_STEP = 32,
    TRUEPEAK_STEPS = (TRUEPEAK_KEEP + TRUEPEAK_BLOCK) / TRUEPEAK_STEP + 2,
    OVERS_MOST = 64
};

/* Places above full scale, a tenth of a second apart at least; the first ones by their sample. */
struct overs {
    int64_t gap, count, next, at[OVERS_MOST];
};

struct truepeak {
    struct fine fine;
    int channels;
    int64_t seen; /* samples judged so far, from some before the first */
    float kept[TRUEPEAK_CHANNELS][(TRUEPEAK_STEPS + 1) * TRUEPEAK_STEP];
    float top[TRUEPEAK_STEPS],
        curve[TRUEPEAK_STEPS]; /* of a block: the largest sample, second difference */
    float sample_peak, true_peak;
    struct overs overs[TRUEPEAK_CHANNELS]; /* of each channel; found only where gap is not 0 */
};

void truepeak_prepare(struct truepeak *t, int channels);
void truepeak_run(struct truepeak *t, const float *const *channel, size_t n);
void truepeak_finish(struct truepeak *t); /* the wave after the last sample */

#endif
