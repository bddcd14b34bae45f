/* SPDX-License-Identifier: ISC */
/* oversample.h - the wave between the samples: a windowed sinc, 4, 8 or 32 values a sample.
 *
 * 48 taps a phase with a Kaiser window (beta 9) for looking everywhere, 128 (beta
 * 12) for the last word: near half the sample rate the short one reads a tenth of
 * a dB too little.  Row p of the bank gives the value at p/phases after sample n
 * from x[n - taps/2 + 1] ... x[n + taps/2]. */
#ifndef DSP_OVERSAMPLE_H
#define DSP_OVERSAMPLE_H

#include "dsp/bend.h"

#include <stddef.h>

enum { OVERSAMPLE_TAPS = 48, OVERSAMPLE_BEFORE = OVERSAMPLE_TAPS / 2 - 1, OVERSAMPLE_MOST = 32, FINE_TAPS = 128 };

struct oversample {
    size_t phases;
    float row[OVERSAMPLE_MOST][OVERSAMPLE_TAPS];
    struct bend bend;
};

void oversample_prepare(struct oversample *o, size_t phases);

/* peak[i] = the highest of |x| at and up to the next sample, for i < n.  x needs OVERSAMPLE_BEFORE
 * samples before and OVERSAMPLE_TAPS - OVERSAMPLE_BEFORE after.  Where nothing can be above `floor`, peak may be
 * |x| itself. */
void oversample_peaks(const struct oversample *o, const float *x, size_t n, float floor, float *peak);

/* The long bank, 32 values a sample, for the few places that matter. */
enum { FINE_LEVELS = 5 };
struct fine {
    float row[OVERSAMPLE_MOST][FINE_TAPS];
    struct bend bend[FINE_LEVELS]; /* of the line over 32, 16, 8, 4, 2 phases */
};
void fine_prepare(struct fine *f);
/* |x| at phase/32 after the sample, phase < 32. */
float fine_at(const struct fine *f, const float *x, int phase);
/* The highest of |x| at and up to the next sample, if it is above `floor`, else floor; x needs FINE_TAPS / 2
 * samples on both sides.  It looks only where the bound (bend.h) says that it must. */
float fine_above(const struct fine *f, const float *x, float floor);
/* The same for who knows the level and second difference around, and will ask for many samples. */
float fine_climb(const struct fine *f, const float *x, float curve, float level, float floor);

#endif
