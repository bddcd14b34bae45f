/* SPDX-License-Identifier: ISC */
#include "app/version.h"

#include "audio/refusals.h"

#include <string.h>

/* What is not the sound's fault. */
static const struct {
    const char *code, *sentence;
} others[] = {
    {"checksum", "the bytes that came are not the ones announced; please send the file again"},
    {"cancelled", "this upload was cancelled"},
    {"upload_expired", "this upload rested for too long; please send the file again"},
    {"verify_failed", "we could not look at this file, and that is our fault; please send it again"},
};

static const char *sentence_of(const char *code)
{
    enum refusal r = refusal_named(code);

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (!strcmp(others[i].code, code))
            return others[i].sentence;
    return r < REFUSAL_COUNT ? refusal_sentence(r) : "this file cannot be taken";
}

static enum err ready(struct work *w, int64_t account, const char *id, struct version_files *v)
{
    TRY(version_files_get(w->db, id, account, v));
    if (v->state == VERSION_STATE_READY)
        return OK;
    if (v->state == VERSION_STATE_REJECTED)
        return refuse(ERR_INVALID, v->code, "%s", sentence_of(v->code));
    if (v->state == VERSION_STATE_PURGED)
        return fail(ERR_GONE, "this mix was removed; send it again to work with it");
    enum err e = refuse(ERR_CONFLICT, "version_not_ready", "this version is still being looked at");
    err_retry_after(2);
    return e;
}

enum err version_measured(struct work *w, int64_t account, const char *id, const char **json)
{
    struct version_files v;

    TRY(ready(w, account, id, &v));
    *json = v.analysis;
    return OK;
}

enum err version_drawn(struct work *w, int64_t account, const char *id, enum version_picture p, const char **key)
{
    struct version_files v;
    struct asset a;

    TRY(ready(w, account, id, &v));
    TRY(asset_get(w->db, p == VERSION_COARSE ? v.overview_id : v.peaks_id, &a));
    *key = a.key;
    return OK;
}
