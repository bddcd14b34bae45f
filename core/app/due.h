/* SPDX-License-Identifier: ISC */
/* due.h - every promise with a clock is a row: (kind, object, when).
 *
 * A timer runs what is due, the oldest first, each in one transaction with its effects: it is kept wholly
 * or not at all.  What fails is tried again after a growing pause, for ever: a promise is never given up
 * silently.  One timer's crash leaves its claim to the next after a minute. */
#ifndef APP_DUE_H
#define APP_DUE_H

#include "app/work.h"

/* Keep it at this time; a promise of this kind about this object that is still open is moved there. */
enum err due_put(struct work *w, const char *kind, const char *object_kind, const char *object, int64_t due_at);
/* It is not needed any more. */
enum err due_drop(struct work *w, const char *kind, const char *object_kind, const char *object);

struct due_kind {
    const char *name;
    /* What cannot be undone waits while the clock is in doubt. */
    bool final;
    /* In a transaction; may due_put the next promise about the same object.  The object may have gone or
     * changed since: then there is nothing to do, and it is OK. */
    enum err (*run)(struct work *w, const struct due_row *d);
};
extern const struct due_kind due_kinds[]; /* ended by one without a name */

struct due_news {
    int64_t kept, failed;
    bool more; /* the cap was reached */
};
/* At most so many, each in an arena of its own. */
enum err due_run(struct work *w, const struct due_kind *kinds, bool clock_trusted, int64_t most,
                 struct due_news *out);

#endif
