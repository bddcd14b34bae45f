/* SPDX-License-Identifier: ISC */
/* resample.h - a stream of interleaved frames at another rate, by libsoxr. */
#ifndef AUDIO_RESAMPLE_H
#define AUDIO_RESAMPLE_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct soxr;

struct resample {
    struct soxr *soxr; /* NULL: the rates are the same */
    size_t channels;
};

enum err resample_open(struct resample *r, int64_t from_hz, int64_t to_hz, size_t channels);
void resample_close(struct resample *r);
/* Takes n frames (NULL: there are no more) and gives what is ready, at most `room`; call again with
 * n = 0 while it fills the room. */
enum err resample_run(struct resample *r, const float *in, size_t n, size_t *taken, float *out, size_t room, size_t *given);

#endif
