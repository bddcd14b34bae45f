/* SPDX-License-Identifier: ISC */
/* The plan's third part: width.  A curve for the sides, then three guards in this order: the bass,
 * the correlation of every octave, what is lost in mono. */
#include "dsp/plan.h"

#include "dsp/elementary.h"

#include <math.h>
#include <string.h>

enum { TURNS = 24 };

static const double INSIDE_DB = 0.7;
static const double STYLE_CAP_DB = 3, NARROWER_CAP_DB = 9;
static const double BASS_MOST_DB = -20.5, BASS_WANTED_DB = -24;

struct sides {
    const struct measured *m;
    const struct wishes *w;
    int bands;
    double mid_db[BANDS];  /* after tone */
    double base_db[BANDS]; /* the sides after tone */
    double side_db[BANDS]; /* and after their curve */
    const double *eq_db;   /* what tone does to middle and sides alike */
    double *curve;
};

static void hear(struct sides *s)
{
    double effect[BANDS];

    plan_effect(&s->m->fine_side, (double)s->m->rate_hz, s->curve, s->bands, effect);
    for (int b = 0; b < s->bands; b++)
        s->side_db[b] = s->base_db[b] + effect[b];
}

/* ---- where to ---------------------------------------------------------------------- */

/* Sides against the middle as a finished record has them.  What is almost mono is meant to be, and
 * the bass always may be; a style that is wider or narrower moves its edge. */
static void by_style(struct sides *s)
{
    const struct style_target *t = s->w->target;
    double wider = 0.6 / s->w->width_strength, colour = s->w->style->side_db, ratio[BANDS],
           now[BANDS], want[BANDS];

    for (int turn = 0; turn < TURNS; turn++) {
        hear(s);
        bool any = false;
        for (int b = 0; b < s->bands; b++)
            ratio[b] = dsp_clamp(s->side_db[b] - s->mid_db[b], -60, 20);
        bands_smooth(ratio, s->bands, 6, now);
        for (int b = 0; b < s->bands; b++) {
            double hz = band_hz(b), middle = style_at(t->side_db, hz);
            double low =
                hz < 350 ? -200 : middle + style_at(t->side_low_db, hz) * wider + fmax(colour, 0);
            double high = middle + style_at(t->side_high_db, hz) * wider + fmin(colour, 0);
            double inside = turn ? INSIDE_DB : 0;
            want[b] =
                now[b] < low - STYLE_CAP_DB ? 0 : -beyond(now[b], low + inside, high - inside);
            any |= fabs(want[b]) > 0.05;
        }
        if (!any)
            break;
        bands_smooth(want, s->bands, 6, now);
        for (int b = 0; b < s->bands; b++)
            s->curve[b] = dsp_clamp(s->curve[b] + now[b], -NARROWER_CAP_DB, STYLE_CAP_DB);
    }
}

/* What the sides of the references would be at this song's level: after their own middle, where the
 * song's follows it, even if that could not go all the way. */
static void put_target(const struct sides *s, double *out)
{
    const struct likeness *like = s->w->like;
    bool follows = like->tone && s->w->tone_strength > 0.99;
    double level = 0, count = 0;

    for (int b = 0; b < s->bands && follows; b++)
        if (band_hz(b) > 28 && band_hz(b) < 18000 && like->mid_db[b] > DSP_SILENCE_DB) {
            level += s->mid_db[b] - like->mid_db[b];
            count++;
        }
    level = count > 0 ? level / count : 0;
    for (int b = 0; b < s->bands; b++) {
        bool own = follows && like->mid_db[b] > DSP_SILENCE_DB;
        out[b] = (own ? like->mid_db[b] + level : s->mid_db[b]) + like->ratio_db[b];
        if (like->ratio_db[b] <= DSP_SILENCE_DB)
            out[b] = s->base_db[b];
    }
}

static void by_likeness(struct sides *s)
{
    double cap = s->w->wide_caps ? 30 : 12, strength = s->w->width_strength,
           most = plan_loudest(s->m->side_db, s->bands);
    double raw[BANDS], target[BANDS], now[BANDS], want[BANDS], step[BANDS];

    put_target(s, raw);
    plan_thirds(raw, s->bands, target);
    plan_thirds(s->base_db, s->bands, now);
    for (int b = 0; b < s->bands; b++)
        target[b] = (1 - strength) * now[b] + strength * target[b];
    for (int turn = 0; turn < TURNS; turn++) {
        hear(s);
        plan_thirds(s->side_db, s->bands, now);
        for (int b = 0; b < s->bands; b++)
            step[b] = 0.8 * (target[b] - now[b]);
        plan_from_thirds(step, s->bands, want);
        bands_smooth(want, s->bands, 1, step);
        for (int b = 0; b < s->bands; b++) { /* nothing is made of nothing */
            double lift = cap * dsp_clamp((70 - most + s->m->side_db[b]) / 10, 0, 1);
            double eq = s->eq_db[b]; /* against the middle, or all in all: one of them keeps within
                                        the cap */
            s->curve[b] = dsp_clamp(s->curve[b] + step[b], -cap - fmax(eq, 0), lift - fmin(eq, 0));
        }
    }
}

/* ---- guards ---------------------------------------------------------------------------- */

/* With wide caps the wish to be like the references is stronger than the guards: they hold what the
 * references hold. */
static bool yields(const struct sides *s)
{
    return s->w->wide_caps && s->w->like && s->w->like->width;
}

/* Sides against the middle as heard through a low-pass of the fourth order. */
static double bass_ratio(double below_hz, const double *mid_db, const double *side_db,
                         const double *cut_db, int bands)
{
    double mid = 0, side = 0;

    for (int b = 0; b < bands; b++) {
        double x = band_hz(b) / below_hz, x4 = x * x * x * x, through = 1 / (1 + x4 * x4);
        mid += through * db_power(mid_db[b]);
        side += through * db_power(side_db[b] + cut_db[b]);
    }
    return mid > 0 && side > 0 ? power_db(side / mid) : DSP_SILENCE_DB;
}

/* The sides stay under a line that is level in the bass and rises 24 dB an octave above, as the
 * low-pass falls: the highest such line that is enough, so that as little as can be of their music
 * is lost.  Returns whether there was need. */
static bool guard_bass(struct sides *s)
{
    double below_hz = s->w->mono_below_hz > 0 ? s->w->mono_below_hz : 120;
    double cut[BANDS] = {0}, ratio[BANDS], smooth[BANDS], rough[BANDS];

    if (yields(s) || bass_ratio(below_hz, s->mid_db, s->side_db, cut, s->bands) <= BASS_MOST_DB)
        return false;
    for (int b = 0; b < s->bands; b++)
        ratio[b] = dsp_clamp(s->side_db[b] - s->mid_db[b], -60, 30);
    bands_smooth(ratio, s->bands, 2, smooth);
    for (double line = BASS_WANTED_DB + 3; line > -60; line -= 0.5) {
        for (int b = 0; b < s->bands; b++)
            rough[b] =
                fmin(line + 24 * fmax(dsp_octaves(band_hz(b), below_hz), 0) -
                         smooth[b],
                     0);
        bands_smooth(rough, s->bands, 2, cut);
        if (bass_ratio(below_hz, s->mid_db, s->side_db, cut, s->bands) <= BASS_WANTED_DB)
            break;
    }
    for (int b = 0; b < s->bands; b++)
        s->curve[b] += cut[b];
    hear(s);
    return true;
}

static double octave(const double *db, int first, int bands)
{
    double sum = 0;

    for (int b = first; b < first + 12 && b < bands; b++)
        sum += db_power(db[b]);
    return sum;
}

/* The correlation of left and right falls below zero where the sides are stronger than the middle.
 * No octave may get there by our doing, wherever one begins to count. */
static void guard_octaves(struct sides *s)
{
    for (int turn = 0; turn < 12; turn++) {
        double lower[BANDS] = {0};
        bool any = false;
        for (int first = 0; first < s->bands - 5; first++) {
            double mid = octave(s->mid_db, first, s->bands),
                   side = octave(s->side_db, first, s->bands);
            double before = octave(s->m->side_db, first, s->bands) /
                            fmax(octave(s->m->mid_db, first, s->bands), 1e-30);
            double over =
                side > 0 && mid > 0 ? power_db(side / mid) - fmax(power_db(before), -0.6) : 0;
            for (int b = first; over > 0.02 && b < first + 12 && b < s->bands; b++) {
                lower[b] = fmin(lower[b], -over);
                any = true;
            }
        }
        if (!any)
            return;
        for (int b = 0; b < s->bands; b++)
            s->curve[b] += lower[b];
        hear(s);
    }
}

/* Energy of the sides against the middle, weighted as loudness is. */
static double heard_ratio(const double *mid_db, const double *side_db, int bands)
{
    double mid = 0, side = 0;

    for (int b = 0; b < bands;
         b++) { /* K-weighting, near enough: 4 dB above 1.5 kHz, falling below 40 Hz */
        double hz = band_hz(b), low = hz * hz / (hz * hz + 38.0 * 38.0),
               high = hz * hz / (hz * hz + 1680.0 * 1680.0);
        double weight = low * low * (1 + 1.51 * high);
        mid += weight * db_power(mid_db[b]);
        side += weight * db_power(side_db[b]);
    }
    return mid > 0 && side > 0 ? power_db(side / mid) : DSP_SILENCE_DB;
}

/* In mono the sides are gone: never more than 1.5 LU of the song, or no more than of the mix. */
static void guard_mono(struct sides *s)
{
    double before = heard_ratio(s->m->mid_db, s->m->side_db, s->bands);
    double over = heard_ratio(s->mid_db, s->side_db, s->bands) - fmax(before, -4.1);

    for (int b = 0; over > 0.02 && b < s->bands; b++)
        s->curve[b] -= over;
}

/* ---- all ----------------------------------------------------------------------------------- */

void plan_width(const struct measured *m, const struct wishes *w, struct settings *out)
{
    struct stereo_settings *st = &out->stereo;
    struct sides s = {.m = m,
                      .w = w,
                      .bands = bands_below(0.48 * (double)m->rate_hz),
                      .eq_db = out->eq.gain_db,
                      .curve = st->side_db};
    double wide = w->width <= 0 ? DSP_SILENCE_DB : gain_db(w->width / 100), effect[BANDS];

    if (m->channels < 2 || !s.bands ||
        plan_loudest(m->side_db, s.bands) < plan_loudest(m->mid_db, s.bands) - 60)
        return; /* mono: there is nothing to widen */
    plan_effect(&m->fine_mid, (double)m->rate_hz, out->eq.gain_db, s.bands, effect);
    for (int b = 0; b < s.bands; b++)
        s.mid_db[b] = m->mid_db[b] + effect[b];
    plan_effect(&m->fine_side, (double)m->rate_hz, out->eq.gain_db, s.bands, effect);
    for (int b = 0; b < s.bands; b++)
        s.base_db[b] = m->side_db[b] + effect[b];
    if (wanted(w, MOVE_WIDTH) && w->width_strength > 0 && m->lufs > -70) {
        if (w->like && w->like->width)
            by_likeness(&s);
        else
            by_style(&s);
    }
    for (int b = 0; b < s.bands && wanted(w, MOVE_WIDTH); b++)
        s.curve[b] += wide;
    hear(&s);
    if (w->mono_bass && wanted(w, MOVE_MONO_BASS))
        st->steady = guard_bass(&s) && !w->like;
    if (!yields(&s)) {
        guard_octaves(&s);
        guard_mono(&s);
    }
    for (int b = 0; b < s.bands; b++)
        st->used |= fabs(s.curve[b]) > 0.1;
    for (int b = s.bands; b < BANDS; b++)
        st->side_db[b] = st->side_db[s.bands - 1];
    if (!st->used) {
        st->steady = false;
        memset(st->side_db, 0, sizeof st->side_db);
    }
}
