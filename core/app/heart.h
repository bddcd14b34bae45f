/* SPDX-License-Identifier: ISC */
/* heart.h - says that this process lives, while its one thread of work is busy.
 *
 * A small thread with a database connection of its own.  The connection holds an advisory lock made from
 * the worker's id: when the process dies, the lock is free and any other worker sees it at once.  While a
 * job is held, its lease is renewed every HEARTBEAT_MS.  When that fails for two thirds of the lease, the
 * job is lost and the work must stop; if it has not when the lease is over, the process ends itself, and
 * its children with it. */
#ifndef APP_HEART_H
#define APP_HEART_H

#include "base/config.h"

struct heart;

enum pulse { PULSE_FINE, PULSE_CANCELLED, PULSE_LOST };

/* Starts beating, the lock held.  worker: a new uuid for each start of a process. */
enum err heart_start(struct arena *life, const struct config *c, const char *worker, struct heart **out);
void heart_stop(struct heart *h);

void heart_hold(struct heart *h, const char *job, const char *lease);
void heart_release(struct heart *h);
enum pulse heart_pulse(struct heart *h);

#endif
