/* SPDX-License-Identifier: ISC */
/* bands.h - the twelfths of an octave in which tone is measured and moved: 20 Hz to 20 kHz.
 *
 * They begin at 1 kHz times powers of the twelfth root of two, so that four of them are
 * one of the thirds of an octave that everyone's analyser shows. */
#ifndef DSP_BANDS_H
#define DSP_BANDS_H

#include <stddef.h>

enum { BANDS = 120, BAND_1K = 68 }; /* BAND_1K begins at 1 kHz */

double band_hz(int band); /* its centre; its edges lie half a band away */
double band_edge_hz(int band);

/* Power of a spectrum (n/2 + 1 bins of powers) in each band; bins are split between bands. */
void bands_of(const float *power, size_t bins, const double *edges, double *out);
/* The BANDS + 1 edges in bins, for bands_of. */
void bands_edges(size_t bins, double rate_hz, double *edges);
/* How many bands lie wholly below the highest frequency. */
int bands_below(double hz);

/* Smooths over `width` bands on each side (raised cosine). */
void bands_smooth(const double *in, int n, int width, double *out);
/* Value of a curve given in bands at any frequency: straight lines between centres, flat outside. */
double bands_at(const double *curve, double hz);

#endif
