/* SPDX-License-Identifier: ISC */
#include "app/trial.h"

#include "app/asset.h"
#include "app/preferences.h"
#include "app/render.h"
#include "app/rendering.h"
#include "app/wake.h"
#include "audio/listen.h"
#include "json/json.h"

#include <fcntl.h>
#include <math.h>
#include <string.h>

enum { TRIAL_SECONDS = 30, TRIAL_LEAST_S = 5, TRIALS_KEPT = 4, TRIAL_BYTES = 4 << 20 };

static const struct field order_fields[] = {
    SUB(trial_order, recipe, recipe, .optional = true,
        .doc = "How; what is left out has its preset.  Without a recipe: as your preferences say."),
    REAL(trial_order, start_s, .optional = true, .min = 0, .max = 36000, .unit = "s",
         .doc = "Where in the master it begins; left out: where the song is loudest."),
};
const struct record trial_order_record = RECORD(trial_order, order_fields);

/* ---- wanting one ----------------------------------------------------------------------- */

/* Trials cost a worker's time each: so many a minute, as the doors' visits are counted
 * (fcgi/limits.c), but exact. */
static enum err take_turn(struct work *w, int64_t account)
{
    int64_t step_us = MINUTES(1) / w->config->rate_trials_per_minute;
    struct bucket_grant g;

    TRY(bucket_take(w->db, arena_printf(w->arena, "t:%lld", (long long)account), w->now, step_us,
                    MINUTES(1), 1, &g));
    if (g.taken)
        return OK;
    enum err e = fail(ERR_TOO_MANY,
                      "so many changes cannot be made to hear at once; please wait a few seconds");
    err_retry_after((int)((g.tat_us + step_us - MINUTES(1) - w->now) / 1000000 + 1));
    return e;
}

static enum err loudest_s(struct work *w, int64_t account, const char *version, double *start_s)
{
    struct version_files v;
    struct analysis heard;
    double most = -(double)INFINITY;

    TRY(version_analysis(w->db, version, account, &v));
    TRY(json_read_loose(w->arena, v.analysis, strlen(v.analysis), &analysis_record, &heard));
    const struct section *s = heard.sections.rows;
    for (size_t i = 0; i < heard.sections.count; i++)
        if (s[i].lufs > most) {
            most = s[i].lufs;
            *start_s = s[i].start_s;
        }
    return OK;
}

/* Which stretch of the master, so that there is something to hear of it. */
static enum err choose_stretch(struct work *w, int64_t account, const char *version,
                               const struct trial_order *o, const struct recipe *r, double song_s,
                               struct excerpt *out)
{
    double whole = song_s - r->trim_start - r->trim_end, start = o->start_s;

    if (isnan(start)) {
        start = r->trim_start;
        TRY(loudest_s(w, account, version, &start));
        start -= r->trim_start;
        if (start > whole - TRIAL_SECONDS)
            start = whole - TRIAL_SECONDS;
    }
    out->from_s = fmax(0, fmin(start, whole - TRIAL_LEAST_S));
    out->to_s = fmin(whole, out->from_s + TRIAL_SECONDS);
    return OK;
}

/* What nobody waits for any more makes room; the keys of its files are dropped after the commit. */
static enum err outdate(struct work *w, int64_t account, const char *version,
                        struct asset_key **keys, size_t *n)
{
    struct trial_id *old;
    size_t count;

    TRY(trial_outdated(w->db, account, version, TRIALS_KEPT - 1, &old, &count));
    const char **ids = arena_alloc(w->arena, (count + 1) * sizeof *ids);
    for (size_t i = 0; i < count; i++) {
        enum err e = job_stop(w, "trial", old[i].id);
        if (e != ERR_NOT_FOUND)
            TRY(e);
        TRY(due_drop(w, TRIAL_END, "trial", old[i].id));
        ids[i] = old[i].id;
    }
    return trial_drop(w->db, ids, keys, n);
}

static enum err put(struct work *w, int64_t account, const char *version, const struct recipe *r,
                    const struct excerpt *e, struct trial *out)
{
    const char *id = uuid_new(w->arena, w->now);
    int64_t end = w->now + MINUTES(15);

    TRY(trial_insert(w->db, id, account, version, json_of(w->arena, &recipe_record, r), e->from_s,
                     e->to_s - e->from_s, w->now, end, out));
    TRY(due_put(w, TRIAL_END, "trial", id, end));
    return job_put(w, "trial", id, account, NULL, JOB_FIRST);
}

enum err trial_put(struct work *w, int64_t account, const char *version,
                   const struct trial_order *o, struct trial *out)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct analysis_length length;
    struct excerpt stretch;
    struct asset_key *keys;
    struct version v;
    struct recipe r;
    size_t n;

    TRY(version_get(w->db, version, account, &v));
    TRY(master_version(w, account, version, &v, &length));
    if (o->recipe)
        r = *o->recipe;
    else
        TRY(preferences_recipe(w, v.song_id, &r));
    TRY(recipe_check(&r, length.seconds));
    TRY(master_reference_known(w, account, &r));
    TRY(choose_stretch(w, account, version, o, &r, length.seconds, &stretch));
    TRY(take_turn(w, account));
    TRY(tx_begin(w->db, &tx));
    TRY(asset_room(w, account, TRIAL_BYTES));
    TRY(outdate(w, account, version, &keys, &n));
    TRY(put(w, account, version, &r, &stretch, out));
    TRY(tx_commit(&tx));
    asset_drop_files(w, keys, n);
    return OK;
}

enum err trial_shown(struct work *w, int64_t account, const char *id, bool *made,
                     struct preview_shown *out)
{
    struct trial_made t;

    TRY(trial_get(w->db, id, account, &t));
    if (t.code)
        return refuse(ERR_CONFLICT, render_reason(t.code), "%s",
                      render_reason_said(w->arena, render_reason(t.code), NULL));
    *made = t.shown != NULL;
    return *made ? json_read_loose(w->arena, t.shown, strlen(t.shown), &preview_shown_record, out)
                 : OK;
}

/* ---- making it ------------------------------------------------------------------------- */

struct trying {
    struct rendering r;
    struct trial_work t;
};

/* How loud the mix is there: what is compared with it is only this long, too. */
static enum err mix_lufs(struct trying *y, int mix, double *lufs)
{
    struct work *w = y->r.job->w;
    struct analysis *heard = NEW(w->arena, struct analysis);
    struct stretch s = {0};

    TRY(pcm_open(mix, &s.pcm));
    double rate = (double)s.pcm.rate_hz;
    s.first = (int64_t)((y->r.recipe.trim_start + y->t.start_s) * rate);
    s.frames = (int64_t)(y->t.seconds * rate);
    if (s.frames > s.pcm.frames - s.first)
        s.frames = s.pcm.frames - s.first;
    TRY(listen_to(w->arena, &s, NULL, "check", 1, heard, NULL));
    *lufs = heard->lufs;
    return OK;
}

static enum err all_files(struct trying *y)
{
    struct work *w = y->r.job->w;
    CLEANUP(draft_drop) struct draft master = {.fd = -1};
    CLEANUP(fd_shut)
    int mix = -1,
        scratch = open(w->store->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    y->r.recipe.codec_safe = false;
    TRY(rendering_mix(&y->r, &mix));
    TRY(draft_new(w->store, &master));
    struct render_job job = {
        .mix_fd = mix,
        .master_fd = master.fd,
        .scratch_fd = scratch,
        .recipe = &y->r.recipe,
        .excerpt = {y->t.start_s, y->t.start_s + y->t.seconds},
        .watcher = {job_watch, y->r.job},
        .threads = (int)w->config->engine_threads,
    };
    TRY(rendering_references(&y->r, &job));
    TRY(render_master(w->arena, &job, &y->r.report));
    struct cut_job c = {.first_fd = mix,
                        .second_fd = master.fd,
                        .first_start_s = y->r.recipe.trim_start + y->t.start_s,
                        .second_lufs = y->r.report.after->lufs};
    TRY(mix_lufs(y, mix, &c.first_lufs));
    return rendering_cut(&y->r, "preview", &c, &y->r.preview);
}

static enum err add_segment(struct rendering *r, const char *kind, int64_t n, const char *asset)
{
    (void)kind;
    return trial_part_insert(r->job->w->db, r->job->row.subject, n, asset);
}

static enum err publish(struct trying *y, const char *code)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct job *j = y->r.job;
    struct work *w = j->w;

    TRY(tx_begin(w->db, &tx));
    TRY(job_fence(j));
    TRY(trial_done(w->db, y->t.id,
                   code ? NULL : json_of(w->arena, &preview_shown_record, &y->r.preview), code));
    TRY(code ? OK : rendering_each(&y->r, add_segment));
    TRY(job_done(j));
    TRY(wake_account(w, y->t.account_id));
    return tx_commit(&tx);
}

static enum err open_trying(struct job *j, struct trying *y)
{
    y->r.job = j;
    TRY(trial_work_get(j->w->db, j->row.subject, &y->t));
    y->r.m.account_id = y->t.account_id;
    y->r.m.mix_key = y->t.mix_key;
    return json_read_loose(j->w->arena, y->t.recipe, strlen(y->t.recipe), &recipe_record,
                           &y->r.recipe);
}

enum err trial_run(struct job *j)
{
    struct trying *y = NEW(j->w->arena, struct trying);
    enum err e = open_trying(j, y);

    if (e == ERR_NOT_FOUND)
        return OK; /* nobody waits for it any more, or it is made */
    TRY(e);
    e = all_files(y);
    if (e == ERR_INVALID) {
        const char *code = arena_strdup(j->w->arena, err_code());
        rendering_drop(&y->r);
        return publish(y, render_reason(code));
    }
    if (e == OK)
        e = publish(y, NULL);
    if (e != OK &&
        e != ERR_BUSY) /* busy may have been the commit: then nobody knows, and the sweep will */
        rendering_drop(&y->r);
    return e;
}

enum err trial_given_up(struct work *w, const struct job_row *row, const char *code)
{
    enum err e = trial_done(w->db, row->subject, NULL, render_reason(code));

    return e == ERR_CONFLICT ? OK : e; /* nobody waits for it */
}

/* ---- the end --------------------------------------------------------------------------- */

/* Its files are strays now, and go with the next reaping. */
enum err trial_end(struct work *w, const struct due_row *d)
{
    struct asset_key *keys;
    size_t n;

    return trial_drop(w->db, (const char *const[]){d->object, NULL}, &keys, &n);
}
