/* SPDX-License-Identifier: ISC */
/* render.c - mastering-render: takes jobs from the database, one at a time, until it is told to go.
 *
 * More of them, on this machine or others, share the work.  SIGTERM gives the job at hand back, the
 * attempt uncounted; kill -9 leaves it to the next worker that looks. */
#include "app/heart.h"
#include "app/jobs.h"
#include "base/log.h"
#include "db/migrate.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

static volatile int stopping;
static int wake_fd = -1;

static void stop(int signal)
{
    const uint64_t one = 1;
    int before = errno;

    (void)signal;
    stopping = 1;
    if (write(wake_fd, &one, sizeof one) < 0)
        stopping = 1; /* full: it is readable already */
    errno = before;
}

static enum err hear_signals(void)
{
    struct sigaction act = {.sa_handler = stop};

    wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wake_fd < 0 || sigaction(SIGTERM, &act, NULL) || sigaction(SIGINT, &act, NULL))
        return fail(ERR_FAULT, "signals are not to be had");
    (void)signal(SIGPIPE, SIG_IGN);
    return OK;
}

/* Not all at once when the database comes back. */
static void wait_a_little(int64_t poll_ms)
{
    struct pollfd fd = {.fd = wake_fd, .events = POLLIN};

    (void)poll(&fd, 1, (int)(poll_ms / 2 + random() % (poll_ms + 1)));
}

static enum err begin(struct work *w)
{
    arena_reset(w->arena);
    w->now = clock_now();
    return db_use(w->db, w->arena);
}

/* One turn: rescue what is due for it, run one job, or sleep until there may be one. */
static enum err turn(const struct worker *me, struct work *w, int64_t *rescue_us)
{
    const char *note;

    TRY(begin(w));
    if (clock_ticks() >= *rescue_us) {
        TRY(jobs_rescue(me, w));
        *rescue_us = clock_ticks() + w->config->poll_ms * 1000;
    }
    enum err e = jobs_run_one(me, w);
    if (e != ERR_NOT_FOUND)
        return e;
    TRY(db_listen(w->db, "job")); /* each time: a connection made again has forgotten it */
    return db_wait(w->db, wake_fd, (int)w->config->poll_ms, &note);
}

static void work_on(const struct worker *me, struct work *w)
{
    int64_t rescue_us = 0;

    while (!stopping)
        if (turn(me, w, &rescue_us) != OK)
            wait_a_little(w->config->poll_ms);
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

static enum err live(struct arena *life, struct work *w)
{
    struct config config;
    struct worker me = {.id = uuid_new(life, clock_now()), .kinds = job_kinds, .stopping = &stopping};

    TRY(hear_signals());
    TRY(open_all(life, &config, w));
    TRY(heart_start(life, &config, me.id, &me.heart));
    log_line(LOG_NOTE, "render worker=%s ready=1", me.id);
    work_on(&me, w);
    heart_stop(me.heart);
    return OK;
}

int main(void)
{
    struct arena *life = arena_new();
    struct work w = {.arena = arena_new()};

    srandom((unsigned)getpid());
    enum err e = live(life, &w);
    if (e != OK)
        log_line(LOG_ALERT, "render exit=1 msg=\"%s\"", err_detail());
    arena_free(&w.arena);
    arena_free(&life);
    return e == OK ? 0 : e == ERR_BUSY ? 75 : 1;
}
