/* SPDX-License-Identifier: ISC */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

static _Thread_local struct err_told last;

const char *err_word(enum err e)
{
    static const char *const words[ERR_COUNT] = {
        [OK] = "ok",
        [ERR_MALFORMED] = "malformed",
        [ERR_INVALID] = "invalid",
        [ERR_UNKNOWN] = "unauthenticated",
        [ERR_UNPAID] = "unpaid",
        [ERR_DENIED] = "denied",
        [ERR_NOT_FOUND] = "not_found",
        [ERR_METHOD] = "method",
        [ERR_CONFLICT] = "conflict",
        [ERR_GONE] = "gone",
        [ERR_STALE] = "stale",
        [ERR_TOO_BIG] = "too_big",
        [ERR_MEDIA] = "media",
        [ERR_REGION] = "region",
        [ERR_HELD] = "held",
        [ERR_NEEDED] = "precondition_required",
        [ERR_TOO_MANY] = "too_many",
        [ERR_LEGAL] = "legal",
        [ERR_CHECKSUM] = "checksum",
        [ERR_FULL] = "full",
        [ERR_BUSY] = "busy",
        [ERR_FAULT] = "fault",
    };

    return words[e];
}

enum err fail_at(const char *file, int line, enum err e, const char *code, const char *field,
                 const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    (void)vsnprintf(last.detail, sizeof last.detail, fmt, ap);
    va_end(ap);
    for (char *c = last.detail; *c; c++) /* a peer's sentence may have lines: a log line has one */
        if ((unsigned char)*c < 0x20)
            *c = ' ';
    (void)snprintf(last.field, sizeof last.field, "%s", field ? field : "");
    last.code = code ? code : err_word(e);
    last.retry = 0;
    if (e >= ERR_BUSY)
        fprintf(stderr, "<3>fault at=%s:%d msg=\"%s\"\n", file, line, last.detail);
    return e;
}

void err_trace(const char *file, int line, const char *func, enum err e)
{
    if (e >= ERR_BUSY)
        fprintf(stderr, "<3>  via %s at=%s:%d\n", func, file, line);
}

const char *err_detail(void)
{
    return last.detail;
}

const char *err_code(void)
{
    return last.code ? last.code : err_word(OK);
}

const char *err_field(void)
{
    return last.field[0] ? last.field : NULL;
}

void err_keep(struct err_told *out)
{
    *out = last;
}

void err_again(const struct err_told *told)
{
    last = *told;
}

void err_retry_after(int seconds)
{
    last.retry = seconds;
}

int err_retry(void)
{
    return last.retry;
}
