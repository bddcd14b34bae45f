/* SPDX-License-Identifier: ISC */
#ifndef JSON_STRICT_H
#define JSON_STRICT_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the bytes are one JSON value by the letter of RFC 8259, in clean UTF-8, without \u0000
 * and lone surrogates, at most 32 deep and of at most so many values.  cJSON lets all of these pass. */
bool json_is_strict(const char *text, size_t len, int values_max);

#endif
