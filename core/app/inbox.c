/* SPDX-License-Identifier: ISC */
#include "app/inbox.h"

#include "app/job.h"

#include <string.h>

enum err inbox_put(struct work *w, const struct inbox_order *o, bool *fresh)
{
    CLEANUP(tx_end) struct tx tx = {0};
    bool coded = !text_is_utf8(o->bytes, o->size);
    const char *id = uuid_new(w->arena, w->now);
    const char *raw = coded ? base64_text(w->arena, o->bytes, o->size)
                            : arena_strndup(w->arena, o->bytes, o->size);

    *fresh = false;
    if (!*o->ext_id || strlen(o->ext_id) > INBOX_ID_MAX || text_has_controls(o->ext_id))
        return fail(ERR_INVALID, "a note needs an id of 1 to %d bytes", INBOX_ID_MAX);
    TRY(tx_begin(w->db, &tx));
    enum err e = inbox_insert(w->db, id, o->provider, o->ext_id, raw, coded,
                              o->headers ? o->headers : "{}", w->now);
    if (e == ERR_CONFLICT)
        return OK; /* told again */
    TRY(e);
    if (o->job)
        TRY(job_put(w, o->job, id, 0, NULL, JOB_NOW));
    TRY(tx_commit(&tx));
    *fresh = true;
    return OK;
}

enum err inbox_bytes(struct work *w, const struct inbox_row *row, const unsigned char **bytes,
                     size_t *size)
{
    unsigned char *decoded;

    if (!row->coded) {
        *bytes = (const unsigned char *)row->raw;
        *size = strlen(row->raw);
        return OK;
    }
    if (!base64_bytes(w->arena, row->raw, &decoded, size))
        return fail(ERR_FAULT, "note %s is damaged", row->id);
    *bytes = decoded;
    return OK;
}
