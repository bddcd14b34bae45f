/* SPDX-License-Identifier: ISC */
/* Taste: what the plan does to songs that lie outside, and that it leaves alone what does not. */
#include "tests/dsp.h"
#include "tests/tap.h"

#include "dsp/elementary.h"
#include "dsp/fft.h"
#include "dsp/plan.h"
#include "dsp/style.h"

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
    CHECK(s.stereo.steady);
    again = afterwards(&m, &s);
    plan(&again, &w, &s);
    CHECK(!s.stereo.used);
    m.channels = 1;
    plan(&m, &w, &s);
    CHECK(!s.stereo.used);
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
