/* SPDX-License-Identifier: ISC */
/* listen.h - one pass over a stretch of a song; from it the record for people and the numbers for the plan. */
#ifndef AUDIO_LISTEN_H
#define AUDIO_LISTEN_H

#include "audio/measure.h"
#include "dsp/plan.h"

struct stretch {
    struct pcm pcm;
    int64_t first, frames;
};

/* measured may be NULL.  The numbers do not depend on the threads. */
enum err listen_to(struct arena *a, const struct stretch *s, const struct watcher *w, const char *step, int threads,
                struct analysis *out, struct measured *measured);

/* Tells the watcher; ERR_GONE when it wants to stop. */
enum err watch(const struct watcher *w, const char *step, double fraction);

#endif
