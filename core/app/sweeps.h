/* SPDX-License-Identifier: ISC */
/* sweeps.h - what is done by the clock: each timer names one of these. */
#ifndef APP_SWEEPS_H
#define APP_SWEEPS_H

#include "app/work.h"

struct sweep {
    const char *name;
    enum err (*run)(struct work *w, int64_t *done);
    /* It cannot be undone: not while the clock is in doubt (watch.h). */
    bool final;
    const char *doc;
};
extern const struct sweep sweeps[]; /* ended by one without a name */

/* ERR_NOT_FOUND: there is no such sweep.  ERR_CONFLICT "clock": it waits until the clock is believed. */
enum err sweep_run(struct work *w, const char *name);

#endif
