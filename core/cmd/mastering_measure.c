/* SPDX-License-Identifier: ISC */
/* mastering_measure.c - the verbs that listen. */
#include "audio/picture.h"
#include "audio/profile.h"
#include "cmd/mastering.h"
#include "json/json.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum err measure_path(struct call *c, const char *path, struct analysis *out, struct second_opinion *other)
{
    CLEANUP(file_shut) int canonical = -1;
    struct decoded decoded;
    struct watcher watcher = {.told = tell_progress};
    const char *dot = strrchr(path, '.');

    if (!other && dot && !strcmp(dot, ".json")) { /* a profile stands for its sound */
        struct sound_profile profile;
        TRY(file_record(c, path, &sound_profile_record, &profile));
        TRY(profile_check(&profile));
        *out = *profile.sound;
        return OK;
    }
    TRY(file_decode(c, path, &canonical, &decoded));
    TRY(measure_file(c->arena, canonical, &watcher, out));
    return other ? measure_check(canonical, other) : OK;
}

struct measured_file {
    const char *file;
    const struct analysis *analysis;
    double check_lufs, check_true_peak_db;
};
static const struct field measured_file_fields[] = {
    TEXT(measured_file, file),
    SUB(measured_file, analysis, analysis),
    REAL(measured_file, check_lufs, .optional = true),
    REAL(measured_file, check_true_peak_db, .optional = true),
};
static const struct record measured_file_record = RECORD(measured_file, measured_file_fields);

enum err verb_measure(struct call *c)
{
    struct measured_file *rows = arena_alloc(c->arena, c->count * sizeof *rows);

    for (size_t i = 0; i < c->count; i++) {
        struct analysis *a = NEW(c->arena, struct analysis);
        struct second_opinion other;
        TRY(measure_path(c, c->files[i], a, &other));
        rows[i] = (struct measured_file){file_said(c, c->files[i]), a, other.lufs, other.true_peak_db};
        tell_progress_end();
        if (c->plot && i == 0) { /* of the first; two are what compare is for */
            struct buf svg = {.arena = c->arena};
            picture_song(&svg, file_said(c, c->files[i]), a);
            TRY(file_deliver_text(c->plot, &svg));
        }
        if (c->json)
            continue;
        printf("%s\n", c->files[i]);
        tell_analysis(a, &other);
    }
    if (!c->json)
        return OK;
    struct buf json = {.arena = c->arena};
    json_list(&json, &measured_file_record, rows, c->count);
    printf("%s\n", json.ptr);
    return OK;
}

struct comparison {
    struct list files;
    double louder_lu, peak_db, range_lu, width_db, tone_db;
};
static const struct field comparison_fields[] = {
    LIST(comparison, files, measured_file),
    REAL(comparison, louder_lu, .optional = true),
    REAL(comparison, peak_db, .optional = true),
    REAL(comparison, range_lu, .optional = true),
    REAL(comparison, width_db, .optional = true),
    REAL(comparison, tone_db, .optional = true),
};
static const struct record comparison_record = RECORD(comparison, comparison_fields);

/* How far two spectra differ at equal level, from 40 Hz to 16 kHz. */
static double tone_distance(const struct analysis *a, const struct analysis *b)
{
    const struct spectrum_band *x = a->spectrum.rows, *y = b->spectrum.rows;
    size_t n = a->spectrum.count < b->spectrum.count ? a->spectrum.count : b->spectrum.count, used = 0;
    double sum = 0, square = 0;

    for (size_t i = 0; i < n; i++) {
        double d = y[i].mid_db - x[i].mid_db;
        if (x[i].hz < 40 || x[i].hz > 16000)
            continue;
        sum += d;
        square += d * d;
        used++;
    }
    return used ? sqrt(fmax(0, square / (double)used - sum / (double)used * sum / (double)used)) : (double)NAN;
}

enum err verb_compare(struct call *c)
{
    struct analysis a, b;
    struct second_opinion x, y;

    TRY(measure_path(c, c->files[0], &a, &x));
    TRY(measure_path(c, c->files[1], &b, &y));
    tell_progress_end();
    struct measured_file rows[] = {{file_said(c, c->files[0]), &a, x.lufs, x.true_peak_db}, {file_said(c, c->files[1]), &b, y.lufs, y.true_peak_db}};
    struct comparison d = {{rows, 2}, b.lufs - a.lufs, b.true_peak_db - a.true_peak_db, b.lra_lu - a.lra_lu,
                           b.width_db - a.width_db, tone_distance(&a, &b)};
    if (c->plot) {
        struct buf svg = {.arena = c->arena};
        picture_pair(&svg, "Two songs compared", "first", &a, "second", &b);
        TRY(file_deliver_text(c->plot, &svg));
    }
    if (c->json) {
        struct buf json = {.arena = c->arena};
        json_record(&json, &comparison_record, &d);
        printf("%s\n", json.ptr);
        return OK;
    }
    printf("%s\n", c->files[0]);
    tell_analysis(&a, &x);
    printf("%s\n", c->files[1]);
    tell_analysis(&b, &y);
    printf("the second against the first\n");
    tell_number("loudness", d.louder_lu, "LU");
    tell_number("true peak", d.peak_db, "dB");
    tell_number("range", d.range_lu, "LU");
    tell_number("sides to middle", d.width_db, "dB");
    tell_number("tone", d.tone_db, "dB apart at equal level");
    return OK;
}
