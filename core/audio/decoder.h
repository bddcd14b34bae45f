/* SPDX-License-Identifier: ISC */
/* decoder.h - decodes a stranger's file in a child that can do nothing else.
 *
 * The child has the input, a pipe, its memory and its time, and no more:
 * no other descriptor, no file system (landlock), some twenty system calls (seccomp),
 * no new process, no privilege.  The parent believes nothing it says.  A
 * crash, a loop or a bomb costs one job and has its own code: decoder_crashed,
 * decoder_timeout, decode_bomb. */
#ifndef AUDIO_DECODER_H
#define AUDIO_DECODER_H

#include "audio/sound.h"

struct decoder_limits {
    struct sound_limits sound;
    int64_t memory_bytes; /* address space of the child */
    int64_t cpu_seconds, wall_seconds;
    /* Called about ten times a second while decoding; true stops with ERR_GONE.  May be NULL. */
    bool (*cancelled)(void *arg);
    void *cancelled_arg;
};
extern const struct decoder_limits decoder_limits_usual; /* 512 MiB, 60 s of CPU, 120 s */

/* fd_in: seekable, readable.  fd_out: empty, writable; becomes a canonical file (pcm.h). */
enum err decoder_run(int fd_in, const struct decoder_limits *l, int fd_out, struct decoded *out);

#endif
