/* SPDX-License-Identifier: ISC */
/* clones.h - hot loops are compiled twice: for any x86-64 and for those with 256-bit vectors.
 *
 * Both give the same bits: no fused multiply-add (-ffp-contract=off), no
 * reordered sums (no -ffast-math); sums that should be fast keep LANES partial
 * sums by hand.  -DDSP_PLAIN leaves the first only; a test compares. */
#ifndef DSP_CLONES_H
#define DSP_CLONES_H

#include <stddef.h>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) &&    \
    !defined(DSP_PLAIN)
#define CLONES __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define CLONES
#endif

enum { LANES = 16 };

/* The sum of n products, n a multiple of LANES. */
static inline float dsp_dot(const float *x, const float *y, size_t n)
{
    float lane[LANES] = {0}, sum = 0;

    for (size_t i = 0; i < n; i += LANES)
        for (size_t j = 0; j < LANES; j++)
            lane[j] += x[i + j] * y[i + j];
    for (size_t j = 0; j < LANES; j++)
        sum += lane[j];
    return sum;
}

#endif
