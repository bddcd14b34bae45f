/* SPDX-License-Identifier: ISC */
#include "app/curve.h"

#include "app/asset.h"
#include "app/wake.h"
#include "audio/curve.h"
#include "audio/engine.h"
#include "json/json.h"

#include <fcntl.h>

enum err curve_of_version(struct work *w, int64_t account, const char *id, const char **json)
{
    struct version v;
    struct version_curve curve;

    *json = NULL;
    TRY(version_get(w->db, id, account, &v));
    if (v.state != VERSION_STATE_READY)
        return refuse(ERR_CONFLICT, "version_not_ready", "a version must be ready before its loudness can be measured");
    enum err e = version_curve_get(w->db, id, ENGINE_VERSION, &curve);
    if (e == ERR_NOT_FOUND)
        return job_put(w, "curve", id, account, NULL, JOB_NOW);
    TRY(e);
    if (curve.code)
        return refuse(ERR_INVALID, "no_loudness", "this mix is too short or too quiet to have a loudness");
    *json = curve.curve;
    return OK;
}

static enum err note(struct job *j, const char *json, const char *code)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct work *w = j->w;

    TRY(tx_begin(w->db, &tx));
    TRY(job_fence(j));
    TRY(version_curve_put(w->db, j->row.subject, json, code, ENGINE_VERSION));
    TRY(job_done(j));
    TRY(wake_account(w, j->row.account_id));
    return tx_commit(&tx);
}

enum err curve_run(struct job *j)
{
    CLEANUP(fd_shut) int mix = -1;
    struct work *w = j->w;
    CLEANUP(fd_shut) int scratch = open(w->store->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct version_curve known;
    struct version_files v;
    struct asset mixed;
    struct recipe recipe;
    struct curve curve;
    enum err e = version_curve_get(w->db, j->row.subject, ENGINE_VERSION, &known);

    if (e == OK)
        return OK; /* measured meanwhile */
    e = version_work(w->db, j->row.subject, &v);
    if (e == ERR_NOT_FOUND || (e == OK && !v.mix_id))
        return OK; /* it went meanwhile */
    TRY(e);
    TRY(asset_get(w->db, v.mix_id, &mixed));
    TRY(store_get(w->store, w->arena, mixed.key, &mix));
    TRY(json_read(w->arena, "{}", 2, &recipe_record, &recipe));
    struct render_job job = {
        .mix_fd = mix,
        .master_fd = -1,
        .scratch_fd = scratch,
        .recipe = &recipe,
        .watcher = {job_watch, j},
        .threads = (int)w->config->engine_threads,
    };
    e = curve_measure(w->arena, &job, &curve);
    if (e == ERR_INVALID)
        return note(j, NULL, "no_loudness");
    TRY(e);
    return note(j, json_of(w->arena, &curve_record, &curve), NULL);
}
