/* SPDX-License-Identifier: ISC */
/* The meters: EBU Tech 3341 and 3342, synthesised; true peaks as the finest look finds them everywhere. */
#include "tests/dsp.h"
#include "tests/tap.h"

#include "dsp/limiter.h"
#include "dsp/meter.h"
#include "dsp/oversample.h"

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
