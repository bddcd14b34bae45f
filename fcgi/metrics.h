/* SPDX-License-Identifier: ISC */
/* metrics.h - what the processes of this desk count, together.
 *
 * The counters lie in a file that every process maps (METRICS_FILE; without it
 * each counts for itself), so one scrape through nginx tells of all of them,
 * and a process that is started again goes on counting where the last one was. */
#ifndef FCGI_METRICS_H
#define FCGI_METRICS_H

#include "fcgi/request.h"

void metrics_open(const char *file);
void metrics_count(const struct route *r, int status, int64_t us);
/* How many wait parked in this process, and how many connections it holds. */
void metrics_gauge(int64_t connections, int64_t parked);
/* Prometheus text, version 0.0.4. */
void metrics_text(struct buf *b);

#endif
