/* SPDX-License-Identifier: ISC */
#include "base/clock.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const char *offset_file;

void clock_use(const char *file)
{
    offset_file = file;
}

static int64_t offset_us(void)
{
    long long seconds = 0;
    FILE *f = offset_file ? fopen(offset_file, "re") : NULL;

    if (!f)
        return 0;
    if (fscanf(f, "%lld", &seconds) != 1)
        seconds = 0;
    (void)fclose(f);
    return SECONDS(seconds);
}

static int64_t read_clock(clockid_t id)
{
    struct timespec ts;

    clock_gettime(id, &ts);
    return SECONDS((int64_t)ts.tv_sec) + ts.tv_nsec / 1000;
}

int64_t clock_now(void)
{
    return read_clock(CLOCK_REALTIME) + offset_us();
}

int64_t clock_machine(void)
{
    return read_clock(CLOCK_REALTIME);
}

int64_t clock_ticks(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

char *time_text(struct arena *a, int64_t us)
{
    int64_t fraction = us % 1000000;
    time_t s = (time_t)(us / 1000000 - (fraction < 0));
    struct tm tm;
    char date[40];

    fraction += fraction < 0 ? 1000000 : 0;
    gmtime_r(&s, &tm);
    (void)strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &tm);
    return fraction ? arena_printf(a, "%s.%06dZ", date, (int)fraction) : arena_printf(a, "%sZ", date);
}

int time_parse(const char *text, int64_t *us)
{
    struct tm tm = {0};
    const char *p = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);
    int64_t fraction = 0, unit = 100000;

    if (!p || strlen(text) > 30)
        return -1;
    if (*p == '.')
        for (p++; isdigit((unsigned char)*p) && unit > 0; p++, unit /= 10)
            fraction += (*p - '0') * unit;
    if (strcmp(p, "Z") && strcmp(p, "+00:00"))
        return -1;
    *us = SECONDS((int64_t)timegm(&tm)) + fraction;
    return 0;
}
