/* SPDX-License-Identifier: ISC */
#include "dsp/fft.h"

#include "dsp/clones.h"
#include "dsp/elementary.h"

/* Legend: m = n/2, the complex length; l the length left in a stage, s its stride (l s = m);
 * each stage has 6 l/4 twiddles: cos and sin of one, two, three times the angle. */

/* Rows that lie a power of two apart fall on the same lines of the cache: so they lie a little further. */
enum { APART = 80 };

size_t fft_floats(size_t n)
{
    size_t m = n / 2, twiddles = 0;

    for (size_t l = m; l >= 4; l /= 4)
        twiddles += 6 * (l / 4);
    return twiddles + 2 * (m + 1) + 4 * (m + APART);
}

void fft_prepare(struct fft *f, size_t n, float *memory)
{
    size_t m = n / 2;
    float *w = memory;

    f->n = n;
    f->twiddle = w;
    for (size_t l = m; l >= 4; l /= 4) {
        size_t q = l / 4;
        for (size_t p = 0; p < q; p++)
            for (size_t k = 0; k < 3; k++) {
                double angle = -2 * DSP_PI * (double)((k + 1) * p) / (double)l;
                w[2 * k * q + p] = (float)dsp_cos(angle);
                w[(2 * k + 1) * q + p] = (float)dsp_sin(angle);
            }
        w += 6 * q;
    }
    f->turn = w;
    for (size_t k = 0; k <= m; k++) {
        double angle = -DSP_PI * (double)k / (double)m;
        w[k] = (float)dsp_cos(angle);
        w[m + 1 + k] = (float)dsp_sin(angle);
    }
    f->work = w + 2 * (m + 1);
}

/* The first stage: neighbours in time become four apart. */
CLONES static void stage_first(size_t l, const float *restrict w, const float *restrict xr,
                               const float *restrict xi, float *restrict yr, float *restrict yi)
{
    size_t q = l / 4;

    for (size_t p = 0; p < q; p++) {
        float ar = xr[p], br = xr[p + q], cr = xr[p + 2 * q], dr = xr[p + 3 * q];
        float ai = xi[p], bi = xi[p + q], ci = xi[p + 2 * q], di = xi[p + 3 * q];
        float apcr = ar + cr, apci = ai + ci, amcr = ar - cr, amci = ai - ci;
        float bpdr = br + dr, bpdi = bi + di, bmdr = br - dr, bmdi = bi - di;
        float r1 = amcr + bmdi, i1 = amci - bmdr, r2 = apcr - bpdr, i2 = apci - bpdi;
        float r3 = amcr - bmdi, i3 = amci + bmdr;
        yr[4 * p] = apcr + bpdr;
        yi[4 * p] = apci + bpdi;
        yr[4 * p + 1] = r1 * w[p] - i1 * w[q + p];
        yi[4 * p + 1] = r1 * w[q + p] + i1 * w[p];
        yr[4 * p + 2] = r2 * w[2 * q + p] - i2 * w[3 * q + p];
        yi[4 * p + 2] = r2 * w[3 * q + p] + i2 * w[2 * q + p];
        yr[4 * p + 3] = r3 * w[4 * q + p] - i3 * w[5 * q + p];
        yi[4 * p + 3] = r3 * w[5 * q + p] + i3 * w[4 * q + p];
    }
}

typedef float quad __attribute__((vector_size(16), aligned(4), may_alias));

/* The second stage, where four neighbours share their twiddles. */
CLONES static void stage_second(size_t l, const float *restrict w, const float *restrict xr, const float *restrict xi,
                                float *restrict yr, float *restrict yi)
{
    size_t n = l / 4;
    const quad *ar = (const quad *)(const void *)xr, *ai = (const quad *)(const void *)xi;
    quad *r = (quad *)(void *)yr, *i = (quad *)(void *)yi;

    for (size_t p = 0; p < n; p++) {
        float c1 = w[p], s1 = w[n + p], c2 = w[2 * n + p], s2 = w[3 * n + p], c3 = w[4 * n + p], s3 = w[5 * n + p];
        quad apcr = ar[p] + ar[p + 2 * n], apci = ai[p] + ai[p + 2 * n], amcr = ar[p] - ar[p + 2 * n], amci = ai[p] - ai[p + 2 * n];
        quad bpdr = ar[p + n] + ar[p + 3 * n], bpdi = ai[p + n] + ai[p + 3 * n];
        quad bmdr = ar[p + n] - ar[p + 3 * n], bmdi = ai[p + n] - ai[p + 3 * n];
        quad r1 = amcr + bmdi, i1 = amci - bmdr, r2 = apcr - bpdr, i2 = apci - bpdi, r3 = amcr - bmdi, i3 = amci + bmdr;
        r[4 * p] = apcr + bpdr;
        i[4 * p] = apci + bpdi;
        r[4 * p + 1] = r1 * c1 - i1 * s1;
        i[4 * p + 1] = r1 * s1 + i1 * c1;
        r[4 * p + 2] = r2 * c2 - i2 * s2;
        i[4 * p + 2] = r2 * s2 + i2 * c2;
        r[4 * p + 3] = r3 * c3 - i3 * s3;
        i[4 * p + 3] = r3 * s3 + i3 * c3;
    }
}

typedef float eight __attribute__((vector_size(32), aligned(4), may_alias));

/* The later ones: a stride of 16 or more. */
CLONES static void stage_next(size_t l, size_t s, const float *restrict w, const float *restrict xr,
                              const float *restrict xi, float *restrict yr, float *restrict yi)
{
    size_t n = l / 4, e = s / 8;

    for (size_t p = 0; p < n; p++) {
        float c1 = w[p], s1 = w[n + p], c2 = w[2 * n + p], s2 = w[3 * n + p], c3 = w[4 * n + p], s3 = w[5 * n + p];
        const eight *ar = (const eight *)(const void *)(xr + s * p), *ai = (const eight *)(const void *)(xi + s * p);
        eight *r = (eight *)(void *)(yr + 4 * s * p), *i = (eight *)(void *)(yi + 4 * s * p);
        for (size_t q = 0; q < e; q++) {
            eight a = ar[q], b = ar[q + e * n], c = ar[q + 2 * e * n], d = ar[q + 3 * e * n];
            eight t = ai[q], u = ai[q + e * n], v = ai[q + 2 * e * n], x = ai[q + 3 * e * n];
            eight apcr = a + c, apci = t + v, amcr = a - c, amci = t - v;
            eight bpdr = b + d, bpdi = u + x, bmdr = b - d, bmdi = u - x;
            eight r1 = amcr + bmdi, i1 = amci - bmdr, r2 = apcr - bpdr, i2 = apci - bpdi, r3 = amcr - bmdi, i3 = amci + bmdr;
            r[q] = apcr + bpdr;
            i[q] = apci + bpdi;
            r[q + e] = r1 * c1 - i1 * s1;
            i[q + e] = r1 * s1 + i1 * c1;
            r[q + 2 * e] = r2 * c2 - i2 * s2;
            i[q + 2 * e] = r2 * s2 + i2 * c2;
            r[q + 3 * e] = r3 * c3 - i3 * s3;
            i[q + 3 * e] = r3 * s3 + i3 * c3;
        }
    }
}

CLONES static void stage_last(size_t s, const float *restrict xr, const float *restrict xi, float *restrict yr,
                              float *restrict yi)
{
    for (size_t q = 0; q < s; q++) {
        yr[q] = xr[q] + xr[q + s];
        yi[q] = xi[q] + xi[q + s];
        yr[q + s] = xr[q] - xr[q + s];
        yi[q + s] = xi[q] - xi[q + s];
    }
}

/* Complex transform of what stands in the first half of work; returns where the result stands. */
static float *transform(const struct fft *f)
{
    size_t m = f->n / 2, l = m, s = 1, row = m + APART;
    float *x = f->work, *y = f->work + 2 * row;
    const float *w = f->twiddle;

    for (; l >= 4; l /= 4, s *= 4) {
        if (s == 1)
            stage_first(l, w, x, x + row, y, y + row);
        else if (s == 4)
            stage_second(l, w, x, x + row, y, y + row);
        else
            stage_next(l, s, w, x, x + row, y, y + row);
        w += 6 * (l / 4);
        float *swap = x;
        x = y;
        y = swap;
    }
    if (l == 2) {
        stage_last(s, x, x + row, y, y + row);
        x = y;
    }
    return x;
}

CLONES static void split(size_t m, const float *restrict x, float *restrict re, float *restrict im)
{
    for (size_t k = 0; k < m; k++) {
        re[k] = x[2 * k];
        im[k] = x[2 * k + 1];
    }
}

CLONES static void join(size_t m, const float *restrict re, const float *restrict im, float scale,
                        float *restrict x)
{
    for (size_t k = 0; k < m; k++) {
        x[2 * k] = re[k] * scale;
        x[2 * k + 1] = im[k] * -scale;
    }
}

/* The spectrum of the real samples from that of the pairs z. */
CLONES static void real_from_pairs(size_t m, const float *restrict turn, const float *restrict z,
                                   float *restrict re, float *restrict im)
{
    const float *zr = z, *zi = z + m + APART, *c = turn, *s = turn + m + 1;

    re[0] = zr[0] + zi[0];
    im[0] = 0;
    re[m] = zr[0] - zi[0];
    im[m] = 0;
    for (size_t k = 1; k < m; k++) {
        float er = 0.5f * (zr[k] + zr[m - k]), ei = 0.5f * (zi[k] - zi[m - k]);
        float odr = 0.5f * (zi[k] + zi[m - k]), odi = -0.5f * (zr[k] - zr[m - k]);
        re[k] = er + (odr * c[k] - odi * s[k]);
        im[k] = ei + (odr * s[k] + odi * c[k]);
    }
}

/* And back; conjugated, so that the forward transform inverts. */
CLONES static void pairs_from_real(size_t m, const float *restrict turn, const float *restrict re,
                                   const float *restrict im, float *restrict z)
{
    float *zr = z, *zi = z + m + APART;
    const float *c = turn, *s = turn + m + 1;

    for (size_t k = 0; k < m; k++) {
        float er = 0.5f * (re[k] + re[m - k]), ei = 0.5f * (im[k] - im[m - k]);
        float tr = 0.5f * (re[k] - re[m - k]), ti = 0.5f * (im[k] + im[m - k]);
        float odr = tr * c[k] + ti * s[k], odi = ti * c[k] - tr * s[k];
        zr[k] = er - odi;
        zi[k] = -(ei + odr);
    }
}

void fft_hann(size_t n, double late, float *window)
{
    for (size_t i = 0; i < n; i++)
        window[i] = (float)(0.5 - 0.5 * dsp_cos(2 * DSP_PI * ((double)i + late) / (double)n));
}

void fft_forward(const struct fft *f, const float *x, float *re, float *im)
{
    size_t m = f->n / 2;

    split(m, x, f->work, f->work + m + APART);
    real_from_pairs(m, f->turn, transform(f), re, im);
}

void fft_inverse(const struct fft *f, const float *re, const float *im, float *x)
{
    size_t m = f->n / 2;

    pairs_from_real(m, f->turn, re, im, f->work);
    const float *z = transform(f);
    join(m, z, z + m + APART, 1 / (float)m, x);
}
