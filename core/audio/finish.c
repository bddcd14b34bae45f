/* SPDX-License-Identifier: ISC */
#include "audio/finish.h"

#include "audio/beside.h"
#include "audio/pcm.h"
#include "audio/relay.h"
#include "dsp/elementary.h"
#include "dsp/guard.h"

/* ---- the last word ------------------------------------------------------------------------ */

struct half {
    void (*run)(void *of, int which);
    void *of;
    int which;
};

static enum err run_half(void *arg)
{
    const struct half *h = arg;

    h->run(h->of, h->which);
    return OK;
}

static void two_halves(void (*run)(void *of, int which), void *of)
{
    struct half half[2] = {{run, of, 0}, {run, of, 1}};

    (void)beside(2, (struct task){run_half, &half[0]}, (struct task){run_half, &half[1]});
}

/* The highest peak left. */
static float last_word(struct arena *a, struct loud *l, float ceiling)
{
    const struct tape *t = &l->master;
    const struct walk walk = {loud_breathe, l};

    return touch_up(&(struct touch){.channel = t->channel, .channels = t->channels, .rounds = 5, .frames = t->frames,
                                    .rate_hz = l->settings.rate_hz, .ceiling = ceiling, .cell = l->cell[0],
                                    .work = arena_alloc(a, touch_up_floats(t->frames) * sizeof(float)), .walk = &walk,
                                    .halves = l->threads > 1 ? two_halves : NULL});
}

/* ---- the file -------------------------------------------------------------------------------- */

struct written_block {
    float interleaved[2 * RELAY_BLOCK];
    size_t n;
};

struct writing {
    const struct tape *from;
    size_t at, end;
    float gain;
    struct pcm to;
};

static enum err gather(void *self, void *block)
{
    struct writing *w = self;
    struct written_block *b = block;
    size_t channels = (size_t)w->from->channels;

    b->n = w->end - w->at < RELAY_BLOCK ? w->end - w->at : RELAY_BLOCK;
    for (size_t c = 0; c < channels; c++)
        for (size_t i = 0; i < b->n; i++)
            b->interleaved[i * channels + c] = w->from->channel[c][w->at + i] * w->gain;
    w->at += b->n;
    if (w->at / RELAY_BLOCK % 64 == 0)
        tape_breathe(w->from);
    return OK;
}

static enum err append(void *self, void *block)
{
    struct writing *w = self;
    struct written_block *b = block;

    return pcm_append(&w->to, b->interleaved, b->n);
}

enum err finish_master(struct arena *a, const struct finish *f)
{
    struct limiter_settings *s = &f->loud->settings.limiter;
    float ceiling = (float)db_gain(s->ceiling_db), peak = last_word(a, f->loud, ceiling * 0.9999f);
    struct writing w = {.from = &f->loud->master, .at = f->first, .end = f->end, .gain = (float)f->rest};
    const struct station station[] = {{gather, &w}, {append, &w}};

    if (f->rest <= 0) /* should a hair be left above the ceiling after all rounds, everything goes down by that hair */
        w.gain = peak > ceiling ? ceiling * 0.9999f / peak : 1;
    s->rest = (double)w.gain;
    TRY(pcm_create(f->fd, f->loud->settings.rate_hz, w.from->channels, &w.to));
    TRY(relay_run(&(struct relay){.station = station, .count = 2, .blocks = relay_blocks((int64_t)(f->end - f->first)),
                                  .block_bytes = sizeof(struct written_block), .threads = f->loud->threads,
                                  .watcher = f->loud->watcher, .step = "write"}));
    return pcm_finish(&w.to);
}
