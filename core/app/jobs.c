/* SPDX-License-Identifier: ISC */
#include "app/jobs.h"

#include "app/album.h"
#include "app/bundle.h"
#include "app/curve.h"
#include "app/delta.h"
#include "app/event.h"
#include "app/heart.h"
#include "app/parcel.h"
#include "app/remix.h"
#include "app/render.h"
#include "app/trial.h"
#include "app/verify.h"
#include "app/wake.h"
#include "base/log.h"

#include <string.h>

enum { PAUSE_DOUBLES_MAX = 10 };

const struct job_kind job_kinds[] = {
    {"verify", verify_run, verify_given_up, verify_again}, /* of a version: is it sound, and what is it like? */
    {"master", render_run, render_given_up, render_again}, /* of a master: the mix by its recipe */
    {"encode", encode_run, NULL, NULL},                    /* of MASTER/FORMAT: a file to take home */
    {"curve", curve_run, NULL, NULL},                      /* how loud a VERSION can go */
    {"delta", delta_run, NULL, NULL},                      /* of MASTER/MOVE: what one move changed, to listen to */
    {"trial", trial_run, trial_given_up, NULL},            /* of a trial: a recipe to listen to before it is ordered */
    {"compare", remix_run, NULL, NULL},                    /* of VERSION/WITH: what a mix changed against another */
    {"album", album_run, album_given_up, album_again},     /* of an album: all of its masters at once */
    {"bundle", bundle_run, bundle_given_up, bundle_wanted}, /* of a bundle: its masters, one after the other */
    {"parcel", parcel_run, parcel_given_up, parcel_wanted}, /* of a parcel: its masters, in one ZIP file */
    {NULL, NULL, NULL, NULL},
};

static const char NO_JOB[] = "00000000-0000-0000-0000-000000000000";

static const struct job_kind *kind_named(const struct job_kind *kinds, const char *name)
{
    for (const struct job_kind *k = kinds; k->name; k++)
        if (!strcmp(k->name, name))
            return k;
    return NULL;
}

static const char *const *kind_names(const struct worker *me, struct arena *a)
{
    size_t n = 0;

    while (me->kinds[n].name)
        n++;
    const char **names = arena_alloc(a, (n + 1) * sizeof *names);
    for (size_t i = 0; i < n; i++)
        names[i] = me->kinds[i].name;
    return names;
}

/* ---- how a job ends --------------------------------------------------------- */

static enum err tell_given_up(const struct worker *me, struct work *w, const struct job_row *row, const char *code)
{
    const struct job_kind *k = kind_named(me->kinds, row->kind);

    log_line(LOG_ALERT, "job id=%s kind=%s attempts=%lld given_up=%s", row->id, row->kind, (long long)row->attempts,
             log_value(w->arena, code));
    if (k && k->given_up)
        TRY(k->given_up(w, row, code));
    return wake_account(w, row->account_id);
}

static enum err give_up(const struct worker *me, struct job *j, const char *code)
{
    CLEANUP(tx_end) struct tx tx = {0};

    TRY(tx_begin(j->w->db, &tx));
    TRY(job_end(j->w->db, j->row.id, j->row.lease, JOB_STATE_FAILED, code, j->w->now));
    TRY(tell_given_up(me, j->w, &j->row, code));
    return tx_commit(&tx);
}

static int64_t pause_ms(const struct config *c, int64_t attempts)
{
    int64_t doubles = attempts - 1 < PAUSE_DOUBLES_MAX ? attempts - 1 : PAUSE_DOUBLES_MAX;

    return c->retry_base_ms << doubles;
}

static enum err cancelled(struct job *j)
{
    TRY(job_end(j->w->db, j->row.id, j->row.lease, JOB_STATE_CANCELLED, "cancelled", j->w->now));
    return wake_account(j->w, j->row.account_id);
}

static enum err conclude(const struct worker *me, struct job *j, enum err e)
{
    struct db *db = j->w->db;
    const struct config *c = j->w->config;
    const char *code = arena_strdup(j->w->arena, err_code());

    if (j->end == JOB_LOST)
        return OK; /* another has it, and will bring it to its end */
    if (e == OK)
        return job_done(j);
    if (j->end == JOB_CANCELLED)
        return cancelled(j);
    if (j->end == JOB_STOPPED)
        return job_return(db, j->row.id, j->row.lease);
    if (e < ERR_BUSY || j->row.attempts >= c->attempts_max)
        return give_up(me, j, code);
    return job_again(db, j->row.id, j->row.lease, code, pause_ms(c, j->row.attempts));
}

static const char *word_of_end(const struct job *j, enum err e)
{
    static const char *const words[] = {NULL, "lost", "cancelled", "returned"};

    return e != OK && j->end ? words[j->end] : err_word(e);
}

/* ---- taking -------------------------------------------------------------------- */

static enum err run(const struct worker *me, struct work *w, struct job *j)
{
    int64_t begun = clock_ticks();

    if (me->heart)
        heart_hold(me->heart, j->row.id, j->row.lease);
    enum err e = kind_named(me->kinds, j->row.kind)->run(j);
    if (me->heart)
        heart_release(me->heart);
    TRY(db_use(w->db, w->arena)); /* the work may have lost its connection, or left a transaction open */
    enum err told = conclude(me, j, e);
    log_line(e == OK || j->end ? LOG_NOTE : LOG_WARN, "job id=%s kind=%s attempt=%lld status=%s us=%lld", j->row.id,
             j->row.kind, (long long)j->row.attempts, word_of_end(j, e), (long long)(clock_ticks() - begun));
    return told == ERR_CONFLICT ? OK : told; /* lost at the very end: nothing was written */
}

enum err jobs_run_one(const struct worker *me, struct work *w)
{
    struct job j = {.w = w, .heart = me->heart, .stopping = me->stopping};
    const struct config *c = w->config;

    TRY(job_claim(w->db, kind_names(me, w->arena), me->id, c->lease_ms, c->attempts_max, &j.row));
    return run(me, w, &j);
}

enum err jobs_run_all(const struct worker *me, struct work *w)
{
    enum err e;

    while ((e = jobs_run_one(me, w)) == OK)
        ;
    return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- rescuing -------------------------------------------------------------------- */

static enum err set_aside(const struct worker *me, struct work *w, const char *id)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct job_row row;

    TRY(tx_begin(w->db, &tx));
    enum err e = job_poisoned(w->db, id, w->config->attempts_max, w->now, &row);
    if (e == ERR_NOT_FOUND)
        return OK; /* another did */
    TRY(e);
    TRY(tell_given_up(me, w, &row, row.error));
    return tx_commit(&tx);
}

enum err jobs_rescue(const struct worker *me, struct work *w)
{
    const char *after = NO_JOB;
    struct job_id *ids;
    size_t n;

    TRY(job_orphans(w->db, w->config->heartbeat_ms, &ids, &n));
    for (size_t i = 0; i < n; i++)
        log_line(LOG_WARN, "job id=%s rescued=1", ids[i].id);
    do {
        TRY(job_exhausted(w->db, w->config->attempts_max, after, &ids, &n));
        for (size_t i = 0; i < n; i++) {
            after = ids[i].id;
            (void)set_aside(me, w, after); /* one that cannot be told of must not hide the others */
        }
    } while (n > 0);
    return OK;
}

/* ---- mending ----------------------------------------------------------------------- */

enum err jobs_retry(struct work *w, const struct job_kind *kinds, const char *id)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct job_row row;

    TRY(tx_begin(w->db, &tx));
    TRY(job_retry(w->db, id, &row));
    const struct job_kind *k = kind_named(kinds, row.kind);
    if (k && k->again)
        TRY(k->again(w, &row));
    TRY(note_put(w->db, "job", row.id));
    TRY(event_of_house(w, 0, "job.retried", "job", row.id, NULL));
    TRY(wake_account(w, row.account_id));
    return tx_commit(&tx);
}
