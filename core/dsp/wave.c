/* SPDX-License-Identifier: ISC */
#include "dsp/wave.h"

#include "dsp/clones.h"
#include "dsp/elementary.h"

#include <math.h>
#include <string.h>

enum { WIDE = 8 };

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

CLONES static void find_flat(struct wave *w, struct wave_second *s, int c, const float *x, size_t n)
{
    float last = w->last[c], before = w->before[c];
    int run = w->run[c];

    for (size_t i = 0; i < n; i++) {
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

/* WIDE partial sums, added in their order: the same result with any vectors. */
CLONES static void add_up(const float *restrict x, const float *restrict y, size_t n, struct sums *out)
{
    double sum[2][WIDE] = {{0}}, square[2][WIDE] = {{0}}, product[WIDE] = {0};
    float peak[2][WIDE] = {{0}};
    uint32_t bits[WIDE] = {0}, odd[WIDE] = {0}, unlike[WIDE] = {0};

    for (size_t i = 0; i + WIDE <= n; i += WIDE)
        for (int j = 0; j < WIDE; j++) {
            float a = x[i + (size_t)j], b = y[i + (size_t)j], p = a < 0 ? -a : a, q = b < 0 ? -b : b;
            /* Full scale and what lies above it needs no look at its bits. */
            float k = (p < 1 ? a : 0) * 8388608, l = (q < 1 ? b : 0) * 8388608;
            int32_t u = (int32_t)k, v = (int32_t)l;
            sum[0][j] += (double)a;
            sum[1][j] += (double)b;
            square[0][j] += (double)a * (double)a;
            square[1][j] += (double)b * (double)b;
            product[j] += (double)a * (double)b;
            peak[0][j] = p > peak[0][j] ? p : peak[0][j];
            peak[1][j] = q > peak[1][j] ? q : peak[1][j];
            bits[j] |= (uint32_t)u | (uint32_t)v;
            odd[j] |= (uint32_t)((float)u != k) | (uint32_t)((float)v != l);
            unlike[j] |= (uint32_t)(a != b);
        }
    for (int j = 0; j < WIDE; j++) {
        for (int c = 0; c < 2; c++) {
            out->sum[c] += sum[c][j];
            out->square[c] += square[c][j];
            out->peak[c] = peak[c][j] > out->peak[c] ? peak[c][j] : out->peak[c];
        }
        out->product += product[j];
        out->bits |= bits[j];
        out->odd |= odd[j];
        out->unlike |= unlike[j];
    }
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
