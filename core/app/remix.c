/* SPDX-License-Identifier: ISC */
#include "app/remix.h"

#include "audio/remix.h"
#include "json/json.h"

#include <string.h>

/* ---- the same master ------------------------------------------------------------------- */

enum err remix_wish(struct work *w, int64_t account, const char *like, struct master_like *out)
{
    enum err e = master_like_get(w->db, like, account, out);

    if (e == ERR_NOT_FOUND)
        return blame("like", "there is no such master of yours that is ready");
    TRY(e);
    return out->settings ? OK : blame("like", "an older engine made this master and kept no settings; make it once more, then use that one");
}

/* The row of a report that holds its settings. */
struct kept {
    struct list settings;
};
static const struct field kept_fields[] = {
    LIST(kept, settings, frozen),
};
static const struct record kept_record = RECORD(kept, kept_fields);

static enum err settings_of(struct work *w, const struct master_like *like, struct list *out)
{
    const char *json = arena_printf(w->arena, "{\"settings\":%s}", like->settings);
    struct kept kept;

    TRY(json_read_loose(w->arena, json, strlen(json), &kept_record, &kept));
    *out = kept.settings;
    return OK;
}

static enum err same_song(struct rendering *r, const struct master_like *like, const struct list *settings, const struct render_job *as)
{
    struct work *w = r->job->w;
    CLEANUP(fd_shut) int old = -1;
    struct remix_report made;

    TRY(store_get(w->store, w->arena, like->mix_key, &old));
    struct remix_job job = {.as = *as, .old_fd = old, .settings = settings};
    TRY(remix_master(w->arena, &job, &made));
    r->report = *made.report;
    r->laid.start_s = made.difference->offset_s;
    r->laid.gain_db = made.difference->gain_db;
    if (strcmp(like->version_id, r->m.version_id) != 0) {
        r->laid.over = like->version_id;
        r->laid.difference = json_of(w->arena, &mix_difference_record, made.difference);
    }
    return OK;
}

static enum err other_song(struct rendering *r, const struct list *settings, struct render_job *job)
{
    struct arena *a = r->job->w->arena;
    struct decision decision;

    TRY(render_decide(a, job, &decision));
    TRY(frozen_read(settings, &decision.settings));
    job->decision = &decision;
    return render_master(a, job, &r->report);
}

static enum err like_of(struct rendering *r, struct master_like *out)
{
    enum err e = master_like_get(r->job->w->db, r->m.like_id, r->m.account_id, out);

    if (e == ERR_NOT_FOUND || (e == OK && !out->settings))
        return refuse(ERR_INVALID, "like_gone",
                      "the master this one was to be like is not there any more");
    return e;
}

enum err remix_render(struct rendering *r, struct render_job *job)
{
    struct master_like like;
    struct list settings;

    TRY(like_of(r, &like));
    TRY(settings_of(r->job->w, &like, &settings));
    enum err e = like.mix_key ? same_song(r, &like, &settings, job) : ERR_INVALID;
    return e == ERR_INVALID ? other_song(r, &settings, job) : e;
}

/* Over the mix of the master it is like; another song is not laid anywhere. */
static enum err lay(struct rendering *r, int own, struct draft *laid, bool *same)
{
    CLEANUP(fd_shut) int old = -1;
    struct work *w = r->job->w;
    struct mix_difference difference;
    struct master_like like;

    TRY(like_of(r, &like));
    if (!like.mix_key)
        return refuse(ERR_INVALID, "like_gone", "the mix this one was laid over is not there any more");
    TRY(store_get(w->store, w->arena, like.mix_key, &old));
    TRY(draft_new(w->store, laid));
    enum err e = remix_lay(w->arena, old, own, laid->fd, &difference);
    *same = e == OK;
    return e == ERR_INVALID ? OK : e;
}

enum err remix_mix(struct rendering *r, int *fd)
{
    CLEANUP(draft_drop) struct draft laid = {.fd = -1};
    CLEANUP(fd_shut) int own = -1;
    bool same = false;

    TRY(rendering_mix(r, &own));
    if (r->m.like_id)
        TRY(lay(r, own, &laid, &same));
    int *kept = same ? &laid.fd : &own;
    *fd = *kept;
    *kept = -1;
    return OK;
}

/* ---- what changed ------------------------------------------------------------------------- */

static enum err ready_one(struct work *w, int64_t account, const char *id, const char *field)
{
    struct version v;
    enum err e = text_is_uuid(id) ? version_get(w->db, id, account, &v) : ERR_NOT_FOUND;

    if (e == ERR_NOT_FOUND)
        return field ? blame(field, "there is no such version of yours") : fail(e, "there is no such version");
    TRY(e);
    if (v.state != VERSION_STATE_READY)
        return refuse(ERR_CONFLICT, "version_not_ready", "a version must be ready before it can be compared");
    return OK;
}

enum err remix_difference(struct work *w, int64_t account, const char *id, const char *with, const char **json)
{
    struct version_diff diff;

    *json = NULL;
    TRY(ready_one(w, account, id, NULL));
    if (!with || !strcmp(id, with))
        return blame("with", "name the version to compare with");
    TRY(ready_one(w, account, with, "with"));
    enum err e = version_diff_get(w->db, id, with, &diff);
    if (e == ERR_NOT_FOUND)
        return job_put(w, "compare", arena_printf(w->arena, "%s/%s", id, with), account, NULL, JOB_NOW);
    TRY(e);
    if (diff.code)
        return refuse(ERR_INVALID, "other_song", "these two are not mixes of one song, or have another sample rate or another number of channels");
    *json = diff.difference;
    return OK;
}

static enum err open_mix(struct work *w, const char *version, int *fd)
{
    struct version_files v;
    struct asset a;

    TRY(version_work(w->db, version, &v));
    if (!v.mix_id)
        return fail(ERR_NOT_FOUND, "this version has no mix");
    TRY(asset_get(w->db, v.mix_id, &a));
    return store_get(w->store, w->arena, a.key, fd);
}

static enum err note(struct job *j, const char *id, const char *with, const char *json, const char *code)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct work *w = j->w;

    TRY(tx_begin(w->db, &tx));
    TRY(job_fence(j));
    TRY(version_diff_put(w->db, id, with, json, code));
    TRY(job_done(j));
    return tx_commit(&tx);
}

enum err remix_run(struct job *j)
{
    CLEANUP(fd_shut) int old = -1, new = -1;
    struct work *w = j->w;
    const char *slash = strchr(j->row.subject, '/');
    struct mix_difference d;

    if (!slash)
        return fail(ERR_FAULT, "compare %s: with what?", j->row.subject);
    const char *id = arena_strndup(w->arena, j->row.subject, (size_t)(slash - j->row.subject));
    enum err e = open_mix(w, id, &new);
    if (e == OK)
        e = open_mix(w, slash + 1, &old);
    if (e == ERR_NOT_FOUND)
        return OK; /* one of them went meanwhile */
    TRY(e);
    TRY(job_tell(j, "compare", 0));
    e = remix_compare(w->arena, old, new, &d);
    if (e == ERR_INVALID)
        return note(j, id, slash + 1, NULL, "other_song");
    TRY(e);
    return note(j, id, slash + 1, json_of(w->arena, &mix_difference_record, &d), NULL);
}
