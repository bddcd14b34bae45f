/* SPDX-License-Identifier: ISC */
/* encode.h - a master as the musician takes it home. */
#ifndef AUDIO_ENCODE_H
#define AUDIO_ENCODE_H

#include "audio/tags.h"
#include "base/field.h"

enum output_format { OUTPUT_WAV16, OUTPUT_WAV24, OUTPUT_WAV32F, OUTPUT_FLAC, OUTPUT_FLAC16, OUTPUT_MP3, OUTPUT_OPUS, OUTPUT_COUNT };
extern const char *const output_format_words[]; /* wav16 wav24 wav32f flac flac16 mp3 opus */

/* What somebody means who says a format and how many bits a sample has: 16, 24, 32 (floats), or 0 where nothing is said.
 * One of the words above, or wav; without bits wav and flac have 24.  ERR_NOT_FOUND: no such format.  ERR_INVALID blames
 * `bits` where the format cannot have so many, or says another number itself. */
enum err output_choose(const char *word, int64_t bits, enum output_format *out);

/* What the browser and the file name want to know. */
const char *output_media(enum output_format f);  /* audio/wav ... */
const char *output_ending(enum output_format f); /* wav ... */

struct output_job {
    int master_fd; /* canonical */
    enum output_format format;
    const struct tags *tags; /* or NULL */
    double gap_s;            /* silence behind the music, for the album's next song */
    int threads;             /* the bytes do not depend on them; 0 is 1 */
};
/* The frames of that silence: the nearest whole number of them. */
int64_t output_gap_frames(double gap_s, int64_t rate_hz);

/* fd: empty, readable and writable, seekable.  Dither is deterministic, and the silence is written behind it: zeros, where
 * the format keeps samples as they are, and the music before it has the bits that it has without.  MP3 above 48 kHz and
 * Opus are resampled by libsoxr. */
enum err encode_output(const struct output_job *job, int fd);

#endif
