/* SPDX-License-Identifier: ISC */
/* beside.h - two things at a time that share nothing. */
#ifndef AUDIO_BESIDE_H
#define AUDIO_BESIDE_H

#include "base/err.h"

struct task {
    enum err (*run)(void *with);
    void *with;
};

/* Does both: the first here, the second in a thread of its own when there may be more than one, or else afterwards.  Both
 * are done when it returns; should both fail, the first one's failure is told. */
enum err beside(int threads, struct task first, struct task second);

#endif
