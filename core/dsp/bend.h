/* SPDX-License-Identifier: ISC */
/* bend.h - how far the wave between two samples can lie from the straight line.
 *
 * What an interpolator's taps have more than those of the line, summed up twice, is what they make of second
 * differences: so the wave leaves the line by at most the sum of their sizes times the largest second difference that they
 * see.  (What is left where the taps do not quite add up to one is for each unit of level.)  The bound costs
 * a few operations a sample; what it passes over need not be looked at between the samples, by any of the
 * interpolators that it was made for. */
#ifndef DSP_BEND_H
#define DSP_BEND_H

#include <stddef.h>

struct bend {
    float curve, level; /* for each unit of second difference; of level */
};

/* From now on the bound holds for these taps, too.  apart: they, without the straight line's. */
void bend_widen(struct bend *b, const double *apart, int taps);

/* The highest |x| and the largest second difference of n samples, n >= LANES; x has one more on each side. */
void bend_survey(const float *x, size_t n, float *top, float *curve);

#endif
