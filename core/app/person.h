/* SPDX-License-Identifier: ISC */
/* person.h - what people write about themselves, made comparable: names, addresses, places, age. */
#ifndef APP_PERSON_H
#define APP_PERSON_H

#include "base/arena.h"
#include "base/err.h"
#include "base/field.h"

struct postal {
    const char *line1, *line2, *city, *region, *postcode, *country;
};
extern const struct record postal_record;

struct born {
    int64_t year, month, day; /* day is absent unless it decides */
};
extern const struct record born_record;

/* One line of clean text: NFC, without controls and bidirectional overrides, white space single and none
 * at the ends.  NULL stays NULL. */
const char *person_text(struct arena *a, const char *text);
/* The same, and not empty; ERR_INVALID blames the field. */
enum err person_name(struct arena *a, const char *field, const char *text, const char **out);
/* NFC and nothing else: a password typed on another keyboard is the same password. */
const char *person_nfc(struct arena *a, const char *text);

/* An address: as written, and as it is compared and sent to (the domain in lower-case ASCII; what stands
 * before the @ is the other house's business and is kept, +tag and all). */
struct address {
    const char *written, *key;
};
enum err person_address(struct arena *a, const char *field, const char *text, struct address *out);

/* Cleans every line; the country must be one of ISO 3166-1, two letters. */
enum err person_postal(struct arena *a, const struct postal *in, struct postal *out);

/* Whether who was born then is 13 today.  ERR_DENIED "age": no.  ERR_INVALID: there is no such day, or it
 * depends on the day of the month ("age_day").  29 February is 28 February in common years. */
enum err person_age(const struct born *born, int64_t now_us);

#endif
