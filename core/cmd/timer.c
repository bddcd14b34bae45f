/* SPDX-License-Identifier: ISC */
/* timer.c - mastering-timer NAME: one sweep, then it ends; systemd's timers start it.
 *
 * mastering-timer --all SECONDS runs every sweep again and again, for a house without systemd. */
#include "app/sweeps.h"
#include "base/log.h"
#include "db/migrate.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static volatile sig_atomic_t stopping;

static void stop(int signal)
{
    (void)signal;
    stopping = 1;
}

static int usage(void)
{
    fprintf(stderr, "usage: mastering-timer NAME | --all SECONDS\n");
    for (const struct sweep *s = sweeps; s->name; s++)
        fprintf(stderr, "  %-10s %s\n", s->name, s->doc);
    return 64;
}

static enum err sweep_once(struct work *w, const char *name)
{
    arena_reset(w->arena);
    w->now = clock_now();
    TRY(db_use(w->db, w->arena));
    return sweep_run(w, name);
}

static void sweep_for_ever(struct work *w, int seconds)
{
    struct timespec pause = {.tv_sec = seconds};
    struct sigaction act = {.sa_handler = stop}; /* no SA_RESTART: it ends the pause */

    sigaction(SIGTERM, &act, NULL);
    sigaction(SIGINT, &act, NULL);
    while (!stopping) {
        for (const struct sweep *s = sweeps; s->name && !stopping; s++)
            (void)sweep_once(w, s->name); /* it has said in the log what is wrong */
        if (!stopping)
            (void)nanosleep(&pause, NULL);
    }
}

static enum err open_all(struct arena *life, struct config *config, struct work *w)
{
    TRY(config_load(life, config));
    clock_use(config->clock_file);
    w->config = config;
    TRY(store_open(life, config->store_url, &w->store));
    TRY(db_open(life, config->database_url, config->prepare_statements, &w->db));
    TRY(db_use(w->db, w->arena));
    return migrate_check(w->db, w->arena);
}

static enum err run(struct arena *life, struct work *w, const char *name, int seconds)
{
    struct config config;

    TRY(open_all(life, &config, w));
    if (seconds == 0)
        return sweep_once(w, name);
    sweep_for_ever(w, seconds);
    return OK;
}

int main(int argc, char **argv)
{
    struct arena *life = arena_new();
    struct work w = {.arena = arena_new()};
    int seconds = argc == 3 && !strcmp(argv[1], "--all") ? atoi(argv[2]) : 0;

    if (seconds <= 0 && argc != 2)
        return usage();
    enum err e = run(life, &w, argv[1], seconds);
    if (e != OK)
        log_line(LOG_ALERT, "timer name=%s exit=1 msg=\"%s\"", log_value(life, argv[1]), err_detail());
    arena_free(&w.arena);
    arena_free(&life);
    return e == OK ? 0 : e == ERR_BUSY ? 75 : e == ERR_NOT_FOUND ? usage() : 1;
}
