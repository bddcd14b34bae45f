/* SPDX-License-Identifier: ISC */
#include "app/render.h"

#include "app/asset.h"
#include "app/certificate.h"
#include "app/event.h"
#include "app/master.h"
#include "app/preferences.h"
#include "app/token.h"
#include "app/wake.h"
#include "audio/engine.h"
#include "audio/peaks.h"
#include "audio/preview.h"
#include "audio/render.h"
#include "gen/letters.h"
#include "json/json.h"

#include <fcntl.h>
#include <math.h>
#include <string.h>

enum { PARTS_MAX = 4096 }; /* an hour has 360 segments, a day fewer than this */

/* A file that has its name and waits for its row. */
struct part {
    struct stored file;
    const char *media, *kind, *asset_kind;
    int64_t n;
};

struct rendering {
    struct job *job;
    struct master_work m;
    struct recipe recipe;
    struct report report;
    struct preview_shown preview;
    struct part parts[PARTS_MAX];
    size_t n;
};

/* ---- files ------------------------------------------------------------------------- */

static enum err keep(struct rendering *r, struct draft *d, const char *kind, const char *asset_kind, const char *media,
                     int64_t n)
{
    struct part *p = &r->parts[r->n];

    if (r->n == PARTS_MAX)
        return fail(ERR_FAULT, "master %s has too many parts", r->m.id);
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

static enum err cut(struct rendering *r, int joined, int64_t number, struct preview_piece *out)
{
    CLEANUP(draft_drop) struct draft d = {.fd = -1};
    struct preview_segment s;

    TRY(draft_new(r->job->w->store, &d));
    TRY(preview_segment(joined, number, PREVIEW_OPUS, d.fd, &s));
    TRY(keep(r, &d, "preview", "preview", "audio/ogg", number));
    *out = (struct preview_piece){.n = number, .lead = s.lead, .frames = s.frames, .bytes = r->parts[r->n - 1].file.bytes};
    return OK;
}

static double loudness_in_preview(const struct analysis *a, double gain_db)
{
    return a ? a->lufs + gain_db : (double)NAN;
}

static enum err preview(struct rendering *r, int mix, int master)
{
    CLEANUP(draft_drop) struct draft joined = {.fd = -1};
    struct preview_shown *shown = &r->preview;
    struct preview whole;

    TRY(job_tell(r->job, "preview", 0));
    TRY(draft_new(r->job->w->store, &joined));
    TRY(preview_join(mix, master, r->recipe.trim_start, PREVIEW_RATE, joined.fd, &whole));
    struct preview_piece *pieces = arena_alloc(r->job->w->arena, ((size_t)whole.segments + 1) * sizeof *pieces);
    for (int64_t i = 0; i < whole.segments; i++) {
        TRY(job_tell(r->job, "preview", (double)i / (double)whole.segments));
        TRY(cut(r, joined.fd, i, &pieces[i]));
    }
    *shown = (struct preview_shown){.rate = whole.rate_hz, .channels = 4, .frames_total = whole.frames,
                                    .segment_seconds = PREVIEW_SECONDS, .segments = {pieces, (size_t)whole.segments}};
    shown->mix_lufs = loudness_in_preview(r->report.before, whole.mix_gain_db);
    shown->master_lufs = loudness_in_preview(r->report.after, whole.master_gain_db);
    shown->gain_db_match = shown->mix_lufs - shown->master_lufs;
    return OK;
}

/* ---- sound -------------------------------------------------------------------------- */

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

static enum err references_of(struct rendering *r, struct render_job *job)
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

static enum err make(struct rendering *r, int mix, struct draft *master)
{
    struct work *w = r->job->w;
    CLEANUP(fd_shut) int scratch = open(w->store->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    TRY(draft_new(w->store, master));
    struct render_job job = {
        .mix_fd = mix,
        .master_fd = master->fd,
        .scratch_fd = scratch,
        .recipe = &r->recipe,
        .watcher = {job_watch, r->job},
        .threads = (int)w->config->engine_threads,
    };
    TRY(references_of(r, &job));
    return render_master(w->arena, &job, &r->report);
}

static enum err all_files(struct rendering *r)
{
    CLEANUP(draft_drop) struct draft master = {.fd = -1};
    CLEANUP(fd_shut) int mix = -1;
    struct work *w = r->job->w;

    TRY(store_get(w->store, w->arena, r->m.mix_key, &mix));
    TRY(make(r, mix, &master));
    TRY(preview(r, mix, master.fd));
    TRY(draw(r, master.fd, PEAKS_FINE));
    TRY(draw(r, master.fd, PEAKS_COARSE));
    return keep(r, &master, "full", "master", "audio/wav", 0);
}

/* ---- saying so ------------------------------------------------------------------------ */

static const char *as_json(struct arena *a, const struct record *record, const void *row)
{
    struct buf b = {.arena = a};

    json_record(&b, record, row);
    return b.ptr;
}

static enum err add_parts(struct rendering *r)
{
    struct work *w = r->job->w;

    for (size_t i = 0; i < r->n; i++) {
        const struct part *p = &r->parts[i];
        const char *asset;
        TRY(asset_add(w, r->m.account_id, &p->file, p->media, p->asset_kind, &asset));
        TRY(master_part_insert(w->db, r->m.id, p->kind, p->n, asset, NULL));
    }
    return OK;
}

static const char *song_link(struct work *w, const char *song)
{
    return token_link(w, arena_printf(w->arena, "song/%s", song), NULL);
}

static enum err tell_ready(struct rendering *r)
{
    struct work *w = r->job->w;
    const struct analysis *a = r->report.after;

    return letter_master_ready(w, r->m.account_id, r->m.title, arena_printf(w->arena, "%.1f LUFS", a->lufs),
                               arena_printf(w->arena, "%.1f dBTP", a->true_peak_db), song_link(w, r->m.song_id));
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

static enum err publish(struct rendering *r)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct work *w = r->job->w;

    TRY(tx_begin(w->db, &tx));
    TRY(job_fence(r->job));
    TRY(master_ready(w->db, r->m.id, ENGINE_NAME, as_json(w->arena, &report_record, &r->report),
                     as_json(w->arena, &preview_shown_record, &r->preview), w->now));
    TRY(add_parts(r));
    TRY(event_of_house(w, r->m.account_id, "rendered", "master", r->m.id, NULL));
    TRY(tell_ready(r));
    TRY(queue_outputs(r));
    TRY(job_done(r->job));
    TRY(wake_account(w, r->m.account_id));
    return tx_commit(&tx);
}

/* What was named without getting its row is dropped at once, where we live to do it. */
static void drop_parts(struct rendering *r)
{
    for (size_t i = 0; i < r->n; i++)
        asset_drop_files(r->job->w, &(struct asset_key){.key = r->parts[i].file.key}, 1);
}

static enum err begin(struct job *j, const struct master_work *m)
{
    CLEANUP(tx_end) struct tx tx = {0};

    TRY(tx_begin(j->w->db, &tx));
    TRY(job_fence(j));
    TRY(master_begin(j->w->db, m->id));
    TRY(wake_account(j->w, m->account_id));
    return tx_commit(&tx);
}

static bool unfinished(const struct master_work *m)
{
    return m->state == MASTER_STATE_QUEUED || m->state == MASTER_STATE_RUNNING;
}

enum err render_run(struct job *j)
{
    struct rendering *r = NEW(j->w->arena, struct rendering);
    enum err e = master_work_get(j->w->db, j->row.subject, &r->m);

    r->job = j;
    if (e == ERR_NOT_FOUND || (e == OK && !unfinished(&r->m)))
        return OK; /* done before, or not wanted any more */
    TRY(e);
    if (!r->m.mix_key)
        return refuse(ERR_INVALID, "mix_gone", "the mix of this master is not there any more");
    TRY(json_read_loose(j->w->arena, r->m.recipe, strlen(r->m.recipe), &recipe_record, &r->recipe));
    TRY(begin(j, &r->m));
    e = all_files(r);
    if (e == OK)
        e = publish(r);
    if (e != OK && e != ERR_BUSY) /* busy may have been the commit: then nobody knows, and the reaper will */
        drop_parts(r);
    return e;
}

/* ---- what went wrong ---------------------------------------------------------------------- */

static const struct {
    const char *code, *en, *es;
} reasons[] = {
    {"mix_gone", "the mix is not here any more", "la mezcla ya no está aquí"},
    {"reference_gone", "the song it was to follow is not here any more", "la canción de referencia ya no está aquí"},
    {"invalid", "the recipe does not fit the length of the song", "la receta no encaja con la duración de la canción"},
    {"render_failed", "our engine stopped three times; this is our fault", "nuestro motor se detuvo tres veces; es culpa nuestra"},
};
enum { REASONS = sizeof reasons / sizeof *reasons };

static size_t reason_of(const char *code)
{
    size_t i = 0;

    while (i < REASONS - 1 && strcmp(reasons[i].code, code) != 0)
        i++;
    return i;
}

enum err render_again(struct work *w, const struct job_row *row)
{
    return master_again(w->db, row->subject);
}

enum err render_given_up(struct work *w, const struct job_row *row, const char *code)
{
    size_t i = reason_of(code);
    struct master_work m;
    enum err e = master_work_get(w->db, row->subject, &m);

    if (e == OK)
        e = master_fail(w->db, row->subject, reasons[i].code);
    if (e == ERR_NOT_FOUND || e == ERR_CONFLICT)
        return OK; /* nobody waits for it */
    TRY(e);
    TRY(event_of_house(w, m.account_id, "failed", "master", m.id, arena_printf(w->arena, "{\"code\":\"%s\"}", reasons[i].code)));
    return letter_master_failed(w, m.account_id, m.title, m.language && !strcmp(m.language, "es") ? reasons[i].es : reasons[i].en,
                                song_link(w, m.song_id));
}

/* ---- a file to take home -------------------------------------------------------------------- */

struct encoding {
    struct job *job;
    struct master_work m;
    const char *format, *certificate_kind;
    const char *before[2]; /* the assets of file and certificate with older tags */
    size_t before_count;
    struct stored file, certificate; /* certificate.key: NULL where this house signs nothing */
};

static enum err add_output(struct encoding *e, const char *kind, const struct stored *file, const char *media, const char *asset_kind)
{
    struct work *w = e->job->w;
    const char *asset;

    TRY(master_part_drop(w->db, e->m.id, kind, 0));
    if (!file->key)
        return OK;
    TRY(asset_add(w, e->m.account_id, file, media, asset_kind, &asset));
    return master_part_insert(w->db, e->m.id, kind, 0, asset, master_tags(w->arena, &e->m));
}

static enum err publish_output(struct encoding *e)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct work *w = e->job->w;
    enum output_format f = (enum output_format)word_index(output_format_words, e->format);
    struct asset_key *keys;
    size_t n;

    TRY(tx_begin(w->db, &tx));
    TRY(job_fence(e->job));
    TRY(add_output(e, e->format, &e->file, output_media(f), "output"));
    TRY(add_output(e, e->certificate_kind, &e->certificate, "application/json", "certificate"));
    TRY(asset_purge(w, e->before, e->before_count, &keys, &n));
    TRY(job_done(e->job));
    TRY(wake_account(w, e->m.account_id));
    TRY(tx_commit(&tx));
    asset_drop_files(w, keys, n);
    return OK;
}

static enum err certify(struct encoding *e, const struct report *r, int fd)
{
    CLEANUP(draft_drop) struct draft d = {.fd = -1};
    struct work *w = e->job->w;
    const char *line;

    TRY(certificate_make(w, &e->m, r, e->format, fd, e->file.sha256, e->file.bytes, &line));
    if (!line)
        return OK;
    TRY(draft_new(w->store, &d));
    TRY(draft_write(&d, line, strlen(line)));
    return draft_keep(&d, w->arena, &e->certificate);
}

static enum err make_output(struct encoding *e)
{
    CLEANUP(draft_drop) struct draft d = {.fd = -1};
    CLEANUP(fd_shut) int full = -1, whole = -1;
    struct work *w = e->job->w;
    struct tags tags = {.title = e->m.title, .artist = e->m.artist};
    struct master_part part;
    struct report report;

    TRY(certificate_report(w, e->m.id, &report));
    tags.measured = report.after;
    TRY(master_part_get(w->db, e->m.id, "full", 0, &part));
    TRY(store_get(w->store, w->arena, part.key, &full));
    TRY(draft_new(w->store, &d));
    TRY(encode_output(full, (enum output_format)word_index(output_format_words, e->format), &tags, d.fd));
    TRY(draft_keep(&d, w->arena, &e->file));
    TRY(store_get(w->store, w->arena, e->file.key, &whole));
    return certify(e, &report, whole);
}

static enum err encode(struct encoding *e)
{
    struct work *w = e->job->w;
    enum err result = make_output(e);

    if (result == OK)
        result = publish_output(e);
    if (result == OK || result == ERR_BUSY)
        return result;
    for (int i = 0; i < 2; i++) {
        struct asset_key key = {.key = i ? e->certificate.key : e->file.key};
        if (key.key)
            asset_drop_files(w, &key, 1);
    }
    return result;
}

/* What stood there with older tags makes room. */
static enum err find_before(struct encoding *e, const char *kind)
{
    struct master_part before;
    enum err found = master_part_get(e->job->w->db, e->m.id, kind, 0, &before);

    if (found == OK)
        e->before[e->before_count++] = before.asset_id;
    return found == ERR_NOT_FOUND ? OK : found;
}

enum err encode_run(struct job *j)
{
    const char *slash = strchr(j->row.subject, '/');
    struct encoding e = {.job = j};
    struct master_part before;

    if (!slash || word_index(output_format_words, slash + 1) == ENUM_ABSENT)
        return fail(ERR_FAULT, "encode %s: no such format", j->row.subject);
    e.format = slash + 1;
    enum err found = master_work_get(j->w->db, arena_strndup(j->w->arena, j->row.subject, (size_t)(slash - j->row.subject)), &e.m);
    if (found == ERR_NOT_FOUND || (found == OK && e.m.state != MASTER_STATE_READY))
        return OK; /* it went meanwhile */
    TRY(found);
    found = master_part_get(j->w->db, e.m.id, e.format, 0, &before);
    if (found == OK && before.tags && !strcmp(before.tags, master_tags(j->w->arena, &e.m)))
        return OK; /* made meanwhile */
    e.certificate_kind = certificate_kind(j->w->arena, e.format);
    TRY(find_before(&e, e.format));
    TRY(find_before(&e, e.certificate_kind));
    return encode(&e);
}
