/* SPDX-License-Identifier: ISC */
#include "audio/consensus.h"

#include "base/order.h"
#include "dsp/elementary.h"
#include "dsp/plan.h"

#include <math.h>

static double mean_level(const double *curve, int bands)
{
    double sum = 0, count = 0;

    for (int b = 0; b < bands; b++)
        if (band_hz(b) > 100 && band_hz(b) < 8000 && curve[b] > -150) {
            sum += curve[b];
            count++;
        }
    return count > 0 ? sum / count : 0;
}

void consensus_hear(const struct decision *d, struct tone *out)
{
    const struct spectrum_band *rows = d->before->spectrum.rows;
    const struct eq_settings *eq = &d->settings.eq;
    int bands = (int)d->before->spectrum.count;
    double mix[BANDS];

    for (int b = 0; b < BANDS; b++)
        mix[b] = b < bands ? rows[b].mid_db : DSP_SILENCE_DB;
    bands_smooth(mix, bands, 4, out->mix);
    for (int b = 0; b < bands; b++)
        out->alone[b] = out->mix[b] + (eq->used ? eq->gain_db[b] : 0);
    double level = mean_level(out->alone, bands), mix_level = mean_level(out->mix, bands);
    for (int b = 0; b < BANDS; b++) {
        out->alone[b] = b < bands ? out->alone[b] - level : (double)NAN;
        out->mix[b] -= mix_level;
    }
}

void consensus_find(struct arena *a, const struct tone *const *tones, size_t count, double median[BANDS])
{
    double *column = arena_alloc(a, count * sizeof *column);

    for (int b = 0; b < BANDS; b++) {
        size_t n = 0;
        for (size_t i = 0; i < count; i++)
            if (!isnan(tones[i]->alone[b]))
                column[n++] = tones[i]->alone[b];
        median[b] = order_median(column, n);
    }
}

double consensus_distance(const double median[BANDS], const double curve[BANDS])
{
    double sum = 0, count = 0;

    for (int b = 0; b < BANDS; b++)
        if (band_hz(b) > 40 && band_hz(b) < 16000 && !isnan(median[b]) && curve[b] > -150) {
            sum += (curve[b] - median[b]) * (curve[b] - median[b]);
            count++;
        }
    return count > 0 ? sqrt(sum / count) : 0;
}

void consensus_pull(const double median[BANDS], double share, uint32_t off, struct decision *d,
                    struct tone *t)
{
    struct eq_settings *eq = &d->settings.eq;
    int bands = (int)d->before->spectrum.count;
    double way[BANDS] = {0}, smooth[BANDS], most = -200;

    for (int b = 0; b < bands; b++)
        most = fmax(most, t->mix[b]);
    for (int b = 0; b < bands; b++) {
        double hz = band_hz(b), lift = most - t->mix[b] > 60 || hz < 28 ? 0 : hz < 40 || hz > 14000 ? 1.5 : 3;
        way[b] = isnan(median[b]) ? 0 : dsp_clamp(share * (median[b] - t->alone[b]), -3, lift);
    }
    bands_smooth(way, bands, 4, smooth);
    plan_leave_regions(off, smooth, bands);
    for (int b = 0; b < BANDS; b++) {
        double more = bands ? smooth[b < bands ? b : bands - 1] : 0;
        eq->gain_db[b] = (eq->used ? eq->gain_db[b] : 0) + more;
        t->alone[b] += b < bands ? more : 0;
    }
    for (int b = 0; b < BANDS; b++)
        eq->used |= fabs(eq->gain_db[b]) > 0.05;
}
