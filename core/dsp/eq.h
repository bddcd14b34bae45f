/* SPDX-License-Identifier: ISC */
/* eq.h - tone: a curve in twelfths of an octave, as one long filter.
 *
 * Mixed phase: linear above about 200 Hz, where a step of phase would smear the
 * attacks; minimum phase below, where linear phase would be heard before the
 * drum.  Between 100 and 400 Hz one passes into the other. */
#ifndef DSP_EQ_H
#define DSP_EQ_H

#include "dsp/settings.h"

size_t eq_size(const struct settings *s);
void eq_prepare(void *state, const struct settings *s);
void eq_run(void *state, float *const *channel, size_t n);
size_t eq_latency(const void *state);

#endif
