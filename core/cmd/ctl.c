/* SPDX-License-Identifier: ISC */
/* ctl.c - masteringctl: everything a sysadmin does, as a table of subcommands. */
#include "app/letters.h"
#include "cmd/ctl.h"
#include "db/migrate.h"

#include <stdio.h>
#include <string.h>

static enum err run_migrate(struct work *w, int argc, char **argv)
{
    size_t ran;

    (void)argc;
    (void)argv;
    TRY(migrate(w->db, w->arena, &ran));
    printf("%zu migrations ran, %zu stand\n", ran, migration_count);
    return OK;
}

static enum err run_config(struct work *w, int argc, char **argv)
{
    (void)argc;
    (void)argv;
    for (size_t i = 0; i < config_record.count; i++) {
        const struct field *f = &config_record.fields[i];
        printf("# %s\n#", f->doc);
        for (const char *p = f->name; *p; p++)
            putchar(*p >= 'a' && *p <= 'z' ? *p - 32 : *p);
        printf("=%s\n", f->preset ? f->preset : "");
    }
    (void)w;
    return OK;
}

static enum err run_letter(struct work *w, int argc, char **argv)
{
    if (argc < 3)
        return fail(ERR_INVALID, "letter NAME ADDRESS LANGUAGE [slot=text ...]");
    return letter_put_named(w, &(struct addressee){.address = argv[1], .language = argv[2]}, argv[0],
                            (size_t)argc - 3, argv + 3);
}

static const struct verb verbs[] = {
    {"migrate", run_migrate, CTL_DATABASE, "bring the database to this program's schema"},
    {"config", run_config, 0, "print every setting with its meaning"},
    {"doctor", ctl_doctor, 0, "is everything there that the service needs? [--json]"},
    {"setup", ctl_setup, 0, "make the secrets that are missing: DIRECTORY [--dry-run]"},
    {"staff add", ctl_staff_add, CTL_DATABASE, "make an account staff: EMAIL --role support|billing|copyright|legal|admin"},
    {"staff link", ctl_staff_link, CTL_DATABASE, "a link, good once, with which staff sign in the first time: EMAIL"},
    {"staff totp-reset", ctl_staff_totp_reset, CTL_DATABASE, "their second factor is lost: begin it anew: EMAIL"},
    {"letter", run_letter, CTL_DATABASE, "write a letter to an address, to see it: NAME ADDRESS LANGUAGE [slot=text ...]"},
    {"events head", ctl_events_head, CTL_DATABASE, "the last seal of the log, to be kept elsewhere: [--record FILE] [--json]"},
    {"events verify", ctl_events_verify, CTL_DATABASE, "was the log tampered with? [--head SEQ:HASH] [--record FILE] [--json]"},
    {"queue ls", ctl_queue_ls, CTL_DATABASE, "jobs that are open or failed: [--state STATE] [--json]"},
    {"queue retry", ctl_queue_retry, CTL_DATABASE, "a failed job from the beginning: ID | --all [--dry-run]"},
    {"outbox ls", ctl_outbox_ls, CTL_DATABASE, "notes to the world that are not out yet: [--state STATE] [--json]"},
    {"outbox retry", ctl_outbox_retry, CTL_DATABASE, "one that was given up, once more: ID"},
    {"run", ctl_run, CTL_DATABASE | CTL_STORE, "one sweep, now: SWEEP; run due --dry-run [--limit N] [--json] shows what it would do"},
    {"clock show", ctl_clock_show, CTL_DATABASE, "is the clock of the promises believed? [--json]"},
    {"clock accept", ctl_clock_accept, CTL_DATABASE, "it jumped, I have looked, it is right"},
    {"hold add", ctl_hold_add, CTL_DATABASE, "keep from erasing: KIND OBJECT --basis TEXT --reason TEXT [--until TIME] [--json]"},
    {"hold rm", ctl_hold_rm, CTL_DATABASE, "no longer: ID"},
    {"hold ls", ctl_hold_ls, CTL_DATABASE, "what is held: [--json]"},
    {"assets fsck", ctl_assets_fsck, CTL_DATABASE | CTL_STORE, "is every file there, and every file named? [--hash] [--json]"},
    {"assets reap", ctl_assets_reap, CTL_DATABASE | CTL_STORE, "drop files that no row names: [--older 24h] [--dry-run] [--json]"},
};
enum { VERB_COUNT = sizeof verbs / sizeof *verbs, USAGE = 64 };

static int usage(void)
{
    fprintf(stderr, "usage: masteringctl VERB ...\n");
    for (size_t i = 0; i < VERB_COUNT; i++)
        fprintf(stderr, "  %-14s %s\n", verbs[i].name, verbs[i].doc);
    return USAGE;
}

static int exit_code(enum err e)
{
    if (e == OK)
        return 0;
    fprintf(stderr, "masteringctl: %s\n", err_detail());
    return e == ERR_BUSY ? 75 : e == ERR_MALFORMED || e == ERR_INVALID ? USAGE : 1;
}

static enum err run(const struct verb *v, struct work *w, int argc, char **argv)
{
    static struct config config;
    struct arena *life = w->arena;

    TRY(config_load(life, &config));
    clock_use(config.clock_file);
    w->config = &config;
    w->now = clock_now();
    if (v->needs & CTL_DATABASE) {
        TRY(db_open(life, config.database_url, config.prepare_statements, &w->db));
        TRY(db_use(w->db, life));
    }
    if (v->needs & CTL_STORE)
        TRY(store_open(life, config.store_url, &w->store));
    return v->run(w, argc, argv);
}

/* How many of the words are the verb's name; 0: it is another. */
static int matches(const char *name, int argc, char **argv)
{
    const char *space = strchr(name, ' ');
    size_t n = space ? (size_t)(space - name) : strlen(name);

    if (argc < 1 || strlen(argv[0]) != n || strncmp(argv[0], name, n) != 0)
        return 0;
    return !space ? 1 : argc > 1 && !strcmp(argv[1], space + 1) ? 2 : 0;
}

int main(int argc, char **argv)
{
    for (size_t i = 0; i < VERB_COUNT; i++) {
        int words = matches(verbs[i].name, argc - 1, argv + 1);
        if (!words)
            continue;
        struct work w = {.arena = arena_new()};
        int code = exit_code(run(&verbs[i], &w, argc - 1 - words, argv + 1 + words));
        arena_free(&w.arena);
        return code;
    }
    return usage();
}
