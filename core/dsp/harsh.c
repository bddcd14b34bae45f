/* SPDX-License-Identifier: ISC */
#include "dsp/harsh.h"

#include "dsp/clones.h"
#include "dsp/elementary.h"

#include <math.h>
#include <string.h>

const double RING_LEFT_DB = 1.5, HISS_LEFT_DB = -6, HISS_MOST_DB = 6;

/* ---- resonances, in the frames of the long-term spectrum ----------------------------------------- */

enum { RING_STEPS = 8, RING_FROM = 24, RING_END = 110, FRAMES_ENOUGH = 1000 };

/* A resonance stands out by the second of these three quarters of the time and by the first nearly
 * always; what stands out by the last is a tone that somebody plays. */
static const double step_db[RING_STEPS] = {2.5, 3.75, 5, 7, 9, 12, 15, 18};
static const double OFTEN = 0.75, NEARLY_ALWAYS = 0.88, RING_FROM_HZ = 900;

struct ringing {
    double share[BANDS][RING_STEPS]; /* of the time above each step */
};

static double frame_sum(const float *f)
{
    double sum = 0;

    for (int b = RING_FROM; b < BANDS; b++)
        sum += (double)(f[b] + f[BANDS + b]);
    return sum;
}

/* A level against the mean of those in the half octaves beside it, without the next neighbours; of
 * decibels, so that a note among them does not hide it. */
static double stands_out(const double *db)
{
    double near = 0;

    for (int d = 2; d <= RING_NEAR; d++)
        near += db[-d] + db[d];
    return db[0] - near / (2 * (RING_NEAR - 1));
}

static void listen_for_rings(const struct ltas *l, struct ringing *out)
{
    size_t step = l->count / FRAMES_ENOUGH + 1;
    double mean = 0, used = 0, db[BANDS];

    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < l->count; i += step)
        mean += frame_sum(l->frames + i * 2 * BANDS) * (double)step / (double)l->count;
    for (size_t i = 0; i < l->count; i += step) {
        const float *f = l->frames + i * 2 * BANDS;
        if (mean <= 1e-9 || frame_sum(f) < mean / 10)
            continue;
        used++;
        for (int b = RING_FROM - RING_NEAR; b < RING_END + RING_NEAR; b++)
            db[b] = power_db((double)(f[b] + f[BANDS + b]));
        for (int b = RING_FROM; b < RING_END; b++) {
            double out_by = stands_out(db + b);
            for (int k = 0; k < RING_STEPS && out_by >= step_db[k]; k++)
                out->share[b][k]++;
        }
    }
    for (int b = RING_FROM; b < RING_END && used > 0; b++)
        for (int k = 0; k < RING_STEPS; k++)
            out->share[b][k] /= used;
}

/* What half of the time is reached, straight between the steps. */
static double median_db(const double *share)
{
    int k = 0;

    while (k < RING_STEPS && share[k] >= 0.5)
        k++;
    if (k == 0 || k == RING_STEPS)
        return k ? step_db[RING_STEPS - 1] : 0;
    return step_db[k - 1] + (step_db[k] - step_db[k - 1]) * (share[k - 1] - 0.5) /
                                fmax(share[k - 1] - share[k], 1e-9);
}

static bool rings(const struct ringing *r, int b)
{
    return b >= RING_FROM && b < RING_END && r->share[b][1] >= OFTEN;
}

/* A note has an octave, or a twelfth, that stands out as it does. */
static bool is_note(const struct ringing *r, int b)
{
    static const int beside[] = {-24, -19, -12, 12, 19, 24};

    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
        for (int d = -1; d <= 1; d++)
            if (rings(r, b + beside[i] + d))
                return true;
    return false;
}

/* Its frequency, should it lie between two bands. */
static double centre_hz(const struct ringing *r, int b)
{
    double low = db_power(median_db(r->share[b - 1])) - 1,
           here = db_power(median_db(r->share[b])) - 1,
           high = db_power(median_db(r->share[b + 1])) - 1;

    return band_hz(b) * dsp_pow(2, (high - low) / (low + here + high) / 12);
}

int rings_find(const struct ltas *l, struct ring out[RINGS_MOST])
{
    struct ringing r;
    int count = 0;

    memset(out, 0, RINGS_MOST * sizeof *out);
    listen_for_rings(l, &r);
    for (int b = RING_FROM; b < RING_END - 1; b++) {
        double db = median_db(r.share[b]);
        if (band_hz(b) < RING_FROM_HZ || !rings(&r, b) || r.share[b][0] < NEARLY_ALWAYS ||
            r.share[b][RING_STEPS - 1] > 1 - OFTEN)
            continue;
        if (median_db(r.share[b - 1]) >= db || median_db(r.share[b + 1]) > db || is_note(&r, b))
            continue;
        int at = count < RINGS_MOST ? count++ : RINGS_MOST - 1;
        if (at == RINGS_MOST - 1 && out[at].db >= db)
            continue;
        for (; at > 0 && out[at - 1].db < db; at--)
            out[at] = out[at - 1];
        out[at] = (struct ring){centre_hz(&r, b), db};
    }
    return count;
}

/* ---- hiss ---------------------------------------------------------------------------------------- */

void hiss_prepare(struct hiss *h, int64_t rate_hz, int channels, float *cells, size_t room)
{
    *h = (struct hiss){.rate_hz = rate_hz, .channels = channels, .cells = cells};
    if (rate_hz < 32000 || rate_hz > 200000)
        return;
    h->gap = (size_t)((rate_hz + 22050) / 44100);
    h->gap = h->gap ? h->gap : 1;
    h->room = room;
}

/* x: n samples, and 2 * gap before them. */
CLONES static float second_difference(const float *x, size_t n, size_t gap)
{
    float lane[LANES] = {0}, sum = 0;
    size_t i = 0;

    for (; i + LANES <= n; i += LANES)
        for (size_t j = 0; j < LANES; j++) {
            float d = x[i + j] - 2 * x[i + j + gap] + x[i + j + 2 * gap];
            lane[j] += d * d;
        }
    for (; i < n; i++) {
        float d = x[i] - 2 * x[i + gap] + x[i + 2 * gap];
        lane[0] += d * d;
    }
    for (size_t j = 0; j < LANES; j++)
        sum += lane[j];
    return sum / (float)n;
}

void hiss_run(struct hiss *h, const float *const *channel, size_t n)
{
    const float *left = channel[0], *right = channel[h->channels - 1];

    for (size_t done = 0; done < n && h->count < h->room;) {
        size_t before = 2 * h->gap,
               length = (size_t)(((int64_t)h->count + 1) * h->rate_hz / CELLS_A_SECOND -
                                 (int64_t)h->count * h->rate_hz / CELLS_A_SECOND);
        size_t now = length - h->filled < n - done ? length - h->filled : n - done;
        float *mid = h->mid + before + h->filled;
        for (size_t i = 0; i < now; i++)
            mid[i] = 0.5f * (left[done + i] + right[done + i]);
        h->filled += now;
        done += now;
        if (h->filled < length)
            continue;
        h->cells[h->count++] = second_difference(h->mid, length, h->gap);
        memmove(h->mid, h->mid + length, before * sizeof *h->mid);
        h->filled = 0;
    }
}

enum { HISS_STEPS = 400 };
static const double HISS_LOWEST_DB = -80, HISS_STEP_DB = 0.25;

static double quantile(const uint32_t *of, uint32_t all, double share)
{
    uint32_t sum = 0;
    int i = 0;

    while (i < HISS_STEPS - 1 && (sum += of[i]) < share * all)
        i++;
    return HISS_LOWEST_DB + HISS_STEP_DB * (i + 0.5);
}

struct hissing hiss_of(const struct hiss *h, const double *loud)
{
    uint32_t of[HISS_STEPS] = {0}, all = 0;
    double mean = 0, burst = 0, second = 0, before = 0, after = 0, left = db_power(HISS_LEFT_DB);
    size_t n = h->count;

    for (size_t i = 0; i < n; i++)
        mean += loud[i] / (double)n;
    if (n < CELLS_A_SECOND || mean <= 1e-9)
        return (struct hissing){DSP_SILENCE_DB, 0, 0};
    for (size_t i = 0; i < CELLS_A_SECOND / 2; i++)
        second += loud[i];
    for (size_t i = 0; i < 2; i++)
        burst += (double)h->cells[i];
    for (size_t i = 0; i < n; i++) { /* five cells of hiss against a hundred of loudness */
        burst += (i + 2 < n ? (double)h->cells[i + 2] : 0) - (i > 2 ? (double)h->cells[i - 3] : 0);
        second += (i + 50 < n ? loud[i + 50] : 0) - (i > 50 ? loud[i - 51] : 0);
        if (second < 0.1 * CELLS_A_SECOND * mean || burst <= 0)
            continue;
        double ratio = burst / 5 / (second / CELLS_A_SECOND / h->channels), db = power_db(ratio);
        before += burst;
        after += burst * (ratio > left ? fmax(left / ratio, db_power(-HISS_MOST_DB)) : 1);
        of[(int)dsp_clamp((db - HISS_LOWEST_DB) / HISS_STEP_DB, 0, HISS_STEPS - 1)]++;
        all++;
    }
    if (!all)
        return (struct hissing){DSP_SILENCE_DB, 0, 0};
    double most = quantile(of, all, 0.95);
    return (struct hissing){most, most - quantile(of, all, 0.75), power_db(after / before)};
}

/* ---- held back ----------------------------------------------------------------------------------- */

size_t harsh_floats(size_t bins)
{
    return 4 * bins;
}

static size_t bin_of(double hz, double bin_hz, size_t bins)
{
    double at = floor(hz / bin_hz + 0.5);

    return at < 1 ? 1 : at >= (double)bins ? bins - 1 : (size_t)at;
}

static void place_ring(struct harsh *h, int r, double hz, double bin_hz)
{
    for (int e = 0; e < RING_BANDS + 1; e++)
        h->edge[r][e] = bin_of(hz * dsp_pow(2, (e - RING_NEAR - 0.5) / 12), bin_hz, h->bins);
    for (size_t k = h->edge[r][RING_NEAR - 1]; k < h->edge[r][RING_NEAR + 2];
         k++) { /* whole in the middle, eased away beside */
        double away = fabs(12 * dsp_octaves((double)k * bin_hz, hz));
        double part = away <= 0.6   ? 1
                      : away >= 1.5 ? 0
                                    : 0.5 + 0.5 * dsp_cos(DSP_PI * (away - 0.6) / 0.9);
        h->ring[k] = (float)fmax((double)h->ring[k], part);
    }
}

/* As the second difference over a gap of 1/44100 s, and as loudness weighs (BS.1770, near enough).
 */
static void weigh_bins(struct harsh *h, double bin_hz)
{
    for (size_t k = 0; k < h->bins; k++) {
        double hz = fmax((double)k * bin_hz, 1), s = 2 * dsp_sin(DSP_PI * fmin(hz, 22050) / 44100);
        double low = hz * hz / (hz * hz + 38.0 * 38.0),
               high = hz * hz / (hz * hz + 1680.0 * 1680.0);
        h->second[k] = (float)(s * s * s * s);
        h->ear[k] = (float)(low * low * (1 + 1.51 * high));
        h->top[k] = (float)dsp_clamp(dsp_octaves(hz, 4000) / dsp_octaves(5500, 4000), 0, 1);
    }
}

void harsh_prepare(struct harsh *h, const struct settings *s, size_t bins, double hop_ms,
                   float *memory)
{
    const struct dynamics_settings *d = &s->dynamics;
    double bin_hz = (double)s->rate_hz / (2 * (double)(bins - 1));

    *h = (struct harsh){.channels = s->channels,
                        .bins = bins,
                        .ring = memory,
                        .top = memory + bins,
                        .second = memory + 2 * bins,
                        .ear = memory + 3 * bins};
    h->attack = 1 - dsp_exp(-hop_ms / 5);
    h->release = 1 - dsp_exp(-hop_ms / 70);
    h->fade = 1 - dsp_exp(-hop_ms / 60);
    h->loud_fade = 1 - dsp_exp(-hop_ms / 500);
    for (int r = 0; r < RINGS_MOST; r++) {
        h->most_db[r] = d->ring_db[r];
        if (d->ring_db[r] > 0)
            place_ring(h, r, d->ring_hz[r], bin_hz);
        h->used |= d->ring_db[r] > 0;
    }
    h->most_db[RINGS_MOST] = d->hiss_db;
    h->used |= d->hiss_db > 0;
    if (d->hiss_db > 0)
        weigh_bins(h, bin_hz);
}

static double power_between(const struct harsh *h, float *const *re, float *const *im, size_t first,
                            size_t end)
{
    double sum = 0;

    for (int c = 0; c < h->channels; c++)
        for (size_t k = first; k < end; k++)
            sum += (double)(re[c][k] * re[c][k] + im[c][k] * im[c][k]);
    return sum;
}

/* How much of the most that may be taken is too much now. */
static double ring_db(struct harsh *h, int r, float *const *re, float *const *im)
{
    const size_t *edge = h->edge[r];
    double db[RING_BANDS];

    for (int b = 0; b < RING_BANDS; b++) {
        size_t end = edge[b + 1] > edge[b] ? edge[b + 1] : edge[b] + 1;
        double power = power_between(h, re, im, edge[b], end) / (double)(end - edge[b]);
        h->power[r][b] += (power - h->power[r][b]) * h->fade;
        db[b] = power_db(h->power[r][b]);
    }
    return -dsp_clamp(stands_out(db + RING_NEAR) - RING_LEFT_DB, 0, h->most_db[r]);
}

CLONES static void weighed_powers(const struct harsh *h, const float *lr, const float *li,
                                  const float *rr, const float *ri, double out[2])
{
    float hiss[LANES] = {0}, loud[LANES] = {0};
    size_t k = 0, whole = h->bins / LANES * LANES;

    for (; k < whole; k += LANES)
        for (size_t j = 0; j < LANES; j++) {
            size_t i = k + j;
            float mr = 0.5f * (lr[i] + rr[i]), mi = 0.5f * (li[i] + ri[i]);
            hiss[j] += h->second[i] * (mr * mr + mi * mi);
            loud[j] +=
                h->ear[i] * 0.5f * (lr[i] * lr[i] + li[i] * li[i] + rr[i] * rr[i] + ri[i] * ri[i]);
        }
    out[0] = out[1] = 0;
    for (size_t j = 0; j < LANES; j++) {
        out[0] += (double)hiss[j];
        out[1] += (double)loud[j];
    }
}

/* At the beginning there is no second yet: the mean of what there is. */
static double hiss_db(struct harsh *h, float *const *re, float *const *im)
{
    double power[2], fade = fmax(h->loud_fade, 1 / (double)(h->turns + 1)),
                     n = (double)(2 * (h->bins - 1));
    int last = h->channels - 1;

    weighed_powers(h, re[0], im[0], re[last], im[last], power);
    h->loud += (power[1] - h->loud) * fade;
    if (h->loud * 2 / (0.25 * n * n) < 1e-4) /* 40 dB below full: a pause */
        return 0;
    return -dsp_clamp(power_db(power[0] / h->loud) - HISS_LEFT_DB, 0, h->most_db[RINGS_MOST]);
}

void harsh_decide(struct harsh *h, float *const *re, float *const *im, double gain_db[HARSH_GAINS])
{
    for (int g = 0; g < HARSH_GAINS; g++) {
        if (h->most_db[g] <= 0)
            continue;
        double want = g < RINGS_MOST ? ring_db(h, g, re, im) : hiss_db(h, re, im);
        gain_db[g] += (want - gain_db[g]) * (want < gain_db[g] ? h->attack : h->release);
    }
    h->turns++;
}

static void lay_over(const float *shape, size_t first, size_t end, double gain_db, float *gain)
{
    float less = (float)(db_gain(gain_db) - 1);

    for (size_t k = first; k < end; k++)
        gain[k] *= 1 + less * shape[k];
}

void harsh_apply(const struct harsh *h, const double gain_db[HARSH_GAINS], float *gain)
{
    for (int r = 0; r < RINGS_MOST; r++)
        if (h->most_db[r] > 0)
            lay_over(h->ring, h->edge[r][RING_NEAR - 1], h->edge[r][RING_NEAR + 2], gain_db[r],
                     gain);
    if (h->most_db[RINGS_MOST] > 0)
        lay_over(h->top, 0, h->bins, gain_db[RINGS_MOST], gain);
}
