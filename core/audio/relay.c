/* SPDX-License-Identifier: ISC */
#include "audio/relay.h"

#include <string.h>

static struct chain stages(const struct chain *c, size_t from, size_t to)
{
    struct chain half = {.count = to - from};

    for (size_t i = from; i < to; i++) {
        half.stage[i - from] = c->stage[i];
        half.state[i - from] = c->state[i];
    }
    return half;
}

static void *second_half(void *arg)
{
    struct relay *r = arg;

    for (;;) {
        pthread_mutex_lock(&r->lock);
        while (r->taken == r->put && !r->done)
            pthread_cond_wait(&r->moved, &r->lock);
        bool over = r->taken == r->put;
        pthread_mutex_unlock(&r->lock);
        if (over)
            return NULL;
        float *const x[CHANNELS_MOST] = {r->slot[r->taken % RELAY_SLOTS][0], r->slot[r->taken % RELAY_SLOTS][r->channels - 1]};
        chain_run(&r->half[1], x, RELAY_BLOCK);
        r->out(r->to, x);
        pthread_mutex_lock(&r->lock);
        r->taken++;
        pthread_cond_signal(&r->moved);
        pthread_mutex_unlock(&r->lock);
    }
}

void relay_open(struct relay *r, const struct chain *c, int channels, int threads, void (*out)(void *to, float *const *x),
                void *to)
{
    *r = (struct relay){.half = {stages(c, 0, c->count / 2), stages(c, c->count / 2, c->count)}, .channels = channels,
                        .out = out, .to = to, .lock = PTHREAD_MUTEX_INITIALIZER, .moved = PTHREAD_COND_INITIALIZER};
    r->beside = threads > 1 && !pthread_create(&r->thread, NULL, second_half, r);
}

void relay_run(struct relay *r, float *const *x)
{
    chain_run(&r->half[0], x, RELAY_BLOCK);
    if (!r->beside) {
        chain_run(&r->half[1], x, RELAY_BLOCK);
        r->out(r->to, x);
        return;
    }
    pthread_mutex_lock(&r->lock);
    while (r->put - r->taken == RELAY_SLOTS)
        pthread_cond_wait(&r->moved, &r->lock);
    pthread_mutex_unlock(&r->lock);
    for (int c = 0; c < r->channels; c++)
        memcpy(r->slot[r->put % RELAY_SLOTS][c], x[c], sizeof r->slot[0][0]);
    pthread_mutex_lock(&r->lock);
    r->put++;
    pthread_cond_signal(&r->moved);
    pthread_mutex_unlock(&r->lock);
}

void relay_close(struct relay *r)
{
    if (!r->beside)
        return;
    pthread_mutex_lock(&r->lock);
    r->done = true;
    pthread_cond_signal(&r->moved);
    pthread_mutex_unlock(&r->lock);
    pthread_join(r->thread, NULL);
}
