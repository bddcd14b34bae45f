/* SPDX-License-Identifier: ISC */
/* verify.h - the job that looks at an upload: is it sound, and what is it like?
 *
 * The pieces become one file, hashed as a whole; a sandboxed child decodes it
 * to the canonical form, which is measured and drawn.  Nothing later touches
 * the original.  At the end the version is ready, with a first master queued,
 * or rejected with a code of audio/refusals.h.  Run again at any point it goes
 * on from the last thing that stands in the database. */
#ifndef APP_VERIFY_H
#define APP_VERIFY_H

#include "app/job.h"

enum err verify_run(struct job *j);
enum err verify_given_up(struct work *w, const struct job_row *row, const char *code);
enum err verify_again(struct work *w, const struct job_row *row);

#endif
