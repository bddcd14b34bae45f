/* SPDX-License-Identifier: ISC */
/* curve.h - how loud can this mix go, and what would it cost (audio/curve.h): measured once an engine, when
 * somebody asks.
 *
 * By the presets of a recipe, so that it does not change with anybody's preferences. */
#ifndef APP_CURVE_H
#define APP_CURVE_H

#include "app/job.h"

/* As JSON (struct curve).  NULL: it is not known yet, and the job that measures it is queued. */
enum err curve_of_version(struct work *w, int64_t account, const char *id, const char **json);
/* The job (subject VERSION). */
enum err curve_run(struct job *j);

#endif
