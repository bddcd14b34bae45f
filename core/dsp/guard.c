/* SPDX-License-Identifier: ISC */
#include "dsp/guard.h"

#include "dsp/elementary.h"
#include "dsp/oversample.h"
#include "dsp/ride.h"
#include "dsp/truepeak.h"

#include <math.h>
#include <string.h>

/* ---- the guard ---------------------------------------------------------------------------- */

struct guard {
    int channels;
    const float *cell;
    int64_t cells, now;
    float ceiling;
    struct duck duck;
    struct ride ride;
};

size_t guard_size(const struct settings *s)
{
    (void)s;
    return sizeof(struct guard);
}

static float guard_next(void *from)
{
    struct guard *g = from;
    float peak = g->now < g->cells ? g->cell[g->now] : 0;

    g->now++;
    return duck_next(&g->duck, peak > g->ceiling ? g->ceiling / peak : 1);
}

void guard_prepare(void *state, const struct settings *s)
{
    struct guard *g = state;
    size_t cell = ride_cell(s->rate_hz);

    g->channels = s->channels;
    g->cell = s->limiter.left;
    g->cells = s->frames / (int64_t)cell + 1;
    g->ceiling = (float)(db_gain(s->limiter.ceiling_db) * 0.9995);
    duck_prepare(&g->duck, 2, (double)s->rate_hz / (double)cell, 30, 1);
    while (g->now < g->duck.late + RIDE_FIRST)
        guard_next(g);
    ride_prepare(&g->ride, cell, guard_next, g);
}

void guard_run(void *state, float *const *channel, size_t n)
{
    struct guard *g = state;

    ride_run(&g->ride, channel, g->channels, n);
}

/* ---- the last word -------------------------------------------------------------------------- */

/* The song is looked over in stretches.  A dip reaches WIDE_MOST samples at most to each side and a look
 * FINE_TAPS, so when a stretch has been looked over, all but its last REACH samples have their gain, and nothing
 * that comes later looks at what lies further back. */
enum { LOOK_BLOCK = 256, STRETCH = 1024, WIDE_MOST = 256, REACH = 512 };

struct dips { /* the gain of one stretch and what is beside it */
    int64_t first; /* the sample of gain[0]: REACH before the stretch */
    bool any;
    float gain[REACH + STRETCH + REACH];
};

/* The gain goes down around `at`: a raised cosine of `wide` samples on each side, flat for two in the middle. */
static void dip(struct dips *d, int64_t at, int64_t wide, float to)
{
    for (int64_t i = at - wide; i <= at + 1 + wide; i++) {
        double away = i < at ? (double)(at - i) : i > at + 1 ? (double)(i - at - 1) : 0;
        float low = 1 - (1 - to) * (float)(0.5 + 0.5 * dsp_cos(DSP_PI * away / (double)(wide + 1)));
        float *gain = &d->gain[i - d->first];
        *gain = low < *gain ? low : *gain;
    }
    d->any = true;
}

/* A common meter has 12 taps a phase and reads up to half a decibel too much near half the rate.  What it
 * says may be this much above the ceiling and no more. */
enum { PLAIN_PHASES = 4, PLAIN_BESIDE = 6, PLAIN_TAPS = 2 * PLAIN_BESIDE + 1 };
static const double plain_more_db = 0.12;

struct plain { /* a sinc of 49 values under a Hann window, as in libebur128 */
    float row[PLAIN_PHASES][PLAIN_TAPS];
};

static void plain_prepare(struct plain *m)
{
    for (int p = 0; p < PLAIN_PHASES; p++)
        for (int k = 0; k < PLAIN_TAPS; k++) {
            double t = (double)p / PLAIN_PHASES - (k - PLAIN_BESIDE), u = t / PLAIN_BESIDE;
            double sinc = fabs(t) < 1e-9 ? 1 : dsp_sin(DSP_PI * t) / (DSP_PI * t);
            m->row[p][k] = fabs(u) >= 1 ? 0 : (float)(sinc * (0.5 + 0.5 * dsp_cos(DSP_PI * u)) * db_gain(-plain_more_db));
        }
}

static float plain_peak(const struct plain *m, const float *x)
{
    float most = 0;

    for (int p = 1; p < PLAIN_PHASES; p++) {
        float sum = 0;
        for (int k = 0; k < PLAIN_TAPS; k++)
            sum += m->row[p][k] * x[k - PLAIN_BESIDE];
        most = dsp_larger(__builtin_fabsf(sum), most);
    }
    return most;
}

/* ---- looking over a song -------------------------------------------------------------------- */

struct scan {
    struct oversample quick;
    struct fine fine;
    struct plain plain;
    size_t frames, wide, cell_samples, group; /* group: samples looked at together, whole cells */
    float ceiling, near;                      /* near: what may be above the ceiling, seen by the quick bank */
    float hidden;                             /* thorough: by so much times the highest sample around the banks may differ */
    bool thorough;
    const float *cell;
    struct dips dips;
};

/* n samples from `at`, and silence where there is no song. */
static void copy_around(const float *x, size_t frames, int64_t at, size_t n, float *out)
{
    if (at >= 0 && (size_t)at + n <= frames) {
        memcpy(out, x + at, n * sizeof *x);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        int64_t from = at + (int64_t)i;
        out[i] = from >= 0 && from < (int64_t)frames ? x[from] : 0;
    }
}

/* What stands at `at` and up to the next sample, by all banks; the gain goes down if it is too much. */
static float judge(struct scan *s, const float *x, int64_t at)
{
    float around[FINE_TAPS + 1];
    const float *here = x + at;

    if (at < FINE_TAPS / 2 || at + FINE_TAPS / 2 >= (int64_t)s->frames) {
        copy_around(x, s->frames, at - FINE_TAPS / 2, FINE_TAPS + 1, around);
        here = around + FINE_TAPS / 2;
    }
    float most = dsp_larger(plain_peak(&s->plain, here), fine_above(&s->fine, here, s->ceiling));
    if (most > s->ceiling)
        dip(&s->dips, at < 0 ? 0 : at, (int64_t)s->wide, s->ceiling / most * 0.9999f);
    return most;
}

/* The two banks' taps differ by so much in sum, in any phase.  Music never meets all their signs; a test signal may. */
static float banks_apart(const struct oversample *quick, const struct fine *fine)
{
    int before = FINE_TAPS / 2 - 1 - OVERSAMPLE_BEFORE;
    float most = 0;

    for (size_t p = 1; p < quick->phases; p++) {
        const float *f = fine->row[p * OVERSAMPLE_MOST / quick->phases];
        float sum = 0;
        for (int k = 0; k < FINE_TAPS; k++) {
            bool both = k >= before && k < before + OVERSAMPLE_TAPS;
            sum += __builtin_fabsf(f[k] - (both ? quick->row[p][k - before] : 0));
        }
        most = dsp_larger(most, sum);
    }
    return most;
}

/* From which value of the quick bank on the finest looks: a quarter of a sample hides less than a twelfth of a wave. */
static float near_of(const struct scan *s, const float *x, size_t at)
{
    float most = 0;

    if (!s->thorough)
        return s->near;
    for (size_t i = at > FINE_TAPS ? at - FINE_TAPS : 0; i < at + s->group + FINE_TAPS && i < s->frames; i++)
        most = dsp_larger(most, __builtin_fabsf(x[i]));
    return s->ceiling * 0.9f - s->hidden * most;
}

static bool quiet(const struct scan *s, size_t at)
{
    float most = 0;

    for (size_t c = at / s->cell_samples; s->cell && c * s->cell_samples < at + s->group && c * s->cell_samples < s->frames; c++)
        most = dsp_larger(s->cell[c], most);
    return s->cell && most <= s->near;
}

/* One channel of one stretch. */
static float look_over(struct scan *s, const float *x, size_t begin)
{
    float peak[LOOK_BLOCK], around[LOOK_BLOCK + 2 * OVERSAMPLE_TAPS], most = 0;

    for (int64_t at = -2; begin == 0 && at < 0; at++) /* the wave begins before the first sample */
        most = dsp_larger(most, judge(s, x, at));
    for (size_t at = begin; at < begin + STRETCH && at < s->frames; at += s->group) {
        if (!s->thorough && quiet(s, at))
            continue;
        float near = near_of(s, x, at);
        copy_around(x, s->frames, (int64_t)at - OVERSAMPLE_TAPS, s->group + 2 * OVERSAMPLE_TAPS, around);
        oversample_peaks(&s->quick, around + OVERSAMPLE_TAPS, s->group, near, peak);
        for (size_t i = 0; i < s->group && at + i < s->frames; i++) {
            most = dsp_larger(most, peak[i] > near ? judge(s, x, (int64_t)(at + i)) : peak[i]);
        }
    }
    return most;
}

/* Goes on to the stretch that begins at `begin`: its gain is 1, but for what the one before has laid there. */
static void dips_move(struct dips *d, size_t begin)
{
    size_t kept = begin ? 2 * REACH : 0;

    if (begin && d->any)
        memmove(d->gain, d->gain + STRETCH, kept * sizeof *d->gain);
    else
        kept = 0;
    for (size_t i = kept; i < REACH + STRETCH + REACH; i++)
        d->gain[i] = 1;
    d->first = (int64_t)begin - REACH;
}

/* All that will not be looked at again, nor dipped. */
static void dips_apply(const struct dips *d, float *const *channel, int channels, size_t frames)
{
    size_t first = d->first < 0 ? 0 : (size_t)d->first, end = (size_t)(d->first + REACH) + STRETCH;

    end = end >= frames ? frames : end - REACH;
    for (int c = 0; c < channels && d->any; c++)
        for (size_t i = first; i < end; i++)
            channel[c][i] *= d->gain[(int64_t)i - d->first];
}

/* Of a stretch: the highest peak when it was looked at last, and the last round in which it is to be looked at. */
struct looked {
    float most, due;
};

/* The stretches from `first` on.  Where its dips and those of the part before meet, REACH to each side of its first
 * sample, nothing is changed in a round: the gain waits in `head`, the other's on its own dips.  So two parts can be
 * looked over at the same time. */
struct part {
    struct scan scan;
    size_t first, end; /* stretches */
    bool found, first_dipped, last_dipped; /* in this round */
    float head[STRETCH];
};

/* One round; a stretch that nothing changed is as it was. */
static void look_round(struct part *p, float *const *channel, int channels, int round, bool mend, struct looked *of,
                       const struct walk *walk)
{
    struct scan *s = &p->scan;
    bool before = false; /* the last stretch has dips that reach over here */

    s->dips.any = p->first_dipped = p->found = false;
    for (size_t k = p->first; k < p->end; k++) {
        walk_on(walk, k * STRETCH);
        if (of[k].due < (float)round && !before)
            continue;
        dips_move(&s->dips, k * STRETCH);
        s->dips.any = false;
        if (of[k].due >= (float)round) {
            of[k].most = 0;
            for (int c = 0; c < channels; c++)
                of[k].most = dsp_larger(of[k].most, look_over(s, channel[c], k * STRETCH));
        }
        bool dipped = s->dips.any;
        for (size_t n = k > p->first ? k - 1 : k; dipped && n <= k + 1 && n < p->end; n++)
            of[n].due = (float)(round + 1);
        p->found |= dipped;
        s->dips.any = dipped || before;
        if (k == p->first && k) {
            p->first_dipped = dipped;
            memcpy(p->head, s->dips.gain, sizeof p->head);
        } else if (mend) {
            dips_apply(&s->dips, channel, channels, s->frames);
        }
        before = dipped;
    }
    p->last_dipped = before;
}
static void scan_prepare(struct scan *s, size_t frames, int64_t rate_hz, float ceiling, const float *cell)
{
    *s = (struct scan){.frames = frames, .wide = (size_t)rate_hz / 1000, .cell_samples = ride_cell(rate_hz),
                       .ceiling = ceiling, .near = ceiling * 0.8f, .cell = cell};
    s->wide = s->wide < WIDE_MOST ? s->wide : WIDE_MOST;
    s->group = s->cell_samples < 64 ? 64 : s->cell_samples;
    oversample_prepare(&s->quick, 4);
    fine_prepare(&s->fine);
    plain_prepare(&s->plain);
    s->hidden = banks_apart(&s->quick, &s->fine);
}

/* ---- two halves ---------------------------------------------------------------------------------- */

struct touching {
    const struct touch *t;
    struct looked *of;
    struct part part[2];
    int parts, round;
    float most, seen[2];
};

static void round_half(void *touching, int which)
{
    struct touching *g = touching;
    const struct touch *t = g->t;

    if (which < g->parts)
        look_round(&g->part[which], t->channel, t->channels, g->round, g->round < t->rounds, g->of, t->walk);
}

/* Where the halves meet. */
static void meet(struct touching *g)
{
    const struct part *one = &g->part[0], *two = &g->part[1];
    size_t first = two->first * STRETCH - REACH;

    if (one->last_dipped)
        g->of[two->first].due = (float)(g->round + 1);
    if (two->first_dipped)
        g->of[two->first - 1].due = (float)(g->round + 1);
    for (size_t i = 0; i < STRETCH && g->round < g->t->rounds; i++) {
        float before = one->last_dipped ? one->scan.dips.gain[STRETCH + i] : 1, after = two->first_dipped ? two->head[i] : 1;
        for (int c = 0; c < g->t->channels; c++)
            g->t->channel[c][first + i] *= before < after ? before : after;
    }
}

/* True: something was dipped. */
static bool whole_round(struct touching *g, void (*halves)(void (*half)(void *of, int which), void *of))
{
    bool found = false;

    halves(round_half, g);
    if (g->parts == 2)
        meet(g);
    for (int i = 0; i < g->parts; i++)
        found |= g->part[i].found;
    return found;
}

/* Of one channel: the highest of 32 values a sample if that is above all we know of, else that: cheap, for it passes
 * over what cannot be. */
static void meter_half(void *touching, int which)
{
    enum { BLOCK = 1 << 14 };
    struct touching *g = touching;
    const struct touch *t = g->t;
    struct truepeak peak;

    truepeak_prepare(&peak, 1);
    peak.true_peak = g->seen[which] = dsp_larger(g->most, t->ceiling);
    for (size_t at = 0; which < t->channels && at < t->frames; at += BLOCK) {
        const float *const x[2] = {t->channel[which] + at, t->channel[which] + at};
        truepeak_run(&peak, x, t->frames - at < BLOCK ? t->frames - at : BLOCK);
        walk_on(t->walk, at);
    }
    truepeak_finish(&peak);
    g->seen[which] = dsp_larger(g->seen[which], peak.true_peak);
}

static void one_by_one(void (*half)(void *of, int which), void *of)
{
    half(of, 0);
    half(of, 1);
}

size_t touch_up_floats(size_t frames)
{
    return (frames + STRETCH - 1) / STRETCH * sizeof(struct looked) / sizeof(float);
}

float touch_up(const struct touch *t)
{
    size_t stretches = (t->frames + STRETCH - 1) / STRETCH;
    void (*halves)(void (*half)(void *of, int which), void *of) = t->halves ? t->halves : one_by_one;
    struct touching g = {.t = t, .of = (struct looked *)(void *)t->work, .parts = t->halves && stretches >= 4 ? 2 : 1};

    for (int i = 0; i < g.parts; i++) {
        scan_prepare(&g.part[i].scan, t->frames, t->rate_hz, t->ceiling, t->cell);
        g.part[i].first = stretches * (size_t)i / (size_t)g.parts;
        g.part[i].end = stretches * (size_t)(i + 1) / (size_t)g.parts;
    }
    for (;; g.part[0].scan.thorough = g.part[1].scan.thorough = true) {
        g.most = 0;
        for (g.round = 0; g.round <= t->rounds && whole_round(&g, halves);)
            g.round++;
        for (size_t k = 0; k < stretches; k++)
            g.most = dsp_larger(g.most, g.of[k].most);
        halves(meter_half, &g);
        float seen = dsp_larger(g.seen[0], g.seen[1]);
        if (g.part[0].scan.thorough || seen <= dsp_larger(g.most, t->ceiling))
            return dsp_larger(g.most, g.part[0].scan.thorough ? seen : 0);
        for (size_t k = 0; k < stretches; k++)
            g.of[k].due = 0;
    }
}
