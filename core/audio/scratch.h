/* SPDX-License-Identifier: ISC */
/* scratch.h - a file without a name, for sound at work. */
#ifndef AUDIO_SCRATCH_H
#define AUDIO_SCRATCH_H

#include "base/err.h"

/* In the folder, or in memory where that is -1; the caller closes it. */
enum err scratch_open(int folder_fd, int *fd);
void scratch_shut(int *fd); /* for CLEANUP */

#endif
