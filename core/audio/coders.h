/* SPDX-License-Identifier: ISC */
/* coders.h - the encoders a codec-safe master is tried with.
 *
 * MP3 and Vorbis by libsndfile, as whole files.  Opus by libopus itself, because libsndfile keeps every frame near the
 * bit rate while ffmpeg and opusenc let it run free, and from other bits come other peaks: a song is heard both ways. */
#ifndef AUDIO_CODERS_H
#define AUDIO_CODERS_H

#include "base/err.h"

#include <stdbool.h>

struct codec {
    const char *name; /* mp3_320 ...; several ways of one codec stand next to each other */
    /* Writes what libsndfile reads: the song encoded, or already decoded again.  fd_out is empty, seekable. */
    enum err (*encode)(const struct codec *c, int canonical_fd, int fd_out);
    double limit_db; /* of its decoded true peak: below 0 by what another's encoder may do differently */
    double aim_db;   /* what stands above this is turned down to it */
    int format;      /* and compression: of libsndfile */
    double compression;
    bool free; /* Opus: a frame takes as many bits as it likes */
};

/* MP3 at 320 and 128 kbit/s, Opus at 128, Vorbis at 160. */
enum { CODECS = 4, CODEC_WAYS = 5 };
extern const struct codec codecs[CODEC_WAYS];

#endif
