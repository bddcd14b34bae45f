/* SPDX-License-Identifier: ISC */
/* beat.h - what a long call to the world does now and then, so that its caller is known to live. */
#ifndef HTTP_BEAT_H
#define HTTP_BEAT_H

#include <stdbool.h>

struct beat {
    bool (*run)(void *arg); /* false: give up; NULL: nothing to do */
    void *arg;
};

#endif
