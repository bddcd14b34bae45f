/* SPDX-License-Identifier: ISC */
/* egress.c - mastering-egress: carries the outbox into the world; alone it has a network. */
#include "app/letters.h"
#include "base/log.h"
#include "db/migrate.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum { PATIENCE_MIN_MS = 200, PATIENCE_MAX_MS = 10000, EXIT_CONFIG = 78 };

static const char *const mail_secrets[] = {"message", "recipient", NULL};
static const struct carrier carriers[] = {
    {"mail", letter_carry, mail_secrets, letter_dead},
    {0},
};

/* SIGTERM and SIGINT as something to poll: the row on its way is finished, no other is begun. */
static int signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    return signalfd(-1, &set, SFD_CLOEXEC);
}

/* Sleeps, at most so long; whether it is time to stop. */
static bool stopped(int stop, int ms)
{
    struct pollfd fd = {.fd = stop, .events = POLLIN};

    return poll(&fd, 1, ms) > 0;
}

/* Somewhere between half and the whole of it: many programs do not come back in one instant. */
static int jitter(int ms)
{
    unsigned r;

    random_bytes(&r, sizeof r);
    return ms / 2 + (int)(r % (unsigned)(ms / 2 + 1));
}

/* Everything that is due; a row at a time, each with its own now and its own memory. */
static enum err drain(struct egress *e, struct work *w, int stop)
{
    enum err result = OK;

    while (result == OK && !stopped(stop, 0)) {
        arena_reset(w->arena);
        TRY(db_use(w->db, w->arena));
        w->now = clock_now();
        result = egress_run_one(e, w);
    }
    return result == ERR_NOT_FOUND ? OK : result;
}

static enum err listen_and_drain(struct egress *e, struct work *w, int stop)
{
    const char *note;

    TRY(db_use(w->db, w->arena));
    TRY(db_listen(w->db, "outbox")); /* each time: the connection may be a new one */
    TRY(drain(e, w, stop));
    TRY(db_wait(w->db, stop, (int)w->config->poll_ms, &note));
    while (note) /* one pass answers them all */
        TRY(db_note(w->db, &note));
    return OK;
}

static enum err loop(struct egress *e, struct work *w, int stop)
{
    int patience = PATIENCE_MIN_MS;

    while (!stopped(stop, 0)) {
        arena_reset(w->arena);
        if (listen_and_drain(e, w, stop) == OK) {
            patience = PATIENCE_MIN_MS;
            continue;
        }
        log_line(LOG_WARN, "egress state=waiting ms=%d", patience);
        (void)stopped(stop, jitter(patience));
        patience = patience * 2 < PATIENCE_MAX_MS ? patience * 2 : PATIENCE_MAX_MS;
    }
    log_line(LOG_NOTE, "egress state=stopped");
    return OK;
}

/* A database that is not there yet is waited for. */
static enum err reach(struct arena *own, const struct config *c, int stop, struct db **db)
{
    int patience = PATIENCE_MIN_MS;

    while (db_open(own, c->database_url, c->prepare_statements, db) != OK) {
        arena_reset(own);
        if (stopped(stop, jitter(patience)))
            return fail(ERR_CONFLICT, "stopped before the database was there");
        patience = patience * 2 < PATIENCE_MAX_MS ? patience * 2 : PATIENCE_MAX_MS;
    }
    return OK;
}

static enum err run(struct arena *life, int stop)
{
    struct config config;
    CLEANUP(arena_free) struct arena *connection = arena_new(), *errand = arena_new();
    struct work w = {.arena = errand, .config = &config};
    struct egress e;

    TRY(config_load(life, &config));
    clock_use(config.clock_file);
    TRY(letters_ready(&config));
    TRY(reach(connection, &config, stop, &w.db));
    TRY(db_use(w.db, w.arena));
    TRY(migrate_check(w.db, w.arena));
    egress_init(&e, life, carriers);
    log_line(LOG_NOTE, "egress state=started mail=%s", config.smtp_url ? "smtp" : "folder");
    return loop(&e, &w, stop);
}

int main(void)
{
    struct arena *life = arena_new();
    enum err result = run(life, signals());

    if (result != OK)
        log_line(LOG_ALERT, "egress state=failed msg=\"%s\"", err_detail());
    arena_free(&life);
    return result == OK ? 0 : result == ERR_BUSY ? 75 : EXIT_CONFIG;
}
