/* SPDX-License-Identifier: ISC */
/* advice.h - what is wrong with a mix, and where: told before anybody pays.
 *
 * Every remark has a stable code, which the page translates, and a sentence in
 * English for everyone else.  "fix" is worth another export, "look" may be meant
 * so, "note" is only good to know. */
#ifndef AUDIO_ADVICE_H
#define AUDIO_ADVICE_H

#include "audio/analysis.h"
#include "audio/lossy.h"
#include "base/arena.h"
#include "dsp/ltas.h"
#include "dsp/truepeak.h"
#include "dsp/wave.h"

/* All that was heard of a song. */
struct evidence {
    const struct analysis *analysis;
    const struct wave *wave;
    const struct ltas *ltas;
    const struct truepeak *peak;
    const double *mid_db; /* BANDS */
    struct lossy_traces traces;
};

/* Fills advice and already_mastered; the list lives in the arena. */
void advise(struct arena *a, const struct evidence *h, struct analysis *out);

#endif
