/* SPDX-License-Identifier: ISC */
#include "dsp/ltas.h"

#include "dsp/clones.h"
#include "dsp/elementary.h"

#include <string.h>

enum { FRAMES_MOST = 10000 };

static size_t window_of(double rate_hz)
{
    size_t n = 1024;

    while ((double)n < rate_hz * 0.3)
        n *= 2;
    return n;
}

size_t ltas_floats(double rate_hz)
{
    size_t n = window_of(rate_hz);

    return fft_floats(n) + 4 * n + 5 * (n / 2 + 1);
}

static size_t stride_of(size_t samples, double rate_hz)
{
    return samples / (window_of(rate_hz) / 2) / FRAMES_MOST + 1;
}

size_t ltas_frames(size_t samples, double rate_hz)
{
    return samples / (window_of(rate_hz) / 2) / stride_of(samples, rate_hz) + 1;
}

void ltas_prepare(struct ltas *l, double rate_hz, int channels, size_t samples, float *memory, float *frames)
{
    size_t n = window_of(rate_hz), bins = n / 2 + 1;

    memset(l, 0, sizeof *l);
    fft_prepare(&l->fft, n, memory);
    memory += fft_floats(n);
    l->rate_hz = rate_hz;
    bands_edges(bins, rate_hz, l->edges);
    l->n = n;
    l->channels = channels;
    l->stride = stride_of(samples, rate_hz);
    l->room = ltas_frames(samples, rate_hz);
    l->frames = frames;
    l->window = memory;
    l->past[0] = memory + n;
    l->past[1] = memory + 2 * n;
    l->re = memory + 4 * n;
    l->im = l->re + bins;
    l->power = l->im + bins;
    l->fine[0] = l->power + bins;
    l->fine[1] = l->fine[0] + bins;
    memset(l->fine[0], 0, 2 * bins * sizeof(float));
    fft_hann(n, 0, l->window);
}

/* Scaled so that a sine of amplitude 1 has power 1/2 in its band. */
CLONES static void spectrum(struct ltas *l, const float *windowed, float *fine, float *bands)
{
    double out[BANDS], scale = 2 / (0.375 * (double)l->n * (double)l->n);
    size_t bins = l->n / 2 + 1;

    fft_forward(&l->fft, windowed, l->re, l->im);
    for (size_t k = 0; k < bins; k++)
        fine[k] += l->power[k] = l->re[k] * l->re[k] + l->im[k] * l->im[k];
    bands_of(l->power, bins, l->edges, out);
    for (int b = 0; b < BANDS; b++)
        bands[b] = (float)(out[b] * scale);
}

CLONES static void frame(struct ltas *l)
{
    float *bands = l->frames + l->count * 2 * BANDS, *mixed = l->window + 3 * l->n;
    const float *left = l->past[0], *right = l->past[l->channels - 1];

    for (size_t i = 0; i < l->n; i++)
        mixed[i] = 0.5f * (left[i] + right[i]) * l->window[i];
    spectrum(l, mixed, l->fine[0], bands);
    for (size_t i = 0; i < l->n; i++)
        mixed[i] = 0.5f * (left[i] - right[i]) * l->window[i];
    if (l->channels == 2)
        spectrum(l, mixed, l->fine[1], bands + BANDS);
    else
        memset(bands + BANDS, 0, BANDS * sizeof *bands);
    l->count++;
}

void ltas_run(struct ltas *l, const float *const *channel, size_t n)
{
    for (size_t done = 0; done < n;) {
        size_t now = n - done < l->n - l->filled ? n - done : l->n - l->filled;
        for (int c = 0; c < l->channels; c++)
            memcpy(l->past[c] + l->filled, channel[c] + done, now * sizeof(float));
        l->filled += now;
        done += now;
        if (l->filled < l->n)
            continue;
        if (l->heard++ % l->stride == 0 && l->count < l->room)
            frame(l);
        for (int c = 0; c < l->channels; c++)
            memmove(l->past[c], l->past[c] + l->n / 2, l->n / 2 * sizeof(float));
        l->filled = l->n / 2;
    }
}

/* About as loud as it is heard: bands weighted like the ear's middle. */
static double frame_power(const float *frame)
{
    double sum = 0;

    for (int b = 12; b < BANDS; b++)
        sum += (double)(frame[b] + frame[BANDS + b]) * (b < BAND_1K - 36 ? 0.3 : b > BAND_1K + 12 ? 2.0 : 1.0);
    return sum;
}

double ltas_mean(const struct ltas *l, double *mid_db, double *side_db)
{
    double mean = 0, mid[BANDS] = {0}, side[BANDS] = {0};
    size_t used = 0, heard = 0;

    for (size_t i = 0; i < l->count; i++) {
        double power = frame_power(l->frames + i * 2 * BANDS);
        heard += power > 1e-7;
        mean += power > 1e-7 ? power : 0;
    }
    for (size_t i = 0; i < l->count; i++) {
        const float *f = l->frames + i * 2 * BANDS;
        if (heard && frame_power(f) < mean / (double)heard / 10)
            continue;
        used++;
        for (int b = 0; b < BANDS; b++) {
            mid[b] += (double)f[b];
            side[b] += (double)f[BANDS + b];
        }
    }
    for (int b = 0; b < BANDS; b++) {
        mid_db[b] = used ? power_db(mid[b] / (double)used) : DSP_SILENCE_DB;
        side_db[b] = used ? power_db(side[b] / (double)used) : DSP_SILENCE_DB;
    }
    return l->count ? (double)used / (double)l->count : 0;
}
