/* SPDX-License-Identifier: ISC */
/* fft.h - the Fourier transform of real samples: Stockham's, radix 4, always the same bits.
 *
 * Why our own: FFTW plans by the clock and picks code by the processor, and both
 * change bits.  n is a power of two, 32 or more; the spectrum has n/2 + 1 values,
 * real and imaginary parts apart, unscaled; fft_inverse gives the samples back. */
#ifndef DSP_FFT_H
#define DSP_FFT_H

#include <stddef.h>

struct fft {
    size_t n;
    float *twiddle, *turn; /* for the stages; for real from complex */
    float *work;           /* more than 2 n floats: so one fft serves one thread */
};

size_t fft_floats(size_t n); /* memory to give to fft_prepare */
void fft_prepare(struct fft *f, size_t n, float *memory);
void fft_forward(const struct fft *f, const float *x, float *re, float *im);
void fft_inverse(const struct fft *f, const float *re, const float *im, float *x);

/* Hann's window of n samples, `late` samples further on. */
void fft_hann(size_t n, double late, float *window);

#endif
