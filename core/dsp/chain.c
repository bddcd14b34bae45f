/* SPDX-License-Identifier: ISC */
#include "dsp/chain.h"

#include "dsp/cancel.h"
#include "dsp/dynamics.h"
#include "dsp/eq.h"
#include "dsp/guard.h"
#include "dsp/limiter.h"
#include "dsp/stereo.h"
#include "dsp/trim.h"

static size_t no_latency(const void *state)
{
    (void)state;
    return 0;
}

static const struct stage stages[] = {
    {"trim", PART_SHAPE, trim_size, trim_prepare, trim_run, no_latency},
    {"eq", PART_SHAPE, eq_size, eq_prepare, eq_run, eq_latency},
    {"dynamics", PART_SHAPE, dynamics_size, dynamics_prepare, dynamics_run, dynamics_latency},
    {"stereo", PART_SHAPE, stereo_size, stereo_prepare, stereo_run, stereo_latency},
    {"limiter", PART_LOUD, limiter_size, limiter_prepare, limiter_run, no_latency},
    {"cancel", PART_CANCEL, cancel_size, cancel_prepare, cancel_run, cancel_latency},
    {"fade", PART_LAST, fade_size, fade_prepare, fade_run, no_latency},
    {"guard", PART_LAST, guard_size, guard_prepare, guard_run, no_latency},
};
enum { STAGES = sizeof stages / sizeof *stages };

static size_t rounded(size_t size)
{
    return (size + 63) & ~(size_t)63;
}

size_t chain_size(enum part p, const struct settings *s)
{
    size_t size = 0;

    for (size_t i = 0; i < STAGES; i++)
        size += stages[i].part == p ? rounded(stages[i].size(s)) : 0;
    return size;
}

void chain_prepare(struct chain *c, enum part p, const struct settings *s, void *memory)
{
    char *at = memory;

    c->count = c->latency = 0;
    for (size_t i = 0; i < STAGES; i++) {
        const struct stage *stage = &stages[i];
        if (stage->part != p)
            continue;
        stage->prepare(at, s);
        c->latency += stage->latency(at);
        c->stage[c->count] = stage;
        c->state[c->count++] = at;
        at += rounded(stage->size(s));
    }
}

void chain_run(struct chain *c, float *const *channel, size_t n)
{
    float *at[CHANNELS_MOST] = {channel[0], channel[1]};

    for (size_t done = 0; done < n;) { /* small blocks stay in the cache from stage to stage */
        size_t now = n - done < CHAIN_BLOCK ? n - done : CHAIN_BLOCK;
        for (size_t i = 0; i < c->count; i++)
            c->stage[i]->run(c->state[i], at, now);
        done += now;
        at[0] += now;
        at[1] += now;
    }
}

void *chain_state(const struct chain *c, const char *name)
{
    for (size_t i = 0; i < c->count; i++)
        for (const char *x = c->stage[i]->name, *y = name; *x == *y; x++, y++)
            if (!*x)
                return c->state[i];
    return NULL;
}
