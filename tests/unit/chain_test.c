/* SPDX-License-Identifier: ISC */
/* The chain, its limiter and what is heard of it. */
#include "tests/dsp.h"
#include "tests/tap.h"

#include "dsp/audible.h"
#include "dsp/elementary.h"
#include "dsp/guard.h"
#include "dsp/limiter.h"
#include "dsp/meter.h"
#include "dsp/ride.h"

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
    s.stereo.steady = true;
    for (int b = 0; b < 30; b++)
        s.stereo.side_db[b] = -30;
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

/* A middle that stays, and in the sides a bass that comes for three seconds and goes for three. */
static void wide_bass(float *l, float *r, int n)
{
    for (int i = 0; i < n; i++) {
        float side = i / (3 * SECOND) % 2 ? 0.07f * (float)sin(2 * pi * 90 * i / SECOND) : 0, mid = 0.1f * noise();
        l[i] = mid + side;
        r[i] = mid - side;
    }
}

static double second_lufs(const float *l, const float *r, int first)
{
    const float *const x[2] = {l + first, r + first};
    double cells[CELLS_A_SECOND + 1];
    struct meter m;

    meter_prepare(&m, SECOND, 2, cells, CELLS_A_SECOND + 1);
    meter_run(&m, x, SECOND);
    return loudness_stretch(cells, 0, m.count);
}

/* Of the seconds in the middle of each stretch, the largest change of loudness there and elsewhere. */
static void changes(const struct settings *s, double *with_bass, double *without)
{
    enum { N = 15 * SECOND };
    float *l = room(N * 4), *r = room(N * 4), *x = room(N * 4), *y = room(N * 4);

    noise_seed = 3;
    wide_bass(l, r, N);
    memcpy(x, l, N * 4);
    memcpy(y, r, N * 4);
    chained(PART_SHAPE, s, x, y, N, 4096);
    *with_bass = *without = 0;
    for (int second = 1; second < 15; second += 3) {
        double change = second_lufs(x, y, second * SECOND) - second_lufs(l, r, second * SECOND);
        double *most = second / 3 % 2 ? with_bass : without;
        *most = fmax(*most, fabs(change));
    }
    for (int i = 4 * SECOND + SECOND / 4; i < 4 * SECOND + SECOND / 2; i++) /* both still go the same way, at the same time */
        CHECK_NEAR((double)(x[i] + y[i]) / (double)(l[i] + r[i] + 1e-9f), s->stereo.steady ? 1.05 : 1, 0.1);
    free(l);
    free(r);
    free(x);
    free(y);
}

TEST(a_moment_whose_bass_has_left_the_sides_gets_back_of_its_loss_what_is_not_heard_as_tone)
{
    struct settings s = quiet_settings(44100, 15 * SECOND);
    double with_bass, without, lost;

    s.stereo.used = true;
    for (int b = 0; b < 40; b++)
        s.stereo.side_db[b] = -40;
    changes(&s, &with_bass, &without);
    CHECK(with_bass > 0.7 && without < 0.02);
    lost = with_bass;
    s.stereo.steady = true;
    changes(&s, &with_bass, &without);
    CHECK_NEAR(with_bass, lost - lost / (1 + lost), 0.05);
    CHECK(without < 0.1);
    memset(s.stereo.side_db, 0, sizeof s.stereo.side_db); /* nothing is lost: nothing is given back */
    changes(&s, &with_bass, &without);
    CHECK(with_bass < 0.001 && without < 0.001);
}

/* The versions of a song take the gains of its main version (audio/family.h). */
TEST(gains_that_keep_the_loudness_are_kept_and_given_again)
{
    enum { N = 9 * SECOND };
    struct settings s = quiet_settings(44100, N);
    float *l = room(N * 4), *r = room(N * 4), *x = room(N * 4), *y = room(N * 4), worst = 0;
    struct steady_track track = {.gain = room(4096 * sizeof(double)), .room = 4096};

    s.stereo.used = s.stereo.steady = true;
    s.stereo.track = &track;
    for (int b = 0; b < 40; b++)
        s.stereo.side_db[b] = -40;
    wide_bass(l, r, N);
    for (int i = 0; i < N; i++)
        x[i] = y[i] = 0.5f * (l[i] + r[i]);
    chained(PART_SHAPE, &s, l, r, N, 4096);
    CHECK(track.turns > 200);
    track.given = true;
    track.turns = 0;
    chained(PART_SHAPE, &s, x, y, N, 1000); /* a version without the bass: what was done to the middle is done to it */
    for (int i = 0; i < N; i++)
        worst = fmaxf(worst, fabsf(x[i] - 0.5f * (l[i] + r[i])));
    CHECK(worst < 1e-6f);
    free(l);
    free(r);
    free(x);
    free(y);
    free(track.gain);
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
