/* SPDX-License-Identifier: ISC */
/* join.h - does the sound go on from one song into the next?
 *
 * It does when both are loud up to the very cut and the wave after it is one that the wave before it foretells.  Two
 * songs that are cut off in the middle of like noise may be taken for one: then they are heard without a pause
 * anyway. */
#ifndef AUDIO_JOIN_H
#define AUDIO_JOIN_H

#include "audio/pcm.h"
#include "base/arena.h"

#include <stdbool.h>

/* Songs of another rate or another number of channels, or shorter than a fifth of a second, never go on. */
enum err join_goes_on(struct arena *a, const struct pcm *before, const struct pcm *now, bool *out);

#endif
