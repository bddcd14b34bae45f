/* SPDX-License-Identifier: ISC */
/* frozen.h - the settings of every stage as a record: what a report keeps, and what is rendered again from it.
 *
 * A row is one member of struct settings and its numbers.  What a song alone can tell (its length, its rate, its
 * offset) is not among them. */
#ifndef AUDIO_FROZEN_H
#define AUDIO_FROZEN_H

#include "base/field.h"
#include "dsp/settings.h"

struct frozen {
    const char *stage, *what;
    const char *values; /* JSON: numbers */
};
extern const struct record frozen_record;

/* The rows live in the arena. */
void frozen_tell(struct arena *a, const struct settings *s, struct list *out);
/* Puts them back into settings whose other members (rate, frames, channels, offset) stand already.  ERR_INVALID:
 * a row is missing, unknown, or has another number of values: it is another engine's. */
enum err frozen_read(const struct list *rows, struct settings *s);

#endif
