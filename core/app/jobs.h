/* SPDX-License-Identifier: ISC */
/* jobs.h - the worker's side of the queue: kinds of jobs, taking, rescuing. */
#ifndef APP_JOBS_H
#define APP_JOBS_H

#include "app/job.h"

struct job_kind {
    const char *name;
    enum err (*run)(struct job *j);
    /* In the transaction that sets it aside: let the musician know.  code: why, a stable word.  May be NULL. */
    enum err (*given_up)(struct work *w, const struct job_row *row, const char *code);
    /* In the transaction that queues it once more: what it is about is waited for again.  May be NULL. */
    enum err (*again)(struct work *w, const struct job_row *row);
};
extern const struct job_kind job_kinds[]; /* ended by one without a name */

struct worker {
    const char *id; /* a uuid; new for each start of a process */
    const struct job_kind *kinds;
    struct heart *heart;          /* or NULL */
    const volatile int *stopping; /* or NULL */
};

/* Takes the next job and brings it to an end, whichever.  ERR_NOT_FOUND: there is none. */
enum err jobs_run_one(const struct worker *me, struct work *w);
/* Queues again what dead workers left, and sets aside what was begun too often. */
enum err jobs_rescue(const struct worker *me, struct work *w);
/* A job that failed or was cancelled, from the beginning.  ERR_CONFLICT: it is neither. */
enum err jobs_retry(struct work *w, const struct job_kind *kinds, const char *id);
/* Until there is none: for tests. */
enum err jobs_run_all(const struct worker *me, struct work *w);

#endif
