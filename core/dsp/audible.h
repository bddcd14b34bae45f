/* SPDX-License-Identifier: ISC */
/* audible.h - how much of what the limiter changed is heard: the noise-to-mask ratio, measured.
 *
 * The noise is what neither a filter that stands still nor a slow gain explains: the
 * song before, in mono, goes through the filter that is nearest to what was done to the
 * whole song (a change of tone is no noise), then through the gain that fits best within
 * 40 ms around (loudness is none either), both by least squares; what is then missing
 * to the song after is noise.  Its energy in each band of hearing up to 16 kHz is divided
 * by what the wanted sound hides there (mask.h), and the mean over bands and frames
 * told.  1 (0 dB): as much noise as the music just hides, everywhere, on average; single
 * moments are then heard clearly.
 *
 * First audible_learn over some frames of the song, then audible_listen over some. */
#ifndef DSP_AUDIBLE_H
#define DSP_AUDIBLE_H

#include "dsp/fft.h"
#include "dsp/mask.h"

enum { AUDIBLE_AROUND = 14 }; /* sixteenths of a frame whose gain counts, to each side */

struct audible_spectrum {
    float *re, *im;
};

struct audible {
    size_t n; /* samples of a frame */
    struct mask mask;
    struct fft fft, twice, wide; /* of n, 2 n, 4 n samples */
    struct audible_spectrum one, other, filter;
    float *hann, *hann_twice, *in, *out, *wanted, *noise, *gain;
    double *cross_re, *cross_im, *power; /* of each bin, over the frames: out times in, in times in */
    double weight[AUDIBLE_AROUND + 1];   /* of the slow gain's neighbours */
    double sum, frames;                  /* of the ratios; of frames that had sound */
};

size_t audible_size(int64_t rate_hz);
/* memory: audible_size bytes, aligned for doubles. */
void audible_prepare(struct audible *a, int64_t rate_hz, void *memory);
void audible_forget(struct audible *a); /* begins anew */

/* The frame at `at` of two songs of `frames` samples; outside there is silence. */
void audible_learn(struct audible *a, const float *const *in, const float *const *out, int channels, size_t frames,
                   size_t at);
void audible_learnt(struct audible *a);
void audible_listen(struct audible *a, const float *const *in, const float *const *out, int channels, size_t frames,
                    size_t at);

/* Of all frames so far; 0 where nothing was heard. */
double audible_ratio(const struct audible *a);

#endif
