/* SPDX-License-Identifier: ISC */
/* trim.h - the first stage (offset away, level to where the others work) and the fades at the end. */
#ifndef DSP_TRIM_H
#define DSP_TRIM_H

#include "dsp/settings.h"

size_t trim_size(const struct settings *s);
void trim_prepare(void *state, const struct settings *s);
void trim_run(void *state, float *const *channel, size_t n);

/* Raised-cosine fades, by position in the song: nothing in front of them in their part may be late. */
size_t fade_size(const struct settings *s);
void fade_prepare(void *state, const struct settings *s);
void fade_run(void *state, float *const *channel, size_t n);

#endif
