/* SPDX-License-Identifier: ISC */
#include "dsp/dynamics.h"

#include "dsp/clones.h"
#include "dsp/elementary.h"
#include "dsp/fft.h"
#include "dsp/harsh.h"

#include <math.h>
#include <string.h>

static const double edges_hz[DYNAMICS_BANDS + 1] = {0,    90,   180,  320,  540,  900,  1450,
                                                    2300, 3600, 5600, 8500, 12500, 1e9};

struct dynamics {
    struct dynamics_settings set;
    int channels;
    size_t n, hop, filled;
    double attack, release, gain_db[DYNAMICS_GAINS];
    double fade, power[DYNAMICS_BANDS]; /* of the level: how fast the past fades; mean power */
    size_t first[DYNAMICS_BANDS + 1]; /* bins */
    struct harsh harsh;
    struct fft fft;
    float *window, *share, *gain, *past[CHANNELS_MOST], *out[CHANNELS_MOST], *re[CHANNELS_MOST],
        *im[CHANNELS_MOST], *frame;
    float memory[];
};

static size_t frame_size(int64_t rate_hz)
{
    size_t n = 256;

    while ((int64_t)n * 24 < rate_hz)
        n *= 2;
    return n;
}

static size_t floats(size_t n)
{
    size_t bins = n / 2 + 1;

    return fft_floats(n) + 2 * n + 2 * bins + harsh_floats(bins) +
           CHANNELS_MOST * (2 * n + 2 * bins);
}

size_t dynamics_size(const struct settings *s)
{
    return sizeof(struct dynamics) + (s->dynamics.used ? floats(frame_size(s->rate_hz)) * sizeof(float) : 0);
}

/* Returns what is left for the harsh. */
static float *lay_out(struct dynamics *d, size_t n)
{
    float *m = d->memory;
    size_t bins = n / 2 + 1;

    fft_prepare(&d->fft, n, m);
    m += fft_floats(n);
    d->window = m;
    d->frame = m + n;
    m += 2 * n;
    d->share = m;
    d->gain = m + bins;
    m += 2 * bins;
    for (int c = 0; c < CHANNELS_MOST; c++, m += 2 * n + 2 * bins) {
        d->past[c] = m;
        d->out[c] = m + n;
        d->re[c] = m + 2 * n;
        d->im[c] = m + 2 * n + bins;
    }
    return m;
}

/* share: where a bin lies between the centres of its band and the neighbours, -0.5 .. 0.5. */
static void place_bins(struct dynamics *d, int64_t rate_hz)
{
    size_t bins = d->n / 2 + 1;
    double bin_hz = (double)rate_hz / (double)d->n;

    for (int b = 0; b <= DYNAMICS_BANDS; b++) {
        double at = edges_hz[b] / bin_hz;
        d->first[b] = at > (double)bins ? bins : (size_t)floor(at + 0.5);
    }
    for (int b = 0; b < DYNAMICS_BANDS; b++)
        for (size_t k = d->first[b]; k < d->first[b + 1]; k++)
            d->share[k] = (float)(((double)(k - d->first[b]) + 0.5) / (double)(d->first[b + 1] - d->first[b]) - 0.5);
}

void dynamics_prepare(void *state, const struct settings *s)
{
    struct dynamics *d = state;
    size_t n = frame_size(s->rate_hz);
    double hop_ms = 1000.0 * (double)(n / 4) / (double)s->rate_hz;

    d->set = s->dynamics;
    d->channels = s->channels;
    if (!d->set.used)
        return;
    d->n = n;
    d->hop = n / 4;
    d->fade = 1 - dsp_exp(-hop_ms / 100);
    d->attack = 1 - dsp_exp(-hop_ms / d->set.attack_ms);
    d->release = 1 - dsp_exp(-hop_ms / d->set.release_ms);
    harsh_prepare(&d->harsh, s, n / 2 + 1, hop_ms, lay_out(d, n));
    place_bins(d, s->rate_hz);
    for (size_t i = 0; i < n; i++) /* the half: four overlapped squares of it sum to two */
        d->window[i] = (float)sqrt(0.25 - 0.25 * dsp_cos(2 * DSP_PI * (double)i / (double)n));
}

double dynamics_gain_db(const struct dynamics_settings *d, int band, double level_db)
{
    const double *x = d->level_db[band], *y = d->gain_db[band];
    int i = 1;

    if (level_db <= x[0])
        return y[0];
    while (i < SPREADS && x[i] < level_db)
        i++;
    if (i == SPREADS || x[i] <= x[i - 1])
        return y[i < SPREADS ? i : SPREADS - 1];
    return y[i - 1] + (y[i] - y[i - 1]) * (level_db - x[i - 1]) / (x[i] - x[i - 1]);
}

CLONES static float power_of(const float *re, const float *im, size_t first, size_t end)
{
    float lane[LANES] = {0}, sum = 0;
    size_t k = first;

    for (; k + LANES <= end; k += LANES)
        for (size_t j = 0; j < LANES; j++)
            lane[j] += re[k + j] * re[k + j] + im[k + j] * im[k + j];
    for (; k < end; k++)
        lane[0] += re[k] * re[k] + im[k] * im[k];
    for (size_t j = 0; j < LANES; j++)
        sum += lane[j];
    return sum;
}

static double band_level_db(struct dynamics *d, int b)
{
    double sum = 0, scale = 2 / (0.25 * (double)d->n * (double)d->n);

    for (int c = 0; c < d->channels; c++)
        sum += (double)power_of(d->re[c], d->im[c], d->first[b], d->first[b + 1]);
    d->power[b] += (sum * scale / d->channels - d->power[b]) * d->fade;
    return power_db(d->power[b]);
}

/* This turn's gains are kept in the track, or taken from it. */
static void along(struct dynamics_track *t, double gain_db[DYNAMICS_GAINS])
{
    if (t->turns < t->room && t->given)
        memcpy(gain_db, t->gain_db[t->turns], sizeof *t->gain_db);
    else if (t->turns < t->room)
        memcpy(t->gain_db[t->turns], gain_db, sizeof *t->gain_db);
    t->turns++;
}

static void decide(struct dynamics *d)
{
    double linear[DYNAMICS_BANDS];

    for (int b = 0; b < DYNAMICS_BANDS; b++) {
        double want = dynamics_gain_db(&d->set, b, band_level_db(d, b));
        d->gain_db[b] += (want - d->gain_db[b]) * (want < d->gain_db[b] ? d->attack : d->release);
    }
    if (d->harsh.used)
        harsh_decide(&d->harsh, d->re, d->im, d->gain_db + DYNAMICS_BANDS);
    if (d->set.track)
        along(d->set.track, d->gain_db);
    for (int b = 0; b < DYNAMICS_BANDS; b++)
        linear[b] = db_gain(d->gain_db[b] + d->set.makeup_db[b]);
    for (int b = 0; b < DYNAMICS_BANDS; b++) {
        float here = (float)linear[b], below = (float)(b ? linear[b - 1] : linear[b]),
              above = (float)(b + 1 < DYNAMICS_BANDS ? linear[b + 1] : linear[b]);
        for (size_t k = d->first[b]; k < d->first[b + 1]; k++) {
            float s = d->share[k];
            d->gain[k] = s < 0 ? here - s * (below - here) : here + s * (above - here);
        }
    }
    d->gain[d->n / 2] = (float)linear[DYNAMICS_BANDS - 1];
    if (d->harsh.used)
        harsh_apply(&d->harsh, d->gain_db + DYNAMICS_BANDS, d->gain);
}

CLONES static void weigh(size_t n, const float *restrict by, float *restrict x)
{
    for (size_t i = 0; i < n; i++)
        x[i] *= by[i];
}

CLONES static void weighed(size_t n, const float *restrict by, const float *restrict x, float *restrict y)
{
    for (size_t i = 0; i < n; i++)
        y[i] = x[i] * by[i];
}

CLONES static void lay_over(size_t n, const float *restrict by, const float *restrict x, float *restrict y)
{
    for (size_t i = 0; i < n; i++)
        y[i] += x[i] * by[i];
}

static void turn(struct dynamics *d)
{
    size_t n = d->n, hop = d->hop;

    for (int c = 0; c < d->channels; c++) {
        weighed(n, d->window, d->past[c], d->frame);
        fft_forward(&d->fft, d->frame, d->re[c], d->im[c]);
    }
    decide(d);
    for (int c = 0; c < d->channels; c++) {
        weigh(n / 2 + 1, d->gain, d->re[c]);
        weigh(n / 2 + 1, d->gain, d->im[c]);
        fft_inverse(&d->fft, d->re[c], d->im[c], d->frame);
        memmove(d->out[c], d->out[c] + hop, (n - hop) * sizeof(float));
        memset(d->out[c] + n - hop, 0, hop * sizeof(float));
        lay_over(n, d->window, d->frame, d->out[c]);
        memmove(d->past[c], d->past[c] + hop, (n - hop) * sizeof(float));
    }
    d->filled = 0;
}

void dynamics_run(void *state, float *const *channel, size_t n)
{
    struct dynamics *d = state;

    if (!d->set.used)
        return;
    for (size_t done = 0; done < n;) {
        size_t left = d->hop - d->filled, now = n - done < left ? n - done : left;
        for (int c = 0; c < d->channels; c++) {
            float *x = channel[c] + done;
            memcpy(d->past[c] + d->n - d->hop + d->filled, x, now * sizeof *x);
            memcpy(x, d->out[c] + d->filled, now * sizeof *x);
        }
        d->filled += now;
        done += now;
        if (d->filled == d->hop)
            turn(d);
    }
}

size_t dynamics_latency(const void *state)
{
    return ((const struct dynamics *)state)->n;
}

/* ---- what the plan wants to know ---------------------------------------------- */

static bool band_within(int band, int of)
{
    double hz = band_hz(band);

    return hz >= edges_hz[of] && hz < edges_hz[of + 1];
}

double dynamics_edge_hz(int band)
{
    return edges_hz[band];
}

double dynamics_mean(const double *curve, int band)
{
    double sum = 0, count = 0;

    for (int b = 0; b < BANDS; b++)
        if (band_within(b, band)) {
            sum += curve[b];
            count++;
        }
    return count > 0 ? sum / count : 0;
}

static void insert_sorted(double *x, size_t n, double value)
{
    size_t low = 0, high = n;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (x[middle] < value)
            low = middle + 1;
        else
            high = middle;
    }
    memmove(x + low + 1, x + low, (n - low) * sizeof *x);
    x[low] = value;
}

static const double spread_share[SPREADS] = {0.10, 0.25, 0.50, 0.75, 0.90, 0.975};

void dynamics_spread(const double level_db[LEVELS], double spread_db[SPREADS])
{
    double middle = 0.5 * (level_db[LEVELS / 2 - 1] + level_db[LEVELS / 2]);

    for (int q = 0; q < SPREADS; q++) { /* level i stands at (i + 0.5) / LEVELS */
        double at = spread_share[q] * LEVELS - 0.5;
        int i = (int)floor(at) < LEVELS - 1 ? (int)floor(at) : LEVELS - 2;
        spread_db[q] = level_db[i] + (level_db[i + 1] - level_db[i]) * (at - i) - middle;
    }
}

void dynamics_levels(const struct ltas *l, double *work, double level_db[DYNAMICS_BANDS][LEVELS])
{
    size_t step = l->count / 2000 + 1;

    for (int b = 0; b < DYNAMICS_BANDS; b++) {
        bool within[BANDS];
        size_t n = 0;
        for (int k = 0; k < BANDS; k++)
            within[k] = band_within(k, b);
        for (size_t i = 0; i < l->count; i += step) {
            const float *f = l->frames + i * 2 * BANDS;
            double power = 0;
            for (int k = 0; k < BANDS; k++)
                power += within[k] ? (double)(f[k] + f[BANDS + k]) : 0;
            if (power > 1e-9)
                insert_sorted(work, n++, power_db(power));
        }
        for (int q = 0; q < LEVELS; q++)
            level_db[b][q] = n ? work[(size_t)((q + 0.5) / LEVELS * (double)n)] : DSP_SILENCE_DB;
    }
}
