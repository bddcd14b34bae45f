/* SPDX-License-Identifier: ISC */
/* stereo.h - width: a curve for the sides, with linear phase, so that nothing moves in time.
 *
 * A curve that falls below 120 Hz keeps the bass in the middle; what is lost by that is then
 * given back to all of the song, moment by moment (steady.h). */
#ifndef DSP_STEREO_H
#define DSP_STEREO_H

#include "dsp/settings.h"

size_t stereo_size(const struct settings *s);
void stereo_prepare(void *state, const struct settings *s);
void stereo_run(void *state, float *const *channel, size_t n);
size_t stereo_latency(const void *state);

#endif
