/* SPDX-License-Identifier: ISC */
/* ltas.h - the long-term average spectrum of middle and sides, over the loud parts only.
 *
 * Hann windows of about 0.37 s, half overlapped.  Every frame is reduced to its
 * bands and kept, so that the gate (10 dB below the mean, as in BS.1770) can be
 * set when all has been heard. */
#ifndef DSP_LTAS_H
#define DSP_LTAS_H

#include "dsp/bands.h"
#include "dsp/fft.h"

struct ltas {
    struct fft fft;
    double rate_hz, edges[BANDS + 1]; /* of the bands, in bins */
    size_t n, filled, stride; /* the window; samples of it; frames passed over between kept ones */
    float *window, *past[2], *re, *im, *power;
    float *fine[2]; /* n/2 + 1 powers each, summed over all that sounds: middle, sides */
    float *frames; /* 2 * BANDS powers each: middle, sides */
    size_t count, room, heard;
    int channels;
};

size_t ltas_floats(double rate_hz);
/* How many frames a song of that length has; long songs are sampled, never more than 10 000. */
size_t ltas_frames(size_t samples, double rate_hz);
void ltas_prepare(struct ltas *l, double rate_hz, int channels, size_t samples, float *memory, float *frames);
void ltas_run(struct ltas *l, const float *const *channel, size_t n);

/* Mean power of each band over the frames above the gate, in dB; returns the share of frames used. */
double ltas_mean(const struct ltas *l, double *mid_db, double *side_db);

#endif
