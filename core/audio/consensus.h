/* SPDX-License-Identifier: ISC */
/* consensus.h - the tone that the pieces of an album agree on.
 *
 * What every piece would become alone is heard first; the album's tone is the median of that, and each piece goes
 * half of the way to it.  Curves in dB in bands (dsp/bands.h), all at the same mean level from 100 Hz to 8 kHz. */
#ifndef AUDIO_CONSENSUS_H
#define AUDIO_CONSENSUS_H

#include "audio/render.h"
#include "dsp/bands.h"

struct tone {
    double alone[BANDS]; /* what it would become alone; NAN above the mix's rate */
    double mix[BANDS];   /* what it is */
};

/* The two tones that a decision tells. */
void consensus_hear(const struct decision *d, struct tone *out);
/* The median of many, band by band; NAN where none has sound. */
void consensus_find(struct arena *a, const struct tone *const *tones, size_t count, double median[BANDS]);
/* How far a curve is from the median, 40 Hz to 16 kHz, in dB RMS. */
double consensus_distance(const double median[BANDS], const double curve[BANDS]);
/* Takes the decision's equaliser a share (0..1) of the way to the median, 3 dB at most; nothing is
 * lifted where there is next to nothing, nor moved in regions of tone whose moves are `off`
 * (plan.h).  t->alone becomes what it will be then. */
void consensus_pull(const double median[BANDS], double share, uint32_t off, struct decision *d,
                    struct tone *t);

#endif
