/* SPDX-License-Identifier: ISC */
/* ctl_doctor.c - is everything there that the service needs?  A table of questions, each with its answer. */
#include "app/sweeps.h"
#include "app/watch.h"
#include "cmd/ctl.h"
#include "db/migrate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A question's answer is OK, or a failure whose sentence says what to do; *said: a fact either way. */
typedef enum err question(struct work *w, const char **said);

static enum err ask_database(struct work *w, const char **said)
{
    struct work inner = *w;

    TRY(db_open(w->arena, w->config->database_url, w->config->prepare_statements, &inner.db));
    TRY(db_use(inner.db, w->arena));
    w->db = inner.db; /* the questions that follow need it */
    *said = "it answers";
    return OK;
}

static enum err need_database(struct work *w)
{
    return w->db ? OK : fail(ERR_CONFLICT, "not known: the database does not answer");
}

static enum err ask_schema(struct work *w, const char **said)
{
    TRY(need_database(w));
    TRY(migrate_check(w->db, w->arena));
    *said = arena_printf(w->arena, "%zu migrations, as this program has them", migration_count);
    return OK;
}

static enum err ask_clock(struct work *w, const char **said)
{
    struct machine_clock machine;
    struct watch watch;

    TRY(need_database(w));
    TRY(machine_time(w->db, &machine));
    TRY(watch_peek(w, &watch));
    int64_t apart = clock_now() - machine.at;
    *said = arena_printf(w->arena, "%lld ms from the database's", (long long)(apart / 1000));
    if (!watch.trusted)
        return fail(ERR_CONFLICT, "it jumped by %lld s: look at it, then masteringctl clock accept",
                    (long long)(watch.jump_us / 1000000));
    if (llabs(apart) > SECONDS(1) && !w->config->clock_file)
        return fail(ERR_CONFLICT, "it is %lld ms from the database's: is the time kept on both machines?",
                    (long long)(apart / 1000));
    return OK;
}

static enum err ask_store(struct work *w, const char **said)
{
    int64_t room;

    TRY(store_open(w->arena, w->config->store_url, &w->store));
    TRY(store_room(w->store, &room));
    *said = arena_printf(w->arena, "it can be written; %lld MiB are free", (long long)(room >> 20));
    if (room < w->config->disk_free_min)
        return fail(ERR_FULL, "%lld MiB are free, less than DISK_FREE_MIN: uploads are refused", (long long)(room >> 20));
    return OK;
}

static enum err look_at_secret(struct work *w, const char *name)
{
    struct stat st;
    const char *path = arena_printf(w->arena, "%s/%s", w->config->credentials_directory, name);

    if (stat(path, &st) || st.st_size < 32)
        return fail(ERR_CONFLICT, "%s is not there: masteringctl setup makes it", path);
    if (st.st_mode & 077)
        return fail(ERR_CONFLICT, "%s can be read by others: chmod 600", path);
    return OK;
}

static enum err ask_credentials(struct work *w, const char **said)
{
    *said = "there, and closed to others";
    if (!w->config->credentials_directory)
        return fail(ERR_CONFLICT, "CREDENTIALS_DIRECTORY is not set");
    TRY(look_at_secret(w, "pepper"));
    return look_at_secret(w, "totp.key");
}

static enum err ask_sweeps(struct work *w, const char **said)
{
    struct sweep_row *rows;
    size_t n;

    TRY(need_database(w));
    TRY(sweep_list(w->db, &rows, &n));
    *said = arena_printf(w->arena, "%zu have run", n);
    for (const struct sweep *s = sweeps; s->name; s++) {
        const struct sweep_row *row = NULL;
        for (size_t i = 0; i < n; i++)
            row = strcmp(rows[i].name, s->name) ? row : &rows[i];
        if (!row || w->now - row->ran_at > DAYS(2))
            return fail(ERR_CONFLICT, "%s has not run for two days: is its timer on?", s->name);
        if (strcmp(row->result, "ok") != 0)
            return fail(ERR_CONFLICT, "%s ended with %s at %s", s->name, row->result, time_text(w->arena, row->ran_at));
    }
    return OK;
}

static enum err ask_queue(struct work *w, const char **said)
{
    struct job_count *rows;
    size_t n;
    int64_t failed = 0, open = 0;

    TRY(need_database(w));
    TRY(job_counts(w->db, &rows, &n));
    for (size_t i = 0; i < n; i++)
        *(rows[i].state == JOB_STATE_FAILED ? &failed : &open) += rows[i].jobs;
    *said = arena_printf(w->arena, "%lld jobs are open", (long long)open);
    return failed ? fail(ERR_CONFLICT, "%lld jobs were set aside: masteringctl queue ls --state failed", (long long)failed) : OK;
}

static enum err ask_outbox(struct work *w, const char **said)
{
    struct outbox_shown *rows;
    size_t n;

    TRY(need_database(w));
    TRY(outbox_list(w->db, "dead", 1000, &rows, &n));
    *said = "nothing was given up";
    return n ? fail(ERR_CONFLICT, "%zu notes to the world were given up: masteringctl outbox ls --state dead", n) : OK;
}

static enum err ask_mail(struct work *w, const char **said)
{
    *said = w->config->smtp_url ? "letters go out by SMTP" : "letters are written to MAIL_DIR";
    if (!w->config->smtp_url && (w->config->production || !w->config->mail_dir))
        return fail(ERR_CONFLICT, "SMTP_URL is not set: no letter reaches anybody");
    return OK;
}

static enum err ask_blanks(struct work *w, const char **said)
{
    *said = w->config->production ? "filled in" : "those of a test: PRODUCTION is no";
    if (!w->config->production)
        return OK;
    if (strstr(w->config->support_email, "@localhost") || strstr(w->config->mail_from, "@localhost"))
        return fail(ERR_CONFLICT, "SUPPORT_EMAIL and MAIL_FROM are still those of a test");
    if (!text_starts(w->config->site_url, "https://"))
        return fail(ERR_CONFLICT, "SITE_URL is not https");
    return OK;
}

static const struct {
    const char *name;
    question *ask;
} QUESTIONS[] = {
    {"database", ask_database}, {"schema", ask_schema},           {"clock", ask_clock},   {"store", ask_store},
    {"credentials", ask_credentials}, {"sweeps", ask_sweeps}, {"queue", ask_queue}, {"outbox", ask_outbox},
    {"mail", ask_mail},         {"blanks", ask_blanks},
};
enum { QUESTION_COUNT = sizeof QUESTIONS / sizeof *QUESTIONS };

struct finding {
    const char *name;
    bool well;
    const char *said;
};
static const struct field finding_fields[] = {
    TEXT(finding, name, .doc = "What was asked."),
    BOOL(finding, well, .doc = "Whether it is as it should be."),
    TEXT(finding, said, .doc = "What was found."),
};
static const struct record finding_record = RECORD(finding, finding_fields);

enum err ctl_doctor(struct work *w, int argc, char **argv)
{
    bool json = ctl_flag(argv, "--json");
    struct finding found[QUESTION_COUNT];
    int bad = 0;

    (void)argc;
    TRY(ctl_end(argv, "doctor [--json]"));
    for (size_t i = 0; i < QUESTION_COUNT; i++) {
        found[i] = (struct finding){.name = QUESTIONS[i].name, .said = "-"};
        enum err e = QUESTIONS[i].ask(w, &found[i].said);
        found[i].well = e == OK;
        if (e != OK)
            found[i].said = arena_strdup(w->arena, err_detail());
        bad += e != OK;
    }
    ctl_rows(w, json, &finding_record, found, QUESTION_COUNT);
    return bad ? fail(ERR_CONFLICT, "%d of %d are not as they should be", bad, QUESTION_COUNT) : OK;
}
