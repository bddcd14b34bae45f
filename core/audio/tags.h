/* SPDX-License-Identifier: ISC */
/* tags.h - who made it and what it is called, in every kind of file.
 *
 * WAV: LIST INFO, and a broadcast extension (EBU Tech 3285, version 2) with the measured figures; ISRC and
 * UPC stand in an axml chunk (EBU Tech 3352).  MP3: ID3v2.3 (id3.h).  FLAC and Opus: a Vorbis comment of our own, because
 * libsndfile knows neither code: it is asked for a comment as long as ours, and ours is written over it; Opus's
 * serial number, which libsndfile draws from the clock, becomes a fixed one.  The rights line and the engine are
 * in all of them; no time of day is: the same song gives the same bytes. */
#ifndef AUDIO_TAGS_H
#define AUDIO_TAGS_H

#include "audio/analysis.h"
#include "base/arena.h"
#include "base/err.h"

struct sf_private_tag;

struct tags {
    const char *title, *artist, *album; /* NULL: not written */
    const char *track;                  /* its place in the album, in digits, or NULL */
    const char *isrc;                   /* 12 characters, as tags_isrc gives it, or NULL */
    const char *upc;                    /* of the album: 12 or 13 digits, as tags_upc gives it, or NULL */
    const struct analysis *measured;    /* for the broadcast extension, or NULL */
};

/* "us-rc1-76-07839" becomes USRC17607839; ERR_INVALID if it is no ISRC (ISO 3901). */
enum err tags_isrc(struct arena *a, const char *text, const char **out);
/* "0 36000-29145 2" becomes 036000291452; ERR_INVALID if it is no GTIN-12 (UPC) nor GTIN-13 (EAN) whose check digit is
 * right (GS1 General Specifications, 7.9).  A GTIN-13 that begins with 0 is the GTIN-12 behind it. */
enum err tags_upc(struct arena *a, const char *text, const char **out);

/* Before the first sample, to a file of libsndfile open for writing; format: its SF_FORMAT. */
void tags_begin(struct sf_private_tag *file, int format, const struct tags *t);
/* When the file is whole. */
enum err tags_end(int fd, int format, const struct tags *t);

#endif
