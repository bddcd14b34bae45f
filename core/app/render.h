/* SPDX-License-Identifier: ISC */
/* render.h - the job that makes a master, and the one that makes a file to take home.
 *
 * master: the mix and the recipe become the full-length master, its report,
 * the preview's segments and the peaks; all files have their names before one
 * transaction, held by the job's lease, gives them rows and says `ready`.
 * Killed before it, there is nothing but files without rows; after it, there
 * is exactly one master.
 *
 * encode (subject MASTER/FORMAT, or MASTER/FORMAT/RATE): the master in one
 * format, at the mix's rate or another, with the tags of today. */
#ifndef APP_RENDER_H
#define APP_RENDER_H

#include "app/job.h"
#include "app/master.h"

/* Why a master could not be made, as a stable word.  A code that is not known is our fault: render_failed. */
const char *render_reason(const char *code);
/* The same as half a sentence, in one of our languages (NULL: English). */
const char *render_reason_said(struct arena *a, const char *reason, const char *language);

enum err render_run(struct job *j);
enum err render_given_up(struct work *w, const struct job_row *row, const char *code);
enum err render_again(struct work *w, const struct job_row *row);
enum err encode_run(struct job *j);
/* The same file, written to fd and kept nowhere.  rate_hz is 0 for the master's own. */
enum err encode_into(struct work *w, const struct master_work *m, const struct file_wish *wish, int fd);

#endif
