/* SPDX-License-Identifier: ISC */
/* plan.h - the taste of the house: from what was measured and wished to the settings of every stage.
 *
 * Only what lies outside a target's tolerance is corrected, so that a good mix is
 * left alone; a style adds its own small colour.  Every stage can be blamed on a
 * line here, and no stage has an opinion of its own. */
#ifndef DSP_PLAN_H
#define DSP_PLAN_H

#include "dsp/dynamics.h"
#include "dsp/settings.h"

struct measured {
    int64_t rate_hz, frames;
    int channels;
    double dc[CHANNELS_MOST];
    double lufs, plr_db;
    double mid_db[BANDS], side_db[BANDS];
    double level_db[DYNAMICS_BANDS][LEVELS];
};

/* What a reference sounds like: to be followed instead of the style. */
struct likeness {
    double mid_db[BANDS], side_db[BANDS];
    int channels;
};

struct wishes {
    int style; /* row of style_table */
    double intensity, tone, width, dynamics; /* as in the recipe */
    bool mono_bass;
    double mono_below_hz; /* 0: 120 */
    double ceiling_db;
    int64_t fade_in, fade_out; /* samples */
    const struct likeness *like; /* or NULL */
};

void plan(const struct measured *m, const struct wishes *w, struct settings *out);

/* The level at which the shaping stages work. */
enum { PLAN_LUFS = -18 };

#endif
