/* SPDX-License-Identifier: ISC */
/* delay.h - the same samples, later. */
#ifndef DSP_DELAY_H
#define DSP_DELAY_H

#include <stddef.h>

struct delay {
    float *ring; /* n floats, zeroed */
    size_t n, at;
};

static inline void delay_run(struct delay *d, float *x, size_t count)
{
    size_t at = d->at;

    for (size_t i = 0; i < count && d->n; i++) {
        float now = x[i];
        x[i] = d->ring[at];
        d->ring[at] = now;
        at = at + 1 == d->n ? 0 : at + 1;
    }
    d->at = at;
}

#endif
