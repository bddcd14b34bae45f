/* SPDX-License-Identifier: ISC */
/* curve.h - how loud can this song go, and what would it cost?
 *
 * The limiter's noise against what the music masks, at a row of loudnesses: from
 * the loudest seconds of the song, shaped as its master would be.  Below
 * LOUD_AUDIBLE_DB (loud.h) the noise stays hidden in most ears and rooms; `advised_lufs`
 * is the loudest that does. */
#ifndef AUDIO_CURVE_H
#define AUDIO_CURVE_H

#include "audio/render.h"

struct curve_point {
    double lufs;             /* integrated loudness of the whole master */
    double noise_to_mask_db; /* mean over the loudest seconds; lower is cleaner */
    double reduction_db;     /* mean gain reduction there */
};
extern const struct record curve_point_record;

struct curve {
    struct list points;  /* of struct curve_point, from quiet to loud */
    double ceiling_db;   /* as the recipe has it */
    double audible_db;   /* LOUD_AUDIBLE_DB of the engine that measured it */
    double advised_lufs; /* absent where even the first point is too much */
};
extern const struct record curve_record;

/* Uses the job's mix, recipe, reference, watcher and threads; writes no master (master_fd may be -1).
 * The points live in the arena.  ERR_INVALID: too short or too quiet to have a loudness. */
enum err curve_measure(struct arena *a, const struct render_job *job, struct curve *out);

#endif
