/* SPDX-License-Identifier: ISC */
#include "app/verify.h"

#include "app/asset.h"
#include "app/event.h"
#include "app/master.h"
#include "app/upload.h"
#include "app/wake.h"
#include "audio/decoder.h"
#include "audio/measure.h"
#include "audio/peaks.h"
#include "json/json.h"

#include <strings.h>

static const char PCM_MEDIA[] = "audio/wav", BYTES_MEDIA[] = "application/octet-stream";

/* ---- the pieces become one file ------------------------------------------------------ */

static enum err add_piece(struct work *w, struct draft *d, const struct upload_piece *p)
{
    CLEANUP(fd_shut) int fd = -1;

    TRY(store_get(w->store, w->arena, p->key, &fd));
    return draft_add(d, fd, p->bytes);
}

static enum err put_together(struct job *j, const struct upload *u, struct draft *d)
{
    struct upload_piece *pieces;
    int64_t at = 0;
    size_t n;

    TRY(upload_pieces(j->w->db, u->id, &pieces, &n));
    for (size_t i = 0; i < n; at += pieces[i++].bytes) {
        if (pieces[i].start != at)
            return fail(ERR_FAULT, "upload %s has a hole at %lld", u->id, (long long)at);
        TRY(job_tell(j, "assemble", (double)at / (double)u->bytes));
        TRY(add_piece(j->w, d, &pieces[i]));
    }
    return at == u->bytes ? OK : fail(ERR_FAULT, "upload %s has %lld bytes of %lld", u->id, (long long)at, (long long)u->bytes);
}

/* The same bytes are kept once in an account; then the new file has nobody. */
static enum err original_of(struct work *w, int64_t account, const struct stored *file, const char **id, bool *twice)
{
    struct asset twin;
    enum err e = asset_twin(w->db, account, file->sha256, file->bytes, &twin);

    *twice = e == OK;
    if (e == ERR_NOT_FOUND)
        return asset_add(w, account, file, BYTES_MEDIA, "original", id);
    *id = twin.id;
    return e;
}

/* The file first, then its row; the rows of the pieces go with the same commit, their files after it. */
static enum err keep_original(struct job *j, const struct version_files *v, const struct upload *u, const struct stored *file)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct work *w = j->w;
    struct asset_key *keys;
    const char *id;
    bool twice;
    size_t n;

    TRY(tx_begin(w->db, &tx));
    TRY(job_fence(j));
    TRY(original_of(w, v->account_id, file, &id, &twice));
    TRY(version_whole(w->db, v->id, id, file->sha256, file->bytes));
    TRY(upload_take_pieces(w, u->id, &keys, &n));
    TRY(tx_commit(&tx));
    asset_drop_files(w, keys, n);
    if (twice)
        asset_drop_files(w, &(struct asset_key){.key = file->key}, 1);
    return OK;
}

static enum err assemble(struct job *j, struct version_files *v)
{
    CLEANUP(draft_drop) struct draft d = {.fd = -1};
    struct stored file;
    struct upload u;

    TRY(upload_of_version(j->w->db, v->id, &u));
    TRY(draft_new(j->w->store, &d));
    TRY(put_together(j, &u, &d));
    TRY(draft_keep(&d, j->w->arena, &file));
    TRY(keep_original(j, v, &u, &file));
    return version_work(j->w->db, v->id, v);
}

/* Asked anew at each run: the one that put it together may have died before it could say so. */
static enum err as_declared(struct work *w, const struct version_files *v)
{
    struct upload u;
    enum err e = upload_of_version(w->db, v->id, &u);

    if (e == OK && u.sha256 && strcasecmp(u.sha256, v->sha256) != 0)
        return refuse(ERR_INVALID, "checksum", "these bytes are not the ones announced; please send the file again");
    return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- looking at it --------------------------------------------------------------------- */

static bool cancelled(void *job)
{
    return job_watch(job, "decode", 0);
}

static enum err decode(struct job *j, const struct version_files *v, struct draft *mix)
{
    const struct config *c = j->w->config;
    struct decoder_limits limits = decoder_limits_usual;
    CLEANUP(fd_shut) int original = -1;
    struct decoded d;

    limits.sound.seconds_max = (double)c->upload_minutes_max * 60;
    limits.memory_bytes = c->decoder_memory_bytes;
    limits.cpu_seconds = c->decoder_seconds;
    limits.wall_seconds = 2 * c->decoder_seconds;
    limits.cancelled = cancelled;
    limits.cancelled_arg = j;
    TRY(asset_open(j->w, v->original_id, &original));
    TRY(draft_new(j->w->store, mix));
    return decoder_run(original, &limits, mix->fd, &d);
}

static enum err measure(struct job *j, int fd, const char **json)
{
    struct buf b = {.arena = j->w->arena};
    struct watcher watcher = {job_watch, j};
    struct analysis a;

    TRY(measure_file(j->w->arena, fd, &watcher, &a));
    json_record(&b, &analysis_record, &a);
    *json = b.ptr;
    return OK;
}

struct looked {
    struct stored mix, peaks, overview;
    const char *analysis;
};

static enum err draw(struct work *w, int fd, int samples_a_pixel, struct stored *out)
{
    CLEANUP(draft_drop) struct draft d = {.fd = -1};

    TRY(draft_new(w->store, &d));
    TRY(peaks_write(fd, samples_a_pixel, d.fd));
    return draft_keep(&d, w->arena, out);
}

static enum err look(struct job *j, const struct version_files *v, struct looked *out)
{
    CLEANUP(draft_drop) struct draft mix = {.fd = -1};

    TRY(job_tell(j, "decode", 0));
    TRY(decode(j, v, &mix));
    TRY(measure(j, mix.fd, &out->analysis));
    TRY(job_tell(j, "draw", 0));
    TRY(draw(j->w, mix.fd, PEAKS_FINE, &out->peaks));
    TRY(draw(j->w, mix.fd, PEAKS_COARSE, &out->overview));
    return draft_keep(&mix, j->w->arena, &out->mix);
}

/* ---- saying so --------------------------------------------------------------------------- */

static enum err accept_it(struct job *j, const struct version_files *v, const struct looked *l)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct work *w = j->w;
    const char *mix, *peaks, *overview;

    TRY(tx_begin(w->db, &tx));
    TRY(job_fence(j));
    TRY(asset_add(w, v->account_id, &l->mix, PCM_MEDIA, "mix", &mix));
    TRY(asset_add(w, v->account_id, &l->peaks, BYTES_MEDIA, "peaks", &peaks));
    TRY(asset_add(w, v->account_id, &l->overview, BYTES_MEDIA, "peaks", &overview));
    TRY(version_ready(w->db, v->id, mix, peaks, overview, l->analysis, w->now));
    TRY(event_of_house(w, v->account_id, "verified", "version", v->id, NULL));
    enum err e = master_first(w, v->account_id, v->song_id, v->id);
    if (e != ERR_NOT_FOUND) /* the song was deleted meanwhile */
        TRY(e);
    TRY(job_done(j));
    TRY(wake_account(w, v->account_id));
    return tx_commit(&tx);
}

/* Nobody will listen to it again: the original goes. */
static enum err reject(struct job *j, const struct version_files *v, const char *code)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct work *w = j->w;
    struct asset_key *keys;
    size_t n;

    TRY(tx_begin(w->db, &tx));
    TRY(job_fence(j));
    TRY(version_reject(w->db, v->id, code));
    TRY(asset_purge(w, &v->original_id, 1, &keys, &n));
    TRY(event_of_house(w, v->account_id, "rejected", "version", v->id, arena_printf(w->arena, "{\"code\":\"%s\"}", code)));
    TRY(job_done(j));
    TRY(wake_account(w, v->account_id));
    TRY(tx_commit(&tx));
    asset_drop_files(w, keys, n);
    return OK;
}

static enum err judge(struct job *j, struct version_files *v, struct looked *l)
{
    if (!v->original_id)
        TRY(assemble(j, v));
    TRY(as_declared(j->w, v));
    return look(j, v, l);
}

enum err verify_run(struct job *j)
{
    struct version_files v;
    struct looked l = {0};

    TRY(version_work(j->w->db, j->row.subject, &v));
    if (v.state != VERSION_STATE_VERIFYING)
        return OK; /* done before, or not wanted any more */
    enum err e = judge(j, &v, &l);
    if (e == ERR_INVALID || e == ERR_MEDIA)
        return reject(j, &v, arena_strdup(j->w->arena, err_code()));
    TRY(e);
    return accept_it(j, &v, &l);
}

enum err verify_again(struct work *w, const struct job_row *row)
{
    return version_again(w->db, row->subject);
}

enum err verify_given_up(struct work *w, const struct job_row *row, const char *code)
{
    enum err e = version_reject(w->db, row->subject, "verify_failed");

    (void)code; /* it stands in the job, for us */
    return e == ERR_CONFLICT ? OK : e;
}
