/* SPDX-License-Identifier: ISC */
#include "dsp/audible.h"

#include "dsp/clones.h"
#include "dsp/elementary.h"

#include <math.h>
#include <string.h>

/* A frame of n samples has CELLS cells; the slow gain of one comes from AROUND to each side, 40 ms in all.  So it is
 * a window of 3 n samples that is looked at, one n in front of the frame.  The filter has n taps, n/2 to each side. */
enum { CELLS = 16, AROUND = AUDIBLE_AROUND, SEEN = 3 * CELLS };

/* ---- memory ---------------------------------------------------------------------------- */

static size_t bins_room(size_t n) /* of a spectrum of 4 n samples */
{
    return 2 * n + 16;
}

size_t audible_size(int64_t rate_hz)
{
    size_t n = mask_frame(rate_hz), floats = n + 2 * n + 2 * 4 * n + 3 * n + 6 * bins_room(n);

    return 3 * bins_room(n) * sizeof(double) + (floats + fft_floats(n) + fft_floats(2 * n) + fft_floats(4 * n)) * sizeof(float);
}

void audible_forget(struct audible *a)
{
    memset(a->cross_re, 0, 3 * bins_room(a->n) * sizeof(double));
    a->sum = a->frames = 0;
}

static float *take(float **memory, size_t n)
{
    float *mine = *memory;

    *memory += n;
    return mine;
}

void audible_prepare(struct audible *a, int64_t rate_hz, void *memory)
{
    size_t n = mask_frame(rate_hz), bins = bins_room(n);
    float *m = (float *)((double *)memory + 3 * bins);

    *a = (struct audible){.n = n, .cross_re = memory};
    a->cross_im = a->cross_re + bins;
    a->power = a->cross_im + bins;
    a->one = (struct audible_spectrum){take(&m, bins), take(&m, bins)};
    a->other = (struct audible_spectrum){take(&m, bins), take(&m, bins)};
    a->filter = (struct audible_spectrum){take(&m, bins), take(&m, bins)};
    a->hann = take(&m, n);
    a->hann_twice = take(&m, 2 * n);
    a->in = take(&m, 4 * n);
    a->out = take(&m, 4 * n);
    a->noise = take(&m, n);
    a->wanted = take(&m, n);
    a->gain = take(&m, n);
    fft_prepare(&a->fft, n, take(&m, fft_floats(n)));
    fft_prepare(&a->twice, 2 * n, take(&m, fft_floats(2 * n)));
    fft_prepare(&a->wide, 4 * n, m);
    mask_prepare(&a->mask, rate_hz, n, 16000);
    fft_hann(n, 0, a->hann);
    fft_hann(2 * n, 0, a->hann_twice);
    for (int k = 0; k <= AROUND; k++)
        a->weight[k] = 0.5 + 0.5 * dsp_cos(DSP_PI * k / (AROUND + 1));
    audible_forget(a);
}

/* ---- parts ------------------------------------------------------------------------------- */

/* n samples from `at` of both channels together; mono is the same on both sides. */
static void together(const float *const *song, int channels, size_t frames, int64_t at, size_t n, float *to)
{
    const float *left = song[0], *right = song[channels - 1];
    size_t before = at < 0 ? (size_t)-at : 0, from = at < 0 ? 0 : (size_t)at, there = from < frames ? frames - from : 0;

    before = before < n ? before : n;
    there = there < n - before ? there : n - before;
    memset(to, 0, n * sizeof *to);
    for (size_t i = 0; i < there; i++)
        to[before + i] = left[from + i] + right[from + i];
}

CLONES static void multiply(float *restrict x, const float *restrict y, size_t n)
{
    for (size_t i = 0; i < n; i++)
        x[i] *= y[i];
}

CLONES static float product(const float *x, const float *y, size_t n)
{
    return dsp_dot(x, y, n);
}

/* ---- the filter that stands still ------------------------------------------------------------ */

CLONES static void add_products(const struct audible *a, size_t bins)
{
    const float *xr = a->one.re, *xi = a->one.im, *yr = a->other.re, *yi = a->other.im;
    double *restrict re = a->cross_re, *restrict im = a->cross_im, *restrict power = a->power;

    for (size_t k = 0; k < bins; k++) {
        re[k] += (double)(yr[k] * xr[k] + yi[k] * xi[k]);
        im[k] += (double)(yi[k] * xr[k] - yr[k] * xi[k]);
        power[k] += (double)(xr[k] * xr[k] + xi[k] * xi[k]);
    }
}

void audible_learn(struct audible *a, const float *const *in, const float *const *out, int channels, size_t frames,
                   size_t at)
{
    size_t n = 2 * a->n;

    together(in, channels, frames, (int64_t)at, n, a->in);
    together(out, channels, frames, (int64_t)at, n, a->out);
    multiply(a->in, a->hann_twice, n);
    multiply(a->out, a->hann_twice, n);
    fft_forward(&a->twice, a->in, a->one.re, a->one.im);
    fft_forward(&a->twice, a->out, a->other.re, a->other.im);
    add_products(a, n / 2 + 1);
}

/* Least squares in each bin; in time its middle n taps remain, and their spectrum is that of 4 n samples. */
void audible_learnt(struct audible *a)
{
    size_t n = a->n;
    double most = 0;

    for (size_t k = 0; k <= n; k++)
        most = fmax(most, a->power[k]);
    for (size_t k = 0; k <= n; k++) {
        double scale = 1 / (a->power[k] + 1e-9 * most + 1e-12);
        a->one.re[k] = (float)(a->cross_re[k] * scale);
        a->one.im[k] = (float)(a->cross_im[k] * scale);
    }
    fft_inverse(&a->twice, a->one.re, a->one.im, a->in);
    memset(a->out, 0, 4 * n * sizeof(float));
    for (size_t i = 0; i < n; i++) { /* a taper over the outer quarters; the tap of no delay is at 0, those before at the end */
        size_t from = i < n / 2 ? i : 2 * n - (n - i), to = i < n / 2 ? i : 4 * n - (n - i);
        double away = (double)(i < n / 2 ? i : n - i) / (double)(n / 2), taper = fmax(away - 0.75, 0) * 4;
        a->out[to] = a->in[from] * (float)(0.5 + 0.5 * dsp_cos(DSP_PI * taper));
    }
    fft_forward(&a->wide, a->out, a->filter.re, a->filter.im);
}

CLONES static void through_filter(const struct audible *a, size_t bins)
{
    const float *fr = a->filter.re, *fi = a->filter.im;
    float *restrict re = a->one.re, *restrict im = a->one.im;

    for (size_t k = 0; k < bins; k++) {
        float r = re[k] * fr[k] - im[k] * fi[k];
        im[k] = re[k] * fi[k] + im[k] * fr[k];
        re[k] = r;
    }
}

/* ---- the slow gain ------------------------------------------------------------------------------ */

/* The gain of each cell of the frame and of one on each side: least squares under a Hann window. */
static void slow_gains(const struct audible *a, const float *both, const float *square, float *gain)
{
    for (int c = 0; c < CELLS + 2; c++) {
        double above = 0, below = 1e-12;
        for (int k = -AROUND; k <= AROUND; k++) {
            double w = a->weight[k < 0 ? -k : k];
            above += w * (double)both[c - 1 + CELLS + k];
            below += w * (double)square[c - 1 + CELLS + k];
        }
        gain[c] = (float)(above / below);
    }
}

/* Straight between the middles of the cells. */
static void draw_gain(const struct audible *a, const float *gain)
{
    size_t cell = a->n / CELLS;

    for (size_t i = 0; i < a->n; i++) {
        size_t shifted = i + cell / 2, c = shifted / cell;
        float t = ((float)(int)(shifted % cell) + 0.5f) / (float)(int)cell;
        a->gain[i] = gain[c] + t * (gain[c + 1] - gain[c]);
    }
}

/* ---- listening ------------------------------------------------------------------------------------ */

/* The wanted sound of the window around the frame into a->in, what came out into a->out, and the gain between. */
static void look_around(struct audible *a, const float *const *in, const float *const *out, int channels, size_t frames,
                        int64_t at)
{
    float both[SEEN], square[SEEN], gain[CELLS + 2];
    size_t n = a->n, cell = n / CELLS;

    together(in, channels, frames, at - (int64_t)(n + n / 2), 4 * n, a->in);
    fft_forward(&a->wide, a->in, a->one.re, a->one.im);
    through_filter(a, 2 * n + 1);
    fft_inverse(&a->wide, a->one.re, a->one.im, a->in);
    together(out, channels, frames, at - (int64_t)n, 3 * n, a->out);
    const float *wanted = a->in + n / 2;
    for (size_t k = 0; k < SEEN; k++) {
        size_t from = k * cell;
        both[k] = product(wanted + from, a->out + from, cell);
        square[k] = product(wanted + from, wanted + from, cell);
    }
    slow_gains(a, both, square, gain);
    draw_gain(a, gain);
}

CLONES static void part(const float *restrict in, const float *restrict out, const float *restrict gain,
                        const float *restrict window, size_t n, float *restrict wanted, float *restrict noise)
{
    for (size_t i = 0; i < n; i++) {
        float w = in[i] * gain[i];
        wanted[i] = w * window[i];
        noise[i] = (out[i] - w) * window[i];
    }
}

void audible_listen(struct audible *a, const float *const *in, const float *const *out, int channels, size_t frames,
                    size_t at)
{
    float signal[MASK_BANDS_MOST], noise[MASK_BANDS_MOST], threshold[MASK_BANDS_MOST];
    double loud = 0, ratio = 0;
    size_t n = a->n;

    look_around(a, in, out, channels, frames, (int64_t)at);
    part(a->in + n + n / 2, a->out + n, a->gain, a->hann, n, a->wanted, a->noise);
    fft_forward(&a->fft, a->wanted, a->one.re, a->one.im);
    mask_energy(&a->mask, a->one.re, a->one.im, signal);
    for (int b = 0; b < a->mask.bands; b++)
        loud += (double)signal[b];
    if (loud <= (double)(n * n) / 6 * 1e-6) /* 60 dB below full scale: nobody listens so closely */
        return;
    fft_forward(&a->fft, a->noise, a->one.re, a->one.im);
    mask_energy(&a->mask, a->one.re, a->one.im, noise);
    mask_threshold(&a->mask, signal, threshold);
    for (int b = 0; b < a->mask.bands; b++)
        ratio += (double)(noise[b] / threshold[b]);
    a->sum += ratio / a->mask.bands;
    a->frames++;
}

double audible_ratio(const struct audible *a)
{
    return a->frames > 0 ? a->sum / a->frames : 0;
}
