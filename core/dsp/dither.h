/* SPDX-License-Identifier: ISC */
/* dither.h - from floats to whole numbers without a trace of the steps.
 *
 * Triangular noise (TPDF, two steps wide) makes the error independent of the music (Lipshitz, Wannamaker and
 * Vanderkooy, "Quantization and dither", JAES 1992).  It is a function of the position, so that any piece of
 * a file can be made alone and always comes out the same.  That is all that 24 bits need.
 *
 * At 16 bits the floor can be heard, and three things lower it:
 * 1. The error is fed back through nine taps, made for the rate: the linear predictor (Levinson, Durbin) of
 *    the A-weighting curve of IEC 61672 gives the quietest floor, so weighted, that nine taps can give.
 * 2. The noise is the difference of neighbouring random numbers: still triangular, but mostly above 10 kHz; and
 *    it stands outside the feedback, which would spread it out again.
 * 3. Up to 50 kHz it is 0.55 as wide as the book's.  Gerzon and Craven's theorem ("Optimal noise shaping and
 *    dither", AES 1989) says that with two whole steps of white noise no filter whatever brings the floor at
 *    44.1 kHz below -100.1 dB (A), full scale being 1; with this one it is -104.3, and the fed back error helps to
 *    hide the steps: the harmonics of a sine of -90 dBFS stay below -120 dBFS.  Above 50 kHz the whole width
 *    costs nothing.
 * These figures are those of 997 Hz.  The two pull against one another: at 3.1 kHz, where the fifth harmonic falls where
 * the filter puts the noise, they are -104.0 and -116, and a width of 0.63 makes -103.4 and -119 of them, 0.7 -102.5 (the
 * worst frequency) and -123.  More taps gain 0.05 dB; coins, longer filters for the noise and a brighter filter for the
 * errors, tried, end on the same line or behind it. */
#ifndef DSP_DITHER_H
#define DSP_DITHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DITHER_TAPS = 9 };

struct dither {
    int bits, channel;
    uint64_t seed, at;
    bool shaped;
    double width;               /* of the noise, in steps to either side */
    double shape[DITHER_TAPS];  /* what the past errors are multiplied with */
    double error[DITHER_TAPS];  /* the last first */
};

/* bits: 8 to 24; 16 and fewer are shaped.  seed: the same for all channels of a file. */
void dither_prepare(struct dither *d, int bits, int64_t rate_hz, int channel, uint64_t seed);
/* in: every stride-th float; out: whole numbers of `bits` bits, every stride-th. */
void dither_run(struct dither *d, const float *in, int32_t *out, size_t n, size_t stride);

#endif
