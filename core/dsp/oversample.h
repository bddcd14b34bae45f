/* SPDX-License-Identifier: ISC */
/* oversample.h - the wave between the samples: a windowed sinc, 4, 8 or 32 values a sample.
 *
 * 48 taps a phase, Kaiser window (beta 9).  Row p of the bank gives the value at
 * p/phases after sample n from x[n - 23] ... x[n + 24]. */
#ifndef DSP_OVERSAMPLE_H
#define DSP_OVERSAMPLE_H

#include <stddef.h>

enum { OVERSAMPLE_TAPS = 48, OVERSAMPLE_BEFORE = OVERSAMPLE_TAPS / 2 - 1, OVERSAMPLE_MOST = 32 };

struct oversample {
    size_t phases;
    float row[OVERSAMPLE_MOST][OVERSAMPLE_TAPS];
    float most; /* no value between exceeds `most` times the highest sample around */
};

void oversample_prepare(struct oversample *o, size_t phases);

/* peak[i] = the highest of |x| at and up to the next sample, for i < n.  x needs OVERSAMPLE_BEFORE
 * samples before and OVERSAMPLE_TAPS - OVERSAMPLE_BEFORE after.  Where the samples around are so low that
 * `floor` cannot be reached, peak is |x| itself. */
void oversample_peaks(const struct oversample *o, const float *x, size_t n, float floor, float *peak);

/* One value: at p / phases after x[0]. */
float oversample_at(const struct oversample *o, const float *x, size_t p);

#endif
