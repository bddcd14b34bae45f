/* SPDX-License-Identifier: ISC */
/* sound.h - a stranger's file to the canonical form (pcm.h), through libsndfile.
 *
 * sound_decode runs here and now: for the command line, where the file is the
 * user's own.  The service calls decoder_run (decoder.h), which is the same in
 * a sandbox. */
#ifndef AUDIO_SOUND_H
#define AUDIO_SOUND_H

#include "audio/pcm.h"
#include "audio/sniff.h"

struct sound_limits {
    double seconds_min, seconds_max;
    int64_t decoded_bytes_max;  /* of canonical sound */
    int64_t expansion_max;      /* canonical bytes for one byte of the file, beyond a first 16 MiB */
    bool every_format;          /* all that libsndfile reads: for the user's own files, not for strangers' */
    int threads;                /* one may read ahead of the one that judges; 0 is 1, all that the sandbox allows */
};
extern const struct sound_limits sound_limits_usual; /* 1 s to 60 min */

struct decoded {
    struct sniffed kind;
    int64_t rate_hz, channels, frames;
    int64_t bits; /* of a sample in the file; 0 for lossy codecs */
    double seconds;
};

/* Where frames go.  `begin` is called once, before the first frames. */
struct sound_sink {
    enum err (*begin)(void *to, int64_t rate_hz, int64_t channels);
    enum err (*frames)(void *to, const float *interleaved, size_t n);
    void *to;
};

/* The decoding itself, without judging the samples: what the sandboxed child runs. */
enum err sound_read(int fd, const struct sound_limits *l, struct sound_sink sink, struct decoded *out);

/* Decodes fd_in into a canonical file on fd_out (empty, writable) and judges it (nan, silence,
 * dc_only, too_short ...).  Refuses with a code of refusals.h. */
enum err sound_decode(int fd_in, const struct sound_limits *l, int fd_out, struct decoded *out);

/* Of the head of a file that has no end yet: not_audio if it is nothing that could be decoded. */
enum err sound_likely(int fd);

/* The judge of samples as they come: shared by sound_decode and decoder_run. */
struct sound_judge {
    struct pcm out;
    const struct sound_limits *limits;
    int64_t file_bytes;
    float low[2], high[2];
    bool begun;
};
enum err sound_judge_begin(void *judge, int64_t rate_hz, int64_t channels);
enum err sound_judge_frames(void *judge, const float *interleaved, size_t n);
enum err sound_judge_finish(struct sound_judge *j);

#endif
