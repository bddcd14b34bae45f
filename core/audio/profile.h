/* SPDX-License-Identifier: ISC */
/* profile.h - what finished music sounds like, kept in a file: a reference without its sound.
 *
 * The analyses of one record or several, number by number the middle one, their spectra brought to one level
 * first.  About 15 kB; it may be given wherever a file to follow may be given. */
#ifndef AUDIO_PROFILE_H
#define AUDIO_PROFILE_H

#include "audio/analysis.h"

struct sound_profile {
    const char *engine;
    int64_t songs; /* how many it was made of */
    const struct analysis *sound;
};
extern const struct record sound_profile_record;

/* The profile lives in the arena.  n > 0. */
void profile_make(struct arena *a, const struct analysis *const *songs, size_t n, struct sound_profile *out);
/* Of one that was read: ERR_INVALID if a number lacks, or is none that music measures. */
enum err profile_check(const struct sound_profile *p);

#endif
