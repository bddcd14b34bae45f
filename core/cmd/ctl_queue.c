/* SPDX-License-Identifier: ISC */
/* ctl_queue.c - jobs, notes to the world, promises and the clock they go by. */
#include "app/due.h"
#include "app/event.h"
#include "app/jobs.h"
#include "app/sweeps.h"
#include "app/watch.h"
#include "cmd/ctl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_MAX = 1000 };

static const char NO_ROW[] = "00000000-0000-0000-0000-000000000000";

/* ---- jobs ------------------------------------------------------------------------- */

struct job_shown {
    const char *id, *kind, *subject;
    enum job_state state;
    int64_t attempts, created_at;
    const char *step;
    double progress;
    const char *error;
};
static const struct field job_shown_fields[] = {
    UUID(job_shown, id, .doc = "The job."),
    TEXT(job_shown, kind, .doc = "What is to be done."),
    TEXT(job_shown, subject, .doc = "About what."),
    ENUM(job_shown, state, job_state, .doc = "How it stands."),
    INT(job_shown, attempts, .doc = "How often it was begun."),
    TIME(job_shown, created_at, .doc = "When it was put."),
    TEXT(job_shown, step, .optional = true, .doc = "What it is doing."),
    REAL(job_shown, progress, .doc = "How far that is."),
    TEXT(job_shown, error, .optional = true, .doc = "Why it was begun again, or failed."),
};
static const struct record job_shown_record = RECORD(job_shown, job_shown_fields);

static enum err list_state(struct work *w, enum job_state state, struct job_shown *all, size_t *n)
{
    struct job_row *rows;
    size_t count;

    TRY(job_list(w->db, state, NO_ROW, SHOWN_MAX - (int64_t)*n, &rows, &count));
    for (size_t i = 0; i < count; i++)
        all[(*n)++] = (struct job_shown){rows[i].id,         rows[i].kind, rows[i].subject,  rows[i].state, rows[i].attempts,
                                         rows[i].created_at, rows[i].step, rows[i].progress, rows[i].error};
    return OK;
}

enum err ctl_queue_ls(struct work *w, int argc, char **argv)
{
    static const enum job_state open[] = {JOB_STATE_RUNNING, JOB_STATE_QUEUED, JOB_STATE_FAILED};
    struct job_shown *all = arena_alloc(w->arena, SHOWN_MAX * sizeof *all);
    bool json = ctl_flag(argv, "--json");
    const char *word = ctl_option(argv, "--state");
    int state = word ? word_index(job_state_words, word) : ENUM_ABSENT;
    size_t n = 0;

    (void)argc;
    TRY(ctl_end(argv, "queue ls [--state STATE] [--json]"));
    if (word && state == ENUM_ABSENT)
        return fail(ERR_MALFORMED, "a state is queued, running, done, failed or cancelled");
    if (word)
        TRY(list_state(w, (enum job_state)state, all, &n));
    for (size_t i = 0; !word && i < sizeof open / sizeof *open; i++)
        TRY(list_state(w, open[i], all, &n));
    ctl_rows(w, json, &job_shown_record, all, n);
    return OK;
}

static enum err retry_one(struct work *w, const char *id)
{
    TRY(jobs_retry(w, job_kinds, id));
    printf("%s queued\n", id);
    return OK;
}

enum err ctl_queue_retry(struct work *w, int argc, char **argv)
{
    bool all = ctl_flag(argv, "--all"), dry = ctl_flag(argv, "--dry-run");
    const char *id = all ? NULL : ctl_word(argv);
    struct job_row *rows;
    size_t n = 0;

    (void)argc;
    TRY(ctl_end(argv, "queue retry ID | --all [--dry-run]"));
    if (id && !dry)
        return retry_one(w, id);
    if (!all)
        return fail(ERR_MALFORMED, "usage: masteringctl queue retry ID | --all [--dry-run]");
    TRY(job_list(w->db, JOB_STATE_FAILED, NO_ROW, SHOWN_MAX, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (dry)
            printf("%s %s would be queued\n", rows[i].id, rows[i].kind);
        else
            TRY(retry_one(w, rows[i].id));
    return OK;
}

/* ---- notes to the world -------------------------------------------------------------- */

enum err ctl_outbox_ls(struct work *w, int argc, char **argv)
{
    bool json = ctl_flag(argv, "--json");
    const char *word = ctl_option(argv, "--state");
    struct outbox_shown *rows;
    size_t n;

    (void)argc;
    TRY(ctl_end(argv, "outbox ls [--state STATE] [--json]"));
    if (word && word_index(outbox_state_words, word) == ENUM_ABSENT)
        return fail(ERR_MALFORMED, "a state is new, sending, done, retry or dead");
    TRY(outbox_list(w->db, word, SHOWN_MAX, &rows, &n));
    ctl_rows(w, json, &outbox_shown_record, rows, n);
    return OK;
}

enum err ctl_outbox_retry(struct work *w, int argc, char **argv)
{
    const char *id = ctl_word(argv);

    (void)argc;
    TRY(ctl_end(argv, "outbox retry ID"));
    if (!id)
        return fail(ERR_MALFORMED, "usage: masteringctl outbox retry ID");
    TRY(outbox_again(w->db, id, w->now));
    printf("%s will be tried again\n", id);
    return OK;
}

/* ---- promises -------------------------------------------------------------------------- */

static enum err show_due(struct work *w, bool json, int64_t most)
{
    struct due_row *rows;
    size_t n;

    TRY(due_list(w->db, w->now, most, &rows, &n));
    ctl_rows(w, json, &due_row_record, rows, n);
    return OK;
}

enum err ctl_run(struct work *w, int argc, char **argv)
{
    bool json = ctl_flag(argv, "--json"), dry = ctl_flag(argv, "--dry-run");
    const char *limit = ctl_option(argv, "--limit"), *name = ctl_word(argv);
    int64_t most = limit ? strtoll(limit, NULL, 10) : SHOWN_MAX;

    (void)argc;
    TRY(ctl_end(argv, "run SWEEP | run due --dry-run [--limit N] [--json]"));
    if (!name || most <= 0)
        return fail(ERR_MALFORMED, "usage: masteringctl run SWEEP; one of mastering-timer's");
    if (!dry)
        return sweep_run(w, name);
    return strcmp(name, "due") ? fail(ERR_MALFORMED, "only due and assets reap know --dry-run") : show_due(w, json, most);
}

/* ---- the clock ----------------------------------------------------------------------------- */

struct watch_shown {
    bool trusted;
    int64_t now, jumped_at, jump_s;
};
static const struct field watch_shown_fields[] = {
    BOOL(watch_shown, trusted, .doc = "Whether what cannot be undone is done."),
    TIME(watch_shown, now, .doc = "What the clock of the promises says."),
    TIME(watch_shown, jumped_at, .optional = true, .doc = "When it was found to have jumped."),
    INT(watch_shown, jump_s, .optional = true, .doc = "How far."),
};
static const struct record watch_shown_record = RECORD(watch_shown, watch_shown_fields);

enum err ctl_clock_show(struct work *w, int argc, char **argv)
{
    bool json = ctl_flag(argv, "--json");
    struct watch watch;

    (void)argc;
    TRY(ctl_end(argv, "clock show [--json]"));
    TRY(watch_peek(w, &watch));
    const struct watch_shown shown = {watch.trusted, w->now, watch.jumped_at,
                                      watch.trusted ? INT_ABSENT : watch.jump_us / 1000000};
    ctl_row(w, json, &watch_shown_record, &shown);
    return OK;
}

enum err ctl_clock_accept(struct work *w, int argc, char **argv)
{
    struct watch watch;

    (void)argc;
    TRY(ctl_end(argv, "clock accept"));
    TRY(watch_look(w, &watch)); /* a jump since the last look is accepted too */
    TRY(watch_accept(w->db));
    TRY(event_of_house(w, 0, "clock.accepted", "clock", "house", NULL));
    printf("the clock is believed: %s\n", time_text(w->arena, w->now));
    return OK;
}
