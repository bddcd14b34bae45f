/* SPDX-License-Identifier: ISC */
/* peaks.h - the picture of a song: audiowaveform's .dat, version 2, 8 bit, one channel. */
#ifndef AUDIO_PEAKS_H
#define AUDIO_PEAKS_H

#include "base/err.h"

enum { PEAKS_FINE = 512, PEAKS_COARSE = 4096 };

/* fd_in: canonical.  fd_out: empty, writable.  Lowest and highest of all channels, samples_a_pixel each. */
enum err peaks_write(int fd_in, int samples_a_pixel, int fd_out);

#endif
