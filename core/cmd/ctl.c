/* SPDX-License-Identifier: ISC */
/* ctl.c - masteringctl: everything a sysadmin does, as a table of subcommands. */
#include "app/asset.h"
#include "app/letters.h"
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
    int64_t older = 86400, n;

    TRY(store_open(w->arena, w->config->store_url, &w->store));
    if (argc == 1 && !strcmp(argv[0], "check")) {
        TRY(asset_check(w, &n));
        printf("%lld rows without a file\n", (long long)n);
        return n ? fail(ERR_CONFLICT, "files are missing; the log names them") : OK;
    }
    if ((argc != 1 && argc != 3) || strcmp(argv[0], "reap") != 0 || (argc == 3 && strcmp(argv[1], "--older") != 0))
        return fail(ERR_INVALID, "assets check | assets reap [--older 24h]");
    if (argc == 3)
        TRY(duration(argv[2], &older));
    TRY(asset_reap(w, older, &n));
    printf("%lld files without a row dropped\n", (long long)n);
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
    {"assets", run_assets, true, "check: is any row without its file? reap [--older 24h]: drop files without a row"},
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
