/* SPDX-License-Identifier: ISC */
/* planes.h - from samples that lie side by side, as files have them, to a row a channel. */
#ifndef DSP_PLANES_H
#define DSP_PLANES_H

#include <stddef.h>

/* One or two channels; out[1] is not touched in mono. */
void planes_split(const float *interleaved, int channels, size_t n, float *const *out);

#endif
