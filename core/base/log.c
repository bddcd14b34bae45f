/* SPDX-License-Identifier: ISC */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void log_line(int level, const char *fmt, ...)
{
    char line[1024];
    va_list ap;

    int n = snprintf(line, sizeof line, "<%d>", level);
    va_start(ap, fmt);
    n += vsnprintf(line + n, sizeof line - (size_t)n - 1, fmt, ap);
    va_end(ap);
    size_t len = (size_t)n < sizeof line - 1 ? (size_t)n : sizeof line - 2;
    line[len++] = '\n';
    if (write(STDERR_FILENO, line, len) < 0) /* one write: lines of threads do not mix */
        return;
}

const char *log_value(struct arena *a, const char *text)
{
    char *value = arena_strndup(a, text ? text : "-", text ? strnlen(text, 200) : 1);

    for (char *p = value; *p; p++)
        if (*p <= ' ' || *p >= 0x7f || *p == '"' || *p == '\\')
            *p = '?';
    return *value ? value : "-";
}
