/* SPDX-License-Identifier: ISC */
#include "dsp/biquad.h"

#include "dsp/elementary.h"

static void normalise(struct biquad *f, double a0)
{
    f->b0 /= a0;
    f->b1 /= a0;
    f->b2 /= a0;
    f->a1 /= a0;
    f->a2 /= a0;
}

void biquad_peak(struct biquad *f, double rate_hz, double hz, double gain, double q)
{
    double w = 2 * DSP_PI * hz / rate_hz, alpha = dsp_sin(w) / (2 * q), a = db_gain(gain / 2);

    *f = (struct biquad){1 + alpha * a, -2 * dsp_cos(w), 1 - alpha * a, -2 * dsp_cos(w), 1 - alpha / a};
    normalise(f, 1 + alpha / a);
}

void biquad_high_pass(struct biquad *f, double rate_hz, double hz, double q)
{
    double w = 2 * DSP_PI * hz / rate_hz, alpha = dsp_sin(w) / (2 * q), c = dsp_cos(w);

    *f = (struct biquad){(1 + c) / 2, -(1 + c), (1 + c) / 2, -2 * c, 1 - alpha};
    normalise(f, 1 + alpha);
}

void biquad_low_pass(struct biquad *f, double rate_hz, double hz, double q)
{
    double w = 2 * DSP_PI * hz / rate_hz, alpha = dsp_sin(w) / (2 * q), c = dsp_cos(w);

    *f = (struct biquad){(1 - c) / 2, 1 - c, (1 - c) / 2, -2 * c, 1 - alpha};
    normalise(f, 1 + alpha);
}

void biquad_run(const struct biquad *f, struct biquad_past *past, float *x, size_t n)
{
    double s1 = past->s1, s2 = past->s2;

    for (size_t i = 0; i < n; i++) {
        double in = (double)x[i], out = f->b0 * in + s1;
        s1 = f->b1 * in - f->a1 * out + s2;
        s2 = f->b2 * in - f->a2 * out;
        x[i] = (float)out;
    }
    *past = (struct biquad_past){s1, s2};
}

double biquad_db_at(const struct biquad *f, double rate_hz, double hz)
{
    double w = 2 * DSP_PI * hz / rate_hz, c1 = dsp_cos(w), s1 = dsp_sin(w), c2 = dsp_cos(2 * w),
           s2 = dsp_sin(2 * w);
    double nr = f->b0 + f->b1 * c1 + f->b2 * c2, ni = f->b1 * s1 + f->b2 * s2;
    double dr = 1 + f->a1 * c1 + f->a2 * c2, di = f->a1 * s1 + f->a2 * s2;

    return power_db((nr * nr + ni * ni) / (dr * dr + di * di));
}
