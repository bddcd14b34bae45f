/* SPDX-License-Identifier: ISC */
/* difference.h - two mixes of one song, laid over one another: which frequencies are louder or quieter, and when. */
#ifndef AUDIO_DIFFERENCE_H
#define AUDIO_DIFFERENCE_H

#include "audio/pcm.h"
#include "audio/remix.h"

/* offset must stand in out; fills gain_db and changes. */
enum err difference_tell(struct arena *a, const struct pcm *old, const struct pcm *new, struct mix_difference *out);

#endif
