/* SPDX-License-Identifier: ISC */
/* relay.h - a chain run by two threads: one has the first half of the stages, the other the rest, a block behind.
 *
 * The stages see the same samples in the same order, so the sound is the same. */
#ifndef AUDIO_RELAY_H
#define AUDIO_RELAY_H

#include "dsp/chain.h"

#include <pthread.h>
#include <stdbool.h>

enum { RELAY_BLOCK = 8192, RELAY_SLOTS = 4 };

struct relay {
    struct chain half[2];
    int channels;
    bool beside, done; /* beside: there is a thread */
    void (*out)(void *to, float *const *x);
    void *to;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t moved;
    size_t put, taken; /* blocks */
    float slot[RELAY_SLOTS][CHANNELS_MOST][RELAY_BLOCK];
};

/* The chain is prepared.  out gets every block, in order, in the thread that has the second half. */
void relay_open(struct relay *r, const struct chain *c, int channels, int threads, void (*out)(void *to, float *const *x),
                void *to);
/* RELAY_BLOCK samples a channel, which are the caller's again afterwards. */
void relay_run(struct relay *r, float *const *x);
/* When it returns, all blocks are out. */
void relay_close(struct relay *r);

#endif
