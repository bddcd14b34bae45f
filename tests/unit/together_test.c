/* SPDX-License-Identifier: ISC */
/* What albums, versions and new mixes lean on: settings and profiles kept as text, gains kept and given again, pictures. */
#include "tests/tap.h"

#include "audio/frozen.h"
#include "audio/picture.h"
#include "audio/plot.h"
#include "audio/profile.h"
#include "audio/report.h"
#include "dsp/dynamics.h"
#include "dsp/elementary.h"
#include "json/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void fill(struct settings *s)
{
    memset(s, 0, sizeof *s);
    s->rate_hz = 44100;
    s->channels = 2;
    s->trim.gain_db = 1.0 / 3;
    s->eq.used = true;
    s->stereo.used = true;
    s->stereo.steady = true;
    for (int b = 0; b < BANDS; b++) {
        s->eq.gain_db[b] = sin(b) / 7;
        s->stereo.side_db[b] = -cos(b) * 1e-9;
    }
    s->limiter.drive_db = 5.123456789012345;
    s->limiter.ceiling_db = -1;
    s->limiter.spare_db = 8.5;
    s->limiter.rest = 0.999;
    s->stereo.side_db[0] = DSP_SILENCE_DB; /* no width at all */
    s->eq.low_cut_hz = 97.5;
    s->dynamics.ring_hz[0] = 2710.3;
    s->dynamics.ring_db[0] = 5.25;
}

TEST(settings_that_were_written_down_are_the_same_to_the_last_bit)
{
    struct arena *a = arena_new();
    struct settings before, after = {.rate_hz = 48000, .frames = 7, .channels = 1};
    struct list rows;

    fill(&before);
    frozen_tell(a, &before, &rows);
    NEED(frozen_read(&rows, &after) == OK);
    CHECK(!memcmp(&before.eq.gain_db, &after.eq.gain_db, sizeof before.eq.gain_db));
    CHECK(!memcmp(&before.stereo.side_db, &after.stereo.side_db, sizeof before.stereo.side_db));
    CHECK(before.limiter.spare_db == after.limiter.spare_db && before.limiter.rest == after.limiter.rest);
    CHECK(before.eq.low_cut_hz == after.eq.low_cut_hz && before.dynamics.ring_hz[0] == after.dynamics.ring_hz[0]);
    CHECK(before.trim.gain_db == after.trim.gain_db && before.limiter.drive_db == after.limiter.drive_db);
    CHECK(after.eq.used && !after.dynamics.used && after.stereo.used && after.stereo.steady);
    CHECK(after.rate_hz == 48000 && after.frames == 7 && after.channels == 1);
    rows.count--;
    CHECK(frozen_read(&rows, &after) == ERR_INVALID);
    rows.count++;
    struct frozen *row = arena_alloc(a, rows.count * sizeof *row);
    memcpy(row, rows.rows, rows.count * sizeof *row);
    static const char *const bad[] = {"[]", "[1,2]", "[1", "1", "[nan]", "[\"1\"]", "{}", "[1e300]", "[-101]"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        row[0].values = bad[i];
        CHECK(frozen_read(&(struct list){row, rows.count}, &after) == ERR_INVALID);
    }
    row[0] = ((const struct frozen *)rows.rows)[0];
    for (size_t i = 0; i < rows.count; i++)
        if (!strcmp(row[i].what, "ceiling_db"))
            row[i].values = "[6]"; /* a report is no way around the ceiling */
    CHECK(frozen_read(&(struct list){row, rows.count}, &after) == ERR_INVALID);
    row[1].stage = NULL;
    CHECK(frozen_read(&(struct list){row, rows.count}, &after) == ERR_INVALID);
    arena_free(&a);
}

static struct analysis song(struct arena *a, double tilt, double lufs)
{
    struct spectrum_band *rows = arena_alloc(a, 60 * sizeof *rows);

    for (int b = 0; b < 60; b++)
        rows[b] = (struct spectrum_band){50 * pow(2, b / 8.0), -20 - tilt * b, -30 - tilt * b};
    return (struct analysis){.rate_hz = 44100, .channels = 2, .frames = 1, .seconds = 10, .lufs = lufs, .lra_lu = (double)NAN,
                             .spectrum = {rows, 60}, .loudness = "[-20.5,null,-18]"};
}

TEST(a_profile_is_the_middle_of_its_songs_and_survives_its_file)
{
    struct arena *a = arena_new();
    struct analysis one = song(a, 0.1, -9), two = song(a, 0.2, -12), three = song(a, 0.9, -30), odd = song(a, 1e300, -9);
    const struct analysis *const songs[] = {&one, &two, &three};
    struct sound_profile made, read;
    struct buf b = {.arena = a};

    profile_make(a, songs, 3, &made);
    CHECK(profile_check(&made) == OK && profile_check(&(struct sound_profile){"", 1, &odd}) == ERR_INVALID);
    CHECK_NEAR(made.sound->lufs, -12, 0);
    CHECK(isnan(made.sound->lra_lu));
    json_record(&b, &sound_profile_record, &made);
    NEED(json_read_own(a, b.ptr, b.len, &sound_profile_record, &read) == OK);
    const struct spectrum_band *x = made.sound->spectrum.rows, *y = read.sound->spectrum.rows;
    NEED(read.sound->spectrum.count == 60 && read.songs == 3);
    for (int i = 0; i < 60; i++)
        CHECK(x[i].mid_db == y[i].mid_db && x[i].side_db == y[i].side_db && x[i].hz == y[i].hz);
    CHECK_NEAR(x[40].mid_db - x[20].mid_db, -20 * 0.2, 1e-9);
    CHECK_NEAR(x[40].side_db - x[40].mid_db, -10, 1e-9);
    arena_free(&a);
}

TEST(a_copied_record_leans_on_nothing_of_the_first)
{
    struct arena *a = arena_new(), *b = arena_new();
    struct recipe recipe = {.ceiling = -1, .reference = arena_strdup(a, "file")};
    struct move *moves = NEW(a, struct move);
    struct report copy, report = {.engine = arena_strdup(a, "me"), .recipe = &recipe, .moves = {moves, 1}};

    *moves = (struct move){.id = arena_strdup(a, "air"), .stage = arena_strdup(a, "eq"), .amount = 2, .why = arena_strdup(a, "dull")};
    record_copy(b, &report_record, &report, &copy);
    arena_free(&a);
    CHECK_TEXT(copy.engine, "me");
    CHECK_TEXT(copy.recipe->reference, "file");
    CHECK_TEXT(((const struct move *)copy.moves.rows)->why, "dull");
    CHECK(copy.moves.count == 1 && !copy.before);
    arena_free(&b);
}

TEST(gains_that_were_kept_do_the_same_again_and_make_the_dynamics_linear)
{
    enum { N = 20000, TURNS = 400 };
    static float x[3][N], y[3][N];
    struct arena *a = arena_new();
    struct dynamics_track track = {.gain_db = arena_alloc(a, TURNS * sizeof *track.gain_db), .room = TURNS};
    struct settings s = {.rate_hz = 44100, .channels = 1};
    double most = 0, moved = 0;

    s.dynamics = (struct dynamics_settings){.used = true, .attack_ms = 20, .release_ms = 150, .track = &track};
    for (int b = 0; b < DYNAMICS_BANDS; b++)
        for (int q = 0; q < SPREADS; q++) {
            s.dynamics.level_db[b][q] = -60 + 10 * q;
            s.dynamics.gain_db[b][q] = -2 * q;
        }
    for (int i = 0; i < N; i++) {
        x[1][i] = (float)(0.3 * sin(i * 0.05) * (i / 4000 % 2));
        x[2][i] = (float)(0.2 * sin(i * 0.31) * sin(i * 0.0007));
        x[0][i] = x[1][i] + x[2][i];
    }
    for (int v = 0; v < 3; v++) {
        void *d = arena_alloc(a, dynamics_size(&s));
        memset(d, 0, dynamics_size(&s));
        track.given = v > 0;
        track.turns = 0;
        memcpy(y[v], x[v], sizeof y[v]);
        dynamics_prepare(d, &s);
        dynamics_run(d, (float *const[]){y[v], y[v]}, N);
    }
    for (int i = 0; i < N; i++) {
        most = fmax(most, fabs((double)(y[1][i] + y[2][i] - y[0][i])));
        moved = fmax(moved, fabs(track.gain_db[i / 512][2]));
    }
    CHECK(moved > 1); /* or there was nothing to keep */
    CHECK(most < 1e-6);
    arena_free(&a);
}

TEST(a_picture_is_whole_and_safe_whatever_is_drawn)
{
    struct arena *a = arena_new();
    struct buf b = {.arena = a};
    struct analysis one = song(a, 0.1, -9), silent = {.rate_hz = 8000, .channels = 1, .lufs = (double)NAN, .loudness = "[null]"};

    picture_pair(&b, "<a> & \"b\"", "first", &one, "second", &silent);
    CHECK(!strncmp(b.ptr, "<svg ", 5) && strstr(b.ptr, "</svg>\n") && strstr(b.ptr, "&lt;a> &amp; &quot;b&quot;"));
    CHECK(!strstr(b.ptr, "nan") && !strstr(b.ptr, "inf"));
    struct buf c = {.arena = a};
    picture_song(&c, "silence", &silent);
    struct buf d = {.arena = a};
    struct curve_point points[] = {{-18, -200, 0}, {-17, -30, 0.5}, {-16, -12, 3}};
    struct curve curve = {.points = {points, 3}, .ceiling_db = -1, .advised_lufs = -16};
    picture_curve(&d, "loud", &curve);
    CHECK(strstr(d.ptr, "</svg>") && !strstr(d.ptr, "nan") && !strstr(d.ptr, "inf"));
    CHECK(strstr(c.ptr, "</svg>") && !strstr(c.ptr, "nan") && !strstr(c.ptr, "inf"));
    arena_free(&a);
}
