/* SPDX-License-Identifier: ISC */
/* json.h - records in and out of JSON; nothing above this file knows cJSON.
 *
 * What comes in is read strictly: one object, clean UTF-8, the grammar of
 * RFC 8259 to the letter, no key twice, no NUL in a text, at most 32 deep and
 * 2,000 values.  A key the record does not know is refused by name. */
#ifndef JSON_JSON_H
#define JSON_JSON_H

#include "base/buf.h"
#include "base/err.h"
#include "base/field.h"

/* Fills out, whose texts live in the arena.  ERR_MALFORMED: no such JSON;
 * ERR_INVALID: err_field() names the field (a path: "postal.city"). */
enum err json_read(struct arena *a, const char *text, size_t len, const struct record *r, void *out);
/* The same for an array of records. */
enum err json_read_list(struct arena *a, const char *text, size_t len, const struct record *r, struct list *out);
/* The same for text of our own or of a peer's: unknown keys are passed over. */
enum err json_read_loose(struct arena *a, const char *text, size_t len, const struct record *r, void *out);
/* The same for what json_record wrote, without the library that parses (json/own.c). */
enum err json_read_own(struct arena *a, const char *text, size_t len, const struct record *r, void *out);
/* Whether the text is one JSON value, read as strictly. */
enum err json_check(const char *text, size_t len);

void json_record(struct buf *b, const struct record *r, const void *row);
/* The same as a text of its own. */
const char *json_of(struct arena *a, const struct record *r, const void *row);
void json_list(struct buf *b, const struct record *r, const void *rows, size_t n);
void json_text(struct buf *b, const char *s);
/* A double as the shortest text that reads back the same; null if not finite. */
void json_real(struct buf *b, double d);
/* {"type":"object",...} of JSON Schema 2020-12, as OpenAPI 3.1 wants it.  Nothing is required in
 * what is sent unless it is not optional; in what is answered every key is there. */
enum json_side { JSON_SENT, JSON_ANSWERED };
void json_schema(struct buf *b, const struct record *r, enum json_side side);
/* The schema of one value that is sent as plain text: in an address it is never null. */
void json_schema_word(struct buf *b, const struct field *f);

#endif
