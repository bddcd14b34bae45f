/* SPDX-License-Identifier: ISC */
/* measure.h - from sound to numbers. */
#ifndef AUDIO_MEASURE_H
#define AUDIO_MEASURE_H

#include "audio/analysis.h"
#include "audio/pcm.h"

/* Progress and cancelling, between blocks: fraction runs from 0 to 1 within a step; true stops
 * the work with ERR_GONE. */
struct watcher {
    bool (*told)(void *arg, const char *step, double fraction);
    void *arg;
};

/* Measures a canonical file.  The lists live in the arena.  `w` may be NULL. */
enum err measure_file(struct arena *a, int fd, const struct watcher *w, struct analysis *out);

/* libebur128's opinion of the same samples: the independent check. */
struct second_opinion {
    double lufs, true_peak_db;
};
enum err measure_check(int fd, struct second_opinion *out);

#endif
