/* SPDX-License-Identifier: ISC */
#include "dsp/planes.h"

#include "dsp/clones.h"

#include <string.h>

CLONES static void split_two(const float *restrict from, size_t n, float *restrict left, float *restrict right)
{
    for (size_t i = 0; i < n; i++) {
        left[i] = from[2 * i];
        right[i] = from[2 * i + 1];
    }
}

void planes_split(const float *interleaved, int channels, size_t n, float *const *out)
{
    if (channels == 1)
        memcpy(out[0], interleaved, n * sizeof *interleaved);
    else
        split_two(interleaved, n, out[0], out[1]);
}
