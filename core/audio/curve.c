/* SPDX-License-Identifier: ISC */
#include "audio/curve.h"

#include "audio/loud.h"

#include <math.h>

static const struct field point_fields[] = {
    REAL(curve_point, lufs, .unit = "LUFS", .doc = "Integrated loudness of the master."),
    REAL(curve_point, noise_to_mask_db, .unit = "dB", .doc = "The limiter's noise against what the music masks; lower is cleaner."),
    REAL(curve_point, reduction_db, .unit = "dB", .doc = "Mean gain reduction of the limiter in the loudest seconds."),
};
const struct record curve_point_record = RECORD(curve_point, point_fields);

static const struct field curve_fields[] = {
    LIST(curve, points, curve_point, .doc = "From quiet to loud."),
    REAL(curve, ceiling_db, .unit = "dBTP", .doc = "The true peak allowed."),
    REAL(curve, audible_db, .optional = true, .unit = "dB", .doc = "Noise against the mask that begins to be heard."),
    REAL(curve, advised_lufs, .optional = true, .unit = "LUFS", .doc = "The loudest whose noise stays hidden."),
};
const struct record curve_record = RECORD(curve, curve_fields);

enum { EXCERPT_SECONDS = 12, QUIETEST_LUFS = -18, LOUDEST_LUFS = -5, POINTS_MOST = 16 };

/* The loudest seconds of the shaped song, a view into its tape. */
static struct tape loudest(const struct loud *whole)
{
    const struct tape *t = whole->shaped;
    size_t rate = (size_t)whole->settings.rate_hz, cells = EXCERPT_SECONDS * CELLS_A_SECOND, first = 0;
    double sum = 0, most = -1;
    struct tape view = *t;

    for (size_t k = 0; k < whole->count; k++) {
        sum += whole->energy[k] - (k >= cells ? whole->energy[k - cells] : 0);
        if (sum > most) {
            most = sum;
            first = k + 1 > cells ? k + 1 - cells : 0;
        }
    }
    size_t from = first * rate / CELLS_A_SECOND, length = EXCERPT_SECONDS * rate;
    view.frames = t->frames - from < length ? t->frames - from : length;
    for (int c = 0; c < 2; c++)
        view.channel[c] += from;
    return view;
}

/* What the excerpt's noise is at the drive that makes the whole song this loud. */
static enum err point_at(struct loud *whole, struct loud *part, double target, double *drive, struct curve_point *out)
{
    loud_aim(whole, target, drive);
    part->settings.limiter.spare_db = whole->settings.limiter.spare_db;
    TRY(loud_pass(part, *drive, 0, 1));
    loud_learn(part);
    whole->lost = part->lost;
    *out = (struct curve_point){.lufs = loud_model(whole, *drive), .noise_to_mask_db = part->noise_to_mask_db,
                                .reduction_db = part->reduction.mean_db * part->reduction.share};
    return OK;
}

enum err curve_measure(struct arena *a, const struct render_job *job, struct curve *out)
{
    struct settings settings;
    struct tape shaped, view;
    struct loud whole = {0}, part = {0};
    struct curve_point *rows = arena_alloc(a, POINTS_MOST * sizeof *rows);
    size_t n = 0;

    *out = (struct curve){.ceiling_db = job->recipe->ceiling, .audible_db = LOUD_AUDIBLE_DB, .advised_lufs = (double)NAN};
    TRY(render_shaped(a, job, &settings, &shaped));
    settings.fade = (struct fade_settings){0};
    TRY(loud_open(a, &settings, &shaped, job->scratch_fd, LIMITER_QUALITY, &job->watcher, job->threads, &whole));
    loud_hear_all(&whole);
    if (whole.shaped_lufs <= -70)
        return fail(ERR_INVALID, "the song is too short or too quiet to have a loudness");
    view = loudest(&whole);
    TRY(loud_open(a, &settings, &view, job->scratch_fd, LIMITER_QUALITY, &job->watcher, job->threads, &part));
    loud_hear_all(&part);
    double drive = QUIETEST_LUFS - whole.shaped_lufs;
    for (double target = QUIETEST_LUFS; target <= LOUDEST_LUFS && n < POINTS_MOST; target++, n++) {
        TRY(point_at(&whole, &part, target, &drive, &rows[n]));
        if (n && rows[n].lufs < rows[n - 1].lufs + 0.3)
            break; /* it does not get louder */
        if (rows[n].noise_to_mask_db <= LOUD_AUDIBLE_DB)
            out->advised_lufs = rows[n].lufs;
    }
    out->points = (struct list){rows, n};
    return OK;
}
