/* SPDX-License-Identifier: ISC */
#include "app/delta.h"

#include "app/asset.h"
#include "app/certificate.h"
#include "app/remix.h"
#include "app/render.h"
#include "app/wake.h"
#include "audio/album.h"
#include "audio/delta.h"
#include "audio/moves.h"
#include "audio/pcm.h"
#include "audio/scratch.h"
#include "json/json.h"

#include <fcntl.h>
#include <string.h>

static const struct field shown_fields[] = {
    TEXT(delta_shown, move, .doc = "Its id in the report."),
    INT(delta_shown, rate, .unit = "Hz", .doc = "Decode in a context of this rate."),
    INT(delta_shown, channels, .doc = "Four: delta left, delta right, master left, master right."),
    INT(delta_shown, frames_total, .doc = "Length of the whole."),
    INT(delta_shown, segment_seconds, .doc = "What one segment plays, but for the last."),
    LIST(delta_shown, segments, preview_piece,
         .doc = "In order, without gaps once leads are skipped."),
    REAL(delta_shown, gain_db, .unit = "dB",
         .doc = "What the delta was turned down by, to fit.  Both with their gain taken back: "
                "master minus delta is the master without the move."),
    REAL(delta_shown, master_gain_db, .unit = "dB", .doc = "The same for the master."),
    REAL(delta_shown, delta_lufs, .optional = true, .unit = "LUFS",
         .doc = "As it sounds here; absent where next to nothing changed."),
    REAL(delta_shown, master_lufs, .optional = true, .unit = "LUFS", .doc = "As it sounds here."),
};
const struct record delta_shown_record = RECORD(delta_shown, shown_fields);

const char *delta_kind(struct arena *a, const char *move)
{
    return arena_printf(a, "delta:%s", move);
}

/* ---- having it ------------------------------------------------------------------------------ */

static enum err cannot_be_made(struct arena *a, const char *code)
{
    if (!strcmp(render_reason(code), code))
        return refuse(ERR_CONFLICT, code, "%s", render_reason_said(a, code, NULL));
    return refuse(ERR_CONFLICT, "older_engine",
                  "an older engine made this master; make it once more to hear its moves");
}

static enum err can_be_made(struct work *w, const struct master_whole *m, const char *move)
{
    struct report report;
    enum move_kind kind;

    TRY(json_read_loose(w->arena, m->report, strlen(m->report), &report_record, &report));
    TRY(moves_made(&report, move, &kind));
    return m->newer_engine || !report.settings.count ? cannot_be_made(w->arena, "older_engine") : OK;
}

enum err delta_of_master(struct work *w, int64_t account, const char *id, const char *move,
                         struct delta_shown *out)
{
    struct master_whole m;
    struct master_delta known;

    *out = (struct delta_shown){0};
    TRY(master_finished(w, account, id, &m));
    TRY(can_be_made(w, &m, move));
    enum err e = master_delta_get(w->db, id, move, &known);
    if (e == ERR_NOT_FOUND)
        return job_put(w, "delta", arena_printf(w->arena, "%s/%s", id, move), account, NULL,
                       JOB_NOW);
    TRY(e);
    if (known.code)
        return cannot_be_made(w->arena, known.code);
    return json_read_loose(w->arena, known.shown, strlen(known.shown), &delta_shown_record, out);
}

/* ---- making it ------------------------------------------------------------------------------ */

struct listening {
    struct rendering r;
    const char *move;
    bool apart; /* the master was made by itself, not with others of an album */
    struct album_told album;
    struct delta_shown shown;
};

static enum err open_master(struct listening *l, int *fd)
{
    struct work *w = l->r.job->w;
    struct master_part whole;

    TRY(master_part_get(w->db, l->r.m.id, "full", 0, &whole));
    return store_get(w->store, w->arena, whole.key, fd);
}

/* The songs of an album that were rendered as one piece with this one: how many there are, from which place on, and
 * which of them it is. */
struct run {
    const struct album_track *tracks;
    size_t first, count, which;
};

static bool find_run(const struct album_report *report, size_t place, struct run *out)
{
    const struct album_track *t = report->songs.rows;
    size_t end = place + 1;

    if (place >= report->songs.count)
        return false;
    out->tracks = t;
    out->first = place;
    while (out->first > 0 && t[out->first].joined)
        out->first--;
    while (end < report->songs.count && t[end].joined)
        end++;
    out->count = end - out->first;
    out->which = place - out->first;
    return out->count > 1;
}

static enum err open_beside(struct work *w, const struct album_beside *mixes, size_t n, size_t place, int *fd)
{
    for (size_t i = 0; i < n; i++)
        if (mixes[i].n == (int64_t)place + 1 && mixes[i].mix_key)
            return store_get(w->store, w->arena, mixes[i].mix_key, fd);
    return refuse(ERR_INVALID, "mix_gone", "a song that goes on from or into this one is not there any more");
}

/* One after the other, each as loud as it was in the run, into laid, and as they came, into heard; and where among them
 * the song is. */
static enum err lay_run(struct work *w, const struct run *run, const struct album_beside *mixes, size_t n, int laid,
                        int heard, struct delta_job *job)
{
    struct album_part *parts = arena_alloc(w->arena, run->count * sizeof *parts);
    int *fds = arena_alloc(w->arena, run->count * sizeof *fds);
    enum err e = OK;

    for (size_t i = 0; i < run->count; i++)
        fds[i] = -1;
    for (size_t i = 0; i < run->count && e == OK; i++) {
        struct pcm mix;
        e = open_beside(w, mixes, n, run->first + i, &fds[i]);
        parts[i] = (struct album_part){fds[i], run->tracks[run->first + i].ride_db};
        if (e == OK)
            e = pcm_open(fds[i], &mix);
        if (e == OK && i < run->which)
            job->first += mix.frames;
        if (e == OK && i == run->which)
            job->frames = mix.frames;
    }
    if (e == OK)
        e = album_lay(w->arena, parts, run->count, laid);
    for (size_t i = 0; i < run->count; i++)
        parts[i].ride_db = 0;
    if (e == OK)
        e = album_lay(w->arena, parts, run->count, heard);
    for (size_t i = 0; i < run->count; i++)
        fd_shut(&fds[i]);
    return e;
}

/* What went into the chain when the master was made, and what was listened to for it: its own mix, or the whole run's. */
static enum err lay_with_others(struct listening *l, int scratch, int *laid, int *heard, struct delta_job *job)
{
    struct work *w = l->r.job->w;
    struct album_report report;
    struct album_beside *mixes;
    struct run run;
    size_t n, at = 0;

    TRY(json_read_loose(w->arena, l->album.report, strlen(l->album.report), &album_report_record, &report));
    TRY(album_mixes(w->db, l->album.id, &mixes, &n));
    while (at < n && (!mixes[at].master_id || strcmp(mixes[at].master_id, l->r.m.id) != 0))
        at++;
    if (at == n || !find_run(&report, (size_t)mixes[at].n - 1, &run))
        return OK;
    TRY(scratch_open(scratch, laid));
    TRY(scratch_open(scratch, heard));
    TRY(lay_run(w, &run, mixes, n, *laid, *heard, job));
    job->as.mix_fd = *laid;
    job->heard_fd = *heard;
    return OK;
}

static enum err render(struct listening *l, int made, int delta, double *lufs)
{
    struct work *w = l->r.job->w;
    CLEANUP(fd_shut) int scratch = open(w->store->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CLEANUP(fd_shut) int mix = -1;
    CLEANUP(scratch_shut) int laid = -1, heard = -1;
    struct delta_job job = {
        .as = {.scratch_fd = scratch,
               .recipe = &l->r.recipe,
               .watcher = {job_watch, l->r.job},
               .threads = (int)w->config->engine_threads},
        .settings = &l->r.report.settings,
        .made_fd = l->apart ? made : -1,
        .delta_fd = delta,
    };

    TRY(moves_made(&l->r.report, l->move, &job.move));
    TRY(remix_mix(&l->r, &mix));
    job.as.mix_fd = mix;
    if (!l->apart && l->album.report)
        TRY(lay_with_others(l, scratch, &laid, &heard, &job));
    return delta_render(w->arena, &job, lufs);
}

static enum err all_files(struct listening *l)
{
    CLEANUP(draft_drop) struct draft delta = {.fd = -1};
    CLEANUP(fd_shut) int made = -1;
    struct work *w = l->r.job->w;
    struct cut_job c = {.second_lufs = l->r.report.after->lufs};
    struct preview_shown p;

    TRY(open_master(l, &made));
    TRY(draft_new(w->store, &delta));
    TRY(render(l, made, delta.fd, &c.first_lufs));
    c.first_fd = delta.fd;
    c.second_fd = made;
    TRY(rendering_cut(&l->r, delta_kind(w->arena, l->move), &c, &p));
    l->shown = (struct delta_shown){.move = l->move,
                                    .rate = p.rate,
                                    .channels = p.channels,
                                    .frames_total = p.frames_total,
                                    .segment_seconds = p.segment_seconds,
                                    .segments = p.segments,
                                    .gain_db = p.mix_gain_db,
                                    .master_gain_db = p.master_gain_db,
                                    .delta_lufs = p.mix_lufs,
                                    .master_lufs = p.master_lufs};
    return OK;
}

static enum err publish(struct listening *l, const char *code)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct job *j = l->r.job;
    struct work *w = j->w;

    TRY(tx_begin(w->db, &tx));
    TRY(job_fence(j));
    TRY(code ? OK : rendering_rows(&l->r));
    TRY(master_delta_put(w->db, l->r.m.id, l->move,
                         code ? NULL : json_of(w->arena, &delta_shown_record, &l->shown), code));
    TRY(job_done(j));
    TRY(wake_account(w, l->r.m.account_id));
    return tx_commit(&tx);
}

/* The master it is about.  ERR_NOT_FOUND: it went meanwhile. */
static enum err open_listening(struct job *j, struct listening *l)
{
    struct work *w = j->w;
    const char *slash = strchr(j->row.subject, '/');

    if (!slash)
        return fail(ERR_FAULT, "delta %s: of which move?", j->row.subject);
    l->move = slash + 1;
    TRY(rendering_open(j, arena_strndup(w->arena, j->row.subject, (size_t)(slash - j->row.subject)),
                       &l->r));
    TRY(certificate_report(w, l->r.m.id, &l->r.report));
    enum err e = album_of_master(w->db, l->r.m.id, &l->album);
    l->apart = e == ERR_NOT_FOUND;
    return l->apart ? OK : e;
}

/* What can never be made is said once for all.  The recipe fitted when it made the master: what is
 * invalid without a code of its own are settings that this engine does not know. */
static enum err give_up(struct listening *l)
{
    const char *code = arena_strdup(l->r.job->w->arena, err_code());

    rendering_drop(&l->r);
    return publish(l, strcmp(code, "invalid") ? code : "older_engine");
}

enum err delta_run(struct job *j)
{
    struct listening *l = NEW(j->w->arena, struct listening);
    struct master_delta known;
    enum err e = open_listening(j, l);

    if (e == ERR_NOT_FOUND)
        return OK; /* it went meanwhile */
    TRY(e);
    if (master_delta_get(j->w->db, l->r.m.id, l->move, &known) == OK)
        return OK; /* made meanwhile */
    e = all_files(l);
    if (e == ERR_INVALID)
        return give_up(l);
    if (e == OK)
        e = publish(l, NULL);
    /* Busy may have been the commit: then nobody knows, and the sweep will. */
    if (e != OK && e != ERR_BUSY)
        rendering_drop(&l->r);
    return e;
}
