/* SPDX-License-Identifier: ISC */
#include "audio/wishes.h"

#include "audio/moves.h"
#include "dsp/elementary.h"

#include <math.h>
#include <string.h>

/* A weighted mean in the making. */
struct mean {
    double sum, weight;
};

static void add(struct mean *m, double value, double weight)
{
    m->sum += value * weight;
    m->weight += weight;
}

static double of(const struct mean *m)
{
    return m->weight > 0 ? m->sum / m->weight : DSP_SILENCE_DB;
}

/* Above the bandwidth of a lossy file there is nothing to follow. */
static bool tells(const struct analysis *a, size_t band)
{
    const struct spectrum_band *rows = a->spectrum.rows;

    return band < a->spectrum.count && rows[band].mid_db > DSP_SILENCE_DB &&
           (isnan(a->bandwidth_hz) || rows[band].hz <= a->bandwidth_hz);
}

static void weigh_spectrum(const struct heard_reference *r, struct mean *mid, struct mean *ratio)
{
    const struct spectrum_band *rows = r->heard->spectrum.rows;
    double level = analysis_level_db(r->heard);

    for (size_t b = 0; b < BANDS; b++) {
        if (!tells(r->heard, b))
            continue;
        if (r->wish->tone > 0)
            add(&mid[b], rows[b].mid_db - level, r->wish->tone);
        if (r->wish->width > 0 && r->heard->channels == 2)
            add(&ratio[b], dsp_clamp(rows[b].side_db - rows[b].mid_db, -60, 30), r->wish->width);
    }
}

static void weigh_spreads(const struct heard_reference *r,
                          struct mean spread[DYNAMICS_BANDS][SPREADS])
{
    const struct band_spread *rows = r->heard->spreads.rows;

    for (size_t b = 0; b < r->heard->spreads.count && b < DYNAMICS_BANDS && r->wish->dynamics > 0;
         b++) {
        const double s[SPREADS] = {rows[b].at10_db, rows[b].at25_db, 0,
                                   rows[b].at75_db, rows[b].at90_db, rows[b].at97_db};
        for (int q = 0; q < SPREADS; q++)
            add(&spread[b][q], s[q], r->wish->dynamics);
    }
}

bool wishes_likeness(const struct heard_reference *references, size_t n, struct likeness *out)
{
    struct mean mid[BANDS] = {0}, ratio[BANDS] = {0}, spread[DYNAMICS_BANDS][SPREADS] = {0};

    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < n; i++) {
        weigh_spectrum(&references[i], mid, ratio);
        weigh_spreads(&references[i], spread);
    }
    for (int b = 0; b < BANDS; b++) {
        out->mid_db[b] = of(&mid[b]);
        out->ratio_db[b] = of(&ratio[b]);
        out->tone |= mid[b].weight > 0;
        out->width |= ratio[b].weight > 0;
    }
    for (int b = 0; b < DYNAMICS_BANDS; b++)
        for (int q = 0; q < SPREADS; q++) {
            out->spread_db[b][q] = spread[b][q].weight > 0 ? of(&spread[b][q]) : 0;
            out->dynamics |= spread[b][q].weight > 0;
        }
    return out->tone || out->width || out->dynamics;
}

static double strength(double wish, double otherwise)
{
    return (isnan(wish) ? otherwise : wish) / 100;
}

void wishes_of(const struct recipe *r, const struct likeness *like, int64_t rate_hz,
               struct wishes *out)
{
    *out = (struct wishes){
        .style = &style_table[r->style],
        .target = &style_common,
        .intensity = r->intensity,
        .tone = r->tone,
        .width = r->width,
        .dynamics = r->dynamics,
        .tone_strength = strength(r->tone_strength, like && like->tone ? 100 : r->intensity),
        .width_strength = strength(r->width_strength, like && like->width ? 100 : r->intensity),
        .dynamics_strength =
            strength(r->dynamics_strength, like && like->dynamics ? r->dynamics : r->intensity),
        .mono_bass = r->mono_bass,
        .mono_below_hz = r->mono_below,
        .wide_caps = r->caps == CAPS_WIDE,
        .ceiling_db = r->ceiling,
        .fade_in = (int64_t)(r->fade_in * (double)rate_hz),
        .fade_out = (int64_t)(r->fade_out * (double)rate_hz),
        .like = like,
        .off = moves_off(r->off),
    };
}

double wishes_lufs(const struct recipe *r, const struct heard_reference *references, size_t n)
{
    struct mean lufs = {0};

    for (size_t i = 0; i < n; i++)
        if (references[i].wish->loudness > 0 && !isnan(references[i].heard->lufs))
            add(&lufs, references[i].heard->lufs, references[i].wish->loudness);
    if (lufs.weight <= 0)
        return r->loudness;
    return dsp_clamp(r->loudness + strength(r->loudness_strength, 0) * (of(&lufs) - r->loudness),
                     -23, -6);
}
