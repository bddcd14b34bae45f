/* SPDX-License-Identifier: ISC */
/* lossy.h - the traces of a lossy codec: treble that is switched off and on again from frame to
 * frame.
 *
 * A codec that runs out of bits quantises the highest bands of a frame to nothing, and has them
 * again in the next.  So the spectrum of a moment breaks off at a place that wanders: full up to
 * there, 35 dB less from there on, though at most other moments the music goes on.  Filters,
 * converters of rate and microphones end at one place, instruments do not end so steeply.  (Yang,
 * Shi and Huang, "Defeating fake-quality MP3", 2009, look for the same zeros in the codec's own
 * grid; here no grid need be known.)  Codecs at high rates leave none of it. */
#ifndef AUDIO_LOSSY_H
#define AUDIO_LOSSY_H

#include "audio/pcm.h"
#include "base/arena.h"

/* Shares of the moments with treble in which it breaks off at a wandering place, 0 to 1. */
struct lossy_traces {
    double middle, sides;
};

/* Looks at 1500 moments spread over a stretch.  Below 44.1 kHz, or where there are too few moments
 * with treble to tell, both are 0. */
enum err lossy_look(struct arena *a, const struct pcm *p, int64_t first, int64_t frames,
                    struct lossy_traces *out);

#endif
