/* SPDX-License-Identifier: ISC */
/* walk.h - whoever walks over a whole song says now and then how far the walk has come, so that the song's owner
 * may let go of the memory behind it. */
#ifndef DSP_WALK_H
#define DSP_WALK_H

#include <stddef.h>

enum { WALK_STEP = 1 << 19 }; /* samples between two calls */

struct walk {
    void (*passed)(void *owner);
    void *owner;
};

/* w may be NULL; `at` moves by a divisor of WALK_STEP. */
static inline void walk_on(const struct walk *w, size_t at)
{
    if (w && at % WALK_STEP == 0)
        w->passed(w->owner);
}

#endif
