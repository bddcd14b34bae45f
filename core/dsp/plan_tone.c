/* SPDX-License-Identifier: ISC */
/* The plan's first part: tone.  Both ways are closed loops on the measured spectrum (power times
 * the square of the filter's size), so they cost no pass over the song. */
#include "dsp/plan.h"

#include "dsp/elementary.h"

#include <math.h>
#include <string.h>

enum { TURNS = 40, LIKE_TURNS = 48 };

/* dB that a correction goes inside of the tolerance: whatever limiter and meter do to it later, the
 * next time the song is inside. */
static const double INSIDE_DB = 1.0;
static const double STYLE_LIFT_DB = 8, STYLE_CUT_DB = 14, LIKE_ENOUGH_DB = 0.1, MISSING_DB = 15;
/* A reference ends where its bass has fallen by so much against its middle, and stays there; a song
 * that goes deeper is cut off so steeply below, and by so much in all. */
static const double FOOT_DB = 6, FOOT_MOST_HZ = 120, LOW_CUT_SLOPE_DB = 18, CUT_MOST_DB = 24;

/* One song's tone in the making. */
struct tone {
    const struct measured *m;
    const struct wishes *w;
    int bands, limited; /* bands the song can hold; above `limited` there is nothing in it */
    double cap;         /* of a likeness */
    double foot_hz;     /* where the references end at the bottom; 0: they do not */
    double target[BANDS], effect[BANDS], now[BANDS],
        off[BANDS];    /* off: how far now is from the target */
    bool meant[BANDS]; /* it is so little there that it must be meant */
    struct eq_settings *eq;
    double *curve; /* of it */
};

/* A source that was cut off (a lossy file, an old sampler): from there on there is nothing to lift.
 */
static int limited_at(const double *mid, int bands)
{
    double most = plan_loudest(mid, bands);
    int end = bands;

    for (int b = bands - 1; b >= 6 && band_hz(b) > 5000; b--)
        if (mid[b] <= DSP_SILENCE_DB || (mid[b - 6] - mid[b] > 18 && mid[b] < most - 45))
            end = b - 5;
    return end;
}

/* Mean distance where the ear is sure: the level at which mix and target are compared. */
static double level_of(const double *target, const double *now, int bands, double low_hz,
                       double high_hz)
{
    double sum = 0, count = 0;

    for (int b = 0; b < bands; b++)
        if (band_hz(b) > low_hz && band_hz(b) < high_hz && now[b] > DSP_SILENCE_DB &&
            target[b] > DSP_SILENCE_DB) {
            sum += now[b] - target[b];
            count++;
        }
    return count > 0 ? sum / count : 0;
}

/* ---- by a style ------------------------------------------------------------------------ */

/* The tolerance opens downwards where lifting would only bring up rumble, hiss or nothing. */
static double open_db(const struct tone *t, int b, double most)
{
    double hz = band_hz(b), open = 0;

    if (b >= t->limited)
        return 200;
    if (hz < 40)
        open += 30 * dsp_octaves(40, hz);
    if (hz > 14000)
        open += 30 * dsp_octaves(hz, 14000);
    return open + 3 * fmax(most - t->now[b] - 50, 0);
}

/* How far the mix may lie from the common target.  A style's colour moves the edge on its side:
 * there must be at least that much of it, but for a small rest. */
static void edges(const struct tone *t, int b, double most, double *low, double *high)
{
    const struct wishes *w = t->w;
    double hz = band_hz(b), wider = 0.6 / w->tone_strength, rest = 1.2 * wider;
    double colour = style_at(w->style->colour_db, hz) * fmin(w->tone_strength / 0.6, 1.25);
    double share = fmin(fabs(colour), 1);

    *low = style_at(w->target->mid_low_db, hz) * wider;
    *high = style_at(w->target->mid_high_db, hz) * wider;
    if (colour > 0) {
        *low += share * (fmax(*low, colour - rest) - *low);
        *high = fmax(*high, *low + 2 * rest);
    } else {
        *high += share * (fmin(*high, colour + rest) - *high);
        *low = fmin(*low, *high - 2 * rest);
    }
    *low -= open_db(t, b, most);
}

static void hear_style(struct tone *t)
{
    double raw[BANDS];

    plan_effect(&t->m->fine_mid, (double)t->m->rate_hz, t->curve, t->bands, t->effect);
    for (int b = 0; b < t->bands; b++)
        raw[b] = t->m->mid_db[b] + t->effect[b];
    bands_smooth(raw, t->bands, 4, t->now);
    double level = level_of(t->target, t->now, t->bands, 100, 8000);
    for (int pass = 0; pass < 3;
         pass++) { /* what is missing altogether must not speak for the level */
        double sum = 0, count = 0;
        for (int b = 0; b < t->bands; b++) {
            t->off[b] = t->now[b] - t->target[b] - level;
            if (band_hz(b) > 100 && band_hz(b) < 8000 && t->off[b] > -MISSING_DB) {
                sum += t->off[b];
                count++;
            }
        }
        level += count > 0 ? sum / count : 0;
    }
}

/* Where so much is missing that no lift within the cap would mend it, it is no fault but meant to
 * be so (a voice alone has no bass): the whole stretch below the tolerance is left as it is. */
static void find_meant(struct tone *t)
{
    double low[BANDS], high, most = plan_loudest(t->now, t->bands);
    int first = 0;

    memset(t->meant, 0, sizeof t->meant);
    for (int b = 0; b < t->bands; b++)
        edges(t, b, most, &low[b], &high);
    while (first < t->bands) {
        double deepest = 0;
        int end = first;
        for (; end < t->bands && t->off[end] < low[end]; end++)
            deepest = fmin(deepest, t->off[end] - low[end]);
        for (int b = first - 2; b < end + 2 && deepest < INSIDE_DB - STYLE_LIFT_DB; b++)
            if (b >= 0 && b < t->bands)
                t->meant[b] = true;
        first = end + 1;
    }
}

/* What is missing to be inside everywhere; near[] remembers where anything was outside. */
static bool missing(struct tone *t, bool *near, double *want)
{
    double low[BANDS], high[BANDS], most = plan_loudest(t->now, t->bands);
    bool any = false;

    for (int b = 0; b < t->bands; b++) {
        edges(t, b, most, &low[b], &high[b]);
        bool silent = t->m->mid_db[b] <= DSP_SILENCE_DB;
        if (t->meant[b])
            low[b] = -300;
        if (silent || fabs(beyond(t->off[b], low[b], high[b])) < 1e-6)
            continue;
        for (int d = -6; d <= 6; d++)
            if (b + d >= 0 && b + d < t->bands)
                near[b + d] = true;
    }
    for (int b = 0; b < t->bands; b++) {
        want[b] = near[b] ? -beyond(t->off[b], low[b] + INSIDE_DB, high[b] - INSIDE_DB) : 0;
        any |= fabs(want[b]) > 0.02;
    }
    return any;
}

static void by_style(struct tone *t)
{
    bool near[BANDS] = {false};
    double want[BANDS], step[BANDS];

    if (t->w->tone_strength <= 0)
        return;
    for (int b = 0; b < t->bands; b++)
        t->target[b] = style_at(t->w->target->mid_db, band_hz(b));
    for (int turn = 0; turn < TURNS; turn++) {
        hear_style(t);
        find_meant(t);
        if (!missing(t, near, want))
            break;
        bands_smooth(want, t->bands, 3, step);
        for (int b = 0; b < t->bands; b++)
            t->curve[b] = dsp_clamp(t->curve[b] + step[b], -STYLE_CUT_DB, STYLE_LIFT_DB);
    }
}

/* ---- by references -------------------------------------------------------------------------- */

/* Nothing is lifted where there is nothing. */
static double lift_most(const struct tone *t, int b, double most)
{
    double below = most - t->m->mid_db[b];

    return t->cap * dsp_clamp((70 - below) / 10, 0, 1);
}

/* And little is cut: but below the references' foot there is nothing in them that a cut could
 * spoil. */
static double cut_most(const struct tone *t, int b)
{
    double below = band_hz(b) < t->foot_hz ? dsp_octaves(t->foot_hz, band_hz(b)) : 0;

    return fmax(t->cap, fmin(t->cap + LOW_CUT_SLOPE_DB * below, CUT_MOST_DB));
}

/* The target is in thirds of an octave. */
static double foot_of(const struct tone *t)
{
    double sum = 0, count = 0;
    int foot = 0;

    for (int b = 0; b < t->bands; b++)
        if (band_hz(b) > 120 && band_hz(b) < 1000 && t->target[b] > DSP_SILENCE_DB + 20) {
            sum += t->target[b];
            count++;
        }
    while (count > 0 && band_hz(foot) < FOOT_MOST_HZ && t->target[foot] < sum / count - FOOT_DB)
        foot++;
    return foot ? band_hz(foot) : 0;
}

static bool known(const struct tone *t, int b)
{
    return b < t->limited && t->target[b] > DSP_SILENCE_DB + 20 && t->now[b] > DSP_SILENCE_DB + 20;
}

static bool heard(int b)
{
    return band_hz(b) > 28 && band_hz(b) < 18000;
}

/* The mean square distance of the thirds of an octave; off and twelfth: band by band. */
static double hear_like(struct tone *t, double level, double *twelfth)
{
    double raw[BANDS], sum = 0, count = 0;

    plan_effect(&t->m->fine_mid, (double)t->m->rate_hz, t->curve, t->bands, t->effect);
    for (int b = 0; b < t->bands; b++)
        raw[b] = t->m->mid_db[b] + t->effect[b];
    plan_thirds(raw, t->bands, t->now);
    for (int b = 0; b < t->bands; b++) {
        bool is_known = known(t, b);
        t->off[b] = is_known ? t->now[b] - t->target[b] - level
                    : b      ? t->off[b - 1]
                             : 0; /* unknown: goes along */
        twelfth[b] = is_known ? raw[b] - t->w->like->mid_db[b] - level : t->off[b];
        if (is_known && heard(b)) {
            sum += third_weight(b) * t->off[b] * t->off[b];
            count += third_weight(b);
        }
    }
    return count > 0 ? sum / count : 0;
}

/* What no curve within the caps can mend, if the two are compared at this level: the variance of
 * it. */
static double beyond_caps(const struct tone *t, double level, double most)
{
    double sum = 0, square = 0, count = 0;

    for (int b = 0; b < t->bands; b++)
        if (heard(b) && known(t, b)) {
            double rest =
                beyond(t->now[b] - t->target[b] - level, -lift_most(t, b, most), cut_most(t, b));
            sum += rest;
            square += rest * rest;
            count++;
        }
    return count > 0 ? square / count - sum / count * (sum / count) : 0;
}

/* The level of comparison at which the caps bind least; of equal ones, the nearest to the mean. */
static double like_level(const struct tone *t, double most)
{
    double mean = level_of(t->target, t->now, t->bands, 40, 16000), best = mean, least = 1e9;

    for (double d = -24; d <= 24; d += 0.5) {
        double cost = beyond_caps(t, mean + d, most) + 1e-3 * fabs(d);
        if (cost < least) {
            least = cost;
            best = mean + d;
        }
    }
    return best;
}

static void by_likeness(struct tone *t)
{
    double best[BANDS] = {0}, twelfth[BANDS], want[BANDS], step[BANDS], least = 1e9;
    double strength = t->w->tone_strength, most = plan_loudest(t->m->mid_db, t->bands);

    plan_thirds(t->w->like->mid_db, t->bands, t->target);
    plan_thirds(t->m->mid_db, t->bands, t->now);
    t->foot_hz = wanted(t->w, MOVE_LOW_CUT) ? foot_of(t) : 0;
    double level = like_level(t, most);
    for (int b = 0; b < t->bands; b++) /* as far on the way as is wished */
        if (known(t, b))
            t->target[b] = (1 - strength) * (t->now[b] - level) + strength * t->target[b];
    for (int turn = 0; turn < LIKE_TURNS && least > LIKE_ENOUGH_DB * LIKE_ENOUGH_DB; turn++) {
        double error = hear_like(t, level, twelfth);
        if (error < least) {
            least = error;
            memcpy(best, t->curve, sizeof best);
        }
        plan_from_thirds(t->off, t->bands, want);
        for (int b = 0; b < t->bands; b++) /* the twelfths break the tie between neighbours */
            want[b] = -0.6 * want[b] - (strength > 0.99 ? 0.2 * dsp_clamp(twelfth[b], -6, 6) : 0);
        bands_smooth(want, t->bands, 1, step);
        for (int b = 0; b < t->bands; b++)
            t->curve[b] = dsp_clamp(t->curve[b] + step[b], -cut_most(t, b), lift_most(t, b, most));
    }
    memcpy(t->curve, best, sizeof best);
    for (int b = 0; b < t->bands; b++)
        if (t->curve[b] < -t->cap - 0.1)
            t->eq->low_cut_hz = t->foot_hz;
    for (int b = t->limited; b < t->bands && b > 0; b++) /* what is above its end goes along */
        t->curve[b] = t->curve[b - 1];
}

/* ---- both ---------------------------------------------------------------------------------- */

/* Darker or brighter because it is wished: on top of everything. */
double plan_tilt_db(double tone, double hz)
{
    return tone / 100 * dsp_clamp(0.75 * dsp_octaves(hz, 1000), -3, 3);
}

/* The slope back to the neighbours lies outside of the region, at their expense: what is off shall
 * not be heard. */
void plan_leave_regions(uint32_t off, double *curve, int bands)
{
    enum { EASE = 2 };
    double keep[BANDS], eased[BANDS];

    for (int b = 0; b < bands; b++)
        keep[b] = 1;
    for (int r = 0; r < TONE_REGIONS; r++)
        for (int b = 0; b < bands && off >> (MOVE_DEEP + r) & 1; b++)
            if (band_hz(b) >= tone_region_hz[r] && band_hz(b) < tone_region_hz[r + 1])
                for (int at = b - EASE; at <= b + EASE; at++)
                    keep[at < 0 ? 0 : at < bands ? at : bands - 1] = 0;
    bands_smooth(keep, bands, EASE, eased);
    for (int b = 0; b < bands; b++)
        curve[b] *= eased[b];
}

void plan_tone(const struct measured *m, const struct wishes *w, struct settings *out)
{
    struct eq_settings *eq = &out->eq;
    struct tone t = {.m = m,
                     .w = w,
                     .bands = bands_below(0.48 * (double)m->rate_hz),
                     .eq = eq,
                     .curve = eq->gain_db};

    eq->like = w->like && w->like->tone;
    t.cap = plan_cap_db(w->wide_caps);
    t.limited = limited_at(m->mid_db, t.bands);
    if (m->lufs > -70) {
        if (eq->like)
            by_likeness(&t);
        else
            by_style(&t);
    }
    plan_leave_regions(w->off, eq->gain_db, t.bands);
    for (int b = 0; b < t.bands; b++) {
        eq->gain_db[b] += wanted(w, MOVE_TILT) ? plan_tilt_db(w->tone, band_hz(b)) : 0;
        eq->used |= fabs(eq->gain_db[b]) > 0.05;
    }
    for (int b = t.bands; b < BANDS; b++)
        eq->gain_db[b] = t.bands ? eq->gain_db[t.bands - 1] : 0;
    if (!eq->used)
        memset(eq->gain_db, 0, sizeof eq->gain_db);
}
