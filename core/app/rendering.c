/* SPDX-License-Identifier: ISC */
#include "app/rendering.h"

#include "app/asset.h"
#include "app/event.h"
#include "app/preferences.h"
#include "audio/engine.h"
#include "audio/peaks.h"
#include "audio/preview.h"
#include "json/json.h"

#include <math.h>
#include <string.h>

enum { PARTS_FIRST = 64 };

/* A file that has its name and waits for its row. */
struct part {
    struct stored file;
    const char *media, *kind, *asset_kind;
    int64_t n;
};

enum err rendering_open(struct job *j, const char *master, struct rendering *r)
{
    *r = (struct rendering){.job = j};
    TRY(master_work_get(j->w->db, master, &r->m));
    return json_read_loose(j->w->arena, r->m.recipe, strlen(r->m.recipe), &recipe_record, &r->recipe);
}

bool rendering_wanted(const struct rendering *r)
{
    return r->m.state == MASTER_STATE_QUEUED || r->m.state == MASTER_STATE_RUNNING;
}

enum err rendering_mix(struct rendering *r, int *fd)
{
    if (!r->m.mix_key)
        return refuse(ERR_INVALID, "mix_gone", "the mix of this master is not there any more");
    return store_get(r->job->w->store, r->job->w->arena, r->m.mix_key, fd);
}

static enum err hear_reference(struct rendering *r, const struct recipe_reference *wish, struct heard_reference *out)
{
    struct work *w = r->job->w;
    struct analysis *heard = NEW(w->arena, struct analysis);
    struct version_files v;
    enum err e = version_analysis(w->db, wish->version, r->m.account_id, &v);

    if (e == ERR_NOT_FOUND)
        return refuse(ERR_INVALID, "reference_gone", "a reference of this recipe is not there any more");
    TRY(e);
    *out = (struct heard_reference){wish, heard};
    return json_read_loose(w->arena, v.analysis, strlen(v.analysis), &analysis_record, heard);
}

enum err rendering_references(struct rendering *r, struct render_job *job)
{
    struct arena *a = r->job->w->arena;
    struct list all;

    TRY(recipe_references(a, &r->recipe, &all));
    struct heard_reference *heard = arena_alloc(a, all.count * sizeof *heard + 1);
    for (size_t i = 0; i < all.count; i++)
        TRY(hear_reference(r, (const struct recipe_reference *)all.rows + i, &heard[i]));
    job->references = heard;
    job->reference_count = all.count;
    return OK;
}

/* ---- files ------------------------------------------------------------------------- */

static struct part *next_part(struct rendering *r)
{
    if (r->n == r->room) {
        struct part *more = arena_alloc(r->job->w->arena, (2 * r->room + PARTS_FIRST) * sizeof *more);
        if (r->n)
            memcpy(more, r->parts, r->n * sizeof *more);
        r->parts = more;
        r->room = 2 * r->room + PARTS_FIRST;
    }
    return &r->parts[r->n];
}

static enum err keep(struct rendering *r, struct draft *d, const char *kind, const char *asset_kind, const char *media,
                     int64_t n)
{
    struct part *p = next_part(r);

    *p = (struct part){.media = media, .kind = kind, .asset_kind = asset_kind, .n = n};
    TRY(draft_keep(d, r->job->w->arena, &p->file));
    r->n++;
    return OK;
}

static enum err draw(struct rendering *r, int fd, int samples_a_pixel)
{
    CLEANUP(draft_drop) struct draft d = {.fd = -1};

    TRY(draft_new(r->job->w->store, &d));
    TRY(peaks_write(fd, samples_a_pixel, d.fd));
    return keep(r, &d, "peaks", "peaks", "application/octet-stream", samples_a_pixel);
}

static enum err cut(struct rendering *r, const char *kind, int joined, int64_t number, struct preview_piece *out)
{
    CLEANUP(draft_drop) struct draft d = {.fd = -1};
    struct preview_segment s;

    TRY(draft_new(r->job->w->store, &d));
    TRY(preview_segment(joined, number, PREVIEW_OPUS, d.fd, &s));
    TRY(keep(r, &d, kind, "preview", "audio/ogg", number));
    *out = (struct preview_piece){.n = number, .lead = s.lead, .frames = s.frames, .bytes = r->parts[r->n - 1].file.bytes};
    return OK;
}

enum err rendering_cut(struct rendering *r, const char *kind, const struct cut_job *c, struct preview_shown *shown)
{
    CLEANUP(draft_drop) struct draft joined = {.fd = -1};
    struct preview whole;

    TRY(job_tell(r->job, "preview", 0));
    TRY(draft_new(r->job->w->store, &joined));
    TRY(preview_join(c->first_fd, c->second_fd, c->first_start_s, PREVIEW_RATE, joined.fd, &whole));
    struct preview_piece *pieces = arena_alloc(r->job->w->arena, ((size_t)whole.segments + 1) * sizeof *pieces);
    for (int64_t i = 0; i < whole.segments; i++) {
        TRY(job_tell(r->job, "preview", (double)i / (double)whole.segments));
        TRY(cut(r, kind, joined.fd, i, &pieces[i]));
    }
    *shown = (struct preview_shown){.rate = whole.rate_hz, .channels = 4, .frames_total = whole.frames,
                                    .segment_seconds = PREVIEW_SECONDS, .segments = {pieces, (size_t)whole.segments}};
    shown->mix_lufs = c->first_lufs + whole.mix_gain_db;
    shown->master_lufs = c->second_lufs + whole.master_gain_db;
    shown->gain_db_match = shown->mix_lufs - shown->master_lufs;
    shown->mix_gain_db = whole.mix_gain_db;
    shown->master_gain_db = whole.master_gain_db;
    return OK;
}

enum err rendering_files(struct rendering *r, int mix, struct draft *master)
{
    const struct analysis *before = r->report.before, *after = r->report.after;
    const struct cut_job c = {.first_fd = mix, .second_fd = master->fd, .first_start_s = r->recipe.trim_start + r->laid.start_s,
                              .first_lufs = before ? before->lufs + r->laid.gain_db : (double)NAN, .second_lufs = after ? after->lufs : (double)NAN};

    TRY(rendering_cut(r, "preview", &c, &r->preview));
    TRY(draw(r, master->fd, PEAKS_FINE));
    TRY(draw(r, master->fd, PEAKS_COARSE));
    return keep(r, master, "full", "master", "audio/wav", 0);
}

/* ---- saying so ------------------------------------------------------------------------ */

enum err rendering_each(struct rendering *r, enum err (*put)(struct rendering *r, const char *kind, int64_t n, const char *asset))
{
    for (size_t i = 0; i < r->n; i++) {
        const struct part *p = &r->parts[i];
        const char *asset;
        TRY(asset_add(r->job->w, r->m.account_id, &p->file, p->media, p->asset_kind, &asset));
        TRY(put(r, p->kind, p->n, asset));
    }
    return OK;
}

static enum err part_of_master(struct rendering *r, const char *kind, int64_t n, const char *asset)
{
    return master_part_insert(r->job->w->db, r->m.id, kind, n, asset, NULL);
}

enum err rendering_rows(struct rendering *r)
{
    return rendering_each(r, part_of_master);
}

/* What the preferences want to have ready is made next; it can wait for other musicians' masters. */
static enum err queue_outputs(struct rendering *r)
{
    struct work *w = r->job->w;
    const char *const *formats;

    TRY(preferences_formats(w, r->m.song_id, &formats));
    for (; *formats; formats++)
        TRY(job_put(w, "encode", arena_printf(w->arena, "%s/%s", r->m.id, *formats), r->m.account_id, NULL, JOB_LATER));
    return OK;
}

enum err rendering_ready(struct rendering *r)
{
    struct work *w = r->job->w;

    TRY(master_ready(w->db, r->m.id, ENGINE_NAME, json_of(w->arena, &report_record, &r->report),
                     json_of(w->arena, &preview_shown_record, &r->preview), w->now));
    if (r->laid.over)
        TRY(version_diff_put(w->db, r->m.version_id, r->laid.over, r->laid.difference, NULL));
    TRY(rendering_rows(r));
    TRY(event_of_house(w, r->m.account_id, "rendered", "master", r->m.id, NULL));
    return queue_outputs(r);
}

void rendering_drop(struct rendering *r)
{
    for (size_t i = 0; i < r->n; i++)
        asset_drop_files(r->job->w, &(struct asset_key){.key = r->parts[i].file.key}, 1);
}
