/* SPDX-License-Identifier: ISC */
#include "json/json.h"

#include "base/clock.h"
#include "base/text.h"
#include "json/strict.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VALUES_MAX = 2000, OWN_VALUES_MAX = 1000000 };

/* ---- in ------------------------------------------------------------------ */

struct in {
    struct arena *arena;
    bool loose; /* pass over what the record does not know */
};

static enum err read_object(struct in *in, const cJSON *tree, const struct record *r, void *out);

/* cJSON's own printer takes two neighbouring doubles for one, and settings must come back to the last bit. */
static void print(struct buf *b, const cJSON *v)
{
    bool object = cJSON_IsObject(v);

    if (cJSON_IsNumber(v))
        json_real(b, v->valuedouble);
    else if (cJSON_IsString(v))
        json_text(b, v->valuestring);
    else if (!object && !cJSON_IsArray(v))
        buf_puts(b, cJSON_IsTrue(v) ? "true" : cJSON_IsFalse(v) ? "false" : "null");
    else {
        buf_puts(b, object ? "{" : "[");
        for (const cJSON *e = v->child; e; e = e->next) {
            buf_puts(b, e == v->child ? "" : ",");
            if (object) {
                json_text(b, e->string);
                buf_puts(b, ":");
            }
            print(b, e);
        }
        buf_puts(b, object ? "}" : "]");
    }
}

static enum err read_json(struct in *in, const cJSON *v, const char **out)
{
    struct buf b = {.arena = in->arena};

    print(&b, v);
    *out = b.ptr;
    return OK;
}

static enum err read_int(const struct field *f, const cJSON *v, int64_t *out)
{
    double d = v->valuedouble;

    if (!cJSON_IsNumber(v) || d != floor(d) || fabs(d) > 9007199254740991.0)
        return blame(f->name, "must be a whole number");
    *out = (int64_t)d;
    return OK;
}

static enum err read_texts(struct in *in, const struct field *f, const cJSON *v, const char *const **out)
{
    if (!cJSON_IsArray(v))
        return blame(f->name, "must be a list of texts");
    const char **texts = arena_alloc(in->arena, ((size_t)cJSON_GetArraySize(v) + 1) * sizeof *texts);
    size_t n = 0;
    for (const cJSON *e = v->child; e; e = e->next) {
        if (!cJSON_IsString(e))
            return blame(f->name, "must be a list of texts");
        texts[n++] = arena_strdup(in->arena, e->valuestring);
    }
    *out = texts;
    return OK;
}

/* Puts the outer name before the inner one, so that the page knows where to point. */
static enum err inside(const char *outer, enum err e)
{
    if (e != ERR_INVALID || !err_field())
        return e;
    char path[64], detail[256];
    (void)snprintf(path, sizeof path, "%s.%s", outer, err_field());
    (void)snprintf(detail, sizeof detail, "%s", err_detail());
    return blame(path, "%s", detail);
}

static enum err read_rows(struct in *in, const cJSON *v, const struct record *r, struct list *out)
{
    size_t n = (size_t)cJSON_GetArraySize(v), i = 0;
    char *rows = arena_alloc(in->arena, n * r->size + 1);

    for (const cJSON *e = v->child; e; e = e->next, i++)
        TRY(inside(arena_printf(in->arena, "%zu", i), read_object(in, e, r, rows + i * r->size)));
    *out = (struct list){rows, n};
    return OK;
}

static enum err read_sub(struct in *in, const struct field *f, const cJSON *v, void *out)
{
    if (f->type == FIELD_LIST)
        return cJSON_IsArray(v) ? inside(f->name, read_rows(in, v, f->sub, out)) : blame(f->name, "must be a list");
    if (!cJSON_IsObject(v))
        return blame(f->name, "must be an object");
    void *row = arena_alloc(in->arena, f->sub->size);
    *(const void **)out = row;
    return inside(f->name, read_object(in, v, f->sub, row));
}

static enum err read_field(struct in *in, const struct field *f, const cJSON *v, void *out)
{
    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_UUID:
        if (!cJSON_IsString(v))
            return blame(f->name, "must be text");
        *(const char **)out = arena_strdup(in->arena, v->valuestring);
        return OK;
    case FIELD_ENUM:
        if (!cJSON_IsString(v) || word_index(f->among, v->valuestring) == ENUM_ABSENT)
            return blame(f->name, "is not one of the words known here");
        *(int *)out = word_index(f->among, v->valuestring);
        return OK;
    case FIELD_INT:
        return read_int(f, v, out);
    case FIELD_REAL:
        if (!cJSON_IsNumber(v) || !isfinite(v->valuedouble))
            return blame(f->name, "must be a number");
        *(double *)out = v->valuedouble;
        return OK;
    case FIELD_BOOL:
        if (!cJSON_IsBool(v))
            return blame(f->name, "must be true or false");
        *(bool *)out = cJSON_IsTrue(v);
        return OK;
    case FIELD_TIME:
        if (!cJSON_IsString(v) || time_parse(v->valuestring, out))
            return blame(f->name, "must be a time such as 2026-01-31T12:00:00Z");
        return OK;
    case FIELD_JSON:
        return read_json(in, v, out);
    case FIELD_TEXTS:
        return read_texts(in, f, v, out);
    case FIELD_RECORD:
    case FIELD_LIST:
        return read_sub(in, f, v, out);
    }
    return fail(ERR_FAULT, "%s: a type that nobody reads", f->name);
}

static enum err check_keys(struct in *in, const cJSON *tree, const struct record *r)
{
    for (const cJSON *v = tree->child; v; v = v->next) {
        if (!in->loose && !field_named(r, v->string))
            return blame(v->string, "is not known here");
        for (const cJSON *before = tree->child; before != v; before = before->next)
            if (!strcmp(before->string, v->string))
                return blame(v->string, "stands here twice");
    }
    return OK;
}

static enum err read_object(struct in *in, const cJSON *tree, const struct record *r, void *out)
{
    if (!cJSON_IsObject(tree))
        return fail(ERR_MALFORMED, "a JSON object is wanted here");
    TRY(check_keys(in, tree, r));
    TRY(record_preset(in->arena, r, out));
    for (size_t i = 0; i < r->count; i++) {
        const struct field *f = &r->fields[i];
        const cJSON *v = cJSON_GetObjectItemCaseSensitive(tree, f->name);
        if (v && !cJSON_IsNull(v))
            TRY(read_field(in, f, v, field_at(f, out)));
        else if (!f->optional && !f->preset && !in->loose)
            return blame(f->name, "is missing");
        TRY(in->loose ? OK : field_check(f, out));
    }
    return OK;
}

static void tree_free(cJSON **t)
{
    cJSON_Delete(*t);
}

static enum err parse(const char *text, size_t len, bool loose, cJSON **out)
{
    if (!text || !json_is_strict(text, len, loose ? OWN_VALUES_MAX : VALUES_MAX))
        return fail(ERR_MALFORMED, "the body must be clean JSON in UTF-8");
    *out = cJSON_ParseWithLengthOpts(text, len, NULL, false);
    return *out ? OK : fail(ERR_MALFORMED, "the body must be clean JSON in UTF-8");
}

static enum err read_tree(struct in in, const char *text, size_t len, const struct record *r, void *out)
{
    CLEANUP(tree_free) cJSON *tree = NULL;

    TRY(parse(text, len, in.loose, &tree));
    return read_object(&in, tree, r, out);
}

enum err json_read(struct arena *a, const char *text, size_t len, const struct record *r, void *out)
{
    return read_tree((struct in){.arena = a}, text, len, r, out);
}

enum err json_read_loose(struct arena *a, const char *text, size_t len, const struct record *r, void *out)
{
    return read_tree((struct in){.arena = a, .loose = true}, text, len, r, out);
}

enum err json_read_list(struct arena *a, const char *text, size_t len, const struct record *r, struct list *out)
{
    struct in in = {.arena = a};
    CLEANUP(tree_free) cJSON *tree = NULL;

    TRY(parse(text, len, in.loose, &tree));
    if (!cJSON_IsArray(tree))
        return fail(ERR_MALFORMED, "a JSON list is wanted here");
    return read_rows(&in, tree, r, out);
}

enum err json_check(const char *text, size_t len)
{
    return json_is_strict(text, len, VALUES_MAX) ? OK : fail(ERR_MALFORMED, "this is not clean JSON");
}

/* ---- the description ----------------------------------------------------- */

static void schema_words(struct buf *b, const char *const *words, bool or_null)
{
    buf_puts(b, ",\"enum\":[");
    for (size_t i = 0; words[i]; i++) {
        buf_puts(b, i ? "," : "");
        json_text(b, words[i]);
    }
    buf_puts(b, or_null ? ",null]" : "]");
}

static void schema_range(struct buf *b, const char *low, const char *high, const struct field *f)
{
    if (f->min > 0 || f->min < f->max)
        buf_printf(b, ",\"%s\":%.15g", low, f->min);
    if (f->max > 0 || f->min < f->max)
        buf_printf(b, ",\"%s\":%.15g", high, f->max);
}

static void schema_type(struct buf *b, const char *type, bool or_null)
{
    buf_printf(b, or_null ? "\"type\":[\"%s\",\"null\"]" : "\"type\":\"%s\"", type);
}

static void schema_value(struct buf *b, const struct field *f, enum json_side side)
{
    bool null = f->optional;

    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_ENUM:
        schema_type(b, "string", null);
        if (f->among)
            schema_words(b, f->among, null);
        else
            schema_range(b, "minLength", "maxLength", f);
        break;
    case FIELD_UUID:
        schema_type(b, "string", null);
        buf_puts(b, ",\"format\":\"uuid\"");
        break;
    case FIELD_TIME:
        schema_type(b, "string", null);
        buf_puts(b, ",\"format\":\"date-time\"");
        break;
    case FIELD_INT:
        schema_type(b, "integer", null);
        schema_range(b, "minimum", "maximum", f);
        break;
    case FIELD_REAL:
        schema_type(b, "number", null);
        schema_range(b, "minimum", "maximum", f);
        break;
    case FIELD_BOOL:
        schema_type(b, "boolean", null);
        break;
    case FIELD_JSON:
        break; /* any value: the doc says which */
    case FIELD_TEXTS:
        schema_type(b, "array", null);
        buf_puts(b, ",\"items\":{\"type\":\"string\"");
        if (f->among)
            schema_words(b, f->among, false);
        buf_puts(b, "}");
        schema_range(b, "minItems", "maxItems", f);
        break;
    case FIELD_LIST:
        schema_type(b, "array", null);
        buf_puts(b, ",\"items\":");
        json_schema(b, f->sub, side);
        break;
    case FIELD_RECORD:
        buf_puts(b, null ? "\"anyOf\":[{\"type\":\"null\"}," : "\"allOf\":[");
        json_schema(b, f->sub, side);
        buf_puts(b, "]");
        break;
    }
}

/* What stands for a value that is not sent. */
static void schema_preset(struct buf *b, const struct field *f)
{
    if (!f->preset)
        return;
    buf_puts(b, ",\"default\":");
    if (f->type == FIELD_BOOL)
        buf_puts(b, !strcmp(f->preset, "yes") ? "true" : "false");
    else if (f->type == FIELD_INT || f->type == FIELD_REAL)
        buf_puts(b, f->preset);
    else
        json_text(b, f->preset);
}

void json_schema_word(struct buf *b, const struct field *f)
{
    struct field sent = *f;

    sent.optional = false;
    buf_puts(b, "{");
    schema_value(b, &sent, JSON_SENT);
    schema_preset(b, f);
    buf_puts(b, "}");
}

static void schema_property(struct buf *b, const struct field *f, enum json_side side)
{
    json_text(b, f->name);
    buf_puts(b, ":{");
    size_t bare = b->len;
    schema_value(b, f, side);
    if (side == JSON_SENT)
        schema_preset(b, f);
    if (f->doc) {
        buf_puts(b, b->len > bare ? ",\"description\":" : "\"description\":");
        json_text(b, f->doc);
    }
    buf_puts(b, "}");
}

void json_schema(struct buf *b, const struct record *r, enum json_side side)
{
    const char *before = "";

    buf_puts(b, "{\"type\":\"object\",\"properties\":{");
    for (size_t i = 0; i < r->count; i++) {
        buf_puts(b, i ? "," : "");
        schema_property(b, &r->fields[i], side);
    }
    buf_puts(b, "},\"required\":[");
    for (size_t i = 0; i < r->count; i++) {
        const struct field *f = &r->fields[i];
        if (side == JSON_SENT && (f->optional || f->preset))
            continue;
        buf_puts(b, before);
        json_text(b, f->name);
        before = ",";
    }
    buf_puts(b, "],\"additionalProperties\":false}");
}
