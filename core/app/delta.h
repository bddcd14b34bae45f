/* SPDX-License-Identifier: ISC */
/* delta.h - what one move of a finished master changed, to listen to (audio/delta.h): made once,
 * when somebody asks.
 *
 * It lies beside the master as the preview does, in segments of four channels: the delta and the
 * master.  Its files are parts of the master, and go with it. */
#ifndef APP_DELTA_H
#define APP_DELTA_H

#include "app/job.h"

/* Where the page finds ten seconds of delta and master. */
struct delta_shown {
    const char *move;
    int64_t rate, channels, frames_total, segment_seconds;
    struct list segments; /* of struct preview_piece */
    double gain_db, master_gain_db;
    double delta_lufs, master_lufs;
};
extern const struct record delta_shown_record;

/* The kind of its parts: "delta:eq.bass". */
const char *delta_kind(struct arena *a, const char *move);

/* Without urls.  out->move is NULL: it is not made yet, and the job that makes it is queued.
 * ERR_NOT_FOUND: unknown_move, move_not_made.  ERR_CONFLICT: the master is not ready, older_engine,
 * mix_gone, like_gone. */
enum err delta_of_master(struct work *w, int64_t account, const char *id, const char *move,
                         struct delta_shown *out);
/* The job (subject MASTER/MOVE). */
enum err delta_run(struct job *j);

#endif
