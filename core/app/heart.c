/* SPDX-License-Identifier: ISC */
#include "app/heart.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "gen/queries.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { RETRY_MS = 300, EXIT_BUSY = 75 };

struct heart {
    const struct config *config;
    const char *worker;
    struct arena *turn;
    struct db *db; /* the thread's own */
    pthread_t thread;

    pthread_mutex_t lock; /* of all below */
    pthread_cond_t change;
    bool quit, held, cancelled, lost;
    char job[UUID_SIZE], lease[UUID_SIZE];
    int64_t fine_us, lost_us; /* when a beat last arrived, when none was seen to; in clock_ticks() */
};

/* ---- the thread ------------------------------------------------------------ */

static enum err keep_lock(struct heart *h)
{
    struct heart_lock mine;

    arena_reset(h->turn);
    TRY(db_use(h->db, h->turn));
    TRY(heart_lock_keep(h->db, h->worker, &mine));
    /* a sweep of another worker tries the lock for an instant: then it is ours at the next beat */
    return mine.held ? OK : fail(ERR_CONFLICT, "the lock of this worker is taken");
}

static enum err renew(struct heart *h, const char *job, const char *lease, bool *cancelled)
{
    struct heart_beat beat;

    TRY(keep_lock(h));
    TRY(heart_beat_put(h->db, job, lease, h->config->lease_ms, &beat));
    *cancelled = beat.cancel;
    return OK;
}

/* With the lock held on entry and exit; the beat itself without it. */
static enum err beat(struct heart *h)
{
    char job[UUID_SIZE], lease[UUID_SIZE];
    bool held = h->held, cancelled = false;

    memcpy(job, h->job, sizeof job);
    memcpy(lease, h->lease, sizeof lease);
    int64_t sent = clock_ticks();
    pthread_mutex_unlock(&h->lock);
    enum err e = held ? renew(h, job, lease, &cancelled) : keep_lock(h);
    pthread_mutex_lock(&h->lock);
    if (!held || !h->held || strcmp(lease, h->lease) != 0)
        return e;
    h->cancelled |= cancelled;
    if (e == OK)
        h->fine_us = sent;
    return e;
}

static int64_t silence_us(const struct heart *h)
{
    return h->held ? clock_ticks() - h->fine_us : 0;
}

static void judge(struct heart *h, enum err e)
{
    int64_t lease_us = h->config->lease_ms * 1000;

    if (!h->held)
        return;
    if (!h->lost && (e == ERR_NOT_FOUND || silence_us(h) > lease_us * 2 / 3)) {
        h->lost = true;
        h->lost_us = clock_ticks();
    }
    /* a process that was stopped for long has a moment to end its work by itself */
    if (silence_us(h) <= lease_us || clock_ticks() - h->lost_us <= lease_us / 3)
        return;
    log_line(LOG_ALERT, "heart job=%s lost=1 exit=%d", h->job, EXIT_BUSY);
    _exit(EXIT_BUSY);
}

static void pause_for(struct heart *h, int64_t ms)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += ms % 1000 * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    if (!h->quit)
        pthread_cond_timedwait(&h->change, &h->lock, &until);
}

static void *run(void *arg)
{
    struct heart *h = arg;

    pthread_mutex_lock(&h->lock);
    while (!h->quit) {
        enum err e = beat(h);
        judge(h, e);
        int64_t ms = e == OK ? h->config->heartbeat_ms : RETRY_MS;
        pause_for(h, ms < h->config->heartbeat_ms ? ms : h->config->heartbeat_ms);
    }
    pthread_mutex_unlock(&h->lock);
    return NULL;
}

/* ---- for the work ---------------------------------------------------------------- */

void heart_hold(struct heart *h, const char *job, const char *lease)
{
    pthread_mutex_lock(&h->lock);
    memcpy(h->job, job, sizeof h->job);
    memcpy(h->lease, lease, sizeof h->lease);
    h->held = true;
    h->cancelled = h->lost = false;
    h->fine_us = clock_ticks();
    pthread_mutex_unlock(&h->lock);
}

void heart_release(struct heart *h)
{
    pthread_mutex_lock(&h->lock);
    h->held = false;
    pthread_mutex_unlock(&h->lock);
}

enum pulse heart_pulse(struct heart *h)
{
    pthread_mutex_lock(&h->lock);
    /* looked at here too: the thread may itself hang on a silent network */
    bool lost = h->lost || silence_us(h) > h->config->lease_ms * 1000 * 2 / 3;
    enum pulse p = lost ? PULSE_LOST : h->cancelled ? PULSE_CANCELLED : PULSE_FINE;
    pthread_mutex_unlock(&h->lock);
    return p;
}

static enum err first_lock(struct heart *h)
{
    enum err e = ERR_CONFLICT;

    for (int tries = 0; tries < 50 && e == ERR_CONFLICT; tries++) {
        e = keep_lock(h);
        if (e == ERR_CONFLICT)
            (void)usleep(20000);
    }
    return e;
}

enum err heart_start(struct arena *life, const struct config *c, const char *worker, struct heart **out)
{
    struct heart *h = NEW(life, struct heart);
    pthread_condattr_t monotonic;
    sigset_t all, before;

    *h = (struct heart){.config = c, .worker = worker, .turn = arena_new()};
    TRY(db_open(life, c->database_url, c->prepare_statements, &h->db));
    TRY(first_lock(h));
    pthread_mutex_init(&h->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&h->change, &monotonic);
    sigfillset(&all); /* signals are for the thread that works */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int bad = pthread_create(&h->thread, NULL, run, h);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (bad)
        return fail(ERR_FAULT, "a thread: %s", strerror(bad));
    *out = h;
    return OK;
}

void heart_stop(struct heart *h)
{
    pthread_mutex_lock(&h->lock);
    h->quit = true;
    pthread_cond_signal(&h->change);
    pthread_mutex_unlock(&h->lock);
    pthread_join(h->thread, NULL);
    arena_free(&h->turn);
}
