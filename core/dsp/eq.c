/* SPDX-License-Identifier: ISC */
#include "dsp/eq.h"

#include "dsp/elementary.h"
#include "dsp/fir.h"

#include <string.h>

struct eq {
    bool used;
    int channels;
    struct fir fir;
    struct fir_line line[CHANNELS_MOST];
    float memory[];
};

size_t eq_size(const struct settings *s)
{
    size_t taps = fir_taps(s->rate_hz);

    if (!s->eq.used)
        return sizeof(struct eq);
    return sizeof(struct eq) +
           (fir_floats(taps) + (size_t)s->channels * fir_line_floats(taps)) * sizeof(float);
}

/* How much of a frequency's change is done with minimum phase: 1 below 100 Hz, 0 above 400. */
static double minimum_share(double hz)
{
    double octaves = dsp_octaves(hz, 100);

    return octaves <= 0 ? 1 : octaves >= 2 ? 0 : 0.5 + 0.5 * dsp_cos(DSP_PI * octaves / 2);
}

/* The cepstrum's way: twice its causal half is the logarithm of a minimum-phase spectrum. */
static void minimum_phase(struct fir *f)
{
    size_t n = f->fft.n;
    float *time = f->xr + 2 * (n / 2 + 1);

    memset(f->xi, 0, (n / 2 + 1) * sizeof *f->xi);
    fft_inverse(&f->fft, f->xr, f->xi, time);
    for (size_t i = 1; i < n / 2; i++)
        time[i] *= 2;
    memset(time + n / 2 + 1, 0, (n / 2 - 1) * sizeof *time);
    fft_forward(&f->fft, time, f->xr, f->xi); /* xr: log of size, xi: phase */
}

static void design(struct eq *e, const struct settings *s)
{
    struct fir *f = &e->fir;
    size_t bins = f->fft.n / 2 + 1;
    double bin_hz = (double)s->rate_hz / (double)f->fft.n, neper = 2.30258509299404568402 / 20;

    for (size_t k = 0; k < bins; k++) {
        double hz = (double)k * bin_hz, db = bands_at(s->eq.gain_db, hz < 1 ? 1 : hz);
        double share = minimum_share(hz < 1 ? 1 : hz);
        f->xr[k] = (float)(db * neper * share);
        f->re[k] = (float)(db * neper * (1 - share));
    }
    minimum_phase(f);
    for (size_t k = 0; k < bins; k++) {
        double size = dsp_exp((double)f->xr[k] + (double)f->re[k]);
        f->re[k] = (float)(size * dsp_cos((double)f->xi[k]));
        f->im[k] = (float)(size * dsp_sin((double)f->xi[k]));
    }
    fir_design(f, f->re, f->im, 8);
}

void eq_prepare(void *state, const struct settings *s)
{
    struct eq *e = state;
    size_t taps = fir_taps(s->rate_hz);
    float *memory = e->memory;

    e->used = s->eq.used;
    e->channels = s->channels;
    if (!e->used)
        return;
    fir_prepare(&e->fir, taps, memory);
    memory += fir_floats(taps);
    design(e, s);
    for (int c = 0; c < e->channels; c++, memory += fir_line_floats(taps))
        fir_line_prepare(&e->line[c], &e->fir, memory);
}

void eq_run(void *state, float *const *channel, size_t n)
{
    struct eq *e = state;

    for (int c = 0; e->used && c < e->channels; c++)
        fir_run(&e->fir, &e->line[c], channel[c], n);
}

size_t eq_latency(const void *state)
{
    const struct eq *e = state;

    return e->used ? fir_delay(&e->fir) + e->fir.taps / 2 : 0;
}
