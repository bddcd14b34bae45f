/* SPDX-License-Identifier: ISC */
/* mask.h - what music hides: the masking threshold of a frame, in bands of half a Bark.
 *
 * Bands after Schroeder 1979 (f = 650 sinh(z / 7)); a masker reaches up by 10 dB a
 * Bark and down by 27; noise hides 3 to 6 dB below what is there (ITU-R BS.1387 says
 * how far), and below -96 dBFS. */
#ifndef DSP_MASK_H
#define DSP_MASK_H

#include <stddef.h>
#include <stdint.h>

enum { MASK_BANDS_MOST = 64 };

struct mask {
    int bands;
    size_t first[MASK_BANDS_MOST + 1]; /* bins of each band */
    float spread[MASK_BANDS_MOST][MASK_BANDS_MOST];
    float floor[MASK_BANDS_MOST];
};

/* Samples of a frame: 23 ms at 44.1 kHz. */
size_t mask_frame(int64_t rate_hz);
/* For spectra of n samples under a Hann window, up to top_hz or 0.48 of the rate.  *m must be zero. */
void mask_prepare(struct mask *m, int64_t rate_hz, size_t n, double top_hz);
/* Energy of each band. */
void mask_energy(const struct mask *m, const float *re, const float *im, float *power);
/* The threshold of each band, as an energy: of energies, or of a spectrum.  All arrays have MASK_BANDS_MOST values. */
void mask_threshold(const struct mask *m, const float *power, float *threshold);

#endif
