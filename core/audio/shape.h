/* SPDX-License-Identifier: ISC */
/* shape.h - the mix through tone, dynamics and stereo, up to the limiter, onto a tape. */
#ifndef AUDIO_SHAPE_H
#define AUDIO_SHAPE_H

#include "audio/listen.h"
#include "audio/loud.h"
#include "audio/tape.h"

struct shaping {
    const struct stretch *mix;
    int64_t begin; /* of the mix: where the tape begins */
    const struct settings *settings;
    const struct tape *to;
    struct loud *loud; /* opened, and hears all of it; or NULL */
    int threads;       /* the sound does not depend on it */
    const struct watcher *watcher; /* told of the step "shape" */
};

enum err shape(const struct shaping *s);

/* n samples a channel from `at` on, at most RELAY_BLOCK; behind the end there is silence. */
enum err shape_read(const struct stretch *mix, int64_t at, size_t n, float *const *out);

#endif
