/* SPDX-License-Identifier: ISC */
/* wishes.h - from the musician's recipe and what the references measure to what the plan takes. */
#ifndef AUDIO_WISHES_H
#define AUDIO_WISHES_H

#include "audio/analysis.h"
#include "audio/recipe.h"
#include "dsp/plan.h"

/* The references weighed together, aspect by aspect; false if there is nothing to follow. */
bool wishes_likeness(const struct heard_reference *references, size_t n, struct likeness *out);
/* like may be NULL; out keeps the pointer. */
void wishes_of(const struct recipe *r, const struct likeness *like, int64_t rate_hz,
               struct wishes *out);
/* What the master's loudness shall be: the recipe's, moved towards that of the references as far as
 * it says. */
double wishes_lufs(const struct recipe *r, const struct heard_reference *references, size_t n);

#endif
