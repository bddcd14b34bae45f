/* SPDX-License-Identifier: ISC */
#include "dsp/wave.h"

#include "dsp/clones.h"
#include "dsp/elementary.h"

#include <math.h>
#include <string.h>

enum { WIDE = 8, FLAT_STEP = 32 };

static const float hushed = 3.2e-4f; /* -70 dBFS */

size_t wave_seconds(int64_t frames, int64_t rate_hz)
{
    return (size_t)(frames / rate_hz) + 1;
}

void wave_prepare(struct wave *w, int64_t rate_hz, int channels, struct wave_second *seconds, size_t room)
{
    *w = (struct wave){.rate_hz = rate_hz, .channels = channels, .alike = true, .whole = true, .seconds = seconds, .room = room};
    w->first_sound = w->last_sound = -1;
    memset(seconds, 0, room * sizeof *seconds);
}

/* ---- flat tops ------------------------------------------------------------------------ */

static int bin_of(float level)
{
    long bin = lrint(WAVE_BINS / 2 - gain_db((double)level) * 2);

    return bin < 0 ? 0 : bin >= WAVE_BINS ? WAVE_BINS - 1 : (int)bin;
}

/* A clipped top is flat and has edges; the round top of a low note at 16 bits is flat too, but has none. */
static void run_ended(struct wave *w, struct wave_second *s, int c, float before, float level, float next)
{
    level = __builtin_fabsf(level);
    bool edge = __builtin_fabsf(before) < level * 0.997f || __builtin_fabsf(next) < level * 0.997f;

    if (level < 0.1f || !edge || __builtin_fabsf(before) > level || __builtin_fabsf(next) > level)
        return;
    w->runs[c][bin_of(level)]++;
    s->flat[c] = level > s->flat[c] ? level : s->flat[c];
}

/* Is any of these like the one before it? */
static inline bool any_alike(const float *x)
{
    int alike = 0;

    for (int j = 0; j < FLAT_STEP; j++)
        alike |= x[j] == x[j - 1];
    return alike;
}

CLONES static void find_flat(struct wave *w, struct wave_second *s, int c, const float *x, size_t n)
{
    float last = w->last[c], before = w->before[c];
    int run = w->run[c];

    for (size_t i = 0; i < n; i++) {
        if (run < 3 && i && i + FLAT_STEP <= n && !any_alike(x + i)) { /* most of all music */
            i += FLAT_STEP - 1;
            before = x[i - 1];
            last = x[i];
            run = 1;
            continue;
        }
        if (x[i] == last) {
            run++;
            continue;
        }
        if (run >= 3)
            run_ended(w, s, c, before, last, x[i]);
        before = last;
        last = x[i];
        run = 1;
    }
    w->last[c] = last;
    w->before[c] = before;
    w->run[c] = run;
}

int64_t wave_clipped(const struct wave *w)
{
    int64_t count = 0;

    for (int c = 0; c < w->channels; c++) {
        int top = bin_of(w->peak[c]);
        for (int b = top - 1; b <= top + 1; b++)
            count += b >= 0 && b < WAVE_BINS ? w->runs[c][b] : 0;
    }
    return count;
}

bool wave_clipped_in(const struct wave *w, size_t second)
{
    for (int c = 0; c < w->channels; c++)
        if (w->seconds[second].flat[c] > 0 && bin_of(w->seconds[second].flat[c]) <= bin_of(w->peak[c]) + 1)
            return true;
    return false;
}

/* ---- sums -------------------------------------------------------------------------------- */

struct sums {
    double sum[2], square[2], product;
    float peak[2];
    uint32_t bits;
    bool odd, unlike;
};

typedef float floats __attribute__((vector_size(4 * WIDE), aligned(4), may_alias));
typedef int32_t wholes __attribute__((vector_size(4 * WIDE), may_alias));

/* What a channel's samples are, WIDE at a time. */
struct look {
    floats peak;
    wholes bits, odd; /* odd: some are no whole steps of 24 bits */
};

/* Full scale and what lies above it needs no look at its bits. */
static inline void look_at(struct look *l, const floats *x)
{
    wholes size = (wholes)*x & 0x7fffffff, higher = (floats)size > l->peak;
    floats steps = (floats)((wholes)*x & ((floats)size < 1)) * 8388608;
    wholes whole = __builtin_convertvector(steps, wholes);

    l->peak = (floats)((size & higher) | ((wholes)l->peak & ~higher));
    l->bits |= whole;
    l->odd |= __builtin_convertvector(whole, floats) != steps;
}

CLONES static void look_over(const float *x, const float *y, size_t n, struct sums *out)
{
    struct look of[2] = {0};
    wholes unlike = {0};

    for (size_t i = 0; i + WIDE <= n; i += WIDE) {
        const floats *a = (const floats *)(const void *)(x + i), *b = (const floats *)(const void *)(y + i);
        look_at(&of[0], a);
        look_at(&of[1], b);
        unlike |= *a != *b;
    }
    for (int j = 0; j < WIDE; j++) {
        for (int c = 0; c < 2; c++) {
            out->peak[c] = of[c].peak[j] > out->peak[c] ? of[c].peak[j] : out->peak[c];
            out->bits |= (uint32_t)of[c].bits[j];
            out->odd |= of[c].odd[j] != 0;
        }
        out->unlike |= unlike[j] != 0;
    }
}

/* WIDE partial sums, added in their order: the same result with any vectors. */
CLONES static void add_up(const float *restrict x, const float *restrict y, size_t n, struct sums *out)
{
    double sum[2][WIDE] = {{0}}, square[2][WIDE] = {{0}}, product[WIDE] = {0};

    for (size_t i = 0; i + WIDE <= n; i += WIDE)
        for (int j = 0; j < WIDE; j++) {
            double a = (double)x[i + (size_t)j], b = (double)y[i + (size_t)j];
            sum[0][j] += a;
            sum[1][j] += b;
            square[0][j] += a * a;
            square[1][j] += b * b;
            product[j] += a * b;
        }
    for (int j = 0; j < WIDE; j++) {
        for (int c = 0; c < 2; c++) {
            out->sum[c] += sum[c][j];
            out->square[c] += square[c][j];
        }
        out->product += product[j];
    }
    look_over(x, y, n, out);
}

static bool sounds(const float *const *x, size_t i)
{
    return __builtin_fabsf(x[0][i]) >= hushed || __builtin_fabsf(x[1][i]) >= hushed;
}

static void find_sound(struct wave *w, const float *const *x, size_t n)
{
    size_t i = 0;

    if (w->first_sound < 0) {
        while (i < n && !sounds(x, i))
            i++;
        if (i == n)
            return;
        w->first_sound = w->at + (int64_t)i;
    }
    for (i = n; i-- > 0;)
        if (sounds(x, i)) {
            w->last_sound = w->at + (int64_t)i;
            return;
        }
}

/* Samples of one second. */
static void listen_in(struct wave *w, struct wave_second *s, const float *const *x, size_t n)
{
    size_t even = n / WIDE * WIDE, left = n - even;
    float rest[2][WIDE] = {{0}};
    struct sums sums = {0};

    for (int c = 0; c < 2; c++)
        memcpy(rest[c], x[c] + even, left * sizeof(float));
    add_up(x[0], x[1], even, &sums);
    add_up(rest[0], rest[1], WIDE, &sums);
    for (int c = 0; c < w->channels; c++) {
        find_flat(w, s, c, x[c], n);
        w->sum[c] += sums.sum[c];
        w->square[c] += sums.square[c];
        s->square[c] += sums.square[c];
        w->peak[c] = sums.peak[c] > w->peak[c] ? sums.peak[c] : w->peak[c];
        s->peak = sums.peak[c] > s->peak ? sums.peak[c] : s->peak;
    }
    w->product += sums.product;
    s->product += sums.product;
    w->bits |= sums.bits;
    w->whole &= !sums.odd;
    w->alike &= !sums.unlike;
    find_sound(w, x, n);
    w->at += (int64_t)n;
}

void wave_run(struct wave *w, const float *const *x, size_t n)
{
    for (size_t done = 0; done < n;) {
        size_t second = (size_t)(w->at / w->rate_hz), left = (size_t)(((int64_t)second + 1) * w->rate_hz - w->at);
        size_t now = n - done < left ? n - done : left;
        const float *const at[2] = {x[0] + done, x[1] + done};
        listen_in(w, &w->seconds[second < w->room ? second : w->room - 1], at, now);
        done += now;
    }
}

int wave_depth(const struct wave *w)
{
    int depth = 24;

    if (!w->whole)
        return 32;
    while (depth > 1 && !(w->bits >> (24 - depth) & 1))
        depth--;
    return depth;
}
