/* SPDX-License-Identifier: ISC */
#include "app/watch.h"

#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Which start of which machine this is; NULL where it does not say (a sandbox hides it). */
static const char *boot_id(struct arena *a)
{
    FILE *f = fopen("/proc/sys/kernel/random/boot_id", "re");
    char text[UUID_SIZE] = "";

    if (!f)
        return NULL;
    char *line = fgets(text, sizeof text, f);
    (void)fclose(f);
    return line && text_is_uuid(line) ? arena_strdup(a, line) : NULL;
}

static int64_t since_boot_us(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_BOOTTIME, &ts);
    return SECONDS((int64_t)ts.tv_sec) + ts.tv_nsec / 1000;
}

/* How far the promises' clock went astray since the last look: by its witness that disagrees the most. */
static int64_t astray_us(const struct watch_row *then, const struct watch_row *now)
{
    int64_t went = now->promise_at - then->promise_at;
    int64_t by_database = went - (now->machine_at - then->machine_at), by_boot = 0;

    if (then->boot && now->boot && !strcmp(then->boot, now->boot))
        by_boot = went - (now->boot_us - then->boot_us);
    return llabs(by_database) > llabs(by_boot) ? by_database : by_boot;
}

static enum err read_clocks(struct work *w, struct watch_row *out)
{
    struct machine_clock machine;

    TRY(machine_time(w->db, &machine));
    *out = (struct watch_row){
        .promise_at = w->now, .machine_at = machine.at, .boot = boot_id(w->arena), .boot_us = since_boot_us()};
    return OK;
}

static void judge(const struct watch_row *row, struct watch *out)
{
    out->trusted = row->jumped_at == TIME_ABSENT;
    out->jumped_at = row->jumped_at;
    out->jump_us = out->trusted ? 0 : row->jump_us;
}

static enum err compare(struct work *w, const struct watch_row *then, const struct watch_row *now, struct watch *out)
{
    int64_t jump = astray_us(then, now);

    judge(then, out);
    if (llabs(jump) <= WATCH_JUMP_US)
        return OK;
    *out = (struct watch){.trusted = false, .jumped_at = w->now, .jump_us = jump};
    return watch_jumped(w->db, w->now, jump);
}

enum err watch_look(struct work *w, struct watch *out)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct watch_row then, now;

    *out = (struct watch){.trusted = true};
    TRY(tx_begin(w->db, &tx));
    enum err e = watch_lock(w->db, &then);
    if (e != ERR_NOT_FOUND)
        TRY(e);
    TRY(read_clocks(w, &now));
    if (e == OK)
        TRY(compare(w, &then, &now, out));
    TRY(watch_put(w->db, now.promise_at, now.machine_at, now.boot, now.boot_us));
    if (!out->trusted)
        log_line(LOG_ALERT, "clock jumped_s=%lld waits=\"whatever cannot be undone\" cure=\"masteringctl clock accept\"",
                 (long long)(out->jump_us / 1000000));
    return tx_commit(&tx);
}

enum err watch_peek(struct work *w, struct watch *out)
{
    struct watch_row row;
    enum err e = watch_lock(w->db, &row);

    *out = (struct watch){.trusted = true};
    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    judge(&row, out);
    return OK;
}
