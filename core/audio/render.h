/* SPDX-License-Identifier: ISC */
/* render.h - mix and recipe in, master and report out. */
#ifndef AUDIO_RENDER_H
#define AUDIO_RENDER_H

#include "audio/codec.h"
#include "audio/measure.h"
#include "audio/recipe.h"
#include "audio/report.h"
#include "dsp/settings.h"

/* What was heard and decided about a mix: enough to render it without listening again. */
struct decision {
    const struct analysis *before;
    struct settings settings;
};

/* What one listening told: good for every recipe that trims the mix alike. */
struct measured;
struct heard {
    const struct analysis *before;
    const struct measured *measured; /* dsp/plan.h */
};

/* A stretch of the master alone, in seconds of it; to_s 0: all. */
struct excerpt {
    double from_s, to_s;
};

struct render_job {
    int mix_fd;                       /* canonical (pcm.h) */
    int master_fd;                    /* empty, writable: becomes canonical */
    int scratch_fd;                   /* a folder for nameless files of long songs; -1: memory only */
    const struct recipe *recipe;
    const struct heard_reference *references; /* to follow instead of the style */
    size_t reference_count;
    const struct decision *decision;  /* made before (render_decide, frozen.h), or NULL: listen and decide now */
    struct decision *kept;            /* gets what was decided in the end, or NULL */
    bool hold;                        /* the decision's gain in front of the limiter stands, however loud it gets */
    struct excerpt excerpt;           /* with a whole master's decision and hold: sample by sample that stretch of it */
    const struct heard *heard;        /* from render_listen; NULL: it listens now */
    const struct codec *codecs;       /* more than those of codec.h, when the recipe says codec_safe; or NULL */
    size_t codec_count;
    struct watcher watcher;           /* .told may be NULL */
    int threads;                      /* the sound does not depend on it; 0 is 1 */
};

/* The steps told to the watcher, in this order; ended by NULL. */
extern const char *const render_steps[];

/* The first step alone, for several masters of one mix; needs neither master_fd nor scratch_fd.  What it tells
 * lives in the arena. */
enum err render_listen(struct arena *a, const struct render_job *job, struct heard *out);
/* The first half alone: listens, unless that was done, and decides.  Needs no master_fd. */
enum err render_decide(struct arena *a, const struct render_job *job, struct decision *out);

/* The report and all it points to live in the arena.  ERR_INVALID: the recipe does not fit
 * the song; ERR_GONE: the watcher stopped it. */
enum err render_master(struct arena *a, const struct render_job *job, struct report *out);

/* The song as it goes into the limiter, and what was decided for it. */
struct tape;
enum err render_shaped(struct arena *a, const struct render_job *job, struct settings *settings, struct tape *out);

#endif
