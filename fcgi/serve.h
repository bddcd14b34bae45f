/* SPDX-License-Identifier: ISC */
/* serve.h - one request between the wire and its door. */
#ifndef FCGI_SERVE_H
#define FCGI_SERVE_H

#include "fcgi/request.h"
#include "fcgi/wire.h"

/* A request from its first byte to the end of its answer.  All that outlives a run of its door. */
struct visit {
    char id[UUID_SIZE], cursor[CURSOR_SIZE];
    bool resumed, late;
    bool stream;  /* the head of an event stream has gone out */
    bool leaving; /* the process ends: nobody is parked any more */
    int64_t begun_us;
    uint64_t topic;   /* what it waits for; a number made from the text */
    int64_t until_us; /* in clock_ticks(); 0: for ever */
};

enum outcome {
    SERVED,  /* the answer is complete, the connection is free for the next */
    WAITING, /* parked: run again when the topic is noted or the time is over */
    CLOSED,  /* nothing more will come */
};

/* The number of a topic's name. */
uint64_t topic_of(const char *name);
/* Runs the door of the request at hand, or runs it again; database(of) is the thread's connection. */
enum outcome serve(struct work *work, struct wire *wire, struct visit *v, struct db *(*database)(void *), void *of);

#endif
