/* SPDX-License-Identifier: ISC */
#include "base/field.h"

#include "base/clock.h"
#include "base/text.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct field *field_named(const struct record *r, const char *name)
{
    for (size_t i = 0; i < r->count; i++)
        if (!strcmp(r->fields[i].name, name))
            return &r->fields[i];
    return NULL;
}

void *field_at(const struct field *f, void *row)
{
    return (char *)row + f->offset;
}

const void *field_in(const struct field *f, const void *row)
{
    return (const char *)row + f->offset;
}

bool field_absent(const struct field *f, const void *row)
{
    const void *v = field_in(f, row);

    switch (f->type) {
    case FIELD_INT:
        return *(const int64_t *)v == INT_ABSENT;
    case FIELD_REAL:
        return isnan(*(const double *)v);
    case FIELD_TIME:
        return *(const int64_t *)v == TIME_ABSENT;
    case FIELD_ENUM:
        return *(const int *)v == ENUM_ABSENT;
    case FIELD_BOOL:
        return false;
    case FIELD_LIST:
        return !((const struct list *)v)->rows;
    case FIELD_TEXT:
    case FIELD_UUID:
    case FIELD_JSON:
    case FIELD_TEXTS:
    case FIELD_RECORD:
        break;
    }
    return !*(const void *const *)v;
}

void field_clear(const struct field *f, void *row)
{
    void *v = field_at(f, row);

    switch (f->type) {
    case FIELD_INT:
        *(int64_t *)v = INT_ABSENT;
        return;
    case FIELD_REAL:
        *(double *)v = (double)NAN;
        return;
    case FIELD_TIME:
        *(int64_t *)v = TIME_ABSENT;
        return;
    case FIELD_ENUM:
        *(int *)v = ENUM_ABSENT;
        return;
    case FIELD_BOOL:
        *(bool *)v = false;
        return;
    case FIELD_LIST:
        *(struct list *)v = (struct list){0};
        return;
    case FIELD_TEXT:
    case FIELD_UUID:
    case FIELD_JSON:
    case FIELD_TEXTS:
    case FIELD_RECORD:
        break;
    }
    *(void **)v = NULL;
}

int word_index(const char *const *words, const char *word)
{
    for (int i = 0; words[i]; i++)
        if (!strcmp(words[i], word))
            return i;
    return ENUM_ABSENT;
}

static enum err check_number(const struct field *f, double d)
{
    if (f->min < f->max && (d < f->min || d > f->max))
        return blame(f->name, "must be between %.15g and %.15g", f->min, f->max);
    return OK;
}

static enum err check_length(const struct field *f, size_t n, const char *of)
{
    if ((double)n < f->min)
        return f->min == 1 ? blame(f->name, "must not be empty")
                           : blame(f->name, "must have at least %.0f %s", f->min, of);
    if (f->max > 0 && (double)n > f->max)
        return blame(f->name, "must have at most %.0f %s", f->max, of);
    return OK;
}

static enum err check_text(const struct field *f, const char *text)
{
    if (f->type == FIELD_UUID && !text_is_uuid(text))
        return blame(f->name, "must be an id");
    if (f->among && word_index(f->among, text) == ENUM_ABSENT)
        return blame(f->name, "is not one of the words known here");
    return check_length(f, text_length(text), "characters");
}

static enum err check_texts(const struct field *f, const char *const *texts)
{
    size_t n = 0;

    for (; texts[n]; n++)
        if (f->among && word_index(f->among, texts[n]) == ENUM_ABSENT)
            return blame(f->name, "has a word that is not known here");
    return check_length(f, n, "entries");
}

enum err field_check(const struct field *f, const void *row)
{
    const void *v = field_in(f, row);

    if (field_absent(f, row))
        return f->optional ? OK : blame(f->name, "is missing");
    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_UUID:
        return check_text(f, *(const char *const *)v);
    case FIELD_INT:
        return check_number(f, (double)*(const int64_t *)v);
    case FIELD_REAL:
        return check_number(f, *(const double *)v);
    case FIELD_TEXTS:
        return check_texts(f, *(const char *const *const *)v);
    case FIELD_LIST:
        return check_length(f, ((const struct list *)v)->count, "entries");
    case FIELD_BOOL:
    case FIELD_TIME:
    case FIELD_ENUM:
    case FIELD_JSON:
    case FIELD_RECORD:
        break;
    }
    return OK;
}

/* Words between commas. */
static const char *const *parse_texts(struct arena *a, const char *text)
{
    size_t most = 2, n = 0;

    for (const char *p = text; *p; p++)
        most += *p == ',';
    const char **out = arena_alloc(a, most * sizeof *out);
    for (size_t length; *text; text += length + (text[length] == ',')) {
        length = strcspn(text, ",");
        if (length)
            out[n++] = arena_strndup(a, text, length);
    }
    out[n] = NULL;
    return out;
}

static enum err parse_bool(const struct field *f, const char *text, bool *out)
{
    static const char *const words[] = {"no", "yes", "false", "true", "0", "1", "off", "on", NULL};
    int i = word_index(words, text);

    if (i == ENUM_ABSENT)
        return blame(f->name, "must be yes or no");
    *out = i % 2;
    return OK;
}

enum err field_parse(struct arena *a, const struct field *f, const char *text, void *row)
{
    void *v = field_at(f, row);
    char *end = NULL;

    errno = 0;
    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_UUID:
    case FIELD_JSON:
        *(const char **)v = arena_strdup(a, text);
        break;
    case FIELD_INT:
        *(int64_t *)v = strtoll(text, &end, 10);
        if (errno || end == text || *end)
            return blame(f->name, "must be a whole number");
        break;
    case FIELD_REAL:
        *(double *)v = strtod(text, &end);
        if (end == text || *end || !isfinite(*(double *)v))
            return blame(f->name, "must be a number");
        break;
    case FIELD_BOOL:
        return parse_bool(f, text, v);
    case FIELD_ENUM:
        *(int *)v = word_index(f->among, text);
        if (*(int *)v == ENUM_ABSENT)
            return blame(f->name, "\"%s\" is not known here", text);
        break;
    case FIELD_TEXTS:
        *(const char *const **)v = parse_texts(a, text);
        break;
    case FIELD_TIME:
        if (time_parse(text, v))
            return blame(f->name, "a time looks like 2026-01-31T12:00:00Z");
        break;
    case FIELD_RECORD:
    case FIELD_LIST:
        return fail(ERR_FAULT, "%s: cannot be read from plain text", f->name);
    }
    return field_check(f, row);
}

const char *field_text(struct arena *a, const struct field *f, const void *row)
{
    const void *v = field_in(f, row);

    if (field_absent(f, row))
        return "";
    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_UUID:
    case FIELD_JSON:
        return *(const char *const *)v;
    case FIELD_INT:
    case FIELD_TIME:
        return arena_printf(a, "%" PRId64, *(const int64_t *)v);
    case FIELD_REAL:
        return arena_printf(a, "%.15g", *(const double *)v);
    case FIELD_BOOL:
        return *(const bool *)v ? "yes" : "no";
    case FIELD_ENUM:
        return f->among[*(const int *)v];
    case FIELD_TEXTS:
    case FIELD_RECORD:
    case FIELD_LIST:
        break;
    }
    return "";
}

enum err record_preset(struct arena *a, const struct record *r, void *row)
{
    memset(row, 0, r->size);
    for (size_t i = 0; i < r->count; i++) {
        field_clear(&r->fields[i], row);
        if (r->fields[i].preset)
            TRY(field_parse(a, &r->fields[i], r->fields[i].preset, row));
    }
    return OK;
}

static const char *const *copied_texts(struct arena *a, const char *const *texts)
{
    size_t n = 0;

    while (texts[n])
        n++;
    const char **copy = arena_alloc(a, (n + 1) * sizeof *copy);
    for (size_t i = 0; i < n; i++)
        copy[i] = arena_strdup(a, texts[i]);
    copy[n] = NULL;
    return copy;
}

void record_copy(struct arena *a, const struct record *r, const void *from, void *to)
{
    memcpy(to, from, r->size);
    for (size_t i = 0; i < r->count; i++) {
        const struct field *f = &r->fields[i];
        void *v = field_at(f, to);
        if (field_absent(f, from))
            continue;
        if (f->type == FIELD_TEXT || f->type == FIELD_UUID || f->type == FIELD_JSON) {
            *(const char **)v = arena_strdup(a, *(const char *const *)v);
        } else if (f->type == FIELD_TEXTS) {
            *(const char *const **)v = copied_texts(a, *(const char *const *const *)v);
        } else if (f->type == FIELD_RECORD) {
            void *sub = arena_alloc(a, f->sub->size);
            record_copy(a, f->sub, *(const void *const *)v, sub);
            *(void **)v = sub;
        } else if (f->type == FIELD_LIST) {
            struct list *l = v;
            char *rows = arena_alloc(a, (l->count + 1) * f->sub->size);
            for (size_t k = 0; k < l->count; k++)
                record_copy(a, f->sub, (const char *)l->rows + k * f->sub->size, rows + k * f->sub->size);
            l->rows = rows;
        }
    }
}
