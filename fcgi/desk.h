/* SPDX-License-Identifier: ISC */
/* desk.h - the front desk: who holds the line, who is served, who waits.
 *
 * One loop watches every kept connection of nginx; a connection that has
 * something to say goes to one of a few threads, which runs its door from
 * beginning to end with an arena and a database connection of its own.  Idle
 * connections, event streams and answers that wait for egress hold no thread.
 *
 * A note on the database's channel "wake" names a topic; whoever is parked on
 * it is run again.  On SIGTERM the desk takes no new connection, ends the
 * streams, answers what comes on the connections it has and leaves when nginx
 * has closed the last one: nobody's request is lost. */
#ifndef FCGI_DESK_H
#define FCGI_DESK_H

#include "app/work.h"

struct desk_needs {
    const struct config *config;
    struct store *store;
    int listener; /* a listening socket, shared with our like */
};

/* Runs until SIGTERM or SIGINT, then until the last connection is closed. */
enum err desk_run(const struct desk_needs *needs);

#endif
