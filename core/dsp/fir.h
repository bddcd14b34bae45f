/* SPDX-License-Identifier: ISC */
/* fir.h - long filters by fast convolution (overlap-save).
 *
 * One kernel, any number of lines (channels).  A line takes any number of
 * samples at a time and answers fir_delay() samples later, to which the filter's
 * own delay adds.  The result does not depend on how the samples were cut. */
#ifndef DSP_FIR_H
#define DSP_FIR_H

#include "dsp/fft.h"

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

/* taps: a power of two, 16 or more. */
size_t fir_floats(size_t taps);
void fir_prepare(struct fir *f, size_t taps, float *memory);
void fir_set(struct fir *f, const float *kernel);
size_t fir_line_floats(size_t taps);
void fir_line_prepare(struct fir_line *l, const struct fir *f, float *memory); /* zeroed memory */
void fir_run(const struct fir *f, struct fir_line *l, float *x, size_t n);
size_t fir_delay(const struct fir *f);

#endif
