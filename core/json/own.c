/* SPDX-License-Identifier: ISC */
/* The reading half without the library that parses: for the engine at the command line, which reads what
 * json_record wrote.  json_is_strict has said that the text is JSON; so this only walks over it. */
#include "json/json.h"

#include "base/clock.h"
#include "json/strict.h"

#include <stdlib.h>
#include <string.h>

enum { OWN_VALUES = 1000000 };

struct walk {
    struct arena *arena;
    const char *p;
};

static void space(struct walk *w)
{
    w->p += strspn(w->p, " \t\r\n");
}

/* Takes the mark if it comes next. */
static bool next(struct walk *w, char mark)
{
    space(w);
    if (*w->p != mark)
        return false;
    w->p++;
    space(w);
    return true;
}

/* ---- texts ----------------------------------------------------------------------------- */

static unsigned unit(const char *hex)
{
    char four[5] = {hex[0], hex[1], hex[2], hex[3], 0};

    return (unsigned)strtoul(four, NULL, 16);
}

static void put_point(struct buf *b, unsigned point)
{
    char out[4];
    int more = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;

    out[0] = (char)(more ? (0xffu << (7 - more) & 0xff) | point >> 6 * more : point);
    for (int i = 1; i <= more; i++)
        out[i] = (char)(0x80 | (point >> 6 * (more - i) & 0x3f));
    buf_add(b, out, (size_t)more + 1);
}

static void escape(struct walk *w, struct buf *b)
{
    static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
    const char *known = strchr(from, *w->p);

    if (*w->p != 'u') {
        buf_add(b, known ? &to[known - from] : w->p, 1);
        w->p++;
        return;
    }
    unsigned point = unit(w->p + 1);
    w->p += 5;
    if (point >= 0xd800 && point < 0xdc00) {
        point = 0x10000 + ((point - 0xd800) << 10) + (unit(w->p + 2) - 0xdc00);
        w->p += 6;
    }
    put_point(b, point);
}

static const char *text(struct walk *w)
{
    struct buf b = {.arena = w->arena};

    buf_puts(&b, "");
    for (w->p++; *w->p != '"';) {
        size_t plain = strcspn(w->p, "\"\\");
        buf_add(&b, w->p, plain);
        w->p += plain;
        if (*w->p == '\\') {
            w->p++;
            escape(w, &b);
        }
    }
    w->p++;
    return b.ptr;
}

/* ---- values ------------------------------------------------------------------------------- */

static void pass_over(struct walk *w)
{
    int depth = 0;

    do {
        space(w);
        if (*w->p == '"') {
            for (w->p++; *w->p != '"'; w->p++)
                w->p += *w->p == '\\';
            w->p++;
        } else {
            depth += *w->p == '{' || *w->p == '[';
            depth -= *w->p == '}' || *w->p == ']';
            w->p += strchr("{}[],:", *w->p) ? 1 : strcspn(w->p, "{}[],:\" \t\r\n");
        }
        space(w);
    } while (depth > 0);
}

static enum err object(struct walk *w, const struct record *r, void *out);

static enum err rows(struct walk *w, const struct record *r, struct list *out)
{
    struct buf all = {.arena = w->arena};

    *out = (struct list){0};
    if (!next(w, '['))
        return fail(ERR_MALFORMED, "a list is wanted here");
    if (next(w, ']'))
        return OK;
    do {
        char *row = arena_alloc(w->arena, r->size);
        TRY(object(w, r, row));
        buf_add(&all, row, r->size);
        out->count++;
    } while (next(w, ','));
    (void)next(w, ']');
    out->rows = all.ptr;
    return OK;
}

static enum err texts(struct walk *w, const char *const **out)
{
    struct buf all = {.arena = w->arena};
    const char *one = NULL;

    if (!next(w, '['))
        return fail(ERR_MALFORMED, "a list of texts is wanted here");
    while (*w->p == '"') {
        one = text(w);
        buf_add(&all, (const char *)&one, sizeof one);
        (void)next(w, ',');
    }
    one = NULL;
    buf_add(&all, (const char *)&one, sizeof one);
    *out = (const char *const *)(void *)all.ptr;
    return next(w, ']') ? OK : fail(ERR_MALFORMED, "a list of texts is wanted here");
}

static enum err plain(struct walk *w, const struct field *f, void *row)
{
    const char *from = w->p;

    if (*w->p == '"')
        return field_parse(w->arena, f, text(w), row);
    pass_over(w);
    const char *word = arena_strndup(w->arena, from, strcspn(from, ",}] \t\r\n"));
    return field_parse(w->arena, f, !strcmp(word, "true") ? "yes" : !strcmp(word, "false") ? "no" : word, row);
}

static enum err value(struct walk *w, const struct field *f, void *row)
{
    void *at = field_at(f, row);
    const char *from = w->p;

    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_UUID:
        if (*w->p != '"')
            return blame(f->name, "must be a text");
        *(const char **)at = text(w);
        return OK;
    case FIELD_REAL: /* whatever its range: it was measured */
        pass_over(w);
        *(double *)at = strtod(from, NULL);
        return OK;
    case FIELD_INT:
        pass_over(w);
        *(int64_t *)at = strtoll(from, NULL, 10);
        return OK;
    case FIELD_TIME:
        return *w->p == '"' && !time_parse(text(w), at) ? OK : blame(f->name, "must be a time");
    case FIELD_JSON:
        pass_over(w);
        *(const char **)at = arena_strndup(w->arena, from, (size_t)(w->p - from));
        return OK;
    case FIELD_RECORD: {
        void *sub = arena_alloc(w->arena, f->sub->size);
        *(void **)at = sub;
        return object(w, f->sub, sub);
    }
    case FIELD_LIST:
        return rows(w, f->sub, at);
    case FIELD_TEXTS:
        return texts(w, at);
    case FIELD_ENUM:
    case FIELD_BOOL:
        return plain(w, f, row);
    }
    return OK;
}

static enum err object(struct walk *w, const struct record *r, void *out)
{
    if (!next(w, '{'))
        return fail(ERR_MALFORMED, "%s: an object is wanted here", r->name);
    for (size_t i = 0; i < r->count; i++)
        field_clear(&r->fields[i], out);
    if (next(w, '}'))
        return OK;
    do {
        const struct field *f = field_named(r, text(w));
        (void)next(w, ':');
        if (!f || !strncmp(w->p, "null", 4))
            pass_over(w);
        else
            TRY(value(w, f, out));
    } while (next(w, ','));
    (void)next(w, '}');
    return OK;
}

enum err json_read_own(struct arena *a, const char *bytes, size_t len, const struct record *r, void *out)
{
    if (!json_is_strict(bytes, len, OWN_VALUES))
        return fail(ERR_MALFORMED, "this is not clean JSON");
    struct walk w = {.arena = a, .p = arena_strndup(a, bytes, len)};
    return object(&w, r, out);
}
