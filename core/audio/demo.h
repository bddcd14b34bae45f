/* SPDX-License-Identifier: ISC */
/* demo.h - a song of our own to try things on: drums, bass, chords, a melody; a mix, not a master. */
#ifndef AUDIO_DEMO_H
#define AUDIO_DEMO_H

#include "base/err.h"

/* 44.1 kHz, stereo, canonical.  The same seconds give the same bytes. */
enum err demo_write(int fd_out, double seconds);

#endif
