/* SPDX-License-Identifier: ISC */
#include "audio/delta.h"

#include "audio/frozen.h"
#include "audio/moves.h"
#include "audio/scratch.h"

enum { BLOCK = 8192 };

/* A quarter of a frame more: so that the seconds are that frame again, however they are rounded. */
static double seconds_of(int64_t frame, int64_t rate_hz)
{
    return ((double)frame + 0.25) / (double)rate_hz;
}

/* Its memory is as large as the song and is not needed afterwards. */
static enum err render(const struct delta_job *of, const struct render_job *as, const struct decision *decision, int fd)
{
    CLEANUP(arena_free) struct arena *own = arena_new();
    struct render_job job = *as;
    struct report report;
    struct pcm mix;

    if (of->frames) {
        TRY(pcm_open(job.mix_fd, &mix));
        job.excerpt = (struct excerpt){seconds_of(of->first, mix.rate_hz), seconds_of(of->first + of->frames, mix.rate_hz)};
    }

    job.master_fd = fd;
    job.decision = decision;
    job.hold = true;
    return render_master(own, &job, &report);
}

static enum err subtract(int made_fd, int without_fd, int delta_fd)
{
    float x[2 * BLOCK], y[2 * BLOCK];
    struct pcm made, without, delta;

    TRY(pcm_open(made_fd, &made));
    TRY(pcm_open(without_fd, &without));
    if (made.frames != without.frames || made.channels != without.channels ||
        made.rate_hz != without.rate_hz)
        return fail(ERR_FAULT, "the master is not the one its settings make");
    TRY(pcm_create(delta_fd, made.rate_hz, made.channels, &delta));
    for (int64_t at = 0; at < made.frames; at += BLOCK) {
        size_t n = made.frames - at < BLOCK ? (size_t)(made.frames - at) : BLOCK;
        TRY(pcm_read(&made, at, x, n));
        TRY(pcm_read(&without, at, y, n));
        for (size_t i = 0; i < n * (size_t)made.channels; i++)
            x[i] -= y[i];
        TRY(pcm_append(&delta, x, n));
    }
    return pcm_finish(&delta);
}

static enum err hear(int fd, const struct watcher *w, double *lufs)
{
    CLEANUP(arena_free) struct arena *own = arena_new();
    struct analysis measured;

    TRY(measure_file(own, fd, w, &measured));
    *lufs = measured.lufs;
    return OK;
}

enum err delta_render(struct arena *a, const struct delta_job *job, double *lufs)
{
    CLEANUP(scratch_shut) int again = -1, without = -1;
    struct render_job as = job->as;
    struct recipe recipe = *as.recipe;
    struct decision decision;
    int made = recipe.codec_safe ? -1 : job->made_fd;

    recipe.codec_safe = false;
    as.recipe = &recipe;
    as.decision = NULL;
    if (job->heard_fd)
        as.mix_fd = job->heard_fd;
    TRY(render_decide(a, &as, &decision));
    as.mix_fd = job->as.mix_fd;
    TRY(frozen_read(job->settings, &decision.settings));
    if (made < 0) {
        TRY(scratch_open(as.scratch_fd, &again));
        TRY(render(job, &as, &decision, again));
        made = again;
    }
    moves_take_back(&recipe, job->move, &decision.settings);
    TRY(scratch_open(as.scratch_fd, &without));
    TRY(render(job, &as, &decision, without));
    TRY(subtract(made, without, job->delta_fd));
    return hear(job->delta_fd, &as.watcher, lufs);
}
