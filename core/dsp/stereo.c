/* SPDX-License-Identifier: ISC */
#include "dsp/stereo.h"

#include "dsp/delay.h"
#include "dsp/elementary.h"
#include "dsp/fir.h"

#include <string.h>

struct stereo {
    bool used;
    struct fir fir;
    struct fir_line side;
    struct delay middle;
    float memory[];
};

static bool stereo_used(const struct settings *s)
{
    return s->stereo.used && s->channels == 2;
}

size_t stereo_size(const struct settings *s)
{
    size_t taps = fir_taps(s->rate_hz);

    if (!stereo_used(s))
        return sizeof(struct stereo);
    return sizeof(struct stereo) +
           (fir_floats(taps) + fir_line_floats(taps) + 4 * taps) * sizeof(float);
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
    st->middle =
        (struct delay){.ring = memory + fir_line_floats(taps), .n = fir_delay(&st->fir) + taps / 2};
}

void stereo_run(void *state, float *const *channel, size_t n)
{
    struct stereo *st = state;
    float *left = channel[0], *right = channel[1];

    if (!st->used)
        return;
    for (size_t i = 0; i < n; i++) {
        float mid = 0.5f * (left[i] + right[i]), side = 0.5f * (left[i] - right[i]);
        left[i] = mid;
        right[i] = side;
    }
    delay_run(&st->middle, left, n);
    fir_run(&st->fir, &st->side, right, n);
    for (size_t i = 0; i < n; i++) {
        float mid = left[i], side = right[i];
        left[i] = mid + side;
        right[i] = mid - side;
    }
}

size_t stereo_latency(const void *state)
{
    const struct stereo *st = state;

    return st->middle.n;
}
