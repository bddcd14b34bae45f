/* SPDX-License-Identifier: ISC */
#include "fcgi/desk.h"

#include "base/clock.h"
#include "base/log.h"
#include "fcgi/metrics.h"
#include "fcgi/serve.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { NOTES_KEPT = 256, EVENTS = 64, TICK_MS = 100 };
static const int64_t BEAT_US = SECONDS(15), LEAVE_US = SECONDS(25);

/* A kept connection.  It belongs to the loop while it is idle or parked, to a thread while it is busy,
 * and to nobody when it is dead: the loop frees it when no event can name it any more. */
struct caller {
    enum { IDLE, BUSY, PARKED, DEAD } state;
    bool gone; /* hung up while it was busy */
    int64_t beat_us;
    uint64_t notes_seen;
    struct wire *wire;
    struct visit visit;
    struct caller *next, *prev;
};

struct list_of_callers {
    struct caller *first, *last;
};

struct desk {
    const struct desk_needs *needs;
    int epoll, signals, poke; /* poke: wakes the listener of notes */
    pthread_mutex_t lock;     /* guards all below, and every caller's state */
    pthread_cond_t work_came;
    struct list_of_callers queue, parked, dead;
    int callers, waiting; /* waiting: in parked */
    bool leaving, closing;
    int64_t leave_us, look_us;
    uint64_t notes[NOTES_KEPT], note_count;
};

/* ---- lists --------------------------------------------------------------- */

static void join(struct list_of_callers *l, struct caller *c)
{
    c->next = NULL;
    c->prev = l->last;
    *(l->last ? &l->last->next : &l->first) = c;
    l->last = c;
}

static void leave(struct list_of_callers *l, struct caller *c)
{
    *(c->prev ? &c->prev->next : &l->first) = c->next;
    *(c->next ? &c->next->prev : &l->last) = c->prev;
}

/* ---- a caller's life; the lock is held ----------------------------------- */

static void watch(struct desk *d, struct caller *c, int op, uint32_t events)
{
    struct epoll_event e = {.events = events | EPOLLRDHUP | EPOLLONESHOT, .data.ptr = c};

    (void)epoll_ctl(d->epoll, op, wire_fd(c->wire), &e);
}

static void enqueue(struct desk *d, struct caller *c)
{
    c->state = BUSY;
    c->gone = false;
    c->notes_seen = d->note_count;
    join(&d->queue, c);
    pthread_cond_signal(&d->work_came);
}

static void wake_up(struct desk *d, struct caller *c, bool late)
{
    leave(&d->parked, c);
    d->waiting--;
    c->visit.resumed = true;
    c->visit.late = late;
    c->visit.leaving = d->leaving;
    enqueue(d, c);
}

/* Closing may wait for the other side, so a busy thread does it without the lock. */
static void bury(struct desk *d, struct caller *c)
{
    c->state = DEAD;
    join(&d->dead, c);
    d->callers--;
}

/* Was the topic noted while the door was running?  Too many notes to know: yes. */
static bool missed(struct desk *d, const struct caller *c)
{
    if (d->note_count - c->notes_seen > NOTES_KEPT)
        return true;
    for (uint64_t n = c->notes_seen; n < d->note_count; n++)
        if (d->notes[n % NOTES_KEPT] == c->visit.topic)
            return true;
    return false;
}

static void park(struct desk *d, struct caller *c)
{
    c->state = PARKED;
    c->beat_us = clock_ticks() + BEAT_US;
    join(&d->parked, c);
    d->waiting++;
    if (d->leaving || missed(d, c))
        wake_up(d, c, d->leaving);
    else
        watch(d, c, EPOLL_CTL_MOD, 0);
}

/* ---- threads ------------------------------------------------------------- */

/* A thread's own connection: made when it is needed, made again when it was lost, NULL while the
 * database is away. */
struct clerk {
    struct desk *desk;
    struct arena *work, *life;
    struct db *db;
};

static struct db *database(void *arg)
{
    struct clerk *k = arg;
    const struct config *config = k->desk->needs->config;

    if (!k->db && db_open(k->life, config->database_url, config->prepare_statements, &k->db) != OK) {
        arena_reset(k->life);
        k->db = NULL;
    }
    return k->db && db_use(k->db, k->work) == OK ? k->db : NULL;
}

static bool begin(struct caller *c, struct arena *a, int64_t now)
{
    if (c->visit.resumed)
        return true;
    if (!wire_begin(c->wire))
        return false;
    c->visit.begun_us = clock_ticks();
    (void)snprintf(c->visit.id, sizeof c->visit.id, "%s", uuid_new(a, now));
    return true;
}

static enum outcome run(struct clerk *k, struct caller *c)
{
    struct work w = {.arena = k->work, .store = k->desk->needs->store, .config = k->desk->needs->config, .now = clock_now()};
    enum outcome o = CLOSED;

    if (c->visit.leaving && c->visit.stream)
        return wire_finish(c->wire) ? SERVED : CLOSED;
    if (begin(c, k->work, w.now))
        o = serve(&w, c->wire, &c->visit, database, k);
    arena_reset(k->work);
    return o;
}

static struct caller *next_in_queue(struct desk *d)
{
    pthread_mutex_lock(&d->lock);
    while (!d->queue.first && !d->closing)
        pthread_cond_wait(&d->work_came, &d->lock);
    struct caller *c = d->queue.first;
    if (c) {
        leave(&d->queue, c);
        c->visit.leaving = d->leaving;
    }
    pthread_mutex_unlock(&d->lock);
    return c;
}

static void settle(struct desk *d, struct caller *c, enum outcome o)
{
    pthread_mutex_lock(&d->lock);
    bool shut = o == CLOSED || (o == WAITING && c->gone);
    if (o == WAITING && !shut) {
        park(d, c);
    } else if (o == SERVED) {
        c->state = IDLE;
        c->visit = (struct visit){0};
        watch(d, c, EPOLL_CTL_MOD, EPOLLIN);
    }
    pthread_mutex_unlock(&d->lock);
    if (!shut)
        return;
    wire_free(c->wire);
    pthread_mutex_lock(&d->lock);
    bury(d, c);
    pthread_mutex_unlock(&d->lock);
}

static void *clerk(void *arg)
{
    struct clerk k = {.desk = arg, .work = arena_new(), .life = arena_new()};

    for (struct caller *c; (c = next_in_queue(k.desk));)
        settle(k.desk, c, run(&k, c));
    arena_free(&k.work);
    arena_free(&k.life);
    return NULL;
}

/* ---- notes --------------------------------------------------------------- */

static void note(struct desk *d, const char *topic)
{
    uint64_t number = topic_of(topic);

    pthread_mutex_lock(&d->lock);
    d->notes[d->note_count++ % NOTES_KEPT] = number;
    for (struct caller *c = d->parked.first, *next; c; c = next) {
        next = c->next;
        if (c->visit.topic == number)
            wake_up(d, c, false);
    }
    pthread_mutex_unlock(&d->lock);
}

/* Nobody knows what was noted while we could not listen: everyone looks for himself. */
static void note_everything(struct desk *d)
{
    pthread_mutex_lock(&d->lock);
    d->note_count += NOTES_KEPT + 1;
    while (d->parked.first)
        wake_up(d, d->parked.first, false);
    pthread_mutex_unlock(&d->lock);
}

static bool closing(struct desk *d)
{
    pthread_mutex_lock(&d->lock);
    bool now = d->closing;
    pthread_mutex_unlock(&d->lock);
    return now;
}

static enum err listen_on(struct desk *d, struct arena *life, struct arena *turn)
{
    struct db *db;
    const char *topic;

    TRY(db_open(life, d->needs->config->database_url, false, &db));
    TRY(db_use(db, turn));
    TRY(db_listen(db, "wake"));
    note_everything(d);
    while (!closing(d)) {
        TRY(db_wait(db, d->poke, -1, &topic));
        if (topic)
            note(d, topic);
        arena_reset(turn);
    }
    return OK;
}

/* A thread of its own, because looking for a lost database takes its time. */
static void *listener(void *arg)
{
    struct desk *d = arg;
    struct arena *life = arena_new(), *turn = arena_new();

    while (!closing(d)) {
        if (listen_on(d, life, turn) != OK)
            (void)usleep(500000 + (useconds_t)(clock_ticks() % 500000)); /* not all at once */
        arena_reset(turn);
        arena_reset(life);
    }
    arena_free(&turn);
    arena_free(&life);
    return NULL;
}

/* ---- the loop ------------------------------------------------------------ */

static bool take_one(struct desk *d)
{
    int fd = accept4(d->needs->listener, NULL, NULL, SOCK_CLOEXEC);

    if (fd < 0) {
        if (errno == EMFILE || errno == ENFILE || errno == ENOMEM)
            (void)usleep(10000); /* somebody will hang up */
        return false;
    }
    struct caller *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    c->wire = wire_new(fd);
    pthread_mutex_lock(&d->lock);
    d->callers++;
    watch(d, c, EPOLL_CTL_ADD, EPOLLIN);
    pthread_mutex_unlock(&d->lock);
    return true;
}

static void on_caller(struct desk *d, struct caller *c)
{
    bool hung_up = false;

    pthread_mutex_lock(&d->lock);
    if (c->state == IDLE) {
        enqueue(d, c);
    } else if (c->state == BUSY) {
        c->gone = true;
    } else if (c->state == PARKED) {
        hung_up = true;
        leave(&d->parked, c);
        d->waiting--;
        bury(d, c);
    }
    pthread_mutex_unlock(&d->lock);
    if (hung_up)
        wire_free(c->wire);
}

/* An event without news keeps proxies from closing a silent stream, and shows the page that the line lives (a comment
 * it would not hear); whoever does not read it is dropped. */
static void beat(struct caller *c, int64_t now)
{
    static const char nothing[] = "event: beat\ndata:\n\n";

    if (!c->visit.stream || c->beat_us > now)
        return;
    c->beat_us = now + BEAT_US;
    if (!wire_push(c->wire, nothing, sizeof nothing - 1))
        (void)shutdown(wire_fd(c->wire), SHUT_RDWR); /* the loop hears of it like of any hang-up */
}

static void look_around(struct desk *d)
{
    int64_t now = clock_ticks();

    if (now < d->look_us)
        return;
    d->look_us = now + TICK_MS * INT64_C(1000);
    if (!d->leaving)
        (void)take_one(d); /* whoever was woken for it may have been killed */
    pthread_mutex_lock(&d->lock);
    for (struct caller *c = d->parked.first, *next; c; c = next) {
        next = c->next;
        if (d->leaving || (c->visit.until_us && c->visit.until_us <= now))
            wake_up(d, c, true);
        else
            beat(c, now);
    }
    metrics_gauge(d->callers, d->waiting);
    pthread_mutex_unlock(&d->lock);
}

static void bury_dead(struct desk *d)
{
    pthread_mutex_lock(&d->lock);
    struct caller *c = d->dead.first;
    d->dead = (struct list_of_callers){0};
    pthread_mutex_unlock(&d->lock);
    for (struct caller *next; c; c = next) {
        next = c->next;
        free(c);
    }
}

static void on_signal(struct desk *d)
{
    struct signalfd_siginfo info;

    if (read(d->signals, &info, sizeof info) != sizeof info || d->leaving)
        return;
    (void)epoll_ctl(d->epoll, EPOLL_CTL_DEL, d->needs->listener, NULL);
    while (take_one(d)) /* for these we alone were woken: nobody else would look */
        ;
    pthread_mutex_lock(&d->lock);
    d->leaving = true;
    d->leave_us = clock_ticks() + LEAVE_US;
    log_line(LOG_NOTE, "desk leaving=1 connections=%d", d->callers);
    d->look_us = 0; /* the parked ones leave now */
    pthread_mutex_unlock(&d->lock);
}

static bool stays(struct desk *d)
{
    pthread_mutex_lock(&d->lock);
    bool over = d->leaving && (d->callers == 0 || clock_ticks() > d->leave_us);
    pthread_mutex_unlock(&d->lock);
    return !over;
}

static void loop(struct desk *d)
{
    struct epoll_event events[EVENTS];

    while (stays(d)) {
        int n = epoll_wait(d->epoll, events, EVENTS, TICK_MS);
        for (int i = 0; i < n; i++) {
            if (events[i].data.ptr == d)
                (void)take_one(d);
            else if (events[i].data.ptr == &d->signals)
                on_signal(d);
            else
                on_caller(d, events[i].data.ptr);
        }
        look_around(d);
        bury_dead(d); /* after the events that may name them */
    }
}

/* ---- opening and closing ------------------------------------------------- */

static enum err open_desk(struct desk *d)
{
    sigset_t set;
    struct epoll_event door = {.events = EPOLLIN | EPOLLEXCLUSIVE, .data.ptr = d};
    struct epoll_event bell = {.events = EPOLLIN, .data.ptr = &d->signals};

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    d->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    d->epoll = epoll_create1(EPOLL_CLOEXEC);
    d->poke = eventfd(0, EFD_CLOEXEC);
    if (d->signals < 0 || d->epoll < 0 || d->poke < 0)
        return fail(ERR_FAULT, "desk: %s", strerror(errno));
    if (epoll_ctl(d->epoll, EPOLL_CTL_ADD, d->needs->listener, &door) || epoll_ctl(d->epoll, EPOLL_CTL_ADD, d->signals, &bell))
        return fail(ERR_FAULT, "desk: epoll: %s", strerror(errno));
    return OK;
}

static void close_desk(struct desk *d, pthread_t *threads, int64_t n)
{
    pthread_mutex_lock(&d->lock);
    d->closing = true;
    pthread_cond_broadcast(&d->work_came);
    pthread_mutex_unlock(&d->lock);
    (void)eventfd_write(d->poke, 1);
    for (int64_t i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
    bury_dead(d);
    (void)close(d->poke);
    (void)close(d->signals);
    (void)close(d->epoll);
}

enum err desk_run(const struct desk_needs *needs)
{
    struct desk d = {.needs = needs, .lock = PTHREAD_MUTEX_INITIALIZER, .work_came = PTHREAD_COND_INITIALIZER};
    int64_t n = needs->config->api_threads + 1;
    pthread_t threads[64 + 1];

    wire_init();
    TRY(open_desk(&d));
    for (int64_t i = 0; i < n; i++)
        if (pthread_create(&threads[i], NULL, i ? clerk : listener, &d) != 0)
            return fail(ERR_FAULT, "desk: no thread");
    loop(&d);
    close_desk(&d, threads, n);
    log_line(LOG_NOTE, "desk left=1 connections=%d ms=%" PRId64, d.callers, (clock_ticks() - d.leave_us + LEAVE_US) / 1000);
    return OK;
}
