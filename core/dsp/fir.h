/* SPDX-License-Identifier: ISC */
/* fir.h - long filters by fast convolution (overlap-save).
 *
 * One kernel, any number of lines (channels).  A line takes any number of
 * samples at a time and answers fir_delay() samples later, to which the filter's
 * own delay adds.  The result does not depend on how the samples were cut. */
#ifndef DSP_FIR_H
#define DSP_FIR_H

#include "dsp/fft.h"

#include <stdint.h>

struct fir {
    struct fft fft;
    size_t taps, hop; /* fft.n - taps, the samples of one turn */
    float *re, *im;   /* the kernel's spectrum */
    float *xr, *xi;   /* scratch */
};

struct fir_line {
    float *in, *out; /* fft.n; hop */
    size_t filled;
};

/* Taps enough to tell 2.7 Hz: 16384 at 44.1 kHz. */
size_t fir_taps(int64_t rate_hz);
/* taps: a power of two, 16 or more. */
size_t fir_floats(size_t taps);
void fir_prepare(struct fir *f, size_t taps, float *memory);
/* The kernel whose spectrum (fft.n / 2 + 1 values, which may be f's own re and im or xr and xi) is this one, put off by
 * taps / 2 samples; on each side one part of `parts` of the taps is eased away. */
void fir_design(struct fir *f, const float *re, const float *im, int parts);
size_t fir_line_floats(size_t taps);
void fir_line_prepare(struct fir_line *l, const struct fir *f, float *memory); /* zeroed memory */
void fir_run(const struct fir *f, struct fir_line *l, float *x, size_t n);
size_t fir_delay(const struct fir *f);

#endif
