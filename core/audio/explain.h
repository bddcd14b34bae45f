/* SPDX-License-Identifier: ISC */
/* explain.h - a report in sentences, each with its numbers, for someone who never saw a meter.
 *
 * Nothing is claimed that is not in the report; what was not measured is not mentioned. */
#ifndef AUDIO_EXPLAIN_H
#define AUDIO_EXPLAIN_H

#include "audio/report.h"

struct explained {
    const char *about; /* mix, move, limiter, master, codecs */
    const char *sentence;
};
extern const struct record explained_record;

/* Rows of struct explained, in the arena. */
enum err explain_report(struct arena *a, const struct report *r, struct list *out);

#endif
