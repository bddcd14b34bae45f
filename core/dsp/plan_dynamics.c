/* SPDX-License-Identifier: ISC */
/* The plan's second part: dynamics.  What is compared is how the levels of each band spread around
 * their middle; a band whose loud moments stand out further than those of finished music (a
 * sibilant voice, a booming note) is brought back to the edge, and references are followed on both
 * sides of the middle. */
#include "dsp/plan.h"

#include "dsp/elementary.h"

#include <math.h>
#include <string.h>

static const double INSIDE_DB = 1, MOST_DB = 4, DENSE_MOST_DB = 6;
/* Half of the time within so much of the middle: otherwise its loud moments are simply when it
 * plays. */
static const double STEADY_DB = 8;
static const double SLOPE_LEAST = 0.5, SLOPE_MOST = 1.3;

/* What the band would lose on average, by energy: given back, so that the tone stays. */
static double makeup_db(const struct dynamics_settings *d, int band, const double *level_db,
                        double shift)
{
    double before = 0, after = 0;

    for (int q = 0; q < LEVELS; q++) {
        double level = level_db[q] + shift;
        before += db_power(level);
        after += db_power(level + dynamics_gain_db(d, band, level));
    }
    return after > 0 ? power_db(before / after) : 0;
}

/* How much denser than finished music it may be wished: 0 up to 40, 1 at 100. */
static double denser(double density)
{
    return dsp_clamp((density - 40) / 60, 0, 1);
}

/* How far beyond the middle a quantile may stand: the rarer, the denser the master is wished.  At
 * 40 only what hardly any finished music has is too much, at 60 what stands out further than half
 * of it, at 100 every loud moment stands half as far as is usual. */
static double allowed_db(const struct wishes *w, int band, int q, double density)
{
    const struct style_target *t = w->target;
    double dense = denser(density), loose = 1 - dense;
    double share = 1.3 * (density < 40 ? 40 / density : loose * loose * loose);

    return (1 - 0.5 * dense) * t->spread_db[band][q] + share * t->spread_high_db[band][q];
}

static double density_of(const struct wishes *w)
{
    return w->dynamics * w->style->dynamics * fmin(w->dynamics_strength / 0.6, 1.5);
}

static void by_style(const struct wishes *w, int band, const double *spread, double *gain)
{
    double density = density_of(w), most = 0;

    if (density < 1 || spread[1] < -STEADY_DB || spread[SPREAD_MIDDLE + 1] > STEADY_DB)
        return;
    for (int q = SPREAD_MIDDLE + 1; q < SPREADS; q++)
        most = fmax(most, spread[q] - allowed_db(w, band, q, density));
    if (most <= 0 || (density <= 40 && most > MOST_DB - INSIDE_DB))
        return; /* what stands out by so much is no fault, but an instrument that plays seldom */
    for (int q = SPREAD_MIDDLE + 1; q < SPREADS; q++)
        gain[q] = -fmax(spread[q] - allowed_db(w, band, q, density) + INSIDE_DB, 0);
}

static void by_likeness(const struct wishes *w, int band, const double *spread, double *gain)
{
    for (int q = 0; q < SPREADS; q++)
        gain[q] = w->dynamics_strength * (w->like->spread_db[band][q] - spread[q]);
}

/* Levels keep their order and about their distances. */
static void ease(const double *spread, double most_db, double *gain)
{
    for (int q = 0; q < SPREADS; q++)
        gain[q] = dsp_clamp(gain[q], -most_db, most_db);
    for (int q = SPREAD_MIDDLE + 1; q < SPREADS; q++) {
        double far = fmax(spread[q] - spread[q - 1], 0);
        gain[q] = dsp_clamp(gain[q], gain[q - 1] + (SLOPE_LEAST - 1) * far,
                            gain[q - 1] + (SLOPE_MOST - 1) * far);
    }
    for (int q = SPREAD_MIDDLE - 1; q >= 0; q--) {
        double far = fmax(spread[q + 1] - spread[q], 0);
        gain[q] = dsp_clamp(gain[q], gain[q + 1] - (SLOPE_MOST - 1) * far,
                            gain[q + 1] - (SLOPE_LEAST - 1) * far);
    }
}

static bool band_wanted(const struct wishes *w, int band)
{
    int r = 0;

    while (band >= density_region[r + 1])
        r++;
    return wanted(w, (enum move_kind)(MOVE_DENSITY_LOW + r));
}

void plan_dynamics(const struct measured *m, const struct wishes *w, struct settings *out)
{
    struct dynamics_settings *d = &out->dynamics;

    bool like = w->like && w->like->dynamics;
    double most_db = MOST_DB + (like ? 0 : denser(density_of(w))) * (DENSE_MOST_DB - MOST_DB);

    d->attack_ms = w->style->attack_ms;
    d->release_ms = w->style->release_ms;
    for (int b = 0; b < DYNAMICS_BANDS && m->lufs > -70; b++) {
        double shift = out->trim.gain_db + dynamics_mean(out->eq.gain_db, b), spread[SPREADS];
        const double *level = m->level_db[b];
        dynamics_spread(level, spread);
        for (int q = 0; q < SPREADS; q++)
            d->level_db[b][q] =
                0.5 * (level[LEVELS / 2 - 1] + level[LEVELS / 2]) + spread[q] + shift;
        if (!band_wanted(w, b) || level[LEVELS - 1] < m->lufs - 60)
            continue; /* next to nothing is heard there */
        if (like)
            by_likeness(w, b, spread, d->gain_db[b]);
        else
            by_style(w, b, spread, d->gain_db[b]);
        ease(spread, most_db, d->gain_db[b]);
        d->makeup_db[b] = dsp_clamp(makeup_db(d, b, level, shift), -most_db, most_db);
        for (int q = 0; q < SPREADS; q++)
            d->used |= fabs(d->gain_db[b][q]) > 0.1;
    }
}
