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

/* fd_in: canonical.  fd_out: empty, readable and writable, seekable.  Dither is deterministic.  MP3 above
 * 48 kHz and Opus are resampled by libsoxr.  t may be NULL.  The
 * bytes do not depend on the threads. */
enum err encode_output(int fd_in, enum output_format f, const struct tags *t, int threads, int fd_out);

#endif
