/* SPDX-License-Identifier: ISC */
/* clock.h - what time it is, in microseconds since 1970 (UTC).
 *
 * Tests move time: CLOCK_FILE names a file with an offset in seconds, read
 * anew at every clock_now().  Only main() and the loops call clock_now(); the
 * rules know work->now. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/arena.h"

#include <stdint.h>

#define SECONDS(n) (INT64_C(1000000) * (n))
#define MINUTES(n) (SECONDS(60) * (n))
#define HOURS(n) (MINUTES(60) * (n))
#define DAYS(n) (HOURS(24) * (n))

void clock_use(const char *file); /* NULL: the machine's time as it is */
int64_t clock_now(void);
/* The machine's time as it is, whatever CLOCK_FILE says. */
int64_t clock_machine(void);
/* For measuring: monotonic, microseconds. */
int64_t clock_ticks(void);

/* "2026-01-31T12:00:00.250000Z" (RFC 3339); reading takes up to six digits of a fraction. */
char *time_text(struct arena *a, int64_t us);
int time_parse(const char *text, int64_t *us); /* 0 if it is one */

#endif
