/* SPDX-License-Identifier: ISC */
/* watch.h - whether the clock of our promises can be believed.
 *
 * Between two looks it must have gone as far as the database's clock, and, on a machine that has not been
 * started anew, as far as the machine has run.  If it went another way by more than an hour, somebody
 * set it: until a human has looked (masteringctl clock accept), what cannot be undone waits. */
#ifndef APP_WATCH_H
#define APP_WATCH_H

#include "app/work.h"

static const int64_t WATCH_JUMP_US = HOURS(1);

struct watch {
    bool trusted;
    int64_t jumped_at, jump_us; /* where it is not */
};
/* Looks, and remembers what it saw. */
enum err watch_look(struct work *w, struct watch *out);
/* The last look, once more. */
enum err watch_peek(struct work *w, struct watch *out);

#endif
