/* SPDX-License-Identifier: ISC */
#include "audio/shape.h"

#include "audio/relay.h"
#include "dsp/chain.h"
#include "dsp/planes.h"

#include <string.h>

enum { BLOCK = RELAY_BLOCK };

enum err shape_read(const struct stretch *mix, int64_t at, size_t n, float *const *out)
{
    float interleaved[2 * BLOCK];
    int channels = (int)mix->pcm.channels;
    int64_t left = mix->frames - at;
    size_t sound = left <= 0 ? 0 : left < (int64_t)n ? (size_t)left : n;

    TRY(pcm_read(&mix->pcm, mix->first + at, interleaved, sound));
    planes_split(interleaved, channels, sound, out);
    for (int c = 0; c < channels; c++)
        memset(out[c] + sound, 0, (n - sound) * sizeof(float));
    return OK;
}

/* ---- stations --------------------------------------------------------------------------- */

struct shaped_block {
    float left[BLOCK], right[BLOCK];
};

struct ends { /* where the blocks come from and go to */
    const struct shaping *of;
    int64_t read, kept; /* samples; what is kept is late */
};

static enum err read_block(void *self, void *block)
{
    struct ends *e = self;
    struct shaped_block *b = block;
    int64_t at = e->of->begin + e->read;

    e->read += BLOCK;
    return shape_read(e->of->mix, at, BLOCK, (float *const[]){b->left, b->right});
}

struct shaper { /* one stage of the chain */
    const struct stage *stage;
    void *state;
    bool mono;
};

static enum err run_stage(void *self, void *block)
{
    const struct shaper *s = self;
    struct shaped_block *b = block;

    s->stage->run(s->state, (float *const[]){b->left, s->mono ? b->left : b->right}, BLOCK);
    return OK;
}

/* To the tape, and to the ear of what makes it loud. */
static enum err keep_block(void *self, void *block)
{
    struct ends *e = self;
    struct shaped_block *b = block;
    const struct tape *t = e->of->to;
    int64_t early = e->kept < 0 ? -e->kept : 0, left = (int64_t)t->frames - e->kept, n = left < BLOCK ? left : BLOCK;
    const float *const heard[2] = {b->left + early, t->channels == 1 ? b->left + early : b->right + early};

    tape_keep(t, e->kept, (float *const[]){b->left, b->right}, BLOCK);
    if (e->of->loud && n > early)
        loud_hear(e->of->loud, heard, (size_t)(n - early));
    e->kept += BLOCK;
    if (e->kept / BLOCK % 32)
        return OK;
    tape_breathe(t);
    if (e->of->loud)
        loud_breathe(e->of->loud); /* its cells lie on tapes too */
    return OK;
}

enum err shape(const struct shaping *s)
{
    CLEANUP(arena_free) struct arena *own = arena_new();
    struct ends ends = {.of = s};
    struct shaper shaper[CHAIN_MOST];
    struct station station[CHAIN_MOST + 2] = {{read_block, &ends}};
    struct chain chain;
    size_t count = 1;

    chain_prepare(&chain, PART_SHAPE, s->settings, arena_alloc_wide(own, chain_size(PART_SHAPE, s->settings)));
    for (size_t i = 0; i < chain.count; i++) {
        shaper[i] = (struct shaper){chain.stage[i], chain.state[i], s->to->channels == 1};
        station[count++] = (struct station){run_stage, &shaper[i]};
    }
    station[count++] = (struct station){keep_block, &ends};
    ends.kept = -(int64_t)chain.latency;
    return relay_run(&(struct relay){.station = station, .count = count, .blocks = relay_blocks((int64_t)(s->to->frames + chain.latency)),
                                     .block_bytes = sizeof(struct shaped_block), .threads = s->threads, .watcher = s->watcher,
                                     .step = "shape"});
}
