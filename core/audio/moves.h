/* SPDX-License-Identifier: ISC */
/* moves.h - the settings in words: what was done, by how much, and why. */
#ifndef AUDIO_MOVES_H
#define AUDIO_MOVES_H

#include "audio/report.h"
#include "dsp/settings.h"

/* Fills report->moves; before, recipe, limiter and loudness must stand. */
void moves_tell(struct arena *a, const struct settings *s, struct report *report);

#endif
