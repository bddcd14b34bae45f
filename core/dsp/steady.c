/* SPDX-License-Identifier: ISC */
#include "dsp/steady.h"

#include "dsp/clones.h"
#include "dsp/elementary.h"

#include <math.h>
#include <string.h>

enum { RING = STEADY_REACH + 1 };

static const double MOST_DB = 1; /* what is lost is given back as far as it is small, and never quite so much */
static const double NOTHING = 1e-9; /* energy a sample, 70 dB below the level of the chain: a pause has no ratio */

size_t steady_floats(size_t cell)
{
    return (2 * RING + 1) * cell;
}

size_t steady_delay(size_t cell)
{
    return RING * cell;
}

void steady_prepare(struct steady *s, int64_t rate_hz, size_t cell, struct steady_track *track, float *memory)
{
    *s = (struct steady){.track = track, .cell = cell, .gain = {1, 1}};
    meter_prepare(&s->before, rate_hz, 2, NULL, 0);
    meter_prepare(&s->after, rate_hz, 2, NULL, 0);
    s->mid = memory;
    s->side = s->mid + RING * cell;
    s->raw = s->side + RING * cell;
    for (int i = 0; i < STEADY_CELLS; i++)
        s->weight[i] = 0.5 - 0.5 * dsp_cos(2 * DSP_PI * (i + 0.5) / STEADY_CELLS);
}

/* At the middle of the cells that are known. */
static double gain_now(const struct steady *s)
{
    double was = NOTHING * (double)s->cell, is = was;

    for (size_t i = 0; i < STEADY_CELLS; i++) {
        size_t k = (s->oldest + i) % STEADY_CELLS;
        was += s->weight[i] * s->was[k];
        is += s->weight[i] * s->is[k];
    }
    double lost_db = power_db(was / is);
    return db_gain(lost_db / (1 + fabs(lost_db) / MOST_DB));
}

/* This cell's gain is kept in the track, or taken from it. */
static double along(struct steady_track *t, double gain)
{
    int64_t turn = t->turns++;

    if (turn >= t->room)
        return gain;
    if (!t->given)
        t->gain[turn] = gain;
    return t->gain[turn];
}

CLONES static void slide(float *restrict x, double from, double to, size_t n)
{
    double step = (to - from) / (double)n;

    for (size_t i = 0; i < n; i++)
        x[i] = (float)((double)x[i] * (from + step * (double)(int)i));
}

/* A cell is full: the one that is STEADY_REACH cells older has all its neighbours, and goes out next. */
static void turn(struct steady *s)
{
    size_t at = s->slot * s->cell;
    const float *const before[2] = {s->mid + at, s->raw}, *const after[2] = {s->mid + at, s->side + at};

    s->was[s->oldest] = meter_energy(&s->before, before, s->cell);
    s->is[s->oldest] = meter_energy(&s->after, after, s->cell);
    s->oldest = (s->oldest + 1) % STEADY_CELLS;
    s->slot = (s->slot + 1) % RING;
    s->filled = 0;
    s->gain[0] = s->gain[1];
    s->gain[1] = gain_now(s);
    if (s->track)
        s->gain[1] = along(s->track, s->gain[1]);
    if (s->gain[0] != 1 || s->gain[1] != 1) {
        slide(s->mid + s->slot * s->cell, s->gain[0], s->gain[1], s->cell);
        slide(s->side + s->slot * s->cell, s->gain[0], s->gain[1], s->cell);
    }
}

static void swap(float *restrict ring, float *restrict x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        float now = x[i];
        x[i] = ring[i];
        ring[i] = now;
    }
}

void steady_run(struct steady *s, float *mid, float *side, const float *raw, size_t n)
{
    for (size_t done = 0; done < n;) {
        size_t left = s->cell - s->filled, now = n - done < left ? n - done : left, at = s->slot * s->cell + s->filled;
        memcpy(s->raw + s->filled, raw + done, now * sizeof *raw);
        swap(s->mid + at, mid + done, now);
        swap(s->side + at, side + done, now);
        s->filled += now;
        done += now;
        if (s->filled == s->cell)
            turn(s);
    }
}
