/* SPDX-License-Identifier: ISC */
/* biquad.h - a filter of the second order: coefficients, and a past for each channel.
 *
 * y = b0 x + b1 x' + b2 x'' - a1 y' - a2 y'', in transposed direct form II:
 * the least noise with doubles.  Zero is silence. */
#ifndef DSP_BIQUAD_H
#define DSP_BIQUAD_H

#include <stddef.h>

struct biquad {
    double b0, b1, b2, a1, a2;
};

struct biquad_past {
    double s1, s2;
};

/* Bell and pass filters after Bristow-Johnson's cookbook. */
void biquad_peak(struct biquad *f, double rate_hz, double hz, double gain_db, double q);
void biquad_high_pass(struct biquad *f, double rate_hz, double hz, double q);
void biquad_low_pass(struct biquad *f, double rate_hz, double hz, double q);

void biquad_run(const struct biquad *f, struct biquad_past *past, float *x, size_t n);
/* |H| at a frequency, in dB. */
double biquad_db_at(const struct biquad *f, double rate_hz, double hz);

#endif
