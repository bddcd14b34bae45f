/* SPDX-License-Identifier: ISC */
/* steady.h - every moment stays as loud as it was, although the sides lost something.
 *
 * Bass that is taken out of the sides is missing where there was much of it, as a rule in the quiet passages, and the
 * loudness range grows.  So the K-weighted energy is compared, with the sides as they came in and as they are now, in
 * cells of 45 ms under a raised cosine of 1.5 s, and what was lost is given back to middle and sides alike: slowly, and
 * never a whole decibel, for where much was lost, passages of another tone would come forward.  The gain is exactly 1
 * where nothing was lost, and depends on the cells around a moment only, never on how the song began. */
#ifndef DSP_STEADY_H
#define DSP_STEADY_H

#include "dsp/meter.h"
#include "dsp/settings.h"

enum { STEADY_REACH = 16, STEADY_CELLS = 2 * STEADY_REACH }; /* on each side of a moment; around it */

struct steady {
    struct meter before, after;
    struct steady_track *track; /* or NULL */
    size_t cell, filled;        /* samples */
    size_t slot, oldest;        /* of the ring of sound, in cells; of the ring of energies */
    double was[STEADY_CELLS], is[STEADY_CELLS], weight[STEADY_CELLS];
    double gain[2]; /* at the beginning and the end of the cell that goes out */
    float *mid, *side, *raw;
};

/* cell: samples, a power of two. */
size_t steady_floats(size_t cell);
void steady_prepare(struct steady *s, int64_t rate_hz, size_t cell, struct steady_track *track, float *memory); /* zeroed */
/* raw: the sides before they lost something, at the same time as mid and side; n of each. */
void steady_run(struct steady *s, float *mid, float *side, const float *raw, size_t n);
size_t steady_delay(size_t cell);

#endif
