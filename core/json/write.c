/* SPDX-License-Identifier: ISC */
/* The writing half stands alone: the engine at the command line writes its reports
 * without the library that parses. */
#include "json/json.h"

#include "base/clock.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void json_text(struct buf *b, const char *s)
{
    buf_add(b, "\"", 1);
    for (; *s; s++) {
        size_t plain = strcspn(s, "\"\\\b\f\n\r\t\x01\x02\x03\x04\x05\x06\x07\x0b\x0e\x0f\x10\x11"
                                  "\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f");
        buf_add(b, s, plain);
        s += plain;
        if (!*s)
            break;
        if (*s == '"' || *s == '\\')
            buf_printf(b, "\\%c", *s);
        else
            buf_printf(b, "\\u%04x", (unsigned char)*s);
    }
    buf_add(b, "\"", 1);
}

void json_real(struct buf *b, double d)
{
    char text[32];

    if (!isfinite(d)) {
        buf_puts(b, "null");
        return;
    }
    for (int precision = 6; precision <= 17; precision++) {
        (void)snprintf(text, sizeof text, "%.*g", precision, d);
        if (strtod(text, NULL) == d)
            break;
    }
    buf_puts(b, text);
}

static void write_texts(struct buf *b, const char *const *texts)
{
    buf_puts(b, "[");
    for (size_t i = 0; texts[i]; i++) {
        buf_puts(b, i ? "," : "");
        json_text(b, texts[i]);
    }
    buf_puts(b, "]");
}

static void write_field(struct buf *b, const struct field *f, const void *row)
{
    const void *v = field_in(f, row);

    if (field_absent(f, row)) {
        buf_puts(b, "null");
        return;
    }
    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_UUID:
        json_text(b, *(const char *const *)v);
        break;
    case FIELD_ENUM:
        json_text(b, f->among[*(const int *)v]);
        break;
    case FIELD_INT:
        buf_printf(b, "%" PRId64, *(const int64_t *)v);
        break;
    case FIELD_REAL:
        json_real(b, *(const double *)v);
        break;
    case FIELD_BOOL:
        buf_puts(b, *(const bool *)v ? "true" : "false");
        break;
    case FIELD_TIME:
        json_text(b, time_text(b->arena, *(const int64_t *)v));
        break;
    case FIELD_JSON:
        buf_puts(b, *(const char *const *)v);
        break;
    case FIELD_TEXTS:
        write_texts(b, *(const char *const *const *)v);
        break;
    case FIELD_RECORD:
        json_record(b, f->sub, *(const void *const *)v);
        break;
    case FIELD_LIST:
        json_list(b, f->sub, ((const struct list *)v)->rows, ((const struct list *)v)->count);
        break;
    }
}

void json_record(struct buf *b, const struct record *r, const void *row)
{
    for (size_t i = 0; i < r->count; i++) {
        buf_puts(b, i ? "," : "{");
        json_text(b, r->fields[i].name);
        buf_puts(b, ":");
        write_field(b, &r->fields[i], row);
    }
    buf_puts(b, r->count ? "}" : "{}");
}

const char *json_of(struct arena *a, const struct record *r, const void *row)
{
    struct buf b = {.arena = a};

    json_record(&b, r, row);
    return b.ptr;
}

void json_list(struct buf *b, const struct record *r, const void *rows, size_t n)
{
    buf_puts(b, "[");
    for (size_t i = 0; i < n; i++) {
        buf_puts(b, i ? "," : "");
        json_record(b, r, (const char *)rows + i * r->size);
    }
    buf_puts(b, "]");
}
