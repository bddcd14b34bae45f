/* SPDX-License-Identifier: ISC */
/* tape.h - a whole song at work: one row of floats a channel.
 *
 * In memory, or, when it is longer than some seconds, in a nameless file of the
 * scratch folder that is mapped: so ten hours of sound need no more memory than a
 * minute.  What has been touched of it can be let go (tape_breathe): it stays in
 * the file, and comes back when it is looked at.  Whoever walks over a tape lets
 * it breathe every WALK_STEP samples (dsp/walk.h). */
#ifndef AUDIO_TAPE_H
#define AUDIO_TAPE_H

#include "base/arena.h"
#include "base/err.h"
#include "dsp/walk.h"

#include <stddef.h>
#include <stdint.h>

struct tape {
    float *channel[2]; /* [1] is [0] when it is mono */
    int channels;
    size_t frames;
    size_t row_bytes; /* of the file behind a channel; 0: in memory */
    struct mapping *of;
};

/* Lets go of the memory behind a tape in a file, whoever works on it; its sound stays as it is. */
void tape_breathe(const struct tape *t);

/* n samples a channel to the place `at`; what lies outside of the tape is left out, for what a chain answers is late. */
void tape_keep(const struct tape *t, int64_t at, float *const *x, size_t n);

/* Lives as long as the arena, or until it is dropped. */
enum err tape_new(struct arena *a, int scratch_fd, int channels, size_t frames, struct tape *out);
void tape_drop(struct tape *t);

#endif
