/* SPDX-License-Identifier: ISC */
/* inbox.h - what the world tells us is noted before it is understood, and a job does the rest.
 *
 * The note keeps every byte, because signatures are over bytes.  The same note told again (same
 * provider, same id) is nothing new: no second row, no second job. */
#ifndef APP_INBOX_H
#define APP_INBOX_H

#include "app/work.h"

enum { INBOX_ID_MAX = 255 };

struct inbox_order {
    const char *provider, *ext_id; /* who tells, and the teller's own name for this note */
    const char *bytes;
    size_t size;
    const char *headers; /* a JSON object, or NULL */
    const char *job; /* the kind of job that will understand it; its subject is the note's id. NULL:
                        none */
};

/* *fresh: whether it was new.  ERR_INVALID for an id that is empty or too long. */
enum err inbox_put(struct work *w, const struct inbox_order *o, bool *fresh);
/* The bytes as they came. */
enum err inbox_bytes(struct work *w, const struct inbox_row *row, const unsigned char **bytes,
                     size_t *size);

#endif
