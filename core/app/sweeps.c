/* SPDX-License-Identifier: ISC */
#include "app/sweeps.h"

#include "app/account.h"
#include "app/due.h"
#include "app/event.h"
#include "app/files.h"
#include "app/session.h"
#include "app/upload.h"
#include "app/watch.h"
#include "base/log.h"

#include <string.h>

/* After a long pause there may be much to catch up with: so much at once, the rest in the next turn. */
enum { DUE_AT_ONCE = 500, SEALS_TURNS = 50 };
static const int64_t STRAY_AGE_S = 24 * 60 * 60;

static enum err sweep_due(struct work *w, int64_t *done)
{
    struct due_news news;
    struct watch watch;

    TRY(watch_peek(w, &watch));
    TRY(due_run(w, due_kinds, watch.trusted, DUE_AT_ONCE, &news));
    *done = news.kept;
    return news.failed ? fail(ERR_BUSY, "%lld promises could not be kept yet", (long long)news.failed) : OK;
}

static enum err sweep_seal(struct work *w, int64_t *done)
{
    struct event_head head;
    int64_t sealed = 1;

    *done = 0;
    for (int turn = 0; sealed > 0 && turn < SEALS_TURNS; turn++) {
        TRY(event_seal(w, &sealed));
        *done += sealed;
    }
    TRY(event_head(w, &head));
    if (*done > 0) /* the journal is where a cut tail can be found out */
        log_line(LOG_NOTE, "seal seq=%lld hash=%s", (long long)head.seq, head.hash);
    return OK;
}

static enum err sweep_accounts(struct work *w, int64_t *done)
{
    *done = 0;
    return account_sweep(w);
}

static enum err sweep_reap(struct work *w, int64_t *done)
{
    *done = 0;
    TRY(session_sweep(w));
    TRY(answer_sweep(w->db, w->now));
    TRY(bucket_sweep(w->db, w->now));
    TRY(due_sweep(w->db, w->now - DAYS(90)));
    return job_sweep(w->db, w->now - DAYS(7), w->now - DAYS(90));
}

static enum err sweep_files(struct work *w, int64_t *done)
{
    struct files_news news;

    TRY(files_reap(w, STRAY_AGE_S, false, &news));
    *done = news.strays;
    return OK;
}

const struct sweep sweeps[] = {
    {"due", sweep_due, false, "keep the promises whose time has come"},
    {"seal", sweep_seal, false, "chain the events that are new"},
    {"uploads", upload_sweep, true, "drop uploads nobody resumed in time"},
    {"accounts", sweep_accounts, true, "forget who did not prove an address within 7 days"},
    {"reap", sweep_reap, true, "drop sessions, tokens, answers and jobs that ended; cut network addresses after 90 days"},
    {"files", sweep_files, true, "drop files that no row names, after a day"},
    {NULL, NULL, false, NULL},
};

/* ---- running ------------------------------------------------------------------------ */

static const struct sweep *named(const char *name)
{
    for (const struct sweep *s = sweeps; s->name; s++)
        if (!strcmp(s->name, name))
            return s;
    return NULL;
}

static enum err attempt(struct work *w, const struct sweep *s, int64_t *done)
{
    struct watch watch;

    TRY(watch_look(w, &watch));
    if (s->final && !watch.trusted)
        return refuse(ERR_CONFLICT, "clock", "the clock jumped by %lld s: look at it, then masteringctl clock accept",
                      (long long)(watch.jump_us / 1000000));
    return s->run(w, done);
}

enum err sweep_run(struct work *w, const char *name)
{
    const struct sweep *s = named(name);
    int64_t begun = clock_ticks(), done = 0;

    if (!s)
        return fail(ERR_NOT_FOUND, "there is no sweep %s", name);
    enum err e = attempt(w, s, &done);
    const char *word = e == OK ? "ok" : arena_strdup(w->arena, err_code());
    int64_t took = clock_ticks() - begun;
    log_line(e == OK ? LOG_NOTE : LOG_WARN, "sweep name=%s status=%s done=%lld us=%lld", s->name, word,
             (long long)done, (long long)took);
    TRY(db_use(w->db, w->arena)); /* the sweep may have lost its connection */
    TRY(sweep_note(w->db, s->name, w->now, took, word));
    return e;
}
