/* SPDX-License-Identifier: ISC */
/* The plan's beginning: what rings and what hisses.  Only what no finished music has is a fault;
 * then it is brought to what is usual, and what is decided next hears the song as if it were done.
 */
#include "dsp/plan.h"

#include "dsp/elementary.h"

#include <math.h>

static const double RING_MOST_DB = 8;
static const double HISS_FROM_DB = -2.5, HISS_BURST_DB = 6;

/* Both channels alike. */
static void take(struct measured *heard, int band, double db)
{
    if (band < 0 || band >= BANDS)
        return;
    heard->mid_db[band] -= db;
    heard->side_db[band] -= db;
}

static void plan_rings(const struct measured *m, struct dynamics_settings *d,
                       struct measured *heard)
{
    for (int r = 0; r < RINGS_MOST && m->ring[r].hz > 0; r++) {
        int band = 0;
        while (band < BANDS - 1 && band_edge_hz(band + 1) < m->ring[r].hz)
            band++;
        d->ring_hz[r] = m->ring[r].hz;
        d->ring_db[r] = fmin(m->ring[r].db - RING_LEFT_DB, RING_MOST_DB);
        take(heard, band, d->ring_db[r]);
        d->used = true;
    }
}

static void plan_hiss(const struct measured *m, struct dynamics_settings *d, struct measured *heard)
{
    if (m->hiss.db < HISS_FROM_DB || m->hiss.burst_db < HISS_BURST_DB)
        return;
    d->hiss_db = HISS_MOST_DB;
    for (int b = 0; b < BANDS; b++)
        if (band_hz(b) > 4700)
            take(heard, b, -m->hiss.less_db);
    d->used = true;
}

void plan_harsh(const struct measured *m, const struct wishes *w, struct settings *out,
                struct measured *heard)
{
    struct measured less = *m;

    *heard = *m;
    if (m->lufs <= -70 || w->dynamics <= 0 || w->dynamics_strength <= 0)
        return;
    if (wanted(w, MOVE_RESONANCE))
        plan_rings(m, &out->dynamics, &less);
    if (wanted(w, MOVE_SIBILANCE))
        plan_hiss(m, &out->dynamics, &less);
    if (!w->like || !w->like->tone) /* a reference's tone is met by what is heard in the end
                                       (core/audio/render.c) */
        *heard = less;
}
