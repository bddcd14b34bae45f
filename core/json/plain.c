/* SPDX-License-Identifier: ISC */
#include "json/plain.h"

#include "base/buf.h"
#include "json/strict.h"

#include <stdlib.h>
#include <string.h>

enum { VALUES_MAX = 1000000 };

/* The text is known to be good JSON, so nothing here looks for its end. */
static const char *space(const char *p)
{
    return p + strspn(p, " \t\r\n");
}

static const char *past_text(const char *p)
{
    for (p++; *p != '"'; p++)
        p += *p == '\\';
    return p + 1;
}

static const char *past_value(const char *p)
{
    int depth = 0;

    do {
        if (*p == '"') {
            p = past_text(p);
            continue;
        }
        depth += *p == '[' || *p == '{';
        depth -= *p == ']' || *p == '}';
        p++;
        if (!depth && !strchr("]}", p[-1]))
            p += strcspn(p, ",]} \t\r\n");
    } while (depth);
    return p;
}

static const char *read_text(struct arena *a, const char *p, const char **out)
{
    static const char *const short_for = "b\bf\fn\nr\rt\t";
    const char *end = past_text(p) - 1;
    char *to = arena_alloc(a, (size_t)(end - p));

    *out = to;
    for (p++; p < end; p++) {
        if (*p != '\\') {
            *to++ = *p;
            continue;
        }
        const char *known = *++p == 'u' ? NULL : strchr(short_for, *p);
        *to++ = known ? known[1] : *p;
        if (*p == 'u') {
            char digits[5] = {p[1], p[2], p[3], p[4], 0};
            long code = strtol(digits, NULL, 16);
            to[-1] = code < 128 ? (char)code : '?';
            p += 4;
        }
    }
    *to = 0;
    return end + 1;
}

static enum err read_object(struct arena *a, const char *p, const struct record *r, void *row);

static enum err read_list(struct arena *a, const char *p, const struct record *r, struct list *out)
{
    size_t count = 0, room = 16;
    char *rows = arena_alloc(a, room * r->size);

    for (p = space(p + 1); *p != ']'; count++) {
        if (count == room) {
            char *more = arena_alloc(a, 2 * room * r->size);
            rows = memcpy(more, rows, room * r->size);
            room *= 2;
        }
        if (*p != '{')
            return fail(ERR_INVALID, "an entry of the list is no record");
        TRY(read_object(a, p, r, rows + count * r->size));
        p = space(past_value(p));
        p = *p == ',' ? space(p + 1) : p;
    }
    *out = (struct list){rows, count};
    return OK;
}

static enum err read_texts(struct arena *a, const char *p, const char *const **out)
{
    size_t count = 0;
    const char *q = space(p + 1);

    for (; *q != ']'; count++) {
        if (*q != '"')
            return fail(ERR_INVALID, "an entry of the list is no text");
        q = space(past_text(q));
        q = *q == ',' ? space(q + 1) : q;
    }
    const char **texts = arena_alloc(a, (count + 1) * sizeof *texts);
    p = space(p + 1);
    for (size_t i = 0; i < count; i++) {
        p = space(read_text(a, p, &texts[i]));
        p = *p == ',' ? space(p + 1) : p;
    }
    texts[count] = NULL;
    *out = texts;
    return OK;
}

static enum err read_field(struct arena *a, const char *p, const struct field *f, void *row)
{
    static const char first[] = {[FIELD_TEXT] = '"', [FIELD_UUID] = '"', [FIELD_ENUM] = '"', [FIELD_TEXTS] = '[',
                                 [FIELD_RECORD] = '{', [FIELD_LIST] = '[', [FIELD_TIME] = '?'};
    char kind = first[f->type];
    const char *text = NULL;
    void *v = field_at(f, row);

    if (*p == 'n') {
        field_clear(f, row);
        return OK;
    }
    if ((kind && *p != kind) || (!kind && f->type != FIELD_JSON && strchr("\"[{", *p)))
        return blame(f->name, "has another kind of value than is wanted here");
    switch (f->type) {
    case FIELD_RECORD: {
        void *sub = arena_alloc(a, f->sub->size);
        *(void **)v = sub;
        return read_object(a, p, f->sub, sub);
    }
    case FIELD_LIST:
        return read_list(a, p, f->sub, v);
    case FIELD_TEXTS:
        return read_texts(a, p, v);
    case FIELD_TEXT:
    case FIELD_UUID:
    case FIELD_ENUM:
        (void)read_text(a, p, &text);
        break;
    case FIELD_INT:
    case FIELD_REAL:
    case FIELD_BOOL:
    case FIELD_TIME:
    case FIELD_JSON:
        text = arena_strndup(a, p, (size_t)(past_value(p) - p));
        break;
    }
    return field_parse(a, f, text, row);
}

static enum err read_object(struct arena *a, const char *p, const struct record *r, void *row)
{
    TRY(record_preset(a, r, row));
    for (p = space(p + 1); *p != '}';) {
        const char *name;
        p = space(space(read_text(a, p, &name)) + 1);
        const struct field *f = field_named(r, name);
        TRY(f ? read_field(a, p, f, row) : OK);
        p = space(past_value(p));
        p = *p == ',' ? space(p + 1) : p;
    }
    for (size_t i = 0; i < r->count; i++)
        TRY(field_check(&r->fields[i], row));
    return OK;
}

enum err json_plain(struct arena *a, const char *text, size_t len, const struct record *r, void *out)
{
    const char *p = space(arena_strndup(a, text, len));

    if (!json_is_strict(text, len, VALUES_MAX) || *p != '{')
        return fail(ERR_MALFORMED, "this is no JSON object");
    return read_object(a, p, r, out);
}
