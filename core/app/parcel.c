/* SPDX-License-Identifier: ISC */
#include "app/parcel.h"

#include "app/asset.h"
#include "app/event.h"
#include "app/master.h"
#include "app/render.h"
#include "app/wake.h"
#include "audio/encode.h"
#include "base/zip.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 1 << 20 };

static const struct field order_fields[] = {
    TEXTS(parcel_order, songs, .optional = true, .min = 1, .max = PARCEL_FILES_MAX,
          .doc = "Songs: the newest finished master of each."),
    TEXTS(parcel_order, masters, .optional = true, .min = 1, .max = PARCEL_FILES_MAX,
          .doc = "Masters, whichever revision they are."),
    TEXT(parcel_order, format, .min = 1, .max = 20,
         .doc = "Of every file: wav, flac, mp3, opus (wav16, wav24, wav32f, flac16 say their bits "
                "at once)."),
    TEXT(parcel_order, bits, .optional = true, .among = file_bits_words,
         .doc = "As of a single file."),
    TEXT(parcel_order, rate, .optional = true, .among = file_rate_words,
         .doc = "In Hz; none: each mix's own."),
};
const struct record parcel_order_record = RECORD(parcel_order, order_fields);

/* ---- ordering ---------------------------------------------------------------------------- */

struct wanted {
    struct file_wish wish;
    const char *masters[PARCEL_FILES_MAX + 1]; /* ended by NULL */
    size_t count;
    double bytes; /* about */
};

/* What a second of it takes, about: to refuse early what can never be packed. */
static double bytes_a_second(const char *format, int64_t rate_hz)
{
    static const double of[OUTPUT_COUNT] = {[OUTPUT_WAV16] = 4,
                                            [OUTPUT_WAV24] = 6,
                                            [OUTPUT_WAV32F] = 8,
                                            [OUTPUT_FLAC] = 3,
                                            [OUTPUT_FLAC16] = 2};
    enum output_format f = (enum output_format)word_index(output_format_words, format);

    return of[f] > 0 ? of[f] * (double)rate_hz : 30000;
}

static bool is_there(const struct wanted *all, const char *master)
{
    for (size_t i = 0; i < all->count; i++)
        if (!strcmp(all->masters[i], master))
            return true;
    return false;
}

/* rows: of the ids that were found, in their order. */
static enum err take(struct work *w, struct wanted *all, const char *field, const char *const *ids,
                     const struct parcel_choice *rows, size_t n)
{
    for (size_t i = 0; ids[i]; i++) {
        if (i >= n || rows[i].at != (int64_t)i + 1)
            return blame(arena_printf(w->arena, "%s.%zu", field, i),
                         "there is no such master of yours");
        if (!rows[i].master)
            return refuse(ERR_CONFLICT, "master_not_ready", "\"%s\" has no finished master yet",
                          rows[i].title);
        if (is_there(all, rows[i].master))
            continue;
        if (all->count == PARCEL_FILES_MAX)
            return refuse(ERR_TOO_BIG, "parcel_too_many", "%d files are the most at once",
                          PARCEL_FILES_MAX);
        all->masters[all->count++] = rows[i].master;
        int64_t rate_hz = all->wish.rate_hz ? all->wish.rate_hz : rows[i].rate_hz;
        if (!isnan(rows[i].seconds) && rate_hz != INT_ABSENT)
            all->bytes += rows[i].seconds * bytes_a_second(all->wish.format, rate_hz);
    }
    return OK;
}

static enum err check_ids(struct work *w, const char *field, const char *const *ids)
{
    for (size_t i = 0; ids[i]; i++)
        if (!text_is_uuid(ids[i]))
            return blame(arena_printf(w->arena, "%s.%zu", field, i),
                         "there is no such master of yours");
    return OK;
}

static enum err choose(struct work *w, int64_t account, const struct parcel_order *o,
                       struct wanted *all)
{
    struct parcel_choice *rows;
    size_t n;

    TRY(file_wish_read(o->format, o->bits, o->rate, &all->wish));
    if (!o->songs && !o->masters)
        return blame("songs", "name songs or masters");
    if (o->songs) {
        TRY(check_ids(w, "songs", o->songs));
        TRY(parcel_of_songs(w->db, o->songs, account, &rows, &n));
        TRY(take(w, all, "songs", o->songs, rows, n));
    }
    if (o->masters) {
        TRY(check_ids(w, "masters", o->masters));
        TRY(parcel_of_masters(w->db, o->masters, account, &rows, &n));
        TRY(take(w, all, "masters", o->masters, rows, n));
    }
    return OK;
}

static enum err too_big(const struct work *w)
{
    enum { GB = 1000000000 };

    return refuse(ERR_TOO_BIG, "parcel_too_big",
                  "%lld GB are the most in one ZIP file; take fewer songs, or a smaller format",
                  (long long)(w->config->parcel_bytes_max / GB));
}

/* The disk has room for it, so far as one can tell. */
static enum err check_size(struct work *w, double bytes)
{
    int64_t free_bytes;

    if (bytes > (double)w->config->parcel_bytes_max)
        return too_big(w);
    TRY(store_room(w->store, &free_bytes));
    if ((double)free_bytes - bytes < (double)w->config->disk_free_min)
        return fail(ERR_FULL,
                    "there is no room left here; nothing of yours is lost, please try again later");
    return OK;
}

/* Inside a transaction; their files are dropped after it. */
static enum err end_one(struct work *w, const char *id, struct asset_key **keys, size_t *n)
{
    enum err e = job_stop(w, "parcel", id);

    if (e != ERR_NOT_FOUND)
        TRY(e);
    TRY(due_drop(w, PARCEL_END, "parcel", id));
    return parcel_drop(w->db, id, keys, n);
}

static enum err make_room(struct work *w, int64_t account, struct asset_key *out, size_t *count)
{
    struct parcel_id *old;
    struct asset_key *keys;
    size_t n, k;

    *count = 0;
    TRY(parcel_beyond(w->db, account, PARCELS_KEPT, &old, &n));
    for (size_t i = 0; i < n && i < PARCELS_KEPT; i++) { /* what is left over goes the next time */
        TRY(end_one(w, old[i].id, &keys, &k));
        if (k)
            out[(*count)++] = keys[0];
    }
    return OK;
}

enum err parcel_order_put(struct work *w, int64_t account, const struct parcel_order *o,
                          struct parcel *out)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct wanted *all = NEW(w->arena, struct wanted);
    const char *id = uuid_new(w->arena, w->now);
    const int64_t expires_at = w->now + HOURS(PARCEL_HOURS);
    struct asset_key old[PARCELS_KEPT];
    size_t n;

    TRY(choose(w, account, o, all));
    TRY(check_size(w, all->bytes));
    TRY(tx_begin(w->db, &tx));
    TRY(parcel_insert(w->db, id, account, all->wish.format, all->wish.rate_hz, (int64_t)all->count,
                      w->now, expires_at));
    TRY(parcel_fill(w->db, id, all->masters));
    TRY(make_room(w, account, old, &n));
    TRY(due_put(w, PARCEL_END, "parcel", id, expires_at));
    TRY(job_put(w, "parcel", id, account, NULL, JOB_SOON));
    TRY(parcel_get(w->db, id, account, out));
    TRY(tx_commit(&tx));
    asset_drop_files(w, old, n);
    return OK;
}

/* ---- taking it home ---------------------------------------------------------------------- */

static enum err gone(void)
{
    return refuse(
        ERR_GONE, "parcel_gone",
        "this ZIP file is not kept any more, or one of its masters was deleted; order it again");
}

static enum err failed(const struct work *w, const char *code)
{
    if (!strcmp(code, "parcel_too_big"))
        return too_big(w);
    return !strcmp(code, "parcel_gone")
               ? gone()
               : refuse(ERR_CONFLICT, "parcel_failed",
                        "this ZIP file could not be packed; order it again");
}

enum err parcel_take(struct work *w, int64_t account, const char *id, struct parcel_out *out)
{
    struct parcel_file p;

    TRY(parcel_file_get(w->db, id, account, &p));
    if (p.there < p.files || p.expires_at <= w->now)
        return gone();
    if (p.state == PARCEL_STATE_FAILED)
        return failed(w, p.code);
    *out = (struct parcel_out){
        .key = p.state == PARCEL_STATE_READY ? p.key : NULL,
        .filename = arena_printf(w->arena, "masters %.10s.zip", time_text(w->arena, p.created_at))};
    return OK;
}

enum err parcel_taken(struct work *w, int64_t account, const char *id)
{
    return event_by(w, account, "downloaded", "parcel", id, NULL);
}

enum err parcel_remove(struct work *w, int64_t account, const char *id)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct asset_key *keys;
    struct parcel known;
    size_t n;

    TRY(tx_begin(w->db, &tx));
    TRY(parcel_get(w->db, id, account, &known));
    TRY(end_one(w, id, &keys, &n));
    TRY(tx_commit(&tx));
    asset_drop_files(w, keys, n);
    return OK;
}

enum err parcel_end(struct work *w, const struct due_row *d)
{
    struct asset_key *keys;
    size_t n;

    return parcel_drop(w->db, d->object, &keys, &n);
}

/* ---- packing ----------------------------------------------------------------------------- */

struct packing {
    struct job *job;
    struct parcel_work p;
    struct parcel_item *items;
    struct zip_entry *entries;
    size_t n, done;
    struct draft *zip;
    int64_t at;
};

/* The file as it was made before, if its tags are those of today; else it is encoded here.  The
 * caller drops it. */
static enum err open_output(struct work *w, const struct master_work *m,
                            const struct file_wish *wish, struct draft *own)
{
    struct master_part part;
    enum err e = master_part_get(w->db, m->id, wish->format, wish->rate_hz, &part);

    if (e == OK && part.tags && !strcmp(part.tags, master_tags(w->arena, m)))
        return store_get(w->store, w->arena, part.key, &own->fd);
    if (e != ERR_NOT_FOUND)
        TRY(e);
    TRY(draft_new(w->store, own));
    return encode_into(w, m, wish, own->fd);
}

static enum err sum_up(struct packing *k, struct arena *a, int fd, struct zip_entry *e)
{
    char *piece = arena_alloc(a, PIECE);
    ssize_t n;

    while ((n = pread(fd, piece, PIECE, e->bytes)) > 0) {
        e->crc = zip_crc(e->crc, piece, (size_t)n);
        e->bytes += n;
        TRY(job_check(k->job));
    }
    return n < 0 ? fail(ERR_FAULT, "a file to pack cannot be read") : OK;
}

static enum err append(struct packing *k, struct arena *a, int fd, struct zip_entry *e)
{
    struct buf head = {.arena = a};

    TRY(sum_up(k, a, fd, e));
    if (k->at + e->bytes > k->job->w->config->parcel_bytes_max)
        return too_big(k->job->w);
    zip_header(&head, e, k->at);
    TRY(draft_write(k->zip, head.ptr, head.len));
    if (lseek(fd, 0, SEEK_SET))
        return fail(ERR_FAULT, "a file to pack cannot be read from its beginning");
    TRY(draft_add(k->zip, fd, e->bytes));
    k->at += (int64_t)head.len + e->bytes;
    return OK;
}

static enum err pack_one(struct packing *k, struct work *w)
{
    CLEANUP(draft_drop) struct draft own = {.fd = -1};
    const struct parcel_item *item = &k->items[k->done];
    struct zip_entry *e = &k->entries[k->done];
    struct file_wish wish = {.format = k->p.format, .rate_hz = k->p.rate_hz};
    struct master_work m;

    TRY(master_work_get(w->db, item->master, &m));
    if (wish.rate_hz == m.rate_hz)
        wish.rate_hz = 0; /* its own: the same file as without one */
    TRY(open_output(w, &m, &wish, &own));
    const char *name = master_output_name(w->arena, &m, item->revision, &wish);
    *e = (struct zip_entry){.name = zip_name_among(k->job->w->arena, name, k->entries, k->done),
                            .time_us = item->ready_at};
    TRY(append(k, w->arena, own.fd, e));
    k->done++;
    return job_tell(k->job, "packing", (double)k->done / (double)k->n);
}

/* Each file's work in an arena of its own: there may be hundreds. */
static enum err pack_all(struct packing *k)
{
    CLEANUP(arena_free) struct arena *turn = arena_new();
    struct work inner = *k->job->w;
    enum err e = OK;

    inner.arena = turn;
    while (e == OK && k->done < k->n) {
        arena_reset(turn);
        TRY(db_use(inner.db, turn));
        e = pack_one(k, &inner);
    }
    TRY(db_use(inner.db, k->job->w->arena));
    return e == ERR_NOT_FOUND ? gone() : e; /* deleted meanwhile */
}

static enum err write_end(struct packing *k)
{
    struct buf end = {.arena = k->job->w->arena};

    zip_directory(&end, k->entries, k->n, k->at);
    return draft_write(k->zip, end.ptr, end.len);
}

static enum err publish(struct packing *k, const struct stored *file)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct work *w = k->job->w;
    const char *asset;

    TRY(tx_begin(w->db, &tx));
    TRY(job_fence(k->job));
    TRY(asset_add(w, k->p.account_id, file, "application/zip", "parcel", &asset));
    TRY(parcel_ready(w->db, k->p.id, asset));
    TRY(job_done(k->job));
    return tx_commit(&tx);
}

static enum err pack(struct packing *k)
{
    CLEANUP(draft_drop) struct draft zip = {.fd = -1};
    struct work *w = k->job->w;
    struct stored file;

    TRY(draft_new(w->store, &zip));
    k->zip = &zip;
    TRY(pack_all(k));
    TRY(write_end(k));
    TRY(draft_keep(&zip, w->arena, &file));
    enum err e = publish(k, &file);
    if (e != OK &&
        e != ERR_BUSY) { /* busy may have been the commit: then nobody knows, and the reaper will */
        const struct asset_key key = {.key = file.key};
        asset_drop_files(w, &key, 1);
    }
    return e;
}

enum err parcel_run(struct job *j)
{
    struct work *w = j->w;
    struct packing k = {.job = j};
    enum err e = parcel_work_get(w->db, j->row.subject, &k.p);

    if (e == ERR_NOT_FOUND || (e == OK && k.p.state != PARCEL_STATE_PACKING))
        return OK; /* not wanted any more, or packed before */
    TRY(e);
    TRY(parcel_items(w->db, k.p.id, &k.items, &k.n));
    if ((int64_t)k.n < k.p.files)
        return gone();
    k.entries = arena_alloc(w->arena, k.n * sizeof *k.entries);
    return pack(&k);
}

enum err parcel_given_up(struct work *w, const struct job_row *row, const char *code)
{
    return parcel_fail(w->db, row->subject, code);
}

enum err parcel_wanted(struct work *w, const struct job_row *row)
{
    return parcel_again(w->db, row->subject);
}
