/* SPDX-License-Identifier: ISC */
/* codec.h - values in PostgreSQL's binary form (its src/backend/utils/adt, *send and *recv). */
#ifndef DB_CODEC_H
#define DB_CODEC_H

#include "db/db.h"

struct packed {
    const char *ptr; /* NULL is NULL */
    int len;
};

unsigned codec_oid(enum field_type t);
/* ERR_NOT_FOUND for an id that is none: there is no such thing. */
enum err codec_pack(struct arena *a, enum field_type t, const union value *v, struct packed *out);
void codec_unpack(struct arena *a, const struct field *f, struct packed p, void *row);

#endif
