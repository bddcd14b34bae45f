/* SPDX-License-Identifier: ISC */
#include "cmd/ctl.h"

#include "json/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- taking ----------------------------------------------------------------- */

static void drop(char **at, size_t n)
{
    do
        at[0] = at[n];
    while (*at++);
}

bool ctl_flag(char **argv, const char *name)
{
    for (; *argv; argv++)
        if (!strcmp(*argv, name)) {
            drop(argv, 1);
            return true;
        }
    return false;
}

const char *ctl_option(char **argv, const char *name)
{
    for (; *argv; argv++)
        if (!strcmp(*argv, name) && argv[1]) {
            const char *value = argv[1];
            drop(argv, 2);
            return value;
        }
    return NULL;
}

const char *ctl_word(char **argv)
{
    const char *word = *argv && strncmp(*argv, "--", 2) != 0 ? *argv : NULL;

    if (word)
        drop(argv, 1);
    return word;
}

enum err ctl_end(char **argv, const char *usage)
{
    return *argv ? fail(ERR_MALFORMED, "what is %s? usage: masteringctl %s", *argv, usage) : OK;
}

enum err ctl_duration(const char *text, int64_t *seconds)
{
    static const struct {
        const char *unit;
        int64_t seconds;
    } UNITS[] = {{"", 1}, {"s", 1}, {"m", 60}, {"h", 60 * 60}, {"d", 24 * 60 * 60}};
    char *end;
    long long n = strtoll(text, &end, 10);

    for (size_t i = 0; i < sizeof UNITS / sizeof *UNITS; i++)
        if (end != text && n >= 0 && n < 1000000000 && !strcmp(end, UNITS[i].unit)) {
            *seconds = n * UNITS[i].seconds;
            return OK;
        }
    return fail(ERR_MALFORMED, "%s is no duration: 0s, 90m, 24h, 7d", text);
}

/* ---- printing --------------------------------------------------------------- */

static const char *shown(struct arena *a, const struct field *f, const void *row)
{
    if (field_absent(f, row))
        return "-";
    if (f->type == FIELD_TIME)
        return time_text(a, *(const int64_t *)field_in(f, row));
    if (f->type == FIELD_JSON)
        return *(const char *const *)field_in(f, row);
    return field_text(a, f, row);
}

void ctl_rows(struct work *w, bool json, const struct record *r, const void *rows, size_t n)
{
    struct buf b = {.arena = w->arena};

    if (json)
        json_list(&b, r, rows, n);
    for (size_t f = 0; !json && f < r->count; f++)
        buf_printf(&b, "%s%s", f ? "\t" : "", r->fields[f].name);
    for (size_t i = 0; !json && i < n; i++)
        for (size_t f = 0; f < r->count; f++)
            buf_printf(&b, "%c%s", f ? '\t' : '\n', shown(w->arena, &r->fields[f], (const char *)rows + i * r->size));
    printf("%s\n", b.ptr);
}

void ctl_row(struct work *w, bool json, const struct record *r, const void *row)
{
    struct buf b = {.arena = w->arena};

    if (json)
        json_record(&b, r, row);
    for (size_t f = 0; !json && f < r->count; f++)
        buf_printf(&b, "%s%-12s %s", f ? "\n" : "", r->fields[f].name, shown(w->arena, &r->fields[f], row));
    printf("%s\n", b.ptr);
}
