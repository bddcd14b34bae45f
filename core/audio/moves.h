/* SPDX-License-Identifier: ISC */
/* moves.h - the settings in words: what was done, by how much, and why.
 *
 * Every decision is a move with an id that stays the same from version to version.
 * A recipe whose `off` has the id gets the master without it, and the report tells
 * that it is off.  What one move of a finished master changed can be listened to
 * (delta.h). */
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

/* Whether the report has this move and it is not off.  ERR_NOT_FOUND: unknown_move, move_not_made.
 */
enum err moves_made(const struct report *report, const char *id, enum move_kind *out);

/* Takes one move back: out of settings that were decided by this recipe, everything else stays as
 * it is, the gain in front of the limiter too.  The settings keep the sum of width and mono bass:
 * those two are told apart by frequency. */
void moves_take_back(const struct recipe *r, enum move_kind move, struct settings *s);

#endif
