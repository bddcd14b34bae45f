/* SPDX-License-Identifier: ISC */
/* field.h - a record: a plain struct and the table that describes it.
 *
 * One table serves everyone who must look inside the struct: the JSON reader
 * and writer, the database, the settings from the environment, the flags of
 * the command line, the API description.  Rows are generated from sql/queries;
 * what a client may send is written by hand beside its handler.
 *
 * Absent is one thing everywhere: SQL's NULL, JSON's null and a key that was
 * not sent are NULL, NAN, INT_ABSENT, TIME_ABSENT or ENUM_ABSENT in the struct.
 */
#ifndef BASE_FIELD_H
#define BASE_FIELD_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum field_type {
    FIELD_TEXT,   /* const char *, UTF-8 */
    FIELD_UUID,   /* const char *, 36 characters */
    FIELD_INT,    /* int64_t */
    FIELD_REAL,   /* double */
    FIELD_BOOL,   /* bool */
    FIELD_TIME,   /* int64_t, microseconds since 1970 */
    FIELD_ENUM,   /* an enum, its words in .among; text in SQL and JSON */
    FIELD_JSON,   /* const char *, any JSON value as text; jsonb in SQL */
    FIELD_TEXTS,  /* const char *const *, ended by NULL; text[] in SQL */
    FIELD_RECORD, /* const void *, a struct described by .sub; not in SQL */
    FIELD_LIST,   /* struct list of structs described by .sub; not in SQL */
};

#define INT_ABSENT INT64_MIN
#define TIME_ABSENT INT64_C(0)
#define ENUM_ABSENT (-1)

struct list {
    const void *rows;
    size_t count;
};

struct field {
    const char *name;
    enum field_type type;
    size_t offset;
    bool optional;
    double min, max;          /* a number's value; a text's length in characters; a list's length */
    const char *const *among; /* the words a text or enum may be, ended by NULL */
    const struct record *sub;
    const char *preset; /* what an absent field becomes, as text */
    const char *unit, *doc;
};

struct record {
    const char *name;
    size_t size, count;
    const struct field *fields;
};

/* The pointer comparison makes the compiler check the member's type. */
#define FIELD_(s, m, ctype, tag, ...)                                                              \
    {.name = #m, .type = (tag),                                                                    \
     .offset = offsetof(struct s, m) + 0 * sizeof(&((struct s *)0)->m == (ctype *)0), __VA_ARGS__}
#define TEXT(s, m, ...) FIELD_(s, m, const char *, FIELD_TEXT, __VA_ARGS__)
#define UUID(s, m, ...) FIELD_(s, m, const char *, FIELD_UUID, __VA_ARGS__)
#define INT(s, m, ...) FIELD_(s, m, int64_t, FIELD_INT, __VA_ARGS__)
#define REAL(s, m, ...) FIELD_(s, m, double, FIELD_REAL, __VA_ARGS__)
#define BOOL(s, m, ...) FIELD_(s, m, bool, FIELD_BOOL, __VA_ARGS__)
#define TIME(s, m, ...) FIELD_(s, m, int64_t, FIELD_TIME, __VA_ARGS__)
#define ENUM(s, m, e, ...) FIELD_(s, m, enum e, FIELD_ENUM, .among = e##_words, __VA_ARGS__)
#define JSON(s, m, ...) FIELD_(s, m, const char *, FIELD_JSON, __VA_ARGS__)
#define TEXTS(s, m, ...) FIELD_(s, m, const char *const *, FIELD_TEXTS, __VA_ARGS__)
#define SUB(s, m, r, ...)                                                                          \
    FIELD_(s, m, const struct r *, FIELD_RECORD, .sub = &r##_record, __VA_ARGS__)
#define LIST(s, m, r, ...) FIELD_(s, m, struct list, FIELD_LIST, .sub = &r##_record, __VA_ARGS__)

#define RECORD(s, fs)                                                                              \
    {.name = #s, .size = sizeof(struct s), .count = sizeof(fs) / sizeof *(fs), .fields = (fs)}

const struct field *field_named(const struct record *r, const char *name);
void *field_at(const struct field *f, void *row);
const void *field_in(const struct field *f, const void *row);

/* Whether the struct holds no value there.  A bool always holds one. */
bool field_absent(const struct field *f, const void *row);
void field_clear(const struct field *f, void *row);

/* The index of a word among words, or ENUM_ABSENT. */
int word_index(const char *const *words, const char *word);

/* Checks a value's range, length and words; ERR_INVALID blames the field. */
enum err field_check(const struct field *f, const void *row);

/* Reads a value from plain text, as in the environment or on a command line.
 * ERR_INVALID blames the field.  Only for types of one value, and for texts: words between commas. */
enum err field_parse(struct arena *a, const struct field *f, const char *text, void *row);

/* Writes a value of one word or number as plain text; "" when absent. */
const char *field_text(struct arena *a, const struct field *f, const void *row);

/* Fills a struct with its presets; what has none becomes absent. */
enum err record_preset(struct arena *a, const struct record *r, void *row);

/* Copies a struct and all it points to into another arena. */
void record_copy(struct arena *a, const struct record *r, const void *from, void *to);

#endif
