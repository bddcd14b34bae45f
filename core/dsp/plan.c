/* SPDX-License-Identifier: ISC */
#include "dsp/plan.h"

#include "dsp/elementary.h"
#include "dsp/style.h"

#include <math.h>
#include <string.h>

/* ---- tone ---------------------------------------------------------------------- */

/* What is left of a difference beyond the tolerance. */
static double beyond(double difference, double tolerance)
{
    double rest = fabs(difference) - tolerance;

    return rest <= 0 ? 0 : difference > 0 ? rest : -rest;
}

/* As much of a style's colour as the mix does not have already. */
static double colour_left(double colour, double difference)
{
    double left = difference + colour;

    return colour > 0 ? dsp_clamp(left, 0, colour) : dsp_clamp(left, colour, 0);
}

/* Mean of target minus mix where the ear is sure: the level at which the two are compared. */
static double mean_difference(const double *target, const double *mix, int bands)
{
    double sum = 0, count = 0;

    for (int b = 0; b < bands; b++)
        if (band_hz(b) > 100 && band_hz(b) < 8000 && mix[b] > DSP_SILENCE_DB) {
            sum += target[b] - mix[b];
            count++;
        }
    return count > 0 ? sum / count : 0;
}

static double loudest(const double *curve, int bands)
{
    double most = DSP_SILENCE_DB;

    for (int b = 0; b < bands; b++)
        most = fmax(most, curve[b]);
    return most;
}

/* Nothing is lifted where there is nothing, nor at the edges, where it would only be rumble and hiss. */
static double lift_most(double hz, double below_loudest, double cap)
{
    if (below_loudest > 60)
        return 0;
    if (hz < 40)
        return hz < 28 ? 0 : fmin(1.5, cap);
    return hz > 14000 ? fmin(3, cap) : cap;
}

static double tilt_db(double tone, double hz)
{
    double octaves = dsp_log(hz / 1000) / 0.69314718055994530942;

    return tone / 100 * dsp_clamp(0.75 * octaves, -3, 3);
}

static void plan_eq(const struct measured *m, const struct wishes *w, struct eq_settings *out)
{
    const struct style *style = &style_table[w->style];
    int bands = bands_below(0.48 * (double)m->rate_hz);
    double strength = w->intensity / 100, cap = w->like ? 12 : 6, target[BANDS], mix[BANDS], want[BANDS];
    double most = loudest(m->mid_db, bands);

    bands_smooth(m->mid_db, bands, w->like ? 2 : 4, mix);
    for (int b = 0; b < bands; b++)
        target[b] = w->like ? w->like->mid_db[b] : style_at(style_mid_db, band_hz(b));
    double level = mean_difference(target, mix, bands);
    for (int b = 0; b < bands; b++) {
        double hz = band_hz(b), difference = target[b] - mix[b] - level;
        if (mix[b] <= DSP_SILENCE_DB || target[b] <= DSP_SILENCE_DB) {
            want[b] = 0;
        } else if (w->like) {
            want[b] = beyond(difference, 0.5) * strength;
        } else {
            double colour = style_at(style->colour_db, hz);
            want[b] = (beyond(difference, style_at(style_tolerance_db, hz)) + colour_left(colour, difference)) * strength;
        }
        want[b] = dsp_clamp(want[b], -cap, lift_most(hz, most - mix[b], cap)) + tilt_db(w->tone, hz);
    }
    bands_smooth(want, bands, w->like ? 2 : 4, out->gain_db);
    for (int b = bands; b < BANDS; b++)
        out->gain_db[b] = bands ? out->gain_db[bands - 1] : 0;
    out->like = w->like != NULL;
    out->used = false;
    for (int b = 0; b < BANDS; b++)
        out->used |= fabs(out->gain_db[b]) > 0.05;
}

/* ---- dynamics --------------------------------------------------------------------- */

/* What the band would lose on average, by energy: given back, so that the tone stays. */
static double makeup_db(const struct dynamics_settings *d, int band, const double *level_db, double shift)
{
    double before = 0, after = 0;

    for (int q = 0; q < LEVELS; q++) {
        double level = level_db[q] + shift;
        before += db_power(level);
        after += db_power(level + dynamics_gain_db(d, band, level));
    }
    return after > 0 ? power_db(before / after) : 0;
}

static void plan_dynamics(const struct measured *m, const struct wishes *w, const struct settings *s,
                          struct dynamics_settings *out)
{
    const struct style *style = &style_table[w->style];
    double dense = dsp_clamp((m->plr_db - 8) / 6, 0, 1); /* a mix that is dense already is left alone */
    double amount = w->dynamics / 100 * w->intensity / 100 * style->dynamics * dense;

    out->used = amount > 0.01;
    out->attack_ms = style->attack_ms;
    out->release_ms = style->release_ms;
    out->most_db = 6;
    for (int b = 0; b < DYNAMICS_BANDS; b++) {
        double shift = s->trim.gain_db + (s->eq.used ? dynamics_mean(s->eq.gain_db, b) : 0);
        out->slope[b] = 1 - 0.6 * fmin(amount, 1);
        out->pivot_db[b] = m->level_db[b][LEVELS * 3 / 5] + shift + 1;
        out->makeup_db[b] = 0;
        if (m->level_db[b][LEVELS - 1] > -90)
            out->makeup_db[b] = fmin(makeup_db(out, b, m->level_db[b], shift), 4);
    }
}

/* ---- width --------------------------------------------------------------------------- */

/* The bass goes to the middle below an edge, about as steeply as 24 dB an octave, until the sides are
 * 20 dB under it; where they are already, nothing happens. */
static double bass_db(double hz, double below_hz, double side_mid)
{
    double octaves = dsp_log(below_hz / hz) / 0.69314718055994530942;

    return octaves <= 0 ? 0 : -fmin(24 * octaves, dsp_clamp(side_mid + 24, 0, 24));
}

static void plan_stereo(const struct measured *m, const struct wishes *w, struct stereo_settings *out)
{
    const struct style *style = &style_table[w->style];
    int bands = bands_below(0.48 * (double)m->rate_hz);
    double strength = w->intensity / 100, wide = w->width <= 0 ? DSP_SILENCE_DB : gain_db(w->width / 100);
    double ratio[BANDS], smooth[BANDS], want[BANDS];

    memset(out, 0, sizeof *out);
    if (m->channels < 2 || !bands || loudest(m->side_db, bands) < loudest(m->mid_db, bands) - 60)
        return; /* mono: there is nothing to widen */
    for (int b = 0; b < bands; b++)
        ratio[b] = dsp_clamp(m->side_db[b] - m->mid_db[b], -60, 20);
    bands_smooth(ratio, bands, 6, smooth);
    for (int b = 0; b < bands; b++) {
        double hz = band_hz(b), target = style_at(style_side_db, hz) + style->side_db, tolerance = 4;
        if (w->like && w->like->channels == 2) {
            target = dsp_clamp(w->like->side_db[b] - w->like->mid_db[b], -60, 20);
            tolerance = 0.5;
        }
        want[b] = dsp_clamp(beyond(target - smooth[b], tolerance) * strength, -3, 3);
        if (smooth[b] < -40)
            want[b] = fmin(want[b], 0);
        if (smooth[b] + want[b] + wide > -1 && want[b] + wide > 0) /* never more side than middle by our doing */
            want[b] = fmax(-1 - smooth[b], 0) - wide;
    }
    bands_smooth(want, bands, 6, out->side_db);
    for (int b = 0; b < bands; b++) {
        out->side_db[b] += wide;
        if (w->mono_bass)
            out->side_db[b] += bass_db(band_hz(b), w->mono_below_hz > 0 ? w->mono_below_hz : 120, smooth[b] + out->side_db[b]);
        out->used |= fabs(out->side_db[b]) > 0.1;
    }
    for (int b = bands; b < BANDS; b++)
        out->side_db[b] = out->side_db[bands - 1];
}

/* ---- all ------------------------------------------------------------------------------- */

void plan(const struct measured *m, const struct wishes *w, struct settings *out)
{
    memset(out, 0, sizeof *out);
    out->rate_hz = m->rate_hz;
    out->frames = m->frames;
    out->channels = m->channels;
    for (int c = 0; c < m->channels; c++)
        out->trim.dc[c] = fabs(m->dc[c]) > 1e-5 ? m->dc[c] : 0;
    out->trim.gain_db = m->lufs > -70 ? PLAN_LUFS - m->lufs : 0;
    plan_eq(m, w, &out->eq);
    plan_dynamics(m, w, out, &out->dynamics);
    plan_stereo(m, w, &out->stereo);
    out->limiter = (struct limiter_settings){.ceiling_db = w->ceiling_db, .release_ms = 40};
    out->fade = (struct fade_settings){.in = w->fade_in, .out = w->fade_out};
}
