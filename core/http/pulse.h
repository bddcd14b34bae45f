/* SPDX-License-Identifier: ISC */
/* pulse.h - what a long call to the world does now and then, so that its caller stays alive meanwhile. */
#ifndef HTTP_PULSE_H
#define HTTP_PULSE_H

#include <stdbool.h>

struct pulse {
    bool (*beat)(void *arg); /* false: give up; may be NULL */
    void *arg;
};

#endif
