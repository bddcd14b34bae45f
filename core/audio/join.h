/* SPDX-License-Identifier: ISC */
/* join.h - does the sound go on from one song into the next?
 *
 * It does when both are loud up to the very cut and each side foretells the other's first samples (linear prediction,
 * Markel and Gray, 1976; of middle and sides, forwards and backwards) so much better than it would if the other were cut
 * off elsewhere that chance is no explanation.  Where nothing can be foretold, as in noise, there is no evidence, and the
 * songs stay apart. */
#ifndef AUDIO_JOIN_H
#define AUDIO_JOIN_H

#include "audio/pcm.h"
#include "base/arena.h"

#include <stdbool.h>

/* Songs of another rate or another number of channels, or shorter than a fifth of a second, never go on. */
enum err join_goes_on(struct arena *a, const struct pcm *before, const struct pcm *now, bool *out);

#endif
