/* SPDX-License-Identifier: ISC */
#include "fcgi/metrics.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CLASSES = 6, PROCESSES = 32, DOORS_MAX = 512 };

static const int64_t bounds_us[] = {250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000, 5000000};
enum { BOUNDS = sizeof bounds_us / sizeof *bounds_us };

struct process {
    _Atomic int64_t pid, connections, parked;
};

struct tally {
    _Atomic uint64_t requests[DOORS_MAX + 1][CLASSES]; /* the last door: no door at all */
    _Atomic uint64_t within[BOUNDS + 1], us;
    struct process processes[PROCESSES];
};

static struct tally alone, *tally = &alone;
static struct process *self;

/* Another set of doors counts in another file: during an upgrade both are at work. */
static const char *file_of(struct arena *a, const char *file)
{
    uint64_t h = UINT64_C(14695981039346656037);

    for (const struct route *r = routes; r < routes + route_count; r++)
        for (const char *p = r->handler; *p; p++)
            h = (h ^ (unsigned char)*p) * UINT64_C(1099511628211);
    return arena_printf(a, "%s.%016" PRIx64, file, h);
}

static struct tally *map(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    struct tally *t = MAP_FAILED;

    if (fd >= 0 && ftruncate(fd, sizeof *t) == 0)
        t = mmap(NULL, sizeof *t, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (t == MAP_FAILED)
        log_line(LOG_WARN, "metrics alone=1 errno=%d", errno);
    if (fd >= 0)
        (void)close(fd);
    return t == MAP_FAILED ? &alone : t;
}

/* A place of our own; that of a process that is gone is free. */
static struct process *take_place(void)
{
    for (struct process *p = tally->processes; p < tally->processes + PROCESSES; p++) {
        int64_t was = p->pid;
        if (was && (kill((pid_t)was, 0) == 0 || errno != ESRCH))
            continue;
        if (!atomic_compare_exchange_strong(&p->pid, &was, (int64_t)getpid()))
            continue;
        p->connections = p->parked = 0;
        return p;
    }
    return NULL;
}

void metrics_open(const char *file)
{
    struct arena *a = arena_new();

    if (file)
        tally = map(file_of(a, file));
    arena_free(&a);
    self = take_place();
}

void metrics_count(const struct route *r, int status, int64_t us)
{
    size_t door = r ? (size_t)(r - routes) : DOORS_MAX, n = 0;
    int class = status / 100;

    if (door > DOORS_MAX || class < 1 || class >= CLASSES)
        return;
    while (n < BOUNDS && us > bounds_us[n])
        n++;
    tally->requests[door][class]++;
    tally->within[n]++;
    tally->us += (uint64_t)us;
}

void metrics_gauge(int64_t connections, int64_t parked)
{
    if (!self)
        return;
    self->connections = connections;
    self->parked = parked;
}

/* ---- as text --------------------------------------------------------------- */

static void family(struct buf *b, const char *name, const char *type, const char *help)
{
    buf_printf(b, "# HELP mastering_%s %s\n# TYPE mastering_%s %s\n", name, help, name, type);
}

static void door_lines(struct buf *b, size_t door, const char *method, const char *path)
{
    for (int c = 1; c < CLASSES; c++)
        if (tally->requests[door][c])
            buf_printf(b, "mastering_requests_total{method=\"%s\",path=\"%s\",status=\"%dxx\"} %" PRIu64 "\n", method, path, c,
                       tally->requests[door][c]);
}

static void durations(struct buf *b)
{
    uint64_t sum = 0;

    family(b, "request_seconds", "histogram", "From the first byte of a request to the end of its answer.");
    for (size_t i = 0; i < BOUNDS; i++) {
        sum += tally->within[i];
        buf_printf(b, "mastering_request_seconds_bucket{le=\"%g\"} %" PRIu64 "\n", (double)bounds_us[i] / 1e6, sum);
    }
    sum += tally->within[BOUNDS];
    buf_printf(b, "mastering_request_seconds_bucket{le=\"+Inf\"} %" PRIu64 "\n", sum);
    buf_printf(b, "mastering_request_seconds_sum %.6f\n", (double)tally->us / 1e6);
    buf_printf(b, "mastering_request_seconds_count %" PRIu64 "\n", sum);
}

static void gauges(struct buf *b)
{
    int64_t processes = 0, connections = 0, parked = 0;

    for (struct process *p = tally->processes; p < tally->processes + PROCESSES; p++) {
        if (!p->pid || (kill((pid_t)p->pid, 0) != 0 && errno == ESRCH))
            continue;
        processes++;
        connections += p->connections;
        parked += p->parked;
    }
    family(b, "processes", "gauge", "API processes that live.");
    buf_printf(b, "mastering_processes %" PRId64 "\n", processes);
    family(b, "connections", "gauge", "Kept connections of nginx.");
    buf_printf(b, "mastering_connections %" PRId64 "\n", connections);
    family(b, "parked", "gauge", "Event streams, and answers that wait for egress.");
    buf_printf(b, "mastering_parked %" PRId64 "\n", parked);
}

void metrics_text(struct buf *b)
{
    static const char *const methods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

    family(b, "requests_total", "counter", "Requests answered.");
    for (size_t i = 0; i < route_count && i < DOORS_MAX; i++)
        door_lines(b, i, methods[routes[i].method], routes[i].path);
    door_lines(b, DOORS_MAX, "-", "-");
    durations(b);
    gauges(b);
}
