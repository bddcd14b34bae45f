/* SPDX-License-Identifier: ISC */
/* log.h - one line a request, a job, a sweep: <N>key=value, to standard error.
 *
 * No e-mail address, title, token or body ever stands in it.  A value from
 * elsewhere goes through log_value, so that it cannot end the line. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/arena.h"

enum { LOG_ALERT = 3, LOG_WARN = 4, LOG_NOTE = 6 };

void log_line(int level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Printable ASCII without spaces, quotes or backslashes; anything else becomes '?'.  At most 200 bytes. */
const char *log_value(struct arena *a, const char *text);

#endif
