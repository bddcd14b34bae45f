/* SPDX-License-Identifier: ISC */
/* finish.h - from the loud song on its tape to the master's file: the last word on the ceiling, then the samples. */
#ifndef AUDIO_FINISH_H
#define AUDIO_FINISH_H

#include "audio/loud.h"

struct finish {
    struct loud *loud; /* its master is changed in place, and settings.limiter.rest told */
    int fd;            /* empty, writable: becomes canonical */
    size_t first, end; /* what of the tape is written */
    double rest;       /* the gain that all goes down by; 0: as the last word finds it */
};

enum err finish_master(struct arena *a, const struct finish *f);

#endif
