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

/* As long as the tone's filter: 2.7 Hz, so that the bass below 120 Hz can be told from what is
 * above. */
static size_t stereo_taps(int64_t rate_hz)
{
    size_t taps = 1024;

    while ((int64_t)taps * 3 < rate_hz)
        taps *= 2;
    return taps;
}

static bool stereo_used(const struct settings *s)
{
    return s->stereo.used && s->channels == 2;
}

size_t stereo_size(const struct settings *s)
{
    size_t taps = stereo_taps(s->rate_hz);

    if (!stereo_used(s))
        return sizeof(struct stereo);
    return sizeof(struct stereo) +
           (fir_floats(taps) + taps + fir_line_floats(taps) + 4 * taps) * sizeof(float);
}

static void design(struct stereo *st, const struct settings *s, float *kernel)
{
    struct fir *f = &st->fir;
    size_t n = f->fft.n, bins = n / 2 + 1, taps = f->taps;
    float *time = f->xr + 2 * bins;

    for (size_t k = 0; k < bins; k++) {
        double hz = (double)k * (double)s->rate_hz / (double)n;
        f->xr[k] = (float)db_gain(bands_at(s->stereo.side_db, hz < 1 ? 1 : hz));
    }
    memset(f->xi, 0, bins * sizeof *f->xi);
    fft_inverse(&f->fft, f->xr, f->xi, time);
    for (size_t i = 0; i < taps;
         i++) { /* edges eased over a quarter on each side: no ripple around a step */
        double edge = (double)(i < taps / 2 ? i : taps - 1 - i) / ((double)taps / 4);
        double window = edge >= 1 ? 1 : 0.5 - 0.5 * dsp_cos(DSP_PI * edge);
        kernel[i] = (float)((double)time[(i + n - taps / 2) % n] * window);
    }
    fir_set(f, kernel);
}

void stereo_prepare(void *state, const struct settings *s)
{
    struct stereo *st = state;
    size_t taps = stereo_taps(s->rate_hz);
    float *memory = st->memory;

    st->used = stereo_used(s);
    if (!st->used)
        return;
    fir_prepare(&st->fir, taps, memory);
    memory += fir_floats(taps);
    design(st, s, memory);
    memory += taps;
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
