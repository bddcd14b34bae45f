/* SPDX-License-Identifier: ISC */
#include "app/upload.h"

#include "app/asset.h"
#include "app/job.h"
#include "app/song.h"
#include "app/wake.h"
#include "audio/refusals.h"
#include "audio/sniff.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD_BYTES = 64 * 1024, READ_BYTES = 64 * 1024, SNIFF_LEAST = 4096 };
static const int64_t REMEMBERED_US = DAYS(7); /* that an upload expired: 410 instead of 404 */

/* ---- a piece ------------------------------------------------------------------- */

void piece_drop(struct piece *p)
{
    draft_drop(&p->draft);
}

static enum err too_much(int64_t most)
{
    return fail(ERR_TOO_BIG, "more came than was announced: %lld bytes are left", (long long)most);
}

enum err piece_from_file(struct work *w, const char *path, int64_t most, struct piece *out)
{
    CLEANUP(fd_shut) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat st;

    if (fd < 0 || fstat(fd, &st))
        return fail(ERR_FAULT, "cannot read what nginx received: %s; do both run as one user?", path);
    if (st.st_size > most)
        return too_much(most);
    out->bytes = st.st_size;
    TRY(draft_new(w->store, &out->draft));
    return draft_add(&out->draft, fd, out->bytes);
}

enum err piece_from_reader(struct work *w, struct reader in, int64_t most, struct piece *out)
{
    char buf[READ_BYTES];
    size_t n;

    TRY(draft_new(w->store, &out->draft));
    for (out->bytes = 0; (n = in.read(in.from, buf, sizeof buf)) > 0; out->bytes += (int64_t)n) {
        if (out->bytes + (int64_t)n > most)
            return too_much(most);
        TRY(draft_write(&out->draft, buf, n));
    }
    return OK;
}

static void forget(EVP_MD_CTX **m)
{
    EVP_MD_CTX_free(*m);
}

enum err piece_check(struct work *w, const struct piece *p, const char *algorithm, const unsigned char *want, size_t n)
{
    const EVP_MD *md = !strcmp(algorithm, "sha1") ? EVP_sha1() : !strcmp(algorithm, "sha256") ? EVP_sha256() : NULL;
    CLEANUP(forget) EVP_MD_CTX *sum = EVP_MD_CTX_new();
    unsigned char *buf = arena_alloc(w->arena, READ_BYTES), hash[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    ssize_t got;

    if (!md)
        return refuse(ERR_MALFORMED, "checksum_algorithm", "sha1 and sha256 are known here");
    if (!EVP_DigestInit_ex(sum, md, NULL))
        return fail(ERR_FAULT, "no %s", algorithm);
    for (int64_t at = 0; (got = pread(p->draft.fd, buf, READ_BYTES, at)) > 0; at += got)
        EVP_DigestUpdate(sum, buf, (size_t)got);
    EVP_DigestFinal_ex(sum, hash, &size);
    if (n != size || memcmp(hash, want, n) != 0)
        return fail(ERR_CHECKSUM, "these bytes are not the ones announced; please send them again");
    return OK;
}

/* A piece too small to tell is looked at with the others, when all have come. */
enum err piece_sniff(const struct piece *p, int64_t whole_bytes)
{
    static _Thread_local unsigned char head[HEAD_BYTES];
    ssize_t n = pread(p->draft.fd, head, sizeof head, 0);
    struct sniffed kind;

    if (n < 0)
        return fail(ERR_FAULT, "cannot read a draft");
    if (n < whole_bytes && n < SNIFF_LEAST)
        return OK;
    enum err e = sniff_head(head, (size_t)n, whole_bytes, &kind);
    /* What a file is, is no matter of Content-Type: whoever sends a wrong one reads 422 like for any other fault. */
    return e == ERR_MEDIA ? refuse(ERR_INVALID, err_code(), "%s", refusal_sentence(refusal_named(err_code()))) : e;
}

/* ---- announcing ------------------------------------------------------------------ */

/* "/home/me/My mix.final.wav" -> "My mix.final" */
static const char *title_from(struct arena *a, const char *filename)
{
    const char *slash = strrchr(filename, '/'), *name = slash ? slash + 1 : filename, *dot = strrchr(name, '.');

    return dot && dot > name ? arena_strndup(a, name, (size_t)(dot - name)) : arena_strdup(a, name);
}

static const char *title_of(struct arena *a, const struct upload_order *o)
{
    const char *title = o->title && *o->title ? o->title : o->filename ? title_from(a, o->filename) : NULL;

    return title && *title ? song_title(a, title) : "Untitled";
}

static enum err song_of(struct work *w, int64_t account, const struct upload_order *o, const char **id)
{
    struct song_id held;

    *id = o->song;
    if (!*id) {
        *id = uuid_new(w->arena, w->now);
        TRY(song_insert(w->db, *id, account, title_of(w->arena, o), NULL, NULL, NULL, NULL, NULL,
                        NULL, NULL, w->now));
    }
    return song_turn(w->db, *id, account, &held);
}

static enum err check_size(struct work *w, const struct upload_order *o)
{
    if (o->bytes == 0)
        return refuse(ERR_INVALID, "empty", "the file is empty; please export your mix again and send the new file");
    if (o->bytes > w->config->upload_bytes_max)
        return fail(ERR_TOO_BIG, "%lld bytes are the most one file may have", (long long)w->config->upload_bytes_max);
    return OK;
}

enum err upload_open(struct work *w, int64_t account, const struct upload_order *o, struct upload *out)
{
    CLEANUP(tx_end) struct tx tx = {0};
    const char *id = uuid_new(w->arena, w->now), *version = uuid_new(w->arena, w->now), *song;

    TRY(check_size(w, o));
    TRY(tx_begin(w->db, &tx));
    TRY(asset_room(w, account, o->bytes));
    TRY(song_of(w, account, o, &song));
    TRY(version_insert(w->db, version, song, account, o->filename, o->bytes, w->now));
    TRY(upload_insert(w->db, id, account, song, version, o->bytes, o->filename, o->media, o->sha256, o->metadata, w->now,
                      w->now + HOURS(w->config->upload_hours)));
    TRY(upload_get(w->db, id, account, out));
    TRY(wake_account(w, account));
    return tx_commit(&tx);
}

/* ---- going on ---------------------------------------------------------------------- */

static enum err can_go_on(struct work *w, const struct upload *u)
{
    if (u->state == UPLOAD_STATE_REFUSED)
        return fail(ERR_GONE, "this upload was refused; its version says why");
    if (u->state == UPLOAD_STATE_EXPIRED || (u->state == UPLOAD_STATE_RECEIVING && u->expires_at <= w->now))
        return refuse(ERR_GONE, "upload_expired", "this upload rested for too long; please begin again");
    return OK;
}

enum err upload_look(struct work *w, int64_t account, const char *id, struct upload *out)
{
    TRY(upload_get(w->db, id, account, out));
    return can_go_on(w, out);
}

static enum err fits(const struct upload *u, int64_t at, int64_t bytes)
{
    if (at != u->offset)
        return refuse(ERR_CONFLICT, "upload_offset", "the upload is at %lld, not at %lld", (long long)u->offset, (long long)at);
    if (bytes > u->bytes - u->offset)
        return too_much(u->bytes - u->offset);
    return OK;
}

static enum err complete(struct work *w, int64_t account, const struct upload *u)
{
    TRY(upload_end(w->db, u->id, UPLOAD_STATE_COMPLETE));
    TRY(version_arrived(w->db, u->version_id));
    return job_put(w, "verify", u->version_id, account, NULL, JOB_NOW);
}

/* The row of a piece whose file has its name.  Whoever comes second finds another offset. */
static enum err count_piece(struct work *w, int64_t account, int64_t at, const struct stored *file, struct upload *u)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct upload_id held;

    TRY(tx_begin(w->db, &tx));
    TRY(upload_lock(w->db, u->id, account, &held));
    TRY(upload_look(w, account, u->id, u));
    TRY(fits(u, at, file->bytes));
    TRY(upload_piece_insert(w->db, u->id, at, file->bytes, file->key));
    TRY(upload_touch(w->db, u->id, w->now + HOURS(w->config->upload_hours)));
    if (at + file->bytes == u->bytes)
        TRY(complete(w, account, u));
    TRY(upload_get(w->db, u->id, account, u));
    TRY(wake_account(w, account));
    return tx_commit(&tx);
}

static enum err keep_piece(struct work *w, int64_t account, int64_t at, struct piece *p, struct upload *u)
{
    struct stored file;

    TRY(draft_keep_plain(&p->draft, w->arena, &file));
    enum err e = count_piece(w, account, at, &file, u);
    if (e != OK && e != ERR_BUSY) /* busy may have been the commit: then nobody knows, and the reaper will */
        asset_drop_files(w, &(struct asset_key){.key = file.key}, 1);
    return e;
}

/* No more of it is wanted, and the version says why. */
static enum err refuse_upload(struct work *w, int64_t account, const struct upload *u, const char *code)
{
    CLEANUP(tx_end) struct tx tx = {0};

    TRY(tx_begin(w->db, &tx));
    TRY(upload_end(w->db, u->id, UPLOAD_STATE_REFUSED));
    TRY(version_reject(w->db, u->version_id, code));
    TRY(wake_account(w, account));
    return tx_commit(&tx);
}

static enum err first_look(struct work *w, int64_t account, const struct piece *p, const struct upload *u)
{
    enum err e = piece_sniff(p, u->bytes);

    if (e == ERR_INVALID) {
        const char *code = arena_strdup(w->arena, err_code()), *detail = arena_strdup(w->arena, err_detail());
        TRY(refuse_upload(w, account, u, code));
        return refuse(ERR_INVALID, code, "%s", detail);
    }
    return e;
}

static enum err disk_has_room(struct work *w)
{
    int64_t free_bytes;

    TRY(store_room(w->store, &free_bytes));
    if (free_bytes < w->config->disk_free_min)
        return fail(ERR_FULL, "there is no room left here; what you sent is safe, please go on later");
    return OK;
}

enum err upload_add(struct work *w, int64_t account, const char *id, int64_t at, struct piece *p, struct upload *out)
{
    TRY(upload_look(w, account, id, out));
    TRY(fits(out, at, p->bytes));
    if (p->bytes == 0)
        return OK;
    TRY(disk_has_room(w));
    if (at == 0)
        TRY(first_look(w, account, p, out));
    return keep_piece(w, account, at, p, out);
}

/* ---- ending --------------------------------------------------------------------------- */

enum err upload_take_pieces(struct work *w, const char *id, struct asset_key **keys, size_t *n)
{
    struct upload_piece *pieces;

    TRY(upload_pieces(w->db, id, &pieces, n));
    *keys = arena_alloc(w->arena, (*n + 1) * sizeof **keys);
    for (size_t i = 0; i < *n; i++)
        (*keys)[i].key = pieces[i].key;
    return upload_pieces_drop(w->db, id);
}

/* The version of an upload that ends early: it never was, and a song that came for it alone goes too.
 * Keys: of the file that its pieces were put together to, if they were. */
static enum err undo_version(struct work *w, const struct upload *u, const char *code, struct asset_key **keys, size_t *n)
{
    struct version_files v;
    enum err e = version_reject(w->db, u->version_id, code);

    *n = 0;
    if (e == ERR_CONFLICT)
        return OK; /* looked at already */
    TRY(e);
    TRY(version_work(w->db, u->version_id, &v));
    TRY(asset_purge(w, &v.original_id, 1, keys, n));
    e = job_stop(w, "verify", u->version_id);
    if (e != ERR_NOT_FOUND)
        TRY(e);
    return song_abandon(w, u->version_id);
}

enum err upload_cancel(struct work *w, int64_t account, const char *id)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct upload_id held;
    struct upload u;
    struct asset_key *keys, *whole;
    size_t n, k;

    TRY(tx_begin(w->db, &tx));
    TRY(upload_lock(w->db, id, account, &held));
    TRY(upload_look(w, account, id, &u));
    TRY(undo_version(w, &u, "cancelled", &whole, &k));
    TRY(upload_take_pieces(w, id, &keys, &n));
    TRY(upload_drop(w->db, id));
    TRY(wake_account(w, account));
    TRY(tx_commit(&tx));
    asset_drop_files(w, keys, n);
    asset_drop_files(w, whole, k);
    return OK;
}

static enum err expire(struct work *w, const struct upload_id *which)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct upload_id held;
    struct upload u;
    struct asset_key *keys, *whole;
    size_t n, k;

    TRY(tx_begin(w->db, &tx));
    TRY(upload_lock(w->db, which->id, which->account_id, &held));
    TRY(upload_get(w->db, which->id, which->account_id, &u));
    if (u.state != UPLOAD_STATE_RECEIVING || u.expires_at > w->now)
        return OK; /* it went on meanwhile */
    TRY(upload_end(w->db, u.id, UPLOAD_STATE_EXPIRED));
    TRY(undo_version(w, &u, "upload_expired", &whole, &k));
    TRY(upload_take_pieces(w, u.id, &keys, &n));
    TRY(wake_account(w, which->account_id));
    TRY(tx_commit(&tx));
    asset_drop_files(w, keys, n);
    asset_drop_files(w, whole, k);
    return OK;
}

enum err upload_sweep(struct work *w, int64_t *ended)
{
    struct upload_id *late;
    size_t n;

    *ended = 0;
    do {
        TRY(upload_expired(w->db, w->now, &late, &n));
        for (size_t i = 0; i < n; i++, *ended += 1)
            TRY(expire(w, &late[i]));
    } while (n > 0);
    return upload_forget(w->db, w->now - REMEMBERED_US);
}
