/* SPDX-License-Identifier: ISC */
/* The small parts: arithmetic, transforms, filters, dither. */
#include "tests/dsp.h"
#include "tests/tap.h"

#include "dsp/dither.h"
#include "dsp/elementary.h"
#include "dsp/fft.h"
#include "dsp/fir.h"

TEST(our_own_exp_log_and_sin_agree_with_libm_to_the_last_bits)
{
    double worst = 0;

    for (int i = 0; i < 20000; i++) {
        double x = (double)noise() * 50;
        worst = fmax(worst, fabs(dsp_exp(x) / exp(x) - 1));
        worst = fmax(worst, fabs(dsp_sin(x) - sin(x)));
        worst = fmax(worst, fabs(dsp_log(exp(x)) - x) / 50);
    }
    CHECK(worst < 5e-16);
    CHECK_NEAR(db_gain(gain_db(0.3)), 0.3, 1e-15);
    CHECK_NEAR(db_power(-3.0102999566), 0.5, 1e-10);
}

TEST(a_transform_finds_a_sine_and_gives_the_samples_back)
{
    enum { N = 1024 };
    struct fft f;
    float *memory = room(fft_floats(N) * sizeof(float)), x[N], y[N], re[N / 2 + 1], im[N / 2 + 1];
    float worst = 0;

    fft_prepare(&f, N, memory);
    for (int i = 0; i < N; i++)
        x[i] = (float)cos(2 * pi * 37 * i / N + 1);
    fft_forward(&f, x, re, im);
    CHECK_NEAR(hypot((double)re[37], (double)im[37]), N / 2.0, 0.001);
    CHECK_NEAR(atan2((double)im[37], (double)re[37]), 1, 1e-5);
    CHECK(hypot((double)re[38], (double)im[38]) < 0.001);
    fft_inverse(&f, re, im, y);
    for (int i = 0; i < N; i++)
        worst = fmaxf(worst, fabsf(x[i] - y[i]));
    CHECK(worst < 1e-6f);
    free(memory);
}

TEST(a_transform_is_the_sum_of_its_definition_at_every_size)
{
    for (int n = 32; n <= 2048; n *= 2) {
        struct fft f;
        float *memory = room(fft_floats((size_t)n) * sizeof(float)), x[2048], re[1025], im[1025];
        double worst = 0, size = 0;
        fft_prepare(&f, (size_t)n, memory);
        for (int i = 0; i < n; i++)
            size += fabs((double)(x[i] = noise()));
        fft_forward(&f, x, re, im);
        for (int k = 0; k <= n / 2; k += n > 256 ? 37 : 1) {
            double c = 0, s = 0;
            for (int i = 0; i < n; i++) {
                c += (double)x[i] * cos(2 * pi * (double)((int64_t)i * k % n) / n);
                s -= (double)x[i] * sin(2 * pi * (double)((int64_t)i * k % n) / n);
            }
            worst = fmax(worst, hypot((double)re[k] - c, (double)im[k] - s));
        }
        CHECK_NEAR(worst / sqrt(size), 0, 1e-6 * sqrt(n) / 4);
        free(memory);
    }
}

TEST(a_long_filter_is_the_sum_it_says_however_the_samples_are_cut)
{
    enum { TAPS = 64, N = 3000 };
    struct fir f;
    struct fir_line one, two;
    float *m = room(fir_floats(TAPS) * 4), *a = room(fir_line_floats(TAPS) * 4), *b = room(fir_line_floats(TAPS) * 4);
    float padded[4 * TAPS] = {0}, x[N], whole[N], cut[N], *kernel = padded;
    bool same = true;
    double worst = 0;

    for (int i = 0; i < TAPS; i++)
        kernel[i] = noise();
    for (int i = 0; i < N; i++)
        whole[i] = cut[i] = x[i] = noise();
    fir_prepare(&f, TAPS, m);
    fft_forward(&f.fft, padded, f.re, f.im);
    fir_line_prepare(&one, &f, a);
    fir_line_prepare(&two, &f, b);
    fir_run(&f, &one, whole, N);
    for (size_t at = 0, n; at < N; at += n) {
        n = 1 + at % 97 < N - at ? 1 + at % 97 : N - at;
        fir_run(&f, &two, cut + at, n);
    }
    for (size_t i = fir_delay(&f) + TAPS; i < N; i++) {
        double sum = 0;
        for (size_t k = 0; k < TAPS; k++)
            sum += (double)kernel[k] * (double)x[i - fir_delay(&f) - k];
        worst = fmax(worst, fabs(sum - (double)whole[i]));
    }
    for (int i = 0; i < N; i++)
        same = same && memcmp(&whole[i], &cut[i], sizeof(float)) == 0;
    CHECK(worst < 1e-5);
    CHECK(same);
    free(m);
    free(a);
    free(b);
}

TEST(sixteen_bits_shape_their_error_for_every_rate_and_more_bits_do_not)
{
    static const int64_t rates[] = {32000, 44100, 48000, 88200, 96000, 192000};
    struct dither d;

    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        double at_3k = 0, square = 1, re = 1, im = 0;
        dither_prepare(&d, 16, rates[i], 0, 1);
        for (int k = 0; k < DITHER_TAPS; k++) {
            double angle = 2 * pi * 3000 / (double)rates[i] * (k + 1);
            re += d.shape[k] * cos(angle);
            im -= d.shape[k] * sin(angle);
            square += d.shape[k] * d.shape[k];
        }
        at_3k = re * re + im * im;
        CHECK(at_3k < 0.8 * square && square < 10); /* less than white where the ear is keenest, and no shouting elsewhere */
        CHECK(rates[i] < 88200 || at_3k < 0.1);
    }
    dither_prepare(&d, 24, 44100, 0, 1);
    CHECK(!d.shaped && d.shape[0] >= 0 && d.shape[0] <= 0);
}

TEST(dither_is_the_same_wherever_one_begins_and_hides_the_steps)
{
    enum { N = 40000 };
    struct dither whole, piece;
    float *x = room(N * 4);
    int32_t *a = room(N * 4), *b = room(N * 4);
    double sum = 0;

    for (int i = 0; i < N; i++)
        x[i] = 0.25f / 8388608; /* a quarter of a step of 24 bits */
    dither_prepare(&whole, 24, 44100, 0, 5);
    dither_run(&whole, x, a, N, 1);
    dither_prepare(&piece, 24, 44100, 0, 5);
    piece.at = 1000;
    dither_run(&piece, x + 1000, b + 1000, N - 1000, 1);
    CHECK(!memcmp(a + 1000, b + 1000, (N - 1000) * 4));
    for (int i = 0; i < N; i++)
        sum += a[i];
    CHECK_NEAR(sum / N, 0.25, 0.02);
    free(x);
    free(a);
    free(b);
}
