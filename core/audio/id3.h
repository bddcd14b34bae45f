/* SPDX-License-Identifier: ISC */
/* id3.h - the tag in front of an MP3: ID3v2.3 with UTF-16, which every player reads.
 *
 * LAME's own would call UTF-8 Latin-1, and a name with an accent would be spoilt. */
#ifndef AUDIO_ID3_H
#define AUDIO_ID3_H

#include "audio/tags.h"

/* Makes room at the beginning of a whole MP3 and writes the tag there. */
enum err id3_put(int fd, const struct tags *t);

#endif
