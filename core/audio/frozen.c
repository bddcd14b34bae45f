/* SPDX-License-Identifier: ISC */
#include "audio/frozen.h"

#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct field fields[] = {
    TEXT(frozen, stage, .doc = "The stage that is set."),
    TEXT(frozen, what, .doc = "The member of its settings."),
    JSON(frozen, values, .doc = "Its numbers, exactly."),
};
const struct record frozen_record = RECORD(frozen, fields);

enum kind { REALS, FLAG };

#define REALS_OF(stage, what, m) {stage, what, REALS, offsetof(struct settings, m), sizeof(((struct settings *)0)->m) / sizeof(double)}
#define FLAG_OF(stage, what, m) {stage, what, FLAG, offsetof(struct settings, m), sizeof(((struct settings *)0)->m) / sizeof(bool)}
static const struct {
    const char *stage, *what;
    enum kind kind;
    size_t offset, count;
} table[] = {
    REALS_OF("trim", "gain_db", trim.gain_db),
    FLAG_OF("trim", "finished", trim.finished),
    FLAG_OF("eq", "used", eq.used),
    FLAG_OF("eq", "like", eq.like),
    REALS_OF("eq", "low_cut_hz", eq.low_cut_hz),
    REALS_OF("eq", "gain_db", eq.gain_db),
    FLAG_OF("dynamics", "used", dynamics.used),
    REALS_OF("dynamics", "level_db", dynamics.level_db),
    REALS_OF("dynamics", "gain_db", dynamics.gain_db),
    REALS_OF("dynamics", "makeup_db", dynamics.makeup_db),
    REALS_OF("dynamics", "attack_ms", dynamics.attack_ms),
    REALS_OF("dynamics", "release_ms", dynamics.release_ms),
    REALS_OF("dynamics", "ring_hz", dynamics.ring_hz),
    REALS_OF("dynamics", "ring_db", dynamics.ring_db),
    REALS_OF("dynamics", "hiss_db", dynamics.hiss_db),
    FLAG_OF("stereo", "used", stereo.used),
    FLAG_OF("stereo", "steady", stereo.steady),
    REALS_OF("stereo", "side_db", stereo.side_db),
    REALS_OF("limiter", "drive_db", limiter.drive_db),
    REALS_OF("limiter", "ceiling_db", limiter.ceiling_db),
    REALS_OF("limiter", "release_ms", limiter.release_ms),
    REALS_OF("limiter", "spare_db", limiter.spare_db),
    REALS_OF("limiter", "rest", limiter.rest),
};
enum { ROWS = sizeof table / sizeof *table };

void frozen_tell(struct arena *a, const struct settings *s, struct list *out)
{
    struct frozen *rows = arena_alloc(a, ROWS * sizeof *rows);

    for (size_t r = 0; r < ROWS; r++) {
        const char *from = (const char *)s + table[r].offset;
        struct buf values = {.arena = a};
        for (size_t i = 0; i < table[r].count; i++)
            if (table[r].kind == FLAG)
                buf_printf(&values, "%s%d", i ? "," : "[", (int)((const bool *)from)[i]);
            else
                buf_printf(&values, "%s%.17g", i ? "," : "[", ((const double *)(const void *)from)[i]);
        buf_puts(&values, "]");
        rows[r] = (struct frozen){table[r].stage, table[r].what, values.ptr};
    }
    *out = (struct list){rows, ROWS};
}

static const struct frozen *row_of(const struct list *rows, const char *stage, const char *what)
{
    const struct frozen *row = rows->rows;

    for (size_t i = 0; i < rows->count; i++)
        if (row[i].stage && row[i].what && !strcmp(row[i].stage, stage) && !strcmp(row[i].what, what))
            return &row[i];
    return NULL;
}

/* No engine ever set a stage beyond these; who writes such a number into a report is not followed.  (All at their most,
 * squares of the sound are still numbers.) */
static bool possible(const char *stage, const char *what, double value)
{
    static const struct {
        const char *what;
        double least, most;
    } limits[] = {{"ceiling_db", -9, -0.1}, {"attack_ms", 0, 1e4}, {"release_ms", 0, 1e4}, {"level_db", -600, 600},
                  {"drive_db", -100, 100},  {"trim", -100, 100},  {"ring_hz", 0, 1e5},     {"low_cut_hz", 0, 1e5},
                  {"rest", 0, 1},           {"side_db", -400, 60},      {"", -60, 60}};
    size_t i = 0;

    while (*limits[i].what && strcmp(limits[i].what, what) != 0 && strcmp(limits[i].what, stage) != 0)
        i++;
    return value >= limits[i].least && value <= limits[i].most;
}

static enum err read_row(const char *p, size_t r, struct settings *s)
{
    char *to = (char *)s + table[r].offset;

    for (size_t i = 0; i < table[r].count; i++) {
        char *end;
        double value = strtod(p + 1, &end);
        if (!strchr(i ? "," : "[", *p) || end == p + 1 || !possible(table[r].stage, table[r].what, value))
            return fail(ERR_INVALID, "%s %s: not the numbers of this engine", table[r].stage, table[r].what);
        if (table[r].kind == FLAG)
            ((bool *)to)[i] = value != 0;
        else
            ((double *)(void *)to)[i] = value;
        p = end + strspn(end, " \t\r\n");
    }
    return *p == ']' ? OK : fail(ERR_INVALID, "%s %s: more numbers than this engine has", table[r].stage, table[r].what);
}

enum err frozen_read(const struct list *rows, struct settings *s)
{
    if (rows->count != ROWS)
        return fail(ERR_INVALID, "these are settings of another engine");
    for (size_t r = 0; r < ROWS; r++) {
        const struct frozen *row = row_of(rows, table[r].stage, table[r].what);
        if (!row || !row->values)
            return fail(ERR_INVALID, "the settings lack %s %s: they are another engine's", table[r].stage, table[r].what);
        TRY(read_row(row->values, r, s));
    }
    return OK;
}
