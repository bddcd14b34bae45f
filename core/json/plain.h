/* SPDX-License-Identifier: ISC */
/* plain.h - records out of JSON for the engine at the command line, which does without the library that parses.
 *
 * For text of our own: reports, settings, profiles.  The grammar is checked to the letter first (strict.h); keys
 * the record does not know are passed over, as in json_read_loose. */
#ifndef JSON_PLAIN_H
#define JSON_PLAIN_H

#include "base/err.h"
#include "base/field.h"

/* Fills out, whose texts and lists live in the arena; what is absent becomes its preset.  ERR_MALFORMED: no such
 * JSON; ERR_INVALID: err_field() names the field.  \u beyond ASCII and times are not read: we write neither. */
enum err json_plain(struct arena *a, const char *text, size_t len, const struct record *r, void *out);

#endif
