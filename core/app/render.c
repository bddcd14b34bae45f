/* SPDX-License-Identifier: ISC */
#include "app/render.h"

#include "app/asset.h"
#include "app/certificate.h"
#include "app/event.h"
#include "app/remix.h"
#include "app/token.h"
#include "app/wake.h"
#include "app/words.h"
#include "audio/delivery.h"
#include "audio/measure.h"
#include "gen/letters.h"
#include "json/json.h"

#include <fcntl.h>
#include <string.h>

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
    TRY(rendering_references(r, &job));
    return r->m.like_id ? remix_render(r, &job) : render_master(w->arena, &job, &r->report);
}

static enum err all_files(struct rendering *r)
{
    CLEANUP(draft_drop) struct draft master = {.fd = -1};
    CLEANUP(fd_shut) int mix = -1;

    TRY(rendering_mix(r, &mix));
    TRY(make(r, mix, &master));
    return rendering_files(r, mix, &master);
}

/* ---- saying so ------------------------------------------------------------------------ */

static const char *song_link(struct work *w, const char *song)
{
    return token_link(w, arena_printf(w->arena, "song/%s", song), NULL);
}

static enum err tell_ready(struct rendering *r)
{
    struct work *w = r->job->w;
    const struct analysis *a = r->report.after;

    return letter_master_ready(w, r->m.account_id, r->m.title, words_measure(w->arena, r->m.language, a->lufs, "LUFS"),
                               words_measure(w->arena, r->m.language, a->true_peak_db, "dBTP"), song_link(w, r->m.song_id));
}

static enum err publish(struct rendering *r)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct work *w = r->job->w;

    TRY(tx_begin(w->db, &tx));
    TRY(job_fence(r->job));
    TRY(rendering_ready(r));
    TRY(tell_ready(r));
    TRY(job_done(r->job));
    TRY(wake_account(w, r->m.account_id));
    return tx_commit(&tx);
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

enum err render_run(struct job *j)
{
    struct rendering *r = NEW(j->w->arena, struct rendering);
    enum err e = rendering_open(j, j->row.subject, r);

    if (e == ERR_NOT_FOUND || (e == OK && !rendering_wanted(r)))
        return OK; /* done before, or not wanted any more */
    TRY(e);
    TRY(begin(j, &r->m));
    e = all_files(r);
    if (e == OK)
        e = publish(r);
    if (e != OK && e != ERR_BUSY) /* busy may have been the commit: then nobody knows, and the reaper will */
        rendering_drop(r);
    return e;
}

/* ---- what went wrong ---------------------------------------------------------------------- */

static const char *const reasons[] = {"mix_gone", "reference_gone", "like_gone", "invalid", "render_failed"};
enum { REASONS = sizeof reasons / sizeof *reasons };

const char *render_reason(const char *code)
{
    size_t i = 0;

    while (i < REASONS - 1 && strcmp(reasons[i], code) != 0)
        i++;
    return reasons[i];
}

const char *render_reason_said(struct arena *a, const char *reason, const char *language)
{
    return words_said(language, arena_printf(a, "reason.%s", reason));
}

enum err render_again(struct work *w, const struct job_row *row)
{
    return master_again(w->db, row->subject);
}

enum err render_given_up(struct work *w, const struct job_row *row, const char *code)
{
    const char *why = render_reason(code);
    struct master_work m;
    enum err e = master_work_get(w->db, row->subject, &m);

    if (e == OK)
        e = master_fail(w->db, row->subject, why);
    if (e == ERR_NOT_FOUND || e == ERR_CONFLICT)
        return OK; /* nobody waits for it */
    TRY(e);
    TRY(event_of_house(w, m.account_id, "failed", "master", m.id, arena_printf(w->arena, "{\"code\":\"%s\"}", why)));
    return letter_master_failed(w, m.account_id, m.title, render_reason_said(w->arena, why, m.language),
                                song_link(w, m.song_id));
}

/* ---- a file to take home -------------------------------------------------------------------- */

struct encoding {
    struct job *job;
    struct master_work m;
    struct file_wish wish;
    const char *certificate_kind;
    const char *before[2]; /* the assets of file and certificate with older tags */
    size_t before_count;
    struct stored file, certificate; /* certificate.key: NULL where this house signs nothing */
};

static enum output_format format_of(const struct encoding *e)
{
    return (enum output_format)word_index(output_format_words, e->wish.format);
}

static enum err add_output(struct encoding *e, const char *kind, const struct stored *file, const char *media, const char *asset_kind)
{
    struct work *w = e->job->w;
    const char *asset;

    TRY(master_part_drop(w->db, e->m.id, kind, e->wish.rate_hz));
    if (!file->key)
        return OK;
    TRY(asset_add(w, e->m.account_id, file, media, asset_kind, &asset));
    return master_part_insert(w->db, e->m.id, kind, e->wish.rate_hz, asset,
                              master_tags(w->arena, &e->m));
}

static enum err publish_output(struct encoding *e)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct work *w = e->job->w;
    enum output_format f = format_of(e);
    struct asset_key *keys;
    size_t n;

    TRY(tx_begin(w->db, &tx));
    TRY(job_fence(e->job));
    TRY(add_output(e, e->wish.format, &e->file, output_media(f), "output"));
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

    TRY(certificate_make(w, &e->m, r, &e->wish, fd, e->file.sha256, e->file.bytes, &line));
    if (!line)
        return OK;
    TRY(draft_new(w->store, &d));
    TRY(draft_write(&d, line, strlen(line)));
    return draft_keep(&d, w->arena, &e->certificate);
}

/* The master at the rate wished, still below its ceiling, and what it measures there. */
static enum err at_rate(struct work *w, const struct master_work *m, int64_t rate_hz, int full, struct draft *other,
                        const struct analysis **measured)
{
    CLEANUP(fd_shut) int scratch = open(w->store->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct analysis *again = NEW(w->arena, struct analysis);
    struct recipe recipe;

    TRY(json_read_loose(w->arena, m->recipe, strlen(m->recipe), &recipe_record, &recipe));
    TRY(draft_new(w->store, other));
    TRY(delivery_rate(w->arena, full, rate_hz, recipe.ceiling, scratch, other->fd));
    TRY(measure_file(w->arena, other->fd, NULL, again));
    *measured = again;
    return OK;
}

static enum err write_output(struct work *w, const struct master_work *m, const struct file_wish *wish, const struct report *report, int fd)
{
    CLEANUP(draft_drop) struct draft other = {.fd = -1};
    CLEANUP(fd_shut) int full = -1;
    struct tags tags = {.title = m->title,
                        .artist = m->artist,
                        .album = m->album,
                        .track = master_track(w->arena, m),
                        .isrc = m->isrc,
                        .upc = m->upc,
                        .measured = report->after};
    struct master_part part;

    TRY(master_part_get(w->db, m->id, "full", 0, &part));
    TRY(store_get(w->store, w->arena, part.key, &full));
    if (wish->rate_hz)
        TRY(at_rate(w, m, wish->rate_hz, full, &other, &tags.measured));
    return encode_output(&(struct output_job){.master_fd = wish->rate_hz ? other.fd : full,
                                              .format = (enum output_format)word_index(output_format_words, wish->format),
                                              .tags = &tags, .gap_s = master_gap_s(m), .threads = (int)w->config->engine_threads}, fd);
}

enum err encode_into(struct work *w, const struct master_work *m, const struct file_wish *wish, int fd)
{
    struct report report;

    TRY(certificate_report(w, m->id, &report));
    return write_output(w, m, wish, &report, fd);
}

static enum err make_output(struct encoding *e)
{
    CLEANUP(draft_drop) struct draft d = {.fd = -1};
    CLEANUP(fd_shut) int whole = -1;
    struct work *w = e->job->w;
    struct report report;

    TRY(certificate_report(w, e->m.id, &report));
    TRY(draft_new(w->store, &d));
    TRY(write_output(w, &e->m, &e->wish, &report, d.fd));
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
    enum err found = master_part_get(e->job->w->db, e->m.id, kind, e->wish.rate_hz, &before);

    if (found == OK)
        e->before[e->before_count++] = before.asset_id;
    return found == ERR_NOT_FOUND ? OK : found;
}

/* MASTER/FORMAT or MASTER/FORMAT/RATE. */
static enum err read_subject(const struct job *j, const char **master, struct file_wish *wish)
{
    char *text = arena_strdup(j->w->arena, j->row.subject), *format = strchr(text, '/'),
         *rate = format ? strchr(format + 1, '/') : NULL;

    if (rate)
        *rate++ = '\0';
    if (format)
        *format++ = '\0';
    *master = text;
    if (!format || file_wish_read(format, NULL, rate, wish) != OK)
        return fail(ERR_FAULT, "encode %s: no such file", j->row.subject);
    return OK;
}

enum err encode_run(struct job *j)
{
    struct encoding e = {.job = j};
    struct master_part before;
    const char *master;

    TRY(read_subject(j, &master, &e.wish));
    enum err found = master_work_get(j->w->db, master, &e.m);
    if (found == ERR_NOT_FOUND || (found == OK && e.m.state != MASTER_STATE_READY))
        return OK; /* it went meanwhile */
    TRY(found);
    found = master_part_get(j->w->db, e.m.id, e.wish.format, e.wish.rate_hz, &before);
    if (found == OK && before.tags && !strcmp(before.tags, master_tags(j->w->arena, &e.m)))
        return OK; /* made meanwhile */
    e.certificate_kind = certificate_kind(j->w->arena, e.wish.format);
    TRY(find_before(&e, e.wish.format));
    TRY(find_before(&e, e.certificate_kind));
    return encode(&e);
}
