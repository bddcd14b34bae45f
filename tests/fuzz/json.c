/* SPDX-License-Identifier: ISC */
/* What the strict scanner lets pass is read without harm, and reads the same again when it is written. */
#include "json/json.h"
#include "json/strict.h"

#include <stdlib.h>
#include <string.h>

struct inner {
    const char *city;
    int64_t n;
};
static const struct field inner_fields[] = {
    TEXT(inner, city, .optional = true, .max = 40),
    INT(inner, n, .optional = true, .min = -5, .max = 1e15),
};
static const struct record inner_record = RECORD(inner, inner_fields);

struct outer {
    const char *title, *id, *any;
    const char *const *words;
    const struct inner *inner;
    struct list list;
    int64_t at, n;
    double x;
    bool yes;
};
static const struct field outer_fields[] = {
    TEXT(outer, title, .optional = true, .min = 1, .max = 20),
    UUID(outer, id, .optional = true),
    JSON(outer, any, .optional = true),
    TEXTS(outer, words, .optional = true, .max = 5),
    SUB(outer, inner, inner, .optional = true),
    LIST(outer, list, inner, .optional = true, .max = 8),
    TIME(outer, at, .optional = true),
    INT(outer, n, .optional = true),
    REAL(outer, x, .optional = true, .min = -1e9, .max = 1e9),
    BOOL(outer, yes, .optional = true),
};
static const struct record outer_record = RECORD(outer, outer_fields);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    struct arena *a = arena_new();
    struct buf once = {.arena = a}, twice = {.arena = a};
    struct outer row;

    bool strict = json_is_strict(text, size, 2000);
    if (strict != (json_check(text, size) == OK))
        abort();
    if (json_read(a, text, size, &outer_record, &row) == OK) {
        if (!strict)
            abort();
        json_record(&once, &outer_record, &row);
        if (json_check(once.ptr, once.len) != OK || json_read(a, once.ptr, once.len, &outer_record, &row) != OK)
            abort();
        json_record(&twice, &outer_record, &row);
        if (once.len != twice.len || memcmp(once.ptr, twice.ptr, once.len) != 0)
            abort();
    }
    (void)json_read_loose(a, text, size, &outer_record, &row);
    arena_free(&a);
    return 0;
}
