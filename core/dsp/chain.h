/* SPDX-License-Identifier: ISC */
/* chain.h - the stages in order, as a table.
 *
 * A stage has settings (settings.h), a state (its past; zeroed memory is
 * silence) and run (samples, in place, any number at a time).  What comes out
 * is `latency` samples late.  Four parts: SHAPE gives the song its sound and runs
 * once; the others bring it to its loudness and run as often as that takes: LOUD
 * by gain, CANCEL peak by peak, LAST for what is left above the ceiling. */
#ifndef DSP_CHAIN_H
#define DSP_CHAIN_H

#include "dsp/settings.h"

enum part { PART_SHAPE, PART_LOUD, PART_CANCEL, PART_LAST };

struct stage {
    const char *name;
    enum part part;
    size_t (*size)(const struct settings *s);
    void (*prepare)(void *state, const struct settings *s);
    void (*run)(void *state, float *const *channel, size_t n);
    size_t (*latency)(const void *state);
};

enum { CHAIN_MOST = 8, CHAIN_BLOCK = 4096 };

struct chain {
    const struct stage *stage[CHAIN_MOST];
    void *state[CHAIN_MOST];
    size_t count, latency;
};

size_t chain_size(enum part p, const struct settings *s);
/* memory: chain_size bytes, zeroed, aligned to 64. */
void chain_prepare(struct chain *c, enum part p, const struct settings *s, void *memory);
void chain_run(struct chain *c, float *const *channel, size_t n);
/* The state of a stage, to ask it what it did; NULL if it is not in this part. */
void *chain_state(const struct chain *c, const char *name);

#endif
