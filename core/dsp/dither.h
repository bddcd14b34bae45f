/* SPDX-License-Identifier: ISC */
/* dither.h - from floats to whole numbers without a trace of the steps.
 *
 * Triangular noise of two steps (TPDF) makes the error independent of the
 * music.  The noise is a function of the position, so that any piece of a file
 * can be made alone and always comes out the same.  For 16 bits the error is fed
 * back through the five coefficients of Lipshitz, Vanderkooy and Wannamaker
 * ("Minimally audible noise shaping", JAES 1991), meant for 44.1 and 48 kHz. */
#ifndef DSP_DITHER_H
#define DSP_DITHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dither {
    int bits, channel;
    uint64_t seed, at;
    bool shaped;
    double error[5];
};

/* Shapes where it helps: 16 bits at 32 to 50 kHz. */
void dither_prepare(struct dither *d, int bits, int64_t rate_hz, int channel, uint64_t seed);
/* in: every stride-th float; out: whole numbers of `bits` bits, every stride-th. */
void dither_run(struct dither *d, const float *in, int32_t *out, size_t n, size_t stride);

#endif
