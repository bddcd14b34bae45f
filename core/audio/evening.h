/* SPDX-License-Identifier: ISC */
/* evening.h - the song a visitor hears before and after: twenty-five seconds, a mix as people bring it. */
#ifndef AUDIO_EVENING_H
#define AUDIO_EVENING_H

#include "base/err.h"

/* 44.1 kHz, stereo, canonical, into an empty file.  Always the same bytes. */
enum err evening_write(int fd_out);

#endif
