/* SPDX-License-Identifier: ISC */
#include "dsp/stereo.h"

#include "dsp/delay.h"
#include "dsp/elementary.h"
#include "dsp/fir.h"
#include "dsp/steady.h"

#include <string.h>

struct stereo {
    bool used, even;
    struct fir fir;
    struct fir_line side;
    struct delay middle, raw; /* raw: the sides as they came in */
    struct steady steady;
    float memory[];
};

static bool stereo_used(const struct settings *s)
{
    return s->stereo.used && s->channels == 2;
}

/* 45 ms: a block of the filter has a whole number of them. */
static size_t stereo_cell(int64_t rate_hz)
{
    return fir_taps(rate_hz) / 8;
}

size_t stereo_size(const struct settings *s)
{
    size_t taps = fir_taps(s->rate_hz);

    if (!stereo_used(s))
        return sizeof(struct stereo);
    size_t floats = fir_floats(taps) + fir_line_floats(taps) + 4 * taps;
    if (s->stereo.steady)
        floats += 4 * taps + steady_floats(stereo_cell(s->rate_hz));
    return sizeof(struct stereo) + floats * sizeof(float);
}

static void design(struct fir *f, const struct settings *s)
{
    size_t n = f->fft.n, bins = n / 2 + 1;

    for (size_t k = 0; k < bins; k++) {
        double hz = (double)k * (double)s->rate_hz / (double)n;
        f->xr[k] = (float)db_gain(bands_at(s->stereo.side_db, hz < 1 ? 1 : hz));
    }
    memset(f->xi, 0, bins * sizeof *f->xi);
    fir_design(f, f->xr, f->xi, 4); /* eased over a quarter: no ripple around a step */
}

void stereo_prepare(void *state, const struct settings *s)
{
    struct stereo *st = state;
    size_t taps = fir_taps(s->rate_hz);
    float *memory = st->memory;

    st->used = stereo_used(s);
    if (!st->used)
        return;
    fir_prepare(&st->fir, taps, memory);
    memory += fir_floats(taps);
    design(&st->fir, s);
    fir_line_prepare(&st->side, &st->fir, memory);
    memory += fir_line_floats(taps);
    st->middle = (struct delay){.ring = memory, .n = fir_delay(&st->fir) + taps / 2};
    memory += 4 * taps;
    st->even = s->stereo.steady;
    if (!st->even)
        return;
    st->raw = (struct delay){.ring = memory, .n = st->middle.n};
    memory += 4 * taps;
    steady_prepare(&st->steady, s->rate_hz, stereo_cell(s->rate_hz), s->stereo.track, memory);
}

enum { PIECE = 512 };

/* At most PIECE samples. */
static void middle_and_sides(struct stereo *st, float *mid, float *side, size_t n)
{
    float raw[PIECE];

    memcpy(raw, side, n * sizeof *raw);
    delay_run(&st->middle, mid, n);
    fir_run(&st->fir, &st->side, side, n);
    if (!st->even)
        return;
    delay_run(&st->raw, raw, n);
    steady_run(&st->steady, mid, side, raw, n);
}

void stereo_run(void *state, float *const *channel, size_t n)
{
    struct stereo *st = state;

    for (size_t done = 0; done < n && st->used; done += PIECE) {
        float *left = channel[0] + done, *right = channel[1] + done;
        size_t now = n - done < PIECE ? n - done : PIECE;
        for (size_t i = 0; i < now; i++) {
            float mid = 0.5f * (left[i] + right[i]), side = 0.5f * (left[i] - right[i]);
            left[i] = mid;
            right[i] = side;
        }
        middle_and_sides(st, left, right, now);
        for (size_t i = 0; i < now; i++) {
            float mid = left[i], side = right[i];
            left[i] = mid + side;
            right[i] = mid - side;
        }
    }
}

size_t stereo_latency(const void *state)
{
    const struct stereo *st = state;

    return st->middle.n + (st->even ? steady_delay(st->steady.cell) : 0);
}
