/* SPDX-License-Identifier: ISC */
#include "dsp/plan.h"

#include "dsp/elementary.h"

#include <math.h>
#include <string.h>

const double tone_region_hz[TONE_REGIONS + 1] = {20, 50, 120, 350, 1200, 3500, 8000, 20000};
const int density_region[DENSITY_REGIONS + 1] = {0, 3, 7, DYNAMICS_BANDS};

double beyond(double value, double low, double high)
{
    return value > high ? value - high : value < low ? value - low : 0;
}

double plan_loudest(const double *curve, int bands)
{
    double most = DSP_SILENCE_DB;

    for (int b = 0; b < bands; b++)
        most = fmax(most, curve[b]);
    return most;
}

void plan_thirds(const double *db, int bands, double *out)
{
    for (int b = 0; b < bands; b++) {
        double sum = 0;
        for (int at = b; at < b + 4; at++)
            sum += db_power(db[at < bands ? at : bands - 1]);
        out[b] = power_db(sum);
    }
}

void plan_from_thirds(const double *thirds, int bands, double *out)
{
    for (int b = 0; b < bands; b++) {
        double sum = 0, weight = 0;
        for (int first = b < 3 ? 0 : b - 3; first <= b; first++) {
            sum += third_weight(first) * thirds[first];
            weight += third_weight(first);
        }
        out[b] = sum / weight;
    }
}

void plan_effect(const struct fine_spectrum *f, double rate_hz, const double *curve, int bands,
                 double *out)
{
    double wide = f->bins ? rate_hz / (2 * (double)(f->bins - 1)) : 0;

    for (int b = 0; b < bands; b++) {
        double before = 0, after = 0;
        if (f->power) {
            double low = band_edge_hz(b) / wide + 0.5,
                   high = fmin(band_edge_hz(b + 1) / wide + 0.5, (double)f->bins);
            for (size_t k = (size_t)low; (double)k < high;
                 k++) { /* bin k covers [k, k + 1) of this scale */
                double from = fmax(low, (double)k), to = fmin(high, (double)k + 1);
                double power = (to - from) * (double)f->power[k], hz = fmax((double)k, 0.5) * wide;
                before += power;
                after += power * db_power(bands_at(curve, hz));
            }
        }
        out[b] = before > 0 && after > 0 ? power_db(after / before) : curve[b];
    }
}

void plan(const struct measured *m, const struct wishes *w, struct settings *out)
{
    struct measured heard;

    memset(out, 0, sizeof *out);
    out->rate_hz = m->rate_hz;
    out->frames = m->frames;
    out->channels = m->channels;
    for (int c = 0; c < m->channels && wanted(w, MOVE_OFFSET); c++)
        out->trim.dc[c] = fabs(m->dc[c]) > 1e-5 ? m->dc[c] : 0;
    /* Below the gate of the meter there is no loudness: then the peak comes to where a song's would be. */
    out->trim.gain_db = dsp_clamp(m->lufs > -70 ? PLAN_LUFS - m->lufs : PLAN_LUFS + 12 - m->true_peak_db, -100, 100);
    plan_harsh(m, w, out, &heard);
    plan_tone(&heard, w, out);
    plan_dynamics(&heard, w, out);
    plan_width(&heard, w, out);
    out->limiter = (struct limiter_settings){.ceiling_db = w->ceiling_db, .release_ms = 40};
    out->fade = (struct fade_settings){.in = w->fade_in, .out = w->fade_out};
}
