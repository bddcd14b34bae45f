/* SPDX-License-Identifier: ISC */
/* The parts of the chain, each by what it promises. */
#include "tests/tap.h"

#include "dsp/audible.h"
#include "dsp/biquad.h"
#include "dsp/chain.h"
#include "dsp/dither.h"
#include "dsp/elementary.h"
#include "dsp/fft.h"
#include "dsp/fir.h"
#include "dsp/guard.h"
#include "dsp/limiter.h"
#include "dsp/plan.h"
#include "dsp/style.h"

#include <stdint.h>
#include <stdlib.h>

static const double pi = 3.14159265358979323846;

static void *room(size_t bytes)
{
    void *p = aligned_alloc(64, (bytes + 63) / 64 * 64 + 64);

    return memset(p, 0, bytes);
}

static uint32_t noise_seed = 1;
static float noise(void)
{
    noise_seed = noise_seed * 1664525u + 1013904223u;
    return (float)(int32_t)noise_seed / 2147483648.0f;
}

/* ---- foundations ------------------------------------------------------------------ */

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
    float kernel[TAPS], x[N], whole[N], cut[N];
    bool same = true;
    double worst = 0;

    for (int i = 0; i < TAPS; i++)
        kernel[i] = noise();
    for (int i = 0; i < N; i++)
        whole[i] = cut[i] = x[i] = noise();
    fir_prepare(&f, TAPS, m);
    fir_set(&f, kernel);
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

TEST(a_bell_lifts_its_centre_and_nothing_far_away)
{
    struct biquad bell;

    biquad_peak(&bell, 48000, 1000, 6, 1);
    CHECK_NEAR(biquad_db_at(&bell, 48000, 1000), 6.0, 0.01);
    CHECK_NEAR(biquad_db_at(&bell, 48000, 20), 0.0, 0.01);
}

/* ---- the meter: EBU Tech 3341 and 3342, synthesised ------------------------------------ */

struct stretch {
    double db, seconds;
};

/* Stretches of a tone of 1 kHz in both channels (one of no seconds ends them, and no length begins them). */
static size_t heard(const struct stretch *parts, double rate, double *cells, size_t most)
{
    struct meter m;
    double phase = 0;

    meter_prepare(&m, (int64_t)rate, 2, cells, most);
    for (const struct stretch *p = parts; p->seconds > 0 || p->db < -200; p++)
        for (int64_t i = 0; i < llround(p->seconds * rate); i++, phase += 2 * pi * 1000 / rate) {
            float x = (float)(pow(10, p->db / 20) * sin(phase));
            const float *both[2] = {&x, &x};
            meter_run(&m, both, 1);
        }
    return m.count;
}

static struct loudness measured(const struct stretch *parts, double rate)
{
    struct loudness out;
    size_t most = 12100;
    double *cells = room(most * sizeof *cells), *work = room(most * sizeof *work);
    size_t n = heard(parts, rate, cells, most);

    loudness_of(cells, n, work, &out);
    free(cells);
    free(work);
    return out;
}

TEST(loudness_is_as_EBU_Tech_3341_wants_it)
{
    static const struct {
        struct stretch parts[6];
        double lufs;
    } cases[] = {
        {{{-23, 20}}, -23},
        {{{-33, 20}}, -33},
        {{{-36, 10}, {-23, 60}, {-36, 10}}, -23},
        {{{-72, 10}, {-36, 10}, {-23, 60}, {-36, 10}, {-72, 10}}, -23},
        {{{-26, 20}, {-20, 20.1}, {-26, 20}}, -22.979}, /* which -23.0 rounds */
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_NEAR(measured(cases[i].parts, 48000).integrated, cases[i].lufs, 0.02);
    CHECK_NEAR(measured(cases[0].parts, 44100).integrated, -23, 0.05);
    CHECK_NEAR(measured(cases[0].parts, 192000).integrated, -23, 0.05);
    CHECK_NEAR(measured(cases[0].parts, 8000).integrated, -23, 0.3);
    CHECK_NEAR(measured(cases[0].parts, 48000).momentary_max, -23, 0.05);
    CHECK_NEAR(measured(cases[0].parts, 48000).short_max, -23, 0.05);
}

/* Cases 9 to 14: the momentary and the short-term loudness.  What -23.0 rounds is -22.993 in case 9, -22.967 in 12. */
TEST(momentary_and_short_term_loudness_are_as_EBU_Tech_3341_wants_them)
{
    struct stretch three[32] = {{0}}, tenth[64] = {{0}};
    double cells[3000], worst = 0;

    for (int i = 0; i < 10; i++)
        three[i] = i % 2 ? (struct stretch){-30, 1.66} : (struct stretch){-20, 1.34};
    size_t n = heard(three, 48000, cells, 3000);
    for (size_t i = 300; i + 300 <= n; i++)
        worst = fmax(worst, fabs(loudness_stretch(cells, i, 300) - 10 * log10((1.34e-2 + 1.66e-3) / 3)));
    for (int i = 0; i < 50; i++)
        tenth[i] = i % 2 ? (struct stretch){-30, 0.22} : (struct stretch){-20, 0.18};
    n = heard(tenth, 48000, cells, 3000);
    for (size_t i = 100; i + 40 <= n; i++)
        worst = fmax(worst, fabs(loudness_stretch(cells, i, 40) - 10 * log10((0.18e-2 + 0.22e-3) / 0.4)));
    CHECK_NEAR(worst, 0, 0.02);
    for (int i = 0; i < 20; i++) {
        const struct stretch ten[] = {{-300, i * 0.15}, {-23, 3}, {-300, 1}, {0, 0}};
        const struct stretch eleven[] = {{-300, i * 0.15}, {-38 + i, 3}, {-300, 3 - i * 0.15}, {0, 0}};
        const struct stretch thirteen[] = {{-300, i * 0.02}, {-23, 0.4}, {-300, 1}, {0, 0}};
        const struct stretch fourteen[] = {{-300, i * 0.02}, {-38 + i, 0.4}, {-300, 0.4 - i * 0.02}, {0, 0}};
        CHECK_NEAR(measured(ten, 48000).short_max, -23, 0.02);
        CHECK_NEAR(measured(eleven, 48000).short_max, -38 + i, 0.02);
        CHECK_NEAR(measured(thirteen, 48000).momentary_max, -23, 0.02);
        CHECK_NEAR(measured(fourteen, 48000).momentary_max, -38 + i, 0.02);
    }
}

TEST(loudness_range_is_as_EBU_Tech_3342_wants_it)
{
    static const struct {
        struct stretch parts[6];
        double lu;
    } cases[] = {
        {{{-20, 20}, {-30, 20}}, 10},
        {{{-20, 20}, {-15, 20}}, 5},
        {{{-40, 20}, {-20, 20}}, 20},
        {{{-50, 20}, {-35, 20}, {-20, 20}, {-35, 20}, {-50, 20}}, 15},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_NEAR(measured(cases[i].parts, 48000).range, cases[i].lu, 0.1);
}

static double true_peak_of(const float *x, size_t n)
{
    struct truepeak *t = room(sizeof *t);
    const float *one[2] = {x, x};
    double peak;

    truepeak_prepare(t, 1);
    truepeak_run(t, one, n);
    truepeak_finish(t);
    peak = (double)t->true_peak;
    free(t);
    return peak;
}

TEST(true_peak_reads_between_the_samples)
{
    static const struct {
        double per, degrees, level, db; /* frequency is rate / per */
    } cases[] = {{4, 0, 0.5, -6.02}, {4, 45, 0.5, -6.02}, {6, 60, 0.5, -6.02}, {8, 67.5, 0.5, -6.02}, {4, 45, 1.41, 2.98}};
    enum { N = 48000 };
    float *x = room(N * sizeof *x);

    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        for (int i = 0; i < N; i++) { /* eased in and out: a sudden start has peaks of its own */
            double edge = fmin(1, fmin(i, N - 1 - i) / 4800.0);
            x[i] = (float)(cases[c].level * edge * sin(2 * pi * i / cases[c].per + cases[c].degrees * pi / 180));
        }
        CHECK_NEAR(20 * log10(true_peak_of(x, N)), cases[c].db, 0.03);
    }
    free(x);
}

static float torture(int kind, int i, int64_t rate)
{
    double t = (double)i / (double)rate;

    switch (kind) {
    case 0:
        return (float)sin(2 * pi * 997 * t);
    case 1:
        return (float)sin(2 * pi * 50 * t);
    case 2:
        return (float)(sin(pi / 2 * i + pi / 4) * 1.41);
    case 3:
        return noise();
    case 4:
        return i % 4410 < 40 ? noise() * 4 : 0.01f * noise();
    case 5:
        return i % 3000 == 0 ? 8.0f : 0;
    case 6:
        return i / 37 % 2 ? 1 : -1;
    default:
        return (float)(sin(2 * pi * 0.4535 * i) + sin(2 * pi * 0.4308 * i)) * (i % 20000 < 9000 ? 1 : 0.1f);
    }
}

/* All 32 values of every sample, the slow way. */
static double peak_everywhere(const float *x, size_t n)
{
    struct fine *f = room(sizeof *f);
    float *padded = room((n + 2 * FINE_TAPS) * sizeof *padded), most = 0;

    fine_prepare(f);
    memcpy(padded + FINE_TAPS, x, n * sizeof *x);
    for (size_t i = FINE_TAPS / 2; i < n + FINE_TAPS + FINE_TAPS / 2; i++)
        for (int p = 0; p < OVERSAMPLE_MOST; p++)
            most = fmaxf(most, fine_at(f, padded + i, p));
    free(f);
    free(padded);
    return (double)most;
}

TEST(true_peak_is_what_all_values_of_all_samples_give)
{
    enum { N = 2500 };
    float *x = room(N * sizeof *x), low = 0;

    for (int kind = 0; kind < 12; kind++) {
        for (int i = 0; i < N; i++) {
            low += 0.05f * (noise() - low);
            x[i] = kind < 8 ? torture(kind, i, 44100) : fmaxf(-0.5f, fminf(0.5f, low * 8)) + noise() * (kind == 8 ? 0 : 0.02f * (float)(kind - 8));
        }
        CHECK(true_peak_of(x, N) == peak_everywhere(x, N));
    }
    free(x);
}

/* ---- the chain --------------------------------------------------------------------------- */

static struct settings quiet_settings(int64_t rate, int64_t frames)
{
    struct settings s = {.rate_hz = rate, .frames = frames, .channels = 2};

    s.limiter = (struct limiter_settings){.ceiling_db = -1, .release_ms = 40};
    return s;
}

/* Runs a part over a song in pieces of `cut` samples (0: of random lengths); answers with its delay taken away. */
static void chained(enum part p, const struct settings *s, float *left, float *right, size_t n, size_t cut)
{
    struct chain c;
    void *memory = room(chain_size(p, s));

    chain_prepare(&c, p, s, memory);
    size_t all = n + c.latency;
    float *x = room(all * 4), *y = room(all * 4);
    memcpy(x, left, n * 4);
    memcpy(y, right, n * 4);
    for (size_t at = 0, now; at < all; at += now) {
        float *both[2] = {x + at, y + at};
        now = cut ? cut : (size_t)(fabs((double)noise()) * 5000) + 1;
        now = all - at < now ? all - at : now;
        chain_run(&c, both, now);
    }
    memcpy(left, x + c.latency, n * 4);
    memcpy(right, y + c.latency, n * 4);
    free(x);
    free(y);
    free(memory);
}

/* All that comes after the shaping: survey, gains, cancelled peaks, guard. */
static void limited(struct settings s, float *left, float *right, size_t n, size_t cut)
{
    struct oversample *o = room(sizeof *o);
    const float *const both[2] = {left, right};
    float *cell = room(survey_cells(s.rate_hz, n) * sizeof *cell);

    oversample_prepare(o, 4);
    survey(o, both, 2, n, ride_cell(s.rate_hz), 0, cell, NULL);
    s.limiter.cell = cell;
    s.frames = (int64_t)n;
    chained(PART_LOUD, &s, left, right, n, cut);
    if (s.limiter.spare_db > 0)
        chained(PART_CANCEL, &s, left, right, n, cut);
    float *left_over = room(survey_cells(s.rate_hz, n) * sizeof *cell);
    survey(o, both, 2, n, ride_cell(s.rate_hz), 0, left_over, NULL);
    s.limiter.left = left_over;
    chained(PART_LAST, &s, left, right, n, cut);
    free(cell);
    free(left_over);
    free(o);
}

enum { SECOND = 44100, SONG = 3 * SECOND };

TEST(a_chain_with_nothing_to_do_leaves_the_song_as_it_is)
{
    struct settings s = quiet_settings(44100, SONG);
    float *l = room(SONG * 4), *r = room(SONG * 4), worst = 0;

    s.dynamics.used = s.stereo.used = true;
    s.dynamics.attack_ms = s.dynamics.release_ms = 100;
    for (int i = 0; i < SONG; i++) {
        l[i] = 0.3f * noise();
        r[i] = 0.3f * noise();
    }
    float *kept = room(SONG * 4);
    memcpy(kept, l, SONG * 4);
    chained(PART_SHAPE, &s, l, r, SONG, 1000);
    limited(s, l, r, SONG, 1000);
    for (int i = SECOND / 2; i < SONG - SECOND / 2; i++)
        worst = fmaxf(worst, fabsf(l[i] - kept[i]));
    CHECK(worst < 2e-6f);
    free(l);
    free(r);
    free(kept);
}

TEST(the_result_does_not_depend_on_how_the_song_was_cut)
{
    struct settings s = quiet_settings(44100, SONG);
    static const size_t cuts[] = {1, 777, 8192, 0, 0};
    enum { CUTS = sizeof cuts / sizeof *cuts };
    float *l[CUTS], *r[CUTS];

    s.eq.used = s.dynamics.used = s.stereo.used = true;
    s.eq.gain_db[60] = 3;
    s.stereo.side_db[70] = 2;
    s.dynamics.attack_ms = 20;
    s.dynamics.release_ms = 180;
    for (int b = 0; b < DYNAMICS_BANDS; b++)
        for (int q = 0; q < SPREADS; q++) {
            s.dynamics.level_db[b][q] = -50 + 10 * q;
            s.dynamics.gain_db[b][q] = -q;
        }
    s.limiter.drive_db = 9;
    s.limiter.spare_db = 5;
    for (int k = 0; k < CUTS; k++) {
        l[k] = room(SONG * 4);
        r[k] = room(SONG * 4);
        noise_seed = 7; /* the same song for all */
        for (int i = 0; i < SONG; i++) {
            l[k][i] = noise() * (i / 5000 % 2 ? 0.5f : 0.05f);
            r[k][i] = noise() * 0.2f;
        }
        noise_seed = 100 + (uint32_t)k; /* and other lengths for each */
        chained(PART_SHAPE, &s, l[k], r[k], SONG, cuts[k]);
        limited(s, l[k], r[k], SONG, cuts[k]);
    }
    for (int k = 1; k < CUTS; k++)
        CHECK(!memcmp(l[0], l[k], SONG * 4) && !memcmp(r[0], r[k], SONG * 4));
    for (int k = 0; k < CUTS; k++) {
        free(l[k]);
        free(r[k]);
    }
}

/* What a survey passes over is where nothing can be: above the floor it tells what an interpolator finds everywhere. */
TEST(what_a_survey_passes_over_was_not_above_its_floor)
{
    enum { N = 30000, CELL = 32, CELLS = N / CELL + 1 };
    float *x = room(N * sizeof *x), *all = room(CELLS * sizeof *all), *some = room(CELLS * sizeof *some);
    struct oversample *o = room(sizeof *o);
    const float *one[1] = {x};

    oversample_prepare(o, 4);
    for (int kind = 0; kind < 8; kind++) {
        size_t passed = 0, above = 0;
        for (int i = 0; i < N; i++)
            x[i] = torture(kind, i, 44100) * (i / 5000 % 2 ? 0.3f : 1);
        survey(o, one, 1, N, CELL, 0, all, NULL);
        for (float floor = 0.1f; floor < 3; floor *= 1.3f) {
            survey(o, one, 1, N, CELL, floor, some, NULL);
            for (int i = 0; i < CELLS; i++) {
                CHECK(all[i] > floor ? some[i] == all[i] : some[i] <= floor);
                passed += all[i] != some[i];
                above += all[i] > floor;
            }
        }
        CHECK(kind == 5 || kind == 6 || (passed > 0 && above > 0));
    }
    free(x);
    free(all);
    free(some);
    free(o);
}

/* The long bank's highest value, too, and beside what is far above. */
TEST(the_finest_look_is_the_same_where_it_may_be_short)
{
    enum { N = 3000 };
    float *x = room(N * sizeof *x);
    struct fine *f = room(sizeof *f);

    fine_prepare(f);
    for (int kind = 0; kind < 8; kind++) {
        for (int i = 0; i < N; i++)
            x[i] = torture(kind, i, 44100);
        for (int i = FINE_TAPS; i < N - FINE_TAPS; i++) {
            float most = 0, floor = 0.02f * (float)(i % 100);
            for (int p = 0; p < OVERSAMPLE_MOST; p++)
                most = fmaxf(most, fine_at(f, x + i, p));
            CHECK(fine_above(f, x + i, floor) == fmaxf(most, floor));
        }
    }
    free(x);
    free(f);
}

TEST(the_meters_do_not_see_how_the_song_was_cut)
{
    enum { N = 60000, CELLS = 200 };
    float *x = room(N * 4), *y = room(N * 4);
    struct truepeak *t = room(2 * sizeof *t);
    struct meter m[2];
    double cells[2][CELLS], products[2][CELLS];

    for (int i = 0; i < N; i++) {
        x[i] = noise() * 1.5f * (i / 9000 % 2 ? 0.2f : 1);
        y[i] = noise() * 0.8f;
    }
    for (int k = 0; k < 2; k++) {
        meter_prepare(&m[k], 44100, 2, cells[k], CELLS);
        m[k].products = products[k];
        truepeak_prepare(&t[k], 2);
        t[k].overs[0].gap = t[k].overs[1].gap = 4410;
        for (size_t at = 0, now; at < N; at += now) {
            const float *both[2] = {x + at, y + at};
            now = k ? (size_t)(fabs((double)noise()) * 900) + 1 : N;
            now = N - at < now ? N - at : now;
            meter_run(&m[k], both, now);
            truepeak_run(&t[k], both, now);
        }
        truepeak_finish(&t[k]);
    }
    /* Sums are begun anew where the song is cut: the energies agree to the last bits, the peaks exactly. */
    CHECK(m[0].count == m[1].count);
    for (size_t i = 0; i < m[0].count; i++) {
        CHECK_NEAR(cells[0][i] / cells[1][i], 1, 1e-12);
        CHECK_NEAR(products[0][i], products[1][i], 1e-12);
    }
    CHECK(t[0].true_peak == t[1].true_peak && t[0].sample_peak == t[1].sample_peak);
    CHECK(!memcmp(t[0].overs, t[1].overs, sizeof t[0].overs) && t[0].overs[0].count > 3);
    free(x);
    free(y);
    free(t);
}

TEST(no_peak_is_above_the_ceiling_whatever_comes)
{
    static const int64_t rates[] = {8000, 44100, 192000};

    for (int k = 0; k < 6; k++)
        for (int kind = 0; kind < 8; kind++) {
            int n = (int)rates[k % 3] / 3;
            struct settings s = quiet_settings(rates[k % 3], n);
            float *l = room((size_t)n * 4), *r = room((size_t)n * 4), *work = room((size_t)n * 4);
            float *both[2] = {l, r}, ceiling = (float)db_gain(-1);
            s.limiter.drive_db = 6;
            s.limiter.spare_db = k < 3 ? 0 : 5;
            for (int i = 0; i < n; i++) {
                l[i] = torture(kind, i, rates[k % 3]);
                r[i] = 0.5f * torture(kind, n - i, rates[k % 3]);
            }
            limited(s, l, r, (size_t)n, 4096);
            CHECK_NEAR(fmin(gain_db(true_peak_of(l, (size_t)n)) + 1, 0.5), 0, 0.51); /* near already */
            touch_up(&(struct touch){.channel = both, .channels = 2, .rounds = 5, .frames = (size_t)n, .rate_hz = rates[k % 3],
                                     .ceiling = ceiling * 0.9999f, .work = work});
            double left = gain_db(fmax(true_peak_of(l, (size_t)n), true_peak_of(r, (size_t)n)));
            if (!CHECK(left <= -1 + 0.005))
                printf("# kind %d at %d Hz: %.3f dBTP\n", kind, (int)rates[k % 3], left);
            free(l);
            free(r);
            free(work);
        }
}

/* The signs of the finest interpolator's taps, on a level that lies lower: only its longest sums see the peak. */
TEST(a_wave_that_no_short_interpolator_sees_is_found_and_brought_down)
{
    enum { FRAMES = 20000, MIDDLE = 9000 };
    float *x = room(FRAMES * 4), *work = room(FRAMES * 4), ceiling = (float)db_gain(-2);
    float *both[1] = {x};
    double before = 0;

    for (int i = 0; i < FRAMES; i++) {
        int from = i - MIDDLE; /* the middle of the wave is at MIDDLE + 1/2 */
        x[i] = 0.3f * ((from > 0 ? from - 1 : -from) % 2 ? -1.0f : 1.0f);
    }
    before = gain_db(true_peak_of(x, FRAMES));
    CHECK(before > -2 + 0.5);
    touch_up(&(struct touch){.channel = both, .channels = 1, .rounds = 5, .frames = FRAMES, .rate_hz = 44100,
                             .ceiling = ceiling * 0.9999f, .work = work});
    CHECK(gain_db(true_peak_of(x, FRAMES)) <= -2 + 0.005);
    CHECK(gain_db(true_peak_of(x, FRAMES)) > -2.1);
    free(x);
    free(work);
}

static void second_first(void (*half)(void *of, int which), void *of)
{
    half(of, 1);
    half(of, 0);
}

/* Noise that is too loud everywhere, so that dips meet where the halves do. */
TEST(two_halves_of_the_last_word_are_the_whole_bit_by_bit)
{
    enum { MOST = 40000 };
    float *x = room(MOST * 4), *y = room(MOST * 4), *work = room(MOST * 4), *again = room(MOST * 4);

    for (int k = 0; k < 24; k++) {
        size_t n = k < 12 ? (size_t)(3000 + 401 * k) : (size_t)(MOST - 37 * k);
        float *one[1] = {x}, *other[1] = {y};
        for (size_t i = 0; i < n; i++)
            x[i] = y[i] = (k % 2 ? 0.35f : 0.9f) * torture(k % 8, (int)i, 44100);
        memset(work, 0, MOST * 4);
        memset(again, 0, MOST * 4);
        struct touch t = {.channel = one, .channels = 1, .rounds = 3, .frames = n, .rate_hz = 44100, .ceiling = 0.3f, .work = work};
        float left = touch_up(&t);
        t.channel = other;
        t.work = again;
        t.halves = second_first;
        CHECK(touch_up(&t) == left);
        if (!CHECK(!memcmp(x, y, n * sizeof *x)))
            printf("# signal %d of %zu samples\n", k % 8, n);
    }
    free(x);
    free(y);
    free(work);
    free(again);
}

static double heard_db(const float *in, const float *out, size_t frames, int64_t rate_hz)
{
    struct audible a;
    void *memory = room(audible_size(rate_hz));

    audible_prepare(&a, rate_hz, memory);
    for (size_t at = 0; at < frames; at += a.n)
        audible_learn(&a, &in, &out, 1, frames, at);
    audible_learnt(&a);
    for (size_t at = 0; at < frames; at += a.n)
        audible_listen(&a, &in, &out, 1, frames, at);
    free(memory);
    return power_db(audible_ratio(&a));
}

/* White noise 20 dB lower than white noise lies 20 dB lower in every band, and a band hides what lies some decibels lower. */
TEST(what_is_audible_is_neither_a_slow_gain_nor_a_change_of_tone_but_noise)
{
    static const int64_t rates[] = {44100, 96000};

    for (int k = 0; k < 2; k++) {
        size_t n = (size_t)rates[k] * 4;
        float *in = room(n * 4), *gained = room(n * 4), *toned = room(n * 4), *noisy = room(n * 4);
        noise_seed = 5;
        for (size_t i = 0; i < n; i++)
            in[i] = 0.3f * noise();
        for (size_t i = 0; i < n; i++) {
            gained[i] = in[i] * (float)(0.8 + 0.2 * sin(2 * pi * 2 * (double)i / (double)rates[k]));
            toned[i] = 0.7f * in[i] + (i > 2 ? 0.3f * in[i - 3] : 0);
            noisy[i] = in[i] + 0.03f * noise();
        }
        CHECK(heard_db(in, gained, n, rates[k]) < -35);
        CHECK(heard_db(in, toned, n, rates[k]) < -35);
        double heard = heard_db(in, noisy, n, rates[k]);
        if (!CHECK(heard > -20 && heard < -14))
            printf("# %.2f dB at %d Hz\n", heard, (int)rates[k]);
        free(in);
        free(gained);
        free(toned);
        free(noisy);
    }
}

TEST(a_channel_cancelled_alone_is_the_same_as_beside_another)
{
    struct settings s = quiet_settings(44100, SONG);
    float *l[2], *r[2];

    for (int k = 0; k < 2; k++) {
        l[k] = room(SONG * 4);
        r[k] = room(SONG * 4);
        noise_seed = 11;
        for (int i = 0; i < SONG; i++) {
            l[k][i] = 0.6f * noise() + (i % 7000 == 3000 ? 1 : 0);
            r[k][i] = 0.5f * noise();
        }
    }
    chained(PART_CANCEL, &s, l[0], r[0], SONG, 5000);
    s.channels = 1;
    chained(PART_CANCEL, &s, l[1], r[1], SONG, 4096);
    CHECK(!memcmp(l[0], l[1], SONG * 4));
    for (int k = 0; k < 2; k++) {
        free(l[k]);
        free(r[k]);
    }
}

TEST(a_peak_is_cancelled_and_what_is_far_from_it_is_untouched)
{
    struct settings s = quiet_settings(44100, SONG);
    float *l = room(SONG * 4), *r = room(SONG * 4), *kept = room(SONG * 4), far = 0;
    double before = 0, after = 0;
    int at = SECOND;

    for (int i = 0; i < SONG; i++)
        l[i] = 0.2f * noise() + 0.4f * (float)sin(2 * pi * 300 * i / 44100);
    l[at] += 0.9f;
    memcpy(kept, l, SONG * 4);
    chained(PART_CANCEL, &s, l, r, SONG, 4096);
    for (int i = 0; i < SONG; i++) {
        before += (double)kept[i] * (double)kept[i];
        after += (double)(l[i] - kept[i]) * (double)(l[i] - kept[i]);
        if (i < at - 600 || i > at + 600)
            far = fmaxf(far, fabsf(l[i] - kept[i]));
    }
    CHECK(far == 0);
    CHECK(gain_db(true_peak_of(kept, SONG)) > 0);
    CHECK(gain_db(true_peak_of(l, SONG)) < -1 + 0.03);
    CHECK(after < 1e-4 * before);
    free(l);
    free(r);
    free(kept);
}

TEST(a_ducked_gain_is_never_above_what_a_cell_wants)
{
    struct duck d;
    float want[400], knot[400];
    float worst = 1;

    noise_seed = 3;
    for (int i = 0; i < 400; i++)
        want[i] = noise() > 0.8f ? 0.5f + 0.4f * noise() : 1;
    duck_prepare(&d, 4, 1378, 40, 5);
    for (int i = 0; i < 400; i++)
        knot[i] = duck_next(&d, want[i]);
    for (int i = 0; i + d.late + 2 < 400; i++) /* the spline over a cell is drawn through the two beside it */
        for (int k = -2; k <= 2; k++)
            if (i + k >= 0)
                worst = fminf(worst, want[i] - knot[i + k + d.late]);
    CHECK(worst > -1e-6f);
}

/* Everything that is not the sine itself, against it. */
static double distortion_db(const float *x, size_t n, double hz, double rate)
{
    double c = 0, s = 0, left = 0, all = 0;

    for (size_t i = 0; i < n; i++) {
        c += (double)x[i] * cos(2 * pi * hz * (double)i / rate);
        s += (double)x[i] * sin(2 * pi * hz * (double)i / rate);
    }
    c *= 2 / (double)n;
    s *= 2 / (double)n;
    for (size_t i = 0; i < n; i++) {
        double d = (double)x[i] - c * cos(2 * pi * hz * (double)i / rate) - s * sin(2 * pi * hz * (double)i / rate);
        left += d * d;
        all += (double)x[i] * (double)x[i];
    }
    return 10 * log10(left / all);
}

TEST(a_steady_tone_five_decibels_too_loud_comes_out_clean)
{
    static const double tones[] = {50, 1000, 9000}; /* whole periods in the two seconds listened to */

    for (int t = 0; t < 3; t++) {
        enum { N = 9 * SECOND };
        struct settings s = quiet_settings(44100, N);
        float *l = room(N * 4), *r = room(N * 4);
        s.limiter.drive_db = 5;
        for (int i = 0; i < N; i++)
            l[i] = r[i] = (float)sin(2 * pi * tones[t] * i / 44100);
        limited(s, l, r, N, 4096);
        double db = distortion_db(l + 6 * SECOND, 2 * SECOND, tones[t], 44100);
        if (!CHECK(db < -100))
            printf("# %g Hz: %.1f dB\n", tones[t], db);
        CHECK_NEAR(gain_db(true_peak_of(l, N)), -1, 0.1);
        free(l);
        free(r);
    }
}

/* ---- taste -------------------------------------------------------------------------------- */

static struct measured like_the_target(void)
{
    struct measured m = {.rate_hz = 44100, .frames = SONG, .channels = 2, .lufs = -20, .true_peak_db = -9};

    for (int b = 0; b < BANDS; b++) {
        m.mid_db[b] = style_at(style_common.mid_db, band_hz(b)) - 30;
        m.side_db[b] = m.mid_db[b] + fmin(style_at(style_common.side_db, band_hz(b)), band_hz(b) < 250 ? -24 : 0);
    }
    for (int b = 0; b < DYNAMICS_BANDS; b++)
        for (int q = 0; q < LEVELS; q++)
            m.level_db[b][q] = -50 + q;
    return m;
}

static struct wishes usual(void)
{
    return (struct wishes){.style = &style_table[0], .target = &style_common, .intensity = 60, .width = 100, .dynamics = 40,
                           .tone_strength = 0.6, .width_strength = 0.6, .dynamics_strength = 0.6, .mono_bass = true,
                           .ceiling_db = -1};
}

/* The song as it measures when the plan's curves have been applied. */
static struct measured afterwards(const struct measured *m, const struct settings *s)
{
    struct measured out = *m;

    for (int b = 0; b < BANDS; b++) {
        out.mid_db[b] += s->eq.gain_db[b];
        out.side_db[b] += s->eq.gain_db[b] + s->stereo.side_db[b];
    }
    return out;
}

TEST(a_mix_that_is_as_it_should_be_is_left_alone)
{
    struct measured m = like_the_target();
    struct wishes w = usual();
    struct settings s;

    plan(&m, &w, &s);
    CHECK(!s.eq.used && !s.stereo.used && !s.dynamics.used);
}

TEST(a_dull_mix_is_opened_only_as_far_as_the_tolerance_and_the_second_time_not_at_all)
{
    struct measured m = like_the_target(), again;
    struct wishes w = usual();
    struct settings s;
    double most = 0;

    for (int b = 0; b < BANDS; b++)
        m.mid_db[b] -= band_hz(b) > 1500 && band_hz(b) < 6000 ? 14 : 0;
    plan(&m, &w, &s);
    for (int b = 0; b < BANDS; b++)
        most = fmax(most, s.eq.gain_db[b]);
    CHECK(s.eq.used && most > 3 && most <= 8.01);
    again = afterwards(&m, &s);
    plan(&again, &w, &s);
    CHECK(!s.eq.used);
    w.off = UINT32_C(1) << MOVE_CLARITY | UINT32_C(1) << MOVE_PRESENCE;
    plan(&m, &w, &s);
    CHECK_NEAR(s.eq.gain_db[BAND_1K + 18], 0, 0.1);
    w.off = 0;
    w.tone_strength = 0;
    plan(&m, &w, &s);
    CHECK(!s.eq.used);
}

/* What the tone's filter really does between two frequencies, at most. */
static double tone_between(const struct eq_settings *eq, double low_hz, double high_hz)
{
    enum { N = 1 << 16 };
    struct settings s = quiet_settings(44100, N);
    struct fft f;
    float *memory = room(fft_floats(N) * sizeof(float)), *x = room(N * 4), *y = room(N * 4);
    float *re = room((N / 2 + 1) * 4), *im = room((N / 2 + 1) * 4);
    double most = 0;

    s.eq = *eq;
    x[N / 2] = y[N / 2] = 1;
    chained(PART_SHAPE, &s, x, y, N, 4096);
    fft_prepare(&f, N, memory);
    fft_forward(&f, x, re, im);
    for (int k = (int)ceil(low_hz * N / 44100); k < high_hz * N / 44100; k++)
        most = fmax(most,
                    fabs(power_db((double)re[k] * (double)re[k] + (double)im[k] * (double)im[k])));
    free(memory);
    free(x);
    free(y);
    free(re);
    free(im);
    return most;
}

TEST(a_region_of_tone_that_is_off_is_flat_and_its_neighbours_slope_back_to_what_they_were)
{
    for (int r = 0; r < TONE_REGIONS; r++) {
        double low = tone_region_hz[r], high = tone_region_hz[r + 1];
        double eighth = pow(high / low, 0.125), steepest = 0;
        struct measured m = like_the_target();
        struct wishes w = usual();
        struct settings whole, s;
        for (int b = 0; b < BANDS; b++)
            m.mid_db[b] += band_hz(b) > low / 1.7 && band_hz(b) < high * 1.7 ? 16 : 0;
        plan(&m, &w, &whole);
        CHECK(tone_between(&whole.eq, low * eighth, high / eighth) > 3);
        w.off = UINT32_C(1) << (MOVE_DEEP + r);
        plan(&m, &w, &s);
        CHECK(!s.eq.used || tone_between(&s.eq, low * eighth, high / eighth) <= 0.05);
        for (int b = 0; b < BANDS; b++) {
            steepest = fmax(steepest, b ? fabs(s.eq.gain_db[b] - s.eq.gain_db[b - 1]) : 0);
            if (band_hz(b) >= low && band_hz(b) < high)
                CHECK(s.eq.gain_db[b] == 0);
            if (band_hz(b) < low / 1.5 || band_hz(b) > high * 1.5)
                CHECK(s.eq.gain_db[b] == whole.eq.gain_db[b]);
        }
        CHECK(steepest < 6);
    }
}

TEST(nothing_is_lifted_where_there_is_nothing)
{
    struct measured m = like_the_target();
    struct wishes w = usual();
    struct settings s;

    for (int b = 0; b < BANDS; b++)
        m.mid_db[b] -= band_hz(b) > 9000 ? 50 : band_hz(b) < 35 ? 40 : 0;
    plan(&m, &w, &s);
    CHECK(s.eq.gain_db[BANDS - 1] < 0.3 && s.eq.gain_db[0] < 0.3);
    static struct likeness like = {.tone = true};
    for (int b = 0; b < BANDS; b++)
        like.mid_db[b] = style_at(style_common.mid_db, band_hz(b));
    w.like = &like;
    w.tone_strength = 1;
    for (int b = BANDS - 10; b < BANDS; b++)
        m.mid_db[b] -= 60;
    plan(&m, &w, &s);
    CHECK(s.eq.gain_db[BANDS - 3] < 1);
}

TEST(a_likeness_is_followed_within_the_caps_and_halfway_when_that_is_wished)
{
    static struct likeness like = {.tone = true, .width = true};
    struct measured m = like_the_target();
    struct wishes w = usual();
    struct settings s;

    for (int b = 0; b < BANDS; b++) {
        like.mid_db[b] = m.mid_db[b] + 30 + 5 * sin(b / 9.0);
        like.ratio_db[b] = -9;
    }
    w.like = &like;
    w.tone_strength = w.width_strength = 1;
    w.mono_bass = false;
    plan(&m, &w, &s);
    double level = s.eq.gain_db[BAND_1K] - 5 * sin(BAND_1K / 9.0);
    for (int b = 20; b < BANDS - 10; b++) {
        CHECK_NEAR(s.eq.gain_db[b] - level, 5 * sin(b / 9.0), 0.8);
        CHECK_NEAR(m.side_db[b] - m.mid_db[b] + s.stereo.side_db[b], -9, 0.8 + (band_hz(b) < 300 ? 20 : 0));
    }
    w.tone_strength = 0.5;
    plan(&m, &w, &s);
    level = s.eq.gain_db[BAND_1K] - 2.5 * sin(BAND_1K / 9.0);
    for (int b = 20; b < BANDS - 10; b++)
        CHECK_NEAR(s.eq.gain_db[b] - level, 2.5 * sin(b / 9.0), 0.8);
}

TEST(a_wide_bass_goes_to_the_middle_and_mono_stays_mono)
{
    struct measured m = like_the_target(), again;
    struct wishes w = usual();
    struct settings s;

    for (int b = 0; b < BANDS; b++)
        m.side_db[b] = m.mid_db[b] - 3;
    plan(&m, &w, &s);
    CHECK(s.stereo.used && m.side_db[20] + s.stereo.side_db[20] - m.mid_db[20] < -18);
    CHECK(s.stereo.side_db[BAND_1K - 12] > -1);
    again = afterwards(&m, &s);
    plan(&again, &w, &s);
    CHECK(!s.stereo.used);
    m.channels = 1;
    plan(&m, &w, &s);
    CHECK(!s.stereo.used);
}

TEST(sixteen_bits_shape_their_error_for_every_rate_and_more_bits_do_not)
{
    static const int64_t rates[] = {32000, 44100, 48000, 88200, 96000, 192000};
    struct dither d;

    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        double at_3k = 0, square = 1, re = 1, im = 0;
        dither_prepare(&d, 16, rates[i], 0, 1);
        for (int k = 0; k < DITHER_TAPS; k++) {
            double angle = 2 * 3.14159265358979 * 3000 / (double)rates[i] * (k + 1);
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

TEST(no_octave_turns_against_itself_and_mono_keeps_the_song)
{
    static struct likeness like = {.width = true};
    struct measured m = like_the_target();
    struct wishes w = usual();
    struct settings s;
    double mid = 0, side = 0;

    for (int b = 0; b < BANDS; b++)
        like.ratio_db[b] = 6;
    w.like = &like;
    w.width_strength = 1;
    plan(&m, &w, &s);
    for (int b = 0; b < BANDS; b++) {
        mid += db_power(m.mid_db[b] + s.eq.gain_db[b]);
        side += db_power(m.side_db[b] + s.eq.gain_db[b] + s.stereo.side_db[b]);
        CHECK(m.side_db[b] + s.stereo.side_db[b] < m.mid_db[b] + 3);
    }
    CHECK(side < 0.45 * mid);
}

TEST(only_a_band_whose_loud_moments_stand_out_is_held_back)
{
    struct measured m = like_the_target(), again;
    struct wishes w = usual();
    struct settings s;

    for (int q = 16; q < LEVELS; q++) /* a sibilant voice */
        m.level_db[9][q] += 4.6 * (q - 15);
    w.dynamics = 50;
    plan(&m, &w, &s);
    CHECK(s.dynamics.used && s.dynamics.gain_db[9][SPREADS - 1] < -1);
    CHECK_NEAR(s.dynamics.gain_db[4][SPREADS - 1], 0, 1e-9);
    again = m;
    for (int q = 0; q < LEVELS; q++)
        again.level_db[9][q] += dynamics_gain_db(&s.dynamics, 9, m.level_db[9][q] + 2); /* trim lifts by 2 */
    if (fabs(s.dynamics.gain_db[9][SPREADS - 1]) < 3.9) {
        plan(&again, &w, &s);
        CHECK(!s.dynamics.used);
    }
    w.off = UINT32_C(1) << MOVE_DENSITY_HIGH;
    plan(&m, &w, &s);
    CHECK(!s.dynamics.used);
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
