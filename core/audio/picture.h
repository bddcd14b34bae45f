/* SPDX-License-Identifier: ISC */
/* picture.h - what the records say, drawn: spectra, loudness over time, gain reduction. */
#ifndef AUDIO_PICTURE_H
#define AUDIO_PICTURE_H

#include "audio/curve.h"
#include "audio/report.h"
#include "base/buf.h"

/* A song: its spectrum and its loudness over time. */
void picture_song(struct buf *b, const char *title, const struct analysis *song);
/* Two songs over one another, the spectra at one level. */
void picture_pair(struct buf *b, const char *title, const char *first, const struct analysis *a, const char *second,
                  const struct analysis *other);
/* A render: mix, master and what was aimed at (that of a reference, or the usual of finished music; NULL: the latter);
 * loudness; gain reduction. */
void picture_render(struct buf *b, const char *title, const struct report *r, const struct analysis *reference);
/* How loud it can go: the limiter's noise against what hides it, and its reduction, at each loudness. */
void picture_curve(struct buf *b, const char *title, const struct curve *curve);

#endif
