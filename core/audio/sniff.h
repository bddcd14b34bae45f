/* SPDX-License-Identifier: ISC */
/* sniff.h - what a stranger's file is, by its own bytes; names and endings are not believed.
 *
 * Only containers and codecs on our list get as far as a decoder.  A file of
 * another kind that we know is refused by its own word (video_not_taken,
 * codec_not_taken, no_audio, two_tracks), the rest is unknown_format or
 * not_audio.
 *
 * A WAV whose size fields are 0 or the largest number (a recorder that never
 * came back to write them) is taken to its end; one that promises more sound
 * than the file holds is `truncated`: half a copied song must not be mastered
 * as if it were whole.  An MP3 named .wav is an MP3. */
#ifndef AUDIO_SNIFF_H
#define AUDIO_SNIFF_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sniffed {
    const char *format; /* wav rf64 w64 aiff caf flac ogg mp3 */
    const char *codec;  /* pcm float vorbis opus flac mp3 */
    const char *media;  /* audio/wav ... */
    bool lossy;
    int64_t sizeless_at; /* where a WAV has a 0 for the bytes of its sound; 0: nowhere */
    int64_t end;         /* where the sound ends that libsndfile would read beyond (W64), or whose end it would not miss (AU);
                            0: the decoder knows */
};

/* Reads through `read_at`: up to n bytes at an offset, 0 at the end. */
struct sniff_source {
    size_t (*read_at)(void *from, int64_t at, void *buf, size_t n);
    void *from;
    int64_t bytes; /* the whole file */
};

/* Refuses with a code of refusals.h. */
enum err sniff(const struct sniff_source *s, struct sniffed *out);
enum err sniff_fd(int fd, struct sniffed *out);
/* The first bytes alone (an upload that has just begun); bytes is the declared size of all. */
enum err sniff_head(const void *head, size_t n, int64_t bytes, struct sniffed *out);

#endif
