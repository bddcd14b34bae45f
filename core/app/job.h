/* SPDX-License-Identifier: ISC */
/* job.h - work for later, done at least once, its effects exactly once.
 *
 * A job is put in the transaction of what needs it.  A worker takes it with a lease, a new one each time;
 * every write of the work stands in a transaction that holds the job by this lease (job_fence, job_done).
 * So whoever lost the lease, while he was stopped, cut off or merely slow, writes nothing any more.
 *
 * How the run of a kind ends:
 *   OK            done (job_done was called in the closing transaction, or is called now)
 *   an answer     the rules refuse: the job has failed, with the word of the refusal
 *   a trouble     again after a pause that doubles; after ATTEMPTS_MAX times it has failed
 *   a dead worker again at once, by any other worker; the attempt was counted when it began
 * What has failed is told by the kind's given_up. */
#ifndef APP_JOB_H
#define APP_JOB_H

#include "app/work.h"

struct heart;

/* Lower weights first: what a musician waits for with a hand on the slider, what for at all, and what can wait. */
enum { JOB_FIRST = -10, JOB_NOW = 0, JOB_SOON = 10, JOB_LATER = 100 };

struct job {
    struct work *w;
    struct job_row row;
    struct heart *heart;          /* NULL: nobody beats for it (a test) */
    const volatile int *stopping; /* SIGTERM came; may be NULL */
    enum { JOB_GOES_ON, JOB_LOST, JOB_CANCELLED, JOB_STOPPED } end;
    const char *told_step;
    int64_t told_us;
};

/* Queues it, unless a job of this kind is open for this subject.  payload: a JSON object or NULL;
 * account: 0 for nobody's. */
enum err job_put(struct work *w, const char *kind, const char *subject, int64_t account, const char *payload,
                 int64_t weight);
/* ERR_NOT_FOUND: none is open.  A running one stops at its next look. */
enum err job_stop(struct work *w, const char *kind, const char *subject);

/* ---- for the run of a kind ------------------------------------------------- */

/* Called often, it costs nothing: ERR_GONE when the work must stop now. */
enum err job_check(struct job *j);
/* The same, and tells how far the step is; those who watch the account are woken. */
enum err job_tell(struct job *j, const char *step, double fraction);
/* For the engine's struct watcher: true is stop. */
bool job_watch(void *job, const char *step, double fraction);
/* Inside a transaction, before its writes: it is ours until the transaction ends.  ERR_CONFLICT. */
enum err job_fence(struct job *j);
/* Inside the transaction that publishes the work: it is done with it. */
enum err job_done(struct job *j);

#endif
