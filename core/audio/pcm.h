/* SPDX-License-Identifier: ISC */
/* pcm.h - the one form in which sound rests here: 32-bit float, interleaved, in a plain WAV file.
 *
 * A stranger's file is decoded to this once, in the sandbox, and nothing later
 * touches the original; masters rest in it too.  Any player reads it (it
 * becomes RF64 above 4 GiB), but we read and write it ourselves: by pread and
 * pwrite, so that descriptors may be shared and have no position. */
#ifndef AUDIO_PCM_H
#define AUDIO_PCM_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct pcm {
    int fd;
    int64_t rate_hz, channels, frames; /* frames: written so far, or there to read */
};

/* A new one at the beginning of fd (empty, writable).  Whole only after pcm_finish. */
enum err pcm_create(int fd, int64_t rate_hz, int64_t channels, struct pcm *out);
enum err pcm_append(struct pcm *p, const float *interleaved, size_t frames);
enum err pcm_finish(struct pcm *p);

/* Opens what pcm_finish left.  ERR_FAULT if it is something else: such files are ours. */
enum err pcm_open(int fd, struct pcm *out);
/* Exactly the frames [first, first + frames); outside of the song there is silence. */
enum err pcm_read(const struct pcm *p, int64_t first, float *interleaved, size_t frames);

#endif
