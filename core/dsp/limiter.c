/* SPDX-License-Identifier: ISC */
#include "dsp/limiter.h"

#include "dsp/delay.h"
#include "dsp/elementary.h"
#include "dsp/oversample.h"

#include <math.h>
#include <string.h>

/* ---- look: the linked true-peak envelope ------------------------------------------ */

enum { LOOK_BLOCK = 1024, LOOK_KEEP = 64 };

struct look {
    struct oversample over;
    float kept[CHANNELS_MOST][LOOK_KEEP + LOOK_BLOCK];
    float between; /* the peak just before the first sample */
};

enum { LOOK_LATE = LOOK_KEEP - OVERSAMPLE_BEFORE - 1 };

/* peak[i]: the highest around sample i, LOOK_LATE samples late; the channels are delayed as much. */
static void look_run(struct look *l, float *const *channel, int channels, size_t n, float floor, float *peak)
{
    float own[LOOK_BLOCK], before = l->between;

    memset(peak, 0, n * sizeof *peak);
    for (int c = 0; c < channels; c++) {
        float *kept = l->kept[c], *x = channel[c];
        memcpy(kept + LOOK_KEEP, x, n * sizeof *x);
        oversample_peaks(&l->over, kept + OVERSAMPLE_BEFORE + 1, n, floor, own);
        for (size_t i = 0; i < n; i++)
            peak[i] = own[i] > peak[i] ? own[i] : peak[i];
        memcpy(x, kept + OVERSAMPLE_BEFORE + 1, n * sizeof *x);
        memmove(kept, kept + n, LOOK_KEEP * sizeof *kept);
    }
    for (size_t i = 0; i < n; i++) { /* a peak between two samples concerns both */
        float own_peak = peak[i];
        peak[i] = own_peak > before ? own_peak : before;
        before = own_peak;
    }
    l->between = before;
}

/* ---- duck: a look-ahead gain ------------------------------------------------------- */

/* Lowest wanted gain of the next 2a samples, released slowly, then two boxes of a samples: the
 * result is below what every single sample wants, and has no corner. */
struct duck {
    size_t a, ring, head, tail; /* the queue of candidates for the lowest: indices, growing gains */
    int64_t now;
    float *low_gain;
    int64_t *low_at;
    float *box[2];
    size_t box_at;
    double box_sum[2], held, slow;
    double quick_step, slow_step, mean_step;
};

static size_t duck_floats(size_t a)
{
    return 2 * a + (2 * a + 2) * 3 + 2; /* two boxes; a ring of gains and one of 64-bit times */
}

static void duck_prepare(struct duck *d, size_t a, double rate_hz, double release_ms, float *memory)
{
    d->a = a;
    d->ring = 2 * a + 2;
    d->low_at = (int64_t *)(void *)memory;
    d->low_gain = memory + 2 * d->ring;
    d->box[0] = d->low_gain + d->ring;
    d->box[1] = d->box[0] + a;
    for (size_t i = 0; i < a; i++)
        d->box[0][i] = d->box[1][i] = 1;
    d->box_sum[0] = d->box_sum[1] = (double)a;
    d->held = d->slow = 1;
    d->quick_step = 1 - dsp_exp(-1000 / (release_ms * rate_hz));
    d->slow_step = 1 - dsp_exp(-1000 / (release_ms * 5 * rate_hz));
    d->mean_step = 1 - dsp_exp(-1000 / (release_ms * 3 * rate_hz));
}

static float lowest(struct duck *d, float want)
{
    while (d->tail > d->head && d->low_gain[(d->tail - 1) % d->ring] >= want)
        d->tail--;
    d->low_gain[d->tail % d->ring] = want;
    d->low_at[d->tail++ % d->ring] = d->now;
    if (d->low_at[d->head % d->ring] < d->now - 2 * (int64_t)d->a)
        d->head++;
    d->now++;
    return d->low_gain[d->head % d->ring];
}

static float boxed(struct duck *d, int which, float value)
{
    float *slot = &d->box[which][d->box_at];

    d->box_sum[which] += (double)value - (double)*slot; /* exact: floats of one binade range in a double */
    *slot = value;
    return (float)(d->box_sum[which] / (double)d->a);
}

/* Short peaks let go quickly; when the gain has been down for long, the way back is slow. */
static float released(struct duck *d, float low)
{
    d->slow += ((double)low - d->slow) * d->mean_step;
    if ((double)low < d->held)
        d->held = (double)low;
    else
        d->held += ((double)low - d->held) * (d->held < d->slow ? d->quick_step : d->slow_step);
    return (float)d->held;
}

static float duck_next(struct duck *d, float want)
{
    float gain = boxed(d, 1, boxed(d, 0, released(d, lowest(d, want))));

    d->box_at = d->box_at + 1 == d->a ? 0 : d->box_at + 1;
    return gain;
}

static size_t duck_late(const struct duck *d)
{
    return 2 * d->a - 1;
}

/* ---- sustain: the slow gain ---------------------------------------------------------- */

/* Blocks of 12 ms.  The gain of a block makes the peak that 70 % of its 17 neighbours reach equal
 * to the ceiling; a mean over 5 blocks and a cubic spline make it smooth. */
enum { AROUND = 8, SMOOTH = 2, SPLINE = 2, SUSTAIN_RING = 64 };
/* A spline segment runs from the middle of its second knot: half a block less than the blocks waited for. */
enum { SUSTAIN_HALVES = 2 * (AROUND + SMOOTH + SPLINE) + 1 };

struct sustain {
    size_t block, filled;
    int64_t count;              /* blocks heard */
    float peak[SUSTAIN_RING];   /* of the last blocks */
    double gain[SUSTAIN_RING];  /* wanted by the last blocks */
    double knot[4];             /* of the spline now in use */
    float highest;
    double ceiling;
};

static double sustain_wanted(const struct sustain *s, int64_t at)
{
    float sorted[2 * AROUND + 1];
    int n = 0;

    for (int64_t b = at - AROUND; b <= at + AROUND; b++) {
        float p = b < 0 ? 0 : s->peak[b % SUSTAIN_RING];
        int i = n++;
        for (; i > 0 && sorted[i - 1] > p; i--)
            sorted[i] = sorted[i - 1];
        sorted[i] = p;
    }
    double level = (double)sorted[(2 * AROUND) * 3 / 10];
    return level > s->ceiling ? s->ceiling / level * 0.9995 : 1;
}

static double sustain_smooth(const struct sustain *s, int64_t at)
{
    double sum = 0;

    for (int64_t b = at - SMOOTH; b <= at + SMOOTH; b++)
        sum += b < 0 ? 1 : s->gain[b % SUSTAIN_RING];
    return sum / (2 * SMOOTH + 1);
}

/* A block is full: the gain of the one AROUND earlier can be told now. */
static void sustain_turn(struct sustain *s)
{
    s->peak[s->count % SUSTAIN_RING] = s->highest;
    int64_t told = s->count - AROUND;
    if (told >= 0)
        s->gain[told % SUSTAIN_RING] = sustain_wanted(s, told);
    s->count++;
    s->highest = 0;
    s->filled = 0;
    for (int k = 0; k < 3; k++)
        s->knot[k] = s->knot[k + 1];
    s->knot[3] = sustain_smooth(s, told - SMOOTH);
}

/* The uniform cubic B-spline: never outside its knots, continuous to the second derivative. */
static void sustain_gains(struct sustain *s, const float *peak, size_t n, float *gain)
{
    for (size_t i = 0; i < n; i++) {
        double t = (double)s->filled / (double)s->block, u = 1 - t;
        const double *k = s->knot;
        if (k[0] >= 1 && k[1] >= 1 && k[2] >= 1 && k[3] >= 1)
            gain[i] = 1;
        else
            gain[i] = (float)((u * u * u * k[0] + (3 * t * t * (t - 2) + 4) * k[1] +
                               (3 * u * u * (u - 2) + 4) * k[2] + t * t * t * k[3]) / 6);
        s->highest = peak[i] > s->highest ? peak[i] : s->highest;
        if (++s->filled == s->block)
            sustain_turn(s);
    }
}

static void sustain_prepare(struct sustain *s, int64_t rate_hz, double ceiling)
{
    s->block = (size_t)(rate_hz * 12 / 1000);
    s->ceiling = ceiling;
    for (int i = 0; i < SUSTAIN_RING; i++)
        s->gain[i] = 1;
    for (int k = 0; k < 4; k++)
        s->knot[k] = 1;
}

/* ---- the limiter ------------------------------------------------------------------------ */

struct limiter {
    int channels;
    float drive, ceiling;
    struct look look;
    struct sustain sustain;
    struct duck duck;
    struct delay long_way[CHANNELS_MOST], short_way[CHANNELS_MOST], peaks;
    double sum, worked, seen;
    float least;
    size_t latency;
    _Alignas(16) float memory[];
};

static size_t attack_samples(const struct settings *s)
{
    return (size_t)(s->rate_hz * 3 / 1000);
}

static size_t sustain_samples(const struct settings *s)
{
    return (size_t)(s->rate_hz * 12 / 1000) * SUSTAIN_HALVES / 2;
}

size_t limiter_size(const struct settings *s)
{
    size_t a = attack_samples(s), wide = sustain_samples(s);

    return sizeof(struct limiter) +
           (duck_floats(a) + (CHANNELS_MOST + 1) * wide + CHANNELS_MOST * 2 * a) * sizeof(float);
}

void limiter_prepare(void *state, const struct settings *s)
{
    struct limiter *l = state;
    size_t a = attack_samples(s), wide = sustain_samples(s);
    float *m = l->memory;

    l->channels = s->channels;
    l->drive = (float)db_gain(s->limiter.drive_db);
    l->ceiling = (float)(db_gain(s->limiter.ceiling_db) * 0.9995);
    l->least = 1;
    oversample_prepare(&l->look.over, 4);
    sustain_prepare(&l->sustain, s->rate_hz, (double)l->ceiling);
    duck_prepare(&l->duck, a, (double)s->rate_hz, s->limiter.release_ms, m);
    m += duck_floats(a);
    l->peaks = (struct delay){.ring = m, .n = wide};
    m += wide;
    for (int c = 0; c < l->channels; c++, m += wide + 2 * a) {
        l->long_way[c] = (struct delay){.ring = m, .n = wide};
        l->short_way[c] = (struct delay){.ring = m + wide, .n = duck_late(&l->duck)};
    }
    l->latency = LOOK_LATE + wide + duck_late(&l->duck);
}

static void limiter_block(struct limiter *l, float *const *channel, size_t n)
{
    float peak[LOOK_BLOCK], slow[LOOK_BLOCK], quick[LOOK_BLOCK];

    for (int c = 0; c < l->channels; c++)
        for (size_t i = 0; i < n; i++)
            channel[c][i] *= l->drive;
    look_run(&l->look, channel, l->channels, n, l->ceiling * 0.5f, peak);
    sustain_gains(&l->sustain, peak, n, slow);
    delay_run(&l->peaks, peak, n);
    for (size_t i = 0; i < n; i++) {
        float level = peak[i] * slow[i];
        quick[i] = duck_next(&l->duck, level > l->ceiling ? l->ceiling / level : 1);
    }
    for (int c = 0; c < l->channels; c++) {
        delay_run(&l->long_way[c], channel[c], n);
        for (size_t i = 0; i < n; i++)
            channel[c][i] *= slow[i];
        delay_run(&l->short_way[c], channel[c], n);
        for (size_t i = 0; i < n; i++)
            channel[c][i] *= quick[i];
    }
    for (size_t i = 0; i < n; i++) {
        float gain = slow[i] * quick[i];
        l->least = gain < l->least ? gain : l->least;
        l->worked += gain < 0.995f;
        l->sum += gain < 0.995f ? (double)gain : 0;
    }
    l->seen += (double)n;
}

void limiter_run(void *state, float *const *channel, size_t n)
{
    struct limiter *l = state;

    for (size_t done = 0; done < n;) {
        size_t now = n - done < LOOK_BLOCK ? n - done : LOOK_BLOCK;
        float *at[CHANNELS_MOST] = {channel[0] + done, channel[l->channels - 1] + done};
        limiter_block(l, at, now);
        done += now;
    }
}

size_t limiter_latency(const void *state)
{
    return ((const struct limiter *)state)->latency;
}

struct reduction limiter_reduction(const void *state)
{
    const struct limiter *l = state;

    if (l->worked < 1)
        return (struct reduction){0};
    return (struct reduction){.mean_db = -gain_db(l->sum / l->worked),
                              .most_db = -gain_db((double)l->least),
                              .share = l->worked / l->seen};
}

/* ---- the guard ---------------------------------------------------------------------------- */

struct guard {
    int channels;
    float ceiling;
    struct look look;
    struct duck duck;
    struct delay way[CHANNELS_MOST];
    size_t latency;
    _Alignas(16) float memory[];
};

static size_t guard_samples(const struct settings *s)
{
    return (size_t)(s->rate_hz / 1000) + 1;
}

size_t guard_size(const struct settings *s)
{
    size_t a = guard_samples(s);

    return sizeof(struct guard) + (duck_floats(a) + CHANNELS_MOST * 2 * a) * sizeof(float);
}

void guard_prepare(void *state, const struct settings *s)
{
    struct guard *g = state;
    size_t a = guard_samples(s);
    float *m = g->memory;

    g->channels = s->channels;
    g->ceiling = (float)(db_gain(s->limiter.ceiling_db) * 0.9995);
    oversample_prepare(&g->look.over, 8);
    duck_prepare(&g->duck, a, (double)s->rate_hz, 30, m);
    m += duck_floats(a);
    for (int c = 0; c < g->channels; c++, m += 2 * a)
        g->way[c] = (struct delay){.ring = m, .n = duck_late(&g->duck)};
    g->latency = LOOK_LATE + duck_late(&g->duck);
}

void guard_run(void *state, float *const *channel, size_t n)
{
    struct guard *g = state;
    float peak[LOOK_BLOCK];

    for (size_t done = 0; done < n;) {
        size_t now = n - done < LOOK_BLOCK ? n - done : LOOK_BLOCK;
        float *at[CHANNELS_MOST] = {channel[0] + done, channel[g->channels - 1] + done};
        look_run(&g->look, at, g->channels, now, g->ceiling, peak);
        for (size_t i = 0; i < now; i++)
            peak[i] = duck_next(&g->duck, peak[i] > g->ceiling ? g->ceiling / peak[i] : 1);
        for (int c = 0; c < g->channels; c++) {
            delay_run(&g->way[c], at[c], now);
            for (size_t i = 0; i < now; i++)
                at[c][i] *= peak[i];
        }
        done += now;
    }
}

size_t guard_latency(const void *state)
{
    return ((const struct guard *)state)->latency;
}

/* ---- the last word -------------------------------------------------------------------------- */

/* One sample's true peak with as much of the song around it as there is. */
static float peak_at(const struct fine *f, const float *x, size_t frames, size_t at)
{
    float around[FINE_TAPS + 1];

    if (at >= FINE_TAPS / 2 && at + FINE_TAPS / 2 < frames)
        return fine_peak(f, x + at);
    for (size_t k = 0; k <= FINE_TAPS; k++) {
        size_t from = at + k;
        around[k] = from >= FINE_TAPS / 2 && from - FINE_TAPS / 2 < frames ? x[from - FINE_TAPS / 2] : 0;
    }
    return fine_peak(f, around + FINE_TAPS / 2);
}

/* gain[] goes down around `at`: a raised cosine of `wide` samples on each side, flat for two in the middle. */
static void dip(float *gain, size_t frames, size_t at, size_t wide, float to)
{
    size_t first = at > wide ? at - wide : 0, last = at + 1 + wide < frames ? at + 1 + wide : frames - 1;

    for (size_t i = first; i <= last; i++) {
        double away = i < at ? (double)(at - i) : i > at + 1 ? (double)(i - at - 1) : 0;
        float low = 1 - (1 - to) * (float)(0.5 + 0.5 * dsp_cos(DSP_PI * away / (double)(wide + 1)));
        gain[i] = low < gain[i] ? low : gain[i];
    }
}

/* Where the short filter sees nothing near the ceiling the long one need not look. */
static float look_over(const struct oversample *quick, const struct fine *fine, const float *x, size_t frames,
                       size_t wide, float ceiling, float *gain)
{
    float peak[LOOK_BLOCK], most = 0, near = ceiling * 0.8f;

    for (size_t at = 0; at < frames; at += LOOK_BLOCK) {
        size_t n = frames - at < LOOK_BLOCK ? frames - at : LOOK_BLOCK;
        float padded[LOOK_BLOCK + OVERSAMPLE_TAPS] = {0};
        size_t before = at < OVERSAMPLE_BEFORE ? at : OVERSAMPLE_BEFORE;
        size_t after = frames - at - n < OVERSAMPLE_TAPS / 2 + 1 ? frames - at - n : OVERSAMPLE_TAPS / 2 + 1;
        memcpy(padded + OVERSAMPLE_BEFORE - before, x + at - before, (before + n + after) * sizeof *x);
        oversample_peaks(quick, padded + OVERSAMPLE_BEFORE, n, near, peak);
        for (size_t i = 0; i < n; i++) {
            float level = peak[i] > near ? peak_at(fine, x, frames, at + i) : peak[i];
            most = level > most ? level : most;
            if (level > ceiling)
                dip(gain, frames, at + i, wide, ceiling / level * 0.9999f);
        }
    }
    return most;
}

float touch_up(float *const *channel, int channels, size_t frames, double rate_hz, float ceiling, int rounds, float *work)
{
    struct oversample quick;
    struct fine fine;
    size_t wide = (size_t)(rate_hz / 1000);
    float most = 0;

    oversample_prepare(&quick, 4);
    fine_prepare(&fine);
    for (int round = 0; round <= rounds; round++) {
        most = 0;
        for (size_t i = 0; i < frames; i++)
            work[i] = 1;
        for (int c = 0; c < channels; c++) {
            float one = look_over(&quick, &fine, channel[c], frames, wide, ceiling, work);
            most = one > most ? one : most;
        }
        if (most <= ceiling || round == rounds)
            break;
        for (int c = 0; c < channels; c++)
            for (size_t i = 0; i < frames; i++)
                channel[c][i] *= work[i];
    }
    return most;
}
