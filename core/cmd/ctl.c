/* SPDX-License-Identifier: ISC */
/* ctl.c - masteringctl: everything a sysadmin does, as a table of subcommands. */
#include "app/files.h"
#include "app/letters.h"
#include "app/staff.h"
#include "db/migrate.h"

#include <stdio.h>
#include <stdlib.h>
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

/* "0s", "90m", "24h", "7d", or seconds. */
static enum err duration(const char *text, int64_t *seconds)
{
    static const struct {
        char unit;
        int64_t seconds;
    } units[] = {{'\0', 1}, {'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    char *end;
    long n = strtol(text, &end, 10);

    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (end != text && n >= 0 && *end == units[i].unit && (!*end || !end[1])) {
            *seconds = n * units[i].seconds;
            return OK;
        }
    }
    return fail(ERR_INVALID, "%s is no duration: 0s, 90m, 24h, 7d", text);
}

static enum err run_assets(struct work *w, int argc, char **argv)
{
    struct files_news news;
    int64_t older = 86400;
    bool check = argc >= 1 && !strcmp(argv[0], "check"), hash = check && argc == 2 && !strcmp(argv[1], "--hash");
    bool reap = argc >= 1 && !strcmp(argv[0], "reap"), aged = reap && argc == 3 && !strcmp(argv[1], "--older");

    if (!(check && argc == 1 + hash) && !(reap && argc == 1 + 2 * aged))
        return fail(ERR_INVALID, "assets check [--hash] | assets reap [--older 24h]");
    if (aged)
        TRY(duration(argv[2], &older));
    TRY(store_open(w->arena, w->config->store_url, &w->store));
    TRY(check ? files_check(w, hash, &news) : files_reap(w, older, false, &news));
    printf("%lld files, %lld without a row, %lld rows without their file, %lld damaged\n", (long long)news.seen,
           (long long)news.strays, (long long)news.missing, (long long)news.damaged);
    return news.missing || news.damaged ? fail(ERR_CONFLICT, "files are not what their rows say; the log names them") : OK;
}

static enum err run_staff(struct work *w, int argc, char **argv)
{
    const char *what = argc > 1 ? argv[0] : "", *url;

    if (!strcmp(what, "add") && argc == 4 && !strcmp(argv[2], "--role"))
        return staff_add(w, argv[1], argv[3]);
    if (!strcmp(what, "totp-reset"))
        return staff_totp_reset(w, argv[1]);
    if (strcmp(what, "link") != 0)
        return fail(ERR_INVALID, "staff add EMAIL --role ROLE | link EMAIL | totp-reset EMAIL");
    TRY(staff_link(w, argv[1], &url));
    printf("%s\n", url);
    return OK;
}

static const struct {
    const char *name;
    enum err (*run)(struct work *, int, char **);
    bool database;
    const char *doc;
} verbs[] = {
    {"migrate", run_migrate, true, "bring the database to this program's schema"},
    {"letter", run_letter, true, "write a letter to an address, to see it: NAME ADDRESS LANGUAGE [slot=text ...]"},
    {"assets", run_assets, true, "check [--hash]: has every row its file? reap [--older 24h]: drop files without a row"},
    {"staff", run_staff, true, "add EMAIL --role support|billing|copyright|legal|admin; link EMAIL; totp-reset EMAIL"},
    {"config", run_config, false, "print every setting with its meaning"},
};

static int usage(void)
{
    fprintf(stderr, "usage: masteringctl VERB ...\n");
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        fprintf(stderr, "  %-10s %s\n", verbs[i].name, verbs[i].doc);
    return 64;
}

static int exit_code(enum err e)
{
    if (e == OK)
        return 0;
    fprintf(stderr, "masteringctl: %s\n", err_detail());
    return e == ERR_BUSY ? 75 : 1;
}

static enum err run(int verb, struct work *w, int argc, char **argv)
{
    static struct config config;
    struct arena *life = w->arena;

    TRY(config_load(life, &config));
    clock_use(config.clock_file);
    w->config = &config;
    w->now = clock_now();
    if (verbs[verb].database) {
        TRY(db_open(life, config.database_url, config.prepare_statements, &w->db));
        TRY(db_use(w->db, life));
    }
    return verbs[verb].run(w, argc, argv);
}

int main(int argc, char **argv)
{
    for (size_t i = 0; argc > 1 && i < sizeof verbs / sizeof *verbs; i++) {
        if (strcmp(verbs[i].name, argv[1]) != 0)
            continue;
        struct work w = {.arena = arena_new()};
        int code = exit_code(run((int)i, &w, argc - 2, argv + 2));
        arena_free(&w.arena);
        return code;
    }
    return usage();
}
