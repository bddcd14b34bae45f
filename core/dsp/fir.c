/* SPDX-License-Identifier: ISC */
#include "dsp/fir.h"

#include "dsp/clones.h"
#include "dsp/elementary.h"

#include <string.h>

enum { TIMES = 4 }; /* the transform against the taps: about the cheapest */

size_t fir_taps(int64_t rate_hz)
{
    size_t taps = 1024;

    while ((int64_t)taps * 3 < rate_hz)
        taps *= 2;
    return taps;
}

size_t fir_floats(size_t taps)
{
    size_t n = TIMES * taps;

    return fft_floats(n) + 4 * (n / 2 + 1) + n;
}

void fir_prepare(struct fir *f, size_t taps, float *memory)
{
    size_t n = TIMES * taps, bins = n / 2 + 1;

    fft_prepare(&f->fft, n, memory);
    memory += fft_floats(n);
    f->taps = taps;
    f->hop = n - taps;
    f->re = memory;
    f->im = memory + bins;
    f->xr = memory + 2 * bins;
    f->xi = memory + 3 * bins;
}

static double eased(size_t i, size_t taps, int parts)
{
    double edge = (double)(i < taps / 2 ? i : taps - 1 - i) / ((double)taps / parts);

    return edge >= 1 ? 1 : 0.5 - 0.5 * dsp_cos(DSP_PI * edge);
}

void fir_design(struct fir *f, const float *re, const float *im, int parts)
{
    float *time = f->xr + 2 * (f->fft.n / 2 + 1);
    size_t half = f->taps / 2;

    fft_inverse(&f->fft, re, im, time);
    for (size_t i = 0; i < half; i++) { /* what comes before time 0 stands at the end */
        float before = time[f->fft.n - half + i], after = time[i];
        time[i] = (float)((double)before * eased(i, f->taps, parts));
        time[half + i] = (float)((double)after * eased(half + i, f->taps, parts));
    }
    memset(time + f->taps, 0, (f->fft.n - f->taps) * sizeof *time);
    fft_forward(&f->fft, time, f->re, f->im);
}

size_t fir_line_floats(size_t taps)
{
    return 2 * TIMES * taps;
}

void fir_line_prepare(struct fir_line *l, const struct fir *f, float *memory)
{
    l->in = memory;
    l->out = memory + f->fft.n;
    l->filled = 0;
}

CLONES static void multiply(size_t n, float *restrict xr, float *restrict xi, const float *restrict hr,
                            const float *restrict hi)
{
    for (size_t k = 0; k < n; k++) {
        float r = xr[k] * hr[k] - xi[k] * hi[k];
        xi[k] = xr[k] * hi[k] + xi[k] * hr[k];
        xr[k] = r;
    }
}

/* in: taps of the past, then hop new samples; of the circular result the last hop are true. */
static void turn(const struct fir *f, struct fir_line *l)
{
    float *y = f->xr + 2 * (f->fft.n / 2 + 1);

    fft_forward(&f->fft, l->in, f->xr, f->xi);
    multiply(f->fft.n / 2 + 1, f->xr, f->xi, f->re, f->im);
    fft_inverse(&f->fft, f->xr, f->xi, y);
    memcpy(l->out, y + f->taps, f->hop * sizeof *y);
    memmove(l->in, l->in + f->hop, f->taps * sizeof *l->in);
    l->filled = 0;
}

void fir_run(const struct fir *f, struct fir_line *l, float *x, size_t n)
{
    for (size_t done = 0; done < n;) {
        size_t now = f->hop - l->filled < n - done ? f->hop - l->filled : n - done;
        memcpy(l->in + f->taps + l->filled, x + done, now * sizeof *x);
        memcpy(x + done, l->out + l->filled, now * sizeof *x);
        l->filled += now;
        done += now;
        if (l->filled == f->hop)
            turn(f, l);
    }
}

size_t fir_delay(const struct fir *f)
{
    return f->hop;
}
