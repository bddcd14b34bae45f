/* SPDX-License-Identifier: ISC */
/* moves.h - the settings in words: what was done, by how much, and why.
 *
 * Every decision is a move with an id that stays the same from version to version.
 * A recipe whose `off` has the id gets the master without it; the difference of
 * the two is the move alone, to listen to. */
#ifndef AUDIO_MOVES_H
#define AUDIO_MOVES_H

#include "audio/report.h"
#include "dsp/plan.h"

/* The ids, in the order of enum move_kind; ended by NULL. */
extern const char *const move_words[];
/* The bits of wishes.off for the ids of a recipe; unknown ones are passed over. */
uint32_t moves_off(const char *const *ids);

/* Fills report->moves; before, recipe, limiter and loudness must stand. */
void moves_tell(struct arena *a, const struct settings *s, struct report *report);

#endif
