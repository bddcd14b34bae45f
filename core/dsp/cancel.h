/* SPDX-License-Identifier: ISC */
/* cancel.h - masked peak cancellation: what stands above the ceiling is taken away where it is not heard.
 *
 * For every peak above the ceiling a small kernel is subtracted.  Its spectrum is
 * the masking threshold of the music around it, so that all bands of hearing are
 * disturbed equally little; of all signals that lower the peak this one has the
 * least noise against the mask.  Peaks that feel each other's kernels are solved
 * together: Hildreth's method, a multiplier for each peak that never turns
 * negative (Hildreth 1957; the idea of clipping by perception is Defraene et al.
 * 2012's).  Each channel is solved alone, under its own mask: noise stays on the
 * side of the sound that hides it. */
#ifndef DSP_CANCEL_H
#define DSP_CANCEL_H

#include "dsp/settings.h"

size_t cancel_size(const struct settings *s);
void cancel_prepare(void *state, const struct settings *s);
void cancel_run(void *state, float *const *channel, size_t n);
size_t cancel_latency(const void *state);

/* How many peaks were lowered so far, over all channels of this state. */
int64_t cancel_peaks(const void *state);

#endif
