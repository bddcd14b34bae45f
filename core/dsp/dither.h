/* SPDX-License-Identifier: ISC */
/* dither.h - from floats to whole numbers without a trace of the steps.
 *
 * Triangular noise (TPDF, two steps wide) makes the error independent of the music (Lipshitz, Wannamaker and
 * Vanderkooy, "Quantization and dither", JAES 1992).  It is a function of the position, so that any piece of
 * a file can be made alone and always comes out the same.  That is all that 24 bits need.
 *
 * At 16 bits the floor can be heard, and Gerzon and Craven's theorem ("Optimal noise shaping and dither", AES 1989) says
 * that with two steps of white noise no filter whatever brings it at 44.1 kHz below -100.3 dB (A), full scale being 1;
 * without any noise, below -105.1.  To be at -104 the noise must go where the ear does not hear it:
 * 1. The error is fed back through nine taps, made for the rate: the linear predictor (Levinson, Durbin) of
 *    the A-weighting curve of IEC 61672 gives the quietest floor, so weighted, that nine taps can give: -104.9.
 * 2. Slow noise, below 100 Hz (-128 dB (A)), moves the music over the steps.  What the steps do to a steady sound
 *    depends on where it happens to stand, and its mean over all these places is nothing.  This is narrow-band dither
 *    (Blesser and Locanthi, AES 1986, from memory: at half the rate; here at the other end).
 * 3. Bright noise, the difference of neighbouring random numbers, mostly above 10 kHz, takes care of what the steps do
 *    between neighbours.  It stands outside the feedback, which would spread it out again, and is as wide as the
 *    aim for the floor leaves room for: 0.31 steps to either side at 44.1 kHz, 0.46 at 48.  Above 50 kHz it has the
 *    whole width of the book, and no slow noise is needed.
 * With that the floor is -104.0 dB (A) or lower at 44.1 kHz, -104.1 at 48, for every tone and
 * level tried and for none; and no line of distortion of a sine of -84 to -102 dBFS is above -120 dBFS.  What is left is noise,
 * up to -108 dBFS in all within 150 Hz around a harmonic.  Without weighting the floor is that of plain triangular noise.
 *
 * Tried: white, triangular and longer noise inside and outside the feedback (all on one line: what counts is the power
 * behind the whitening filter); 16 taps (0.03 dB); the best of four ways, looking 20 samples ahead (0.3 dB, for ten
 * times the time); a pole below 100 Hz (0.15 dB, but then the loop finds it cheaper not to follow slow sounds). */
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
    double width;              /* of the bright noise, in steps to either side */
    double shape[DITHER_TAPS]; /* what the past errors are multiplied with */
    double error[DITHER_TAPS]; /* the last first */
    uint64_t turn;             /* samples between two heights of the slow noise */
    double slow[4];            /* its coefficients until the next */
};

/* bits: 8 to 24; 16 and fewer are shaped.  seed: the same for all channels of a file. */
void dither_prepare(struct dither *d, int bits, int64_t rate_hz, int channel, uint64_t seed);
/* in: every stride-th float; out: whole numbers of `bits` bits, every stride-th. */
void dither_run(struct dither *d, const float *in, int32_t *out, size_t n, size_t stride);

#endif
