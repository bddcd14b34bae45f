/* SPDX-License-Identifier: ISC */
/* tape.h - a whole song at work: one row of floats a channel.
 *
 * In memory, or, when it is long, in a nameless file of the scratch folder that
 * is mapped: so an hour of sound needs no more memory than a song.  What has been
 * touched of such files is let go whenever the work tells how far it is (watch
 * in listen.h): it stays in the file, and comes back when it is looked at. */
#ifndef AUDIO_TAPE_H
#define AUDIO_TAPE_H

#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>

struct tape {
    float *channel[2]; /* [1] is [0] when it is mono */
    int channels;
    size_t frames;
};

/* Lets go of the memory behind all tapes that are in files, of any thread; they stay as they are. */
void tape_breathe(void);

/* Lives as long as the arena. */
enum err tape_new(struct arena *a, int scratch_fd, int channels, size_t frames, struct tape *out);

#endif
