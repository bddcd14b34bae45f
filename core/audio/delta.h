/* SPDX-License-Identifier: ISC */
/* delta.h - the sound of what one move changed: the master, minus the same master without that
 * move.
 *
 * "Without" is rendered by the settings in the master's report with that one taken back (moves.h),
 * all others and the gain in front of the limiter as they were; so master and delta give the master
 * without the move by subtraction, and what the limiter does otherwise because of it belongs to the
 * move. */
#ifndef AUDIO_DELTA_H
#define AUDIO_DELTA_H

#include "audio/render.h"
#include "dsp/plan.h"

struct delta_job {
    struct render_job as; /* mix, recipe, scratch folder, watcher and threads of the master */
    const struct list *settings; /* of struct frozen: from its report */
    int made_fd; /* the master, canonical; -1: it cannot be made from its mix and its settings alone
                  */
    int heard_fd; /* what was listened to before the master was made, where that is not as.mix_fd; 0: it is */
    int64_t first, frames; /* the stretch of the mix that is the master, for a song of an album's run; 0, 0: all */
    enum move_kind move;
    int delta_fd; /* empty, writable: becomes canonical */
};

/* Where there is no master to subtract from, or it went through codecs, it is rendered once more
 * without them: two renders instead of one.  *lufs: of the delta, absent where it is too quiet or
 * too short.  ERR_INVALID: settings of another engine, or a recipe that does not fit; ERR_GONE: the
 * watcher stopped it. */
enum err delta_render(struct arena *a, const struct delta_job *job, double *lufs);

#endif
