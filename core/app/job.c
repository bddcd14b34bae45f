/* SPDX-License-Identifier: ISC */
#include "app/job.h"

#include "app/heart.h"
#include "app/wake.h"

#include <string.h>

static const int64_t TELL_EVERY_US = 250000;

enum err job_put(struct work *w, const char *kind, const char *subject, int64_t account, const char *payload,
                 int64_t weight)
{
    return job_insert(w->db, uuid_new(w->arena, w->now), kind, subject, account, payload ? payload : "{}", weight,
                      w->now);
}

enum err job_stop(struct work *w, const char *kind, const char *subject)
{
    return job_cancel(w->db, kind, subject, w->now);
}

enum err job_check(struct job *j)
{
    enum pulse pulse = j->heart ? heart_pulse(j->heart) : PULSE_FINE;

    if (j->end == JOB_GOES_ON) {
        if (pulse == PULSE_LOST)
            j->end = JOB_LOST;
        else if (pulse == PULSE_CANCELLED || j->row.cancel)
            j->end = JOB_CANCELLED;
        else if (j->stopping && *j->stopping)
            j->end = JOB_STOPPED;
    }
    return j->end == JOB_GOES_ON ? OK : fail(ERR_GONE, "the work was stopped");
}

static bool fresh_news(const struct job *j, const char *step)
{
    return !j->told_step || strcmp(step, j->told_step) != 0 || clock_ticks() - j->told_us >= TELL_EVERY_US;
}

static enum err tell(struct job *j, const char *step, double fraction)
{
    struct job_told told;

    TRY(job_progress(j->w->db, j->row.id, j->row.lease, step, fraction, &told));
    j->row.cancel = told.cancel;
    return wake_account(j->w, j->row.account_id);
}

enum err job_tell(struct job *j, const char *step, double fraction)
{
    enum err e = OK;

    TRY(job_check(j));
    if (!fresh_news(j, step))
        return OK;
    e = tell(j, step, fraction);
    j->told_step = arena_strdup(j->w->arena, step);
    j->told_us = clock_ticks();
    if (e == ERR_CONFLICT)
        j->end = JOB_LOST;
    else if (e >= ERR_BUSY) /* nobody needs this news: the heartbeat decides who lives */
        (void)db_use(j->w->db, j->w->arena);
    return job_check(j);
}

bool job_watch(void *job, const char *step, double fraction)
{
    return job_tell(job, step, fraction) != OK;
}

enum err job_fence(struct job *j)
{
    struct job_told told;
    enum err e = job_lock(j->w->db, j->row.id, j->row.lease, &told);

    if (e == ERR_CONFLICT)
        j->end = JOB_LOST;
    TRY(e);
    j->row.cancel = told.cancel;
    return job_check(j);
}

enum err job_done(struct job *j)
{
    enum err e = job_finish(j->w->db, j->row.id, j->row.lease, j->w->now);

    if (e == ERR_CONFLICT)
        j->end = JOB_LOST;
    TRY(e);
    return wake_account(j->w, j->row.account_id);
}
