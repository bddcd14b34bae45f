/* SPDX-License-Identifier: ISC */
#include "dsp/cancel.h"

#include "dsp/clones.h"
#include "dsp/elementary.h"
#include "dsp/fft.h"
#include "dsp/mask.h"
#include "dsp/oversample.h"

#include <math.h>
#include <string.h>

/* Legend: a frame has n samples (23 ms at 44.1 kHz), a kernel reaches n/2 to each side of its peak, frames
 * stand a hop of n/4 apart.  Peaks lie on quarters of a sample.  The work goes on in steps of 4 n samples at
 * fixed places of the song, so that the bits do not depend on how it was cut.  A step looks at a window:
 *
 *     | for the masks | reach of kernels | solved again | solved for the first time | for the masks |
 *                     ^ from here one step is given away                             ^ end           ^ window
 */
enum { PHASES = 4, EDGE = 64, BANDS_MOST = MASK_BANDS_MOST, SCAN = 64, FRAMES_KEPT = 32, AROUND = 2 };
enum { ROUNDS_MOST = 5, SWEEPS_MOST = 12 };

static const float around_weight[AROUND + 1] = {1, 0.7f, 0.35f};
static const float deaf = 0.001f;   /* the ear is, so near something 30 dB louder */
static const float enough = 0.0001f; /* of the ceiling: what is left to the guard, and not worth a move */
static const float doubtful = 0.7f; /* of the ceiling: below, the wave between the samples is low enough */

struct peak {
    int32_t at;  /* quarter samples from the window's beginning */
    float sign;  /* of the wave there */
    float value; /* how high it stands now */
    float times; /* the multiplier: how much of its kernel is taken away */
    float moved; /* of that, not yet taken away */
};

struct kernel {
    int64_t frame; /* whose it is; -1: nobody's */
    float *phase[PHASES];
};

struct threshold {
    int64_t frame;
    float of[BANDS_MOST];
};

struct row { /* a channel */
    float *heard, *mended, *given;
    struct kernel kernel[FRAMES_KEPT];
    struct threshold threshold[FRAMES_KEPT];
    struct peak *peak, *spare; /* sorted by position */
    size_t peaks;
};

struct cancel {
    int channels;
    float ceiling;
    size_t n, step, window, begin, end, filled;
    int64_t steps; /* done */
    struct mask mask;
    struct fft fft;
    struct oversample over;
    float *hann, *taper[PHASES], *turn[PHASES], *re, *im, *turned_re, *turned_im;
    struct row row[CHANNELS_MOST];
    int64_t told;
    _Alignas(16) float memory[];
};

/* ---- sizes ------------------------------------------------------------------------------- */

static size_t window_samples(size_t n)
{
    return EDGE + (AROUND + 1) * (n / 4) + n / 2 + 4 * n + n / 2 + n / 2 + (AROUND + 1) * (n / 4);
}

/* Music has some tens of peaks in a window.  Noise far too loud has more than can be solved: the guard has the rest. */
static size_t peaks_most(size_t n)
{
    return 4 * n;
}

static size_t peak_floats(size_t n)
{
    return (peaks_most(n) * sizeof(struct peak) / sizeof(float) + 15) & ~(size_t)15;
}

static size_t row_floats(size_t n)
{
    return 2 * window_samples(n) + 4 * n + FRAMES_KEPT * PHASES * n + 2 * peak_floats(n);
}

static size_t shared_floats(size_t n)
{
    return fft_floats(n) + n + PHASES * n + PHASES * (n + 2) + 4 * (n / 2 + 1);
}

size_t cancel_size(const struct settings *s)
{
    size_t n = mask_frame(s->rate_hz);

    return sizeof(struct cancel) + (shared_floats(n) + (size_t)s->channels * row_floats(n)) * sizeof(float);
}

/* ---- the mask ------------------------------------------------------------------------------ */

CLONES static void multiply(const float *restrict x, const float *restrict y, size_t n, float *restrict out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = x[i] * y[i];
}

/* The threshold of a frame; `place` counts frames from the window's beginning. */
static const float *threshold_of(struct cancel *c, struct row *r, size_t place)
{
    size_t n = c->n, hop = n / 4;
    int64_t frame = c->steps * (int64_t)(c->step / hop) + (int64_t)place;
    struct threshold *t = &r->threshold[frame % FRAMES_KEPT];

    if (t->frame != frame) {
        t->frame = frame;
        multiply(r->heard + place * hop - n / 2, c->hann, n, c->turned_re);
        fft_forward(&c->fft, c->turned_re, c->re, c->im);
        float power[BANDS_MOST];
        mask_energy(&c->mask, c->re, c->im, power);
        mask_threshold(&c->mask, power, t->of);
    }
    return t->of;
}

/* ---- kernels -------------------------------------------------------------------------------- */

/* A kernel lies over several frames: their noise-to-mask ratios add up, so it is the thresholds' reciprocals
 * that are averaged.  Before a drum the noise must hide in what was there before the drum. */
static void threshold_around(struct cancel *c, struct row *r, size_t place, float *out)
{
    float sum[BANDS_MOST] = {0}, all = 0;
    const float *middle = threshold_of(c, r, place);

    for (size_t p = place - AROUND; p <= place + AROUND; p++) {
        float w = around_weight[p < place ? place - p : p - place];
        const float *t = threshold_of(c, r, p);
        for (int b = 0; b < BANDS_MOST; b++)
            sum[b] += w / (t[b] > middle[b] * deaf ? t[b] : middle[b] * deaf);
        all += w;
    }
    for (int b = 0; b < BANDS_MOST; b++)
        out[b] = all / sum[b];
}

/* The inverse transform has the peak at 0: it goes to n/2. */
CLONES static void centre(float *restrict x, const float *restrict taper, float scale, size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        float swap = x[i];
        x[i] = x[i + n / 2] * taper[i] * scale;
        x[i + n / 2] = swap * taper[i + n / 2] * scale;
    }
}

/* Phase p has the values at i - n/2 + p/4 samples from the peak, i from 0 to n - 1. */
static void make_kernel(struct cancel *c, struct row *r, size_t place, struct kernel *k)
{
    size_t n = c->n;
    float mask[BANDS_MOST], sum = 0;

    threshold_around(c, r, place, mask);
    memset(c->re, 0, (n / 2 + 1) * sizeof(float));
    for (int b = 0; b < c->mask.bands; b++)
        for (size_t i = c->mask.first[b]; i < c->mask.first[b + 1]; i++) {
            c->re[i] = mask[b];
            sum += i ? 2 * mask[b] : mask[b];
        }
    for (size_t p = 0; p < PHASES; p++) {
        multiply(c->re, c->turn[p], n / 2 + 1, c->turned_re);
        multiply(c->re, c->turn[p] + n / 2 + 1, n / 2 + 1, c->turned_im);
        fft_inverse(&c->fft, c->turned_re, c->turned_im, k->phase[p]);
        centre(k->phase[p], c->taper[p], (float)n / sum, n);
    }
}

static const struct kernel *kernel_at(struct cancel *c, struct row *r, int32_t at)
{
    size_t hop = c->n / 4, place = ((size_t)at / PHASES + hop / 2) / hop;
    int64_t frame = c->steps * (int64_t)(c->step / hop) + (int64_t)place;
    struct kernel *k = &r->kernel[frame % FRAMES_KEPT];

    if (k->frame != frame) {
        k->frame = frame;
        make_kernel(c, r, place, k);
    }
    return k;
}

/* ---- peaks ----------------------------------------------------------------------------------- */

CLONES static void quarters(const struct oversample *o, const float *x, float *restrict fine)
{
    for (size_t p = 1; p < PHASES; p++) {
        float sum[SCAN] = {0};
        for (int k = 0; k < OVERSAMPLE_TAPS; k++)
            for (int i = 0; i < SCAN; i++)
                sum[i] += o->row[p][k] * x[i + k - OVERSAMPLE_BEFORE];
        for (size_t i = 0; i < SCAN; i++)
            fine[PHASES * i + p] = sum[i];
    }
    for (size_t i = 0; i < SCAN; i++)
        fine[PHASES * i] = x[i];
}

CLONES static float highest(const float *x)
{
    float lane[LANES] = {0}, most = 0;

    for (size_t i = 0; i < SCAN; i += LANES)
        for (size_t j = 0; j < LANES; j++) {
            float a = __builtin_fabsf(x[i + j]);
            lane[j] = a > lane[j] ? a : lane[j];
        }
    for (size_t j = 0; j < LANES; j++)
        most = lane[j] > most ? lane[j] : most;
    return most;
}

static float value_at(const struct cancel *c, const float *y, int32_t at)
{
    return dsp_dot(c->over.row[at % PHASES], y + at / PHASES - OVERSAMPLE_BEFORE, OVERSAMPLE_TAPS);
}

/* Known peaks before `end` that are worth keeping. */
static size_t keep_known(const struct row *r, int32_t end, size_t *known, size_t found)
{
    for (; *known < r->peaks && r->peak[*known].at < end; (*known)++)
        if (r->peak[*known].times > 0)
            r->spare[found++] = r->peak[*known];
    return found;
}

/* Puts the tops above the ceiling among the known peaks; `known` goes on to the end of the stretch. */
static size_t add_tops(const struct row *r, const float *fine, int32_t first, float ceiling, size_t *known, size_t found,
                       size_t most)
{
    for (int i = 0; i < PHASES * SCAN; i++) {
        float v = __builtin_fabsf(fine[i]);
        if (v <= ceiling || (i > 0 && __builtin_fabsf(fine[i - 1]) > v) ||
            (i + 1 < PHASES * SCAN && __builtin_fabsf(fine[i + 1]) >= v))
            continue;
        found = keep_known(r, first + i, known, found);
        bool there = *known < r->peaks && r->peak[*known].at == first + i && r->peak[*known].times > 0;
        if (!there && found + r->peaks - *known < most)
            r->spare[found++] = (struct peak){.at = first + i, .sign = fine[i] > 0 ? 1 : -1};
    }
    return found;
}

/* Looks over what is to be solved; false when nothing worth a move stands above the ceiling. */
static bool look(struct cancel *c, struct row *r)
{
    size_t found = 0, known = 0;
    float fine[PHASES * SCAN], most = 0;

    for (size_t at = c->begin; at < c->end; at += SCAN) {
        int32_t last = (int32_t)((at + SCAN) * PHASES);
        if (highest(r->mended + at) > c->ceiling * doubtful) {
            quarters(&c->over, r->mended + at, fine);
            found = add_tops(r, fine, (int32_t)(at * PHASES), c->ceiling, &known, found, peaks_most(c->n));
        }
        found = keep_known(r, last, &known, found);
    }
    struct peak *swap = r->peak;
    r->peak = r->spare;
    r->spare = swap;
    r->peaks = found;
    for (struct peak *p = r->peak; p < r->peak + found; p++) {
        p->value = value_at(c, r->mended, p->at) * p->sign;
        most = p->value > most ? p->value : most;
    }
    return most > c->ceiling * (1 + enough);
}

/* ---- solving ------------------------------------------------------------------------------------ */

/* One peak moves; all that its kernel reaches feel it. */
static void move_peak(struct cancel *c, struct row *r, size_t i, float by)
{
    struct peak *p = r->peak + i;
    const struct kernel *k = kernel_at(c, r, p->at);
    int32_t middle = (int32_t)(c->n / 2 * PHASES), reach = middle / 2;

    p->times += by;
    p->moved += by;
    by *= p->sign;
    for (size_t j = i; j-- > 0 && p->at - r->peak[j].at < reach;) {
        int32_t q = r->peak[j].at - p->at + middle;
        r->peak[j].value -= by * r->peak[j].sign * k->phase[q % PHASES][q / PHASES];
    }
    for (size_t j = i; j < r->peaks && r->peak[j].at - p->at < reach; j++) {
        int32_t q = r->peak[j].at - p->at + middle;
        r->peak[j].value -= by * r->peak[j].sign * k->phase[q % PHASES][q / PHASES];
    }
}

static bool sweep(struct cancel *c, struct row *r)
{
    bool moved = false;

    for (size_t i = 0; i < r->peaks; i++) {
        float by = r->peak[i].value - c->ceiling;
        by = by < -r->peak[i].times ? -r->peak[i].times : by;
        if (__builtin_fabsf(by) < c->ceiling * enough)
            continue;
        move_peak(c, r, i, by);
        moved = true;
    }
    return moved;
}

CLONES static void take(float *restrict y, const float *restrict kernel, float times, size_t n)
{
    for (size_t i = 0; i < n; i++)
        y[i] -= times * kernel[i];
}

static void take_away(struct cancel *c, struct row *r)
{
    for (struct peak *p = r->peak; p < r->peak + r->peaks; p++) {
        if (p->moved == 0)
            continue;
        size_t late = (size_t)p->at % PHASES, from = (size_t)p->at / PHASES + (late > 0) - c->n / 2;
        take(r->mended + from, kernel_at(c, r, p->at)->phase[(PHASES - late) % PHASES], p->moved * p->sign, c->n);
        p->moved = 0;
    }
}

static void solve(struct cancel *c, struct row *r)
{
    for (int round = 0; round < ROUNDS_MOST && look(c, r); round++) {
        for (int s = 0; s < SWEEPS_MOST && sweep(c, r);)
            s++;
        take_away(c, r);
    }
}

/* Peaks that the next step does not solve again are done with. */
static void settle(struct cancel *c, struct row *r)
{
    int32_t begin = (int32_t)(c->begin * PHASES), step = (int32_t)(c->step * PHASES);
    size_t kept = 0;

    for (size_t i = 0; i < r->peaks; i++) {
        struct peak p = r->peak[i];
        p.at -= step;
        if (p.at >= begin) {
            r->peak[kept++] = p;
        } else if (p.times > 0) {
            c->told++;
        }
    }
    r->peaks = kept;
}

static void step(struct cancel *c)
{
    for (int ch = 0; ch < c->channels; ch++) {
        struct row *r = &c->row[ch];
        solve(c, r);
        settle(c, r);
        memcpy(r->given, r->mended + c->begin - c->n / 2, c->step * sizeof(float));
        memmove(r->heard, r->heard + c->step, (c->window - c->step) * sizeof(float));
        memmove(r->mended, r->mended + c->step, (c->window - c->step) * sizeof(float));
    }
    c->steps++;
}

/* ---- the stage ------------------------------------------------------------------------------------ */

void cancel_run(void *state, float *const *channel, size_t n)
{
    struct cancel *c = state;

    for (size_t done = 0; done < n;) {
        size_t room = c->step - c->filled, now = n - done < room ? n - done : room;
        size_t in = c->window - c->step + c->filled;
        for (int ch = 0; ch < c->channels; ch++) {
            float *x = channel[ch] + done;
            memcpy(c->row[ch].heard + in, x, now * sizeof *x);
            memcpy(c->row[ch].mended + in, x, now * sizeof *x);
            memcpy(x, c->row[ch].given + c->filled, now * sizeof *x);
        }
        done += now;
        c->filled += now;
        if (c->filled == c->step) {
            step(c);
            c->filled = 0;
        }
    }
}

static float *prepare_shared(struct cancel *c, float *m)
{
    size_t n = c->n;

    fft_prepare(&c->fft, n, m);
    m += fft_floats(n);
    c->hann = m;
    m += n;
    fft_hann(n, 0, c->hann);
    for (size_t p = 0; p < PHASES; p++, m += n + n + 2) {
        double late = (double)p / PHASES;
        c->taper[p] = m;
        c->turn[p] = m + n;
        fft_hann(n, late, m);
        for (size_t k = 0; k <= n / 2; k++) {
            m[n + k] = (float)dsp_cos(2 * DSP_PI * (double)k * late / (double)n);
            m[n + n / 2 + 1 + k] = (float)dsp_sin(2 * DSP_PI * (double)k * late / (double)n);
        }
    }
    c->re = m;
    c->im = m + n / 2 + 1;
    c->turned_re = m + 2 * (n / 2 + 1); /* the two make room for a frame, too */
    c->turned_im = m + 3 * (n / 2 + 1);
    return m + 4 * (n / 2 + 1);
}

static float *prepare_row(const struct cancel *c, struct row *r, float *m)
{
    size_t n = c->n;

    r->heard = m;
    r->mended = m + c->window;
    r->given = m + 2 * c->window;
    m += 2 * c->window + c->step;
    for (size_t f = 0; f < FRAMES_KEPT; f++) {
        r->kernel[f].frame = r->threshold[f].frame = -1;
        for (size_t p = 0; p < PHASES; p++, m += n)
            r->kernel[f].phase[p] = m;
    }
    r->peak = (struct peak *)(void *)m;
    r->spare = (struct peak *)(void *)(m + peak_floats(n));
    return m + 2 * peak_floats(n);
}

void cancel_prepare(void *state, const struct settings *s)
{
    struct cancel *c = state;
    size_t n = mask_frame(s->rate_hz);

    c->channels = s->channels;
    c->ceiling = (float)(db_gain(s->limiter.ceiling_db) * 0.9993);
    c->n = n;
    c->step = 4 * n;
    c->window = window_samples(n);
    c->end = c->window - n / 2 - (AROUND + 1) * (n / 4);
    c->begin = c->end - c->step - n / 2; /* the frames around the first peak are in the window, too */
    mask_prepare(&c->mask, s->rate_hz, n, 24000);
    oversample_prepare(&c->over, PHASES);
    float *m = prepare_shared(c, c->memory);
    for (int ch = 0; ch < c->channels; ch++)
        m = prepare_row(c, &c->row[ch], m);
}

size_t cancel_latency(const void *state)
{
    const struct cancel *c = state;

    return c->window - (c->begin - c->n / 2);
}

int64_t cancel_peaks(const void *state)
{
    return ((const struct cancel *)state)->told;
}
