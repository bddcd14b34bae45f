/* SPDX-License-Identifier: ISC */
#include "app/master.h"

#include "app/album.h"
#include "app/asset.h"
#include "app/certificate.h"
#include "app/event.h"
#include "app/job.h"
#include "app/preferences.h"
#include "app/remix.h"
#include "app/wake.h"
#include "json/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct field order_fields[] = {
    UUID(master_order, version_id, .doc = "The mix to master."),
    SUB(master_order, recipe, recipe, .optional = true,
        .doc = "How; what is left out has its preset.  Without a recipe: as your preferences say."),
    UUID(master_order, like, .optional = true,
         .doc = "A finished master of yours whose every setting this one gets; for a new mix of its song.  It brings its recipe."),
    UUID(master_order, replaces, .optional = true,
         .doc = "An unfinished master this one takes the place of: it is cancelled."),
};
const struct record master_order_record = RECORD(master_order, order_fields);

static const struct field change_fields[] = {
    BOOL(master_change, cancel, .doc = "true: stop it, nobody wants it any more."),
};
const struct record master_change_record = RECORD(master_change, change_fields);

static const struct field piece_fields[] = {
    INT(preview_piece, n, .doc = "From 0."),
    INT(preview_piece, lead, .doc = "Frames to skip after decoding."),
    INT(preview_piece, frames, .doc = "Frames to play."),
    INT(preview_piece, bytes, .doc = "Size of the file."),
    TEXT(preview_piece, url, .optional = true, .doc = "Where it is."),
};
const struct record preview_piece_record = RECORD(preview_piece, piece_fields);

static const struct field shown_fields[] = {
    INT(preview_shown, rate, .unit = "Hz", .doc = "Decode in a context of this rate."),
    INT(preview_shown, channels, .doc = "Four: mix left, mix right, master left, master right."),
    INT(preview_shown, frames_total, .doc = "Length of the whole."),
    INT(preview_shown, segment_seconds, .doc = "What one segment plays, but for the last."),
    LIST(preview_shown, segments, preview_piece,
         .doc = "In order, without gaps once leads are skipped."),
    REAL(preview_shown, gain_db_match, .optional = true, .unit = "dB",
         .doc = "Brings the master to the loudness of the mix; negative when it is louder."),
    REAL(preview_shown, mix_lufs, .optional = true, .unit = "LUFS",
         .doc = "As it sounds in the preview."),
    REAL(preview_shown, master_lufs, .optional = true, .unit = "LUFS",
         .doc = "As it sounds in the preview."),
    REAL(preview_shown, mix_gain_db, .optional = true, .unit = "dB",
         .doc = "What the mix was turned down by, to fit; that is in mix_lufs."),
    REAL(preview_shown, master_gain_db, .optional = true, .unit = "dB",
         .doc = "The same for the master."),
};
const struct record preview_shown_record = RECORD(preview_shown, shown_fields);

/* ---- wanting one --------------------------------------------------------------------- */

enum err master_reference_known(struct work *w, int64_t account, const struct recipe *r)
{
    struct list all;

    TRY(recipe_references(w->arena, r, &all));
    const struct recipe_reference *rows = all.rows;
    for (size_t i = 0; i < all.count; i++) {
        const char *field = r->reference && i == 0 ? "recipe.reference" : "recipe.references";
        struct version version;
        enum err e = version_get(w->db, rows[i].version, account, &version);
        if (e == ERR_NOT_FOUND || (e == OK && version.state != VERSION_STATE_READY))
            return blame(field, "there is no such version of yours that is ready");
        TRY(e);
    }
    return OK;
}

enum err master_version(struct work *w, int64_t account, const char *id, struct version *v, struct analysis_length *length)
{
    enum err e = version_get(w->db, id, account, v);

    if (e == ERR_NOT_FOUND)
        return blame("version_id", "there is no such version of yours");
    TRY(e);
    if (v->state != VERSION_STATE_READY)
        return refuse(ERR_CONFLICT, "version_not_ready", "this version is not ready to be mastered");
    return version_length(w->db, id, length);
}

enum err master_add(struct work *w, int64_t account, const char *song, const char *version, const struct recipe *r, const char *like,
                    const char *id)
{
    struct song_id held;

    TRY(song_turn(w->db, song, account, &held));
    return master_insert(w->db, id, version, account, json_of(w->arena, &recipe_record, r), like, w->now);
}

static enum err queue_one(struct work *w, int64_t account, const char *song, const char *version, const struct recipe *r,
                          const char *like, const char *id)
{
    TRY(master_add(w, account, song, version, r, like, id));
    return job_put(w, "master", id, account, NULL, JOB_NOW);
}

static enum err stop_job(struct work *w, const char *id)
{
    enum err e = job_stop(w, "master", id);

    return e == ERR_NOT_FOUND ? OK : e;
}

/* What is finished meanwhile is a revision like the others: it stays. */
static enum err cancel(struct work *w, int64_t account, const char *id)
{
    TRY(master_cancel(w->db, id, account));
    TRY(album_stop_with(w, account, id));
    return stop_job(w, id);
}

static enum err replace(struct work *w, int64_t account, const struct master_order *o)
{
    struct master_whole old;

    if (!o->replaces)
        return OK;
    enum err e = master_get(w->db, o->replaces, account, ENGINE_NAME, &old);
    if (e == ERR_NOT_FOUND)
        return blame("replaces", "there is no such master of yours");
    TRY(e);
    e = cancel(w, account, o->replaces);
    return e == ERR_CONFLICT ? OK : e;
}

static enum err recipe_wished(struct work *w, int64_t account, const struct master_order *o, const char *song, struct recipe *out)
{
    struct master_like like;

    if (o->like) {
        if (o->recipe)
            return blame("recipe", "a master that is to be like another has its recipe");
        TRY(remix_wish(w, account, o->like, &like));
        return json_read_loose(w->arena, like.recipe, strlen(like.recipe), &recipe_record, out);
    }
    if (!o->recipe)
        return preferences_recipe(w, song, out);
    *out = *o->recipe;
    return OK;
}

enum err master_order_put(struct work *w, int64_t account, const struct master_order *o, struct master_whole *out)
{
    CLEANUP(tx_end) struct tx tx = {0};
    const char *id = uuid_new(w->arena, w->now);
    struct analysis_length length;
    struct version v;
    struct recipe r;

    TRY(master_version(w, account, o->version_id, &v, &length));
    TRY(recipe_wished(w, account, o, v.song_id, &r));
    TRY(recipe_check(&r, length.seconds));
    TRY(master_reference_known(w, account, &r));
    TRY(tx_begin(w->db, &tx));
    TRY(asset_room(w, account, length.bytes)); /* the master is about as large as the mix */
    TRY(replace(w, account, o));
    TRY(queue_one(w, account, v.song_id, v.id, &r, o->like, id));
    TRY(master_get(w->db, id, account, ENGINE_NAME, out));
    TRY(wake_account(w, account));
    return tx_commit(&tx);
}

enum err master_first(struct work *w, int64_t account, const char *song, const char *version)
{
    struct recipe r;

    TRY(preferences_recipe(w, song, &r));
    return queue_one(w, account, song, version, &r, NULL, uuid_new(w->arena, w->now));
}

/* ---- not wanting it --------------------------------------------------------------------- */

enum err master_stop(struct work *w, int64_t account, const char *id)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct master_whole m;

    TRY(tx_begin(w->db, &tx));
    TRY(master_get(w->db, id, account, ENGINE_NAME, &m));
    TRY(cancel(w, account, id));
    TRY(wake_account(w, account));
    return tx_commit(&tx);
}

enum err master_cancel_all(struct work *w, int64_t account, const char *song)
{
    struct master_id *open;
    size_t n;

    TRY(master_open_of_song(w->db, song, &open, &n));
    for (size_t i = 0; i < n; i++) {
        enum err e = cancel(w, account, open[i].id);
        if (e != ERR_CONFLICT)
            TRY(e);
    }
    return OK;
}

enum err master_remove(struct work *w, int64_t account, const char *id)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct master_whole m;
    struct master_part *parts;
    struct asset_key *keys;
    size_t n, k;

    TRY(tx_begin(w->db, &tx));
    TRY(master_get(w->db, id, account, ENGINE_NAME, &m));
    TRY(stop_job(w, id));
    TRY(album_stop_with(w, account, id));
    TRY(master_parts(w->db, id, &parts, &n));
    const char **ids = arena_alloc(w->arena, (n + 1) * sizeof *ids);
    for (size_t i = 0; i < n; i++)
        ids[i] = parts[i].asset_id;
    TRY(asset_purge(w, ids, n, &keys, &k));
    TRY(master_drop(w->db, id, account));
    TRY(event_by(w, account, "deleted", "master", id, NULL));
    TRY(wake_account(w, account));
    TRY(tx_commit(&tx));
    asset_drop_files(w, keys, k);
    return OK;
}

/* ---- having it --------------------------------------------------------------------------- */

enum err master_finished(struct work *w, int64_t account, const char *id, struct master_whole *m)
{
    TRY(master_get(w->db, id, account, ENGINE_NAME, m));
    if (m->state == MASTER_STATE_READY)
        return OK;
    if (m->state == MASTER_STATE_FAILED || m->state == MASTER_STATE_CANCELLED)
        return refuse(ERR_CONFLICT, "master_ended", "this master was not finished; make another");
    enum err e = refuse(ERR_CONFLICT, "master_not_ready", "this master is still being made");
    err_retry_after(2);
    return e;
}

enum err master_preview(struct work *w, int64_t account, const char *id, struct preview_shown *out)
{
    struct master_whole m;

    TRY(master_finished(w, account, id, &m));
    return json_read_loose(w->arena, m.preview, strlen(m.preview), &preview_shown_record, out);
}

enum err master_file(struct work *w, int64_t account, const char *id, const char *kind, int64_t n, struct master_part *out)
{
    struct master_whole m;

    TRY(master_finished(w, account, id, &m));
    return master_part_get(w->db, id, kind, n, out);
}

/* ---- taking it home ------------------------------------------------------------------------ */

const char *const file_bits_words[] = {"16", "24", "32", NULL};
const char *const file_rate_words[] = {"44100", "48000", "88200", "96000", "176400", "192000", NULL};

enum err file_wish_read(const char *format, const char *bits, const char *rate, struct file_wish *out)
{
    enum output_format f;

    TRY(output_choose(format, 0, &f));
    TRY(output_choose(format, bits ? strtol(bits, NULL, 10) : 0, &f));
    *out = (struct file_wish){.format = output_format_words[f]};
    if (!rate)
        return OK;
    if (word_index(file_rate_words, rate) == ENUM_ABSENT)
        return blame("rate", "must be 44100, 48000, 88200, 96000, 176400 or 192000");
    out->rate_hz = strtol(rate, NULL, 10);
    if (f == OUTPUT_OPUS)
        return blame("rate", "Opus is always at 48000 Hz; leave the rate out");
    if (f == OUTPUT_MP3 && out->rate_hz > 48000)
        return blame("rate", "MP3 goes up to 48000 Hz");
    return OK;
}

/* Whoever asks for the rate that the master has gets the same file as who asks for none. */
static int64_t other_rate(const struct master_work *m, const struct file_wish *wish)
{
    return wish->rate_hz == m->rate_hz ? 0 : wish->rate_hz;
}

const char *master_track(struct arena *a, const struct master_work *m)
{
    return m->album ? arena_printf(a, "%lld", (long long)m->track) : NULL;
}

double master_gap_s(const struct master_work *m)
{
    return m->gap_s > 0 ? m->gap_s : 0; /* or nobody knows yet */
}

/* What is not there is not told, so that files made before there were albums, codes and gaps are still
 * those of today. */
const char *master_tags(struct arena *a, const struct master_work *m)
{
    struct buf b = {.arena = a};

    buf_puts(&b, "[");
    json_text(&b, m->title);
    buf_puts(&b, ",");
    json_text(&b, m->artist ? m->artist : "");
    if (m->album) {
        buf_puts(&b, ",");
        json_text(&b, m->album);
        buf_printf(&b, ",%lld", (long long)m->track);
    }
    if (m->isrc) {
        buf_puts(&b, ",");
        json_text(&b, m->isrc);
    }
    if (m->upc) {
        buf_puts(&b, ",");
        json_text(&b, m->upc);
    }
    if (master_gap_s(m) > 0)
        buf_printf(&b, ",%.17g", m->gap_s);
    buf_puts(&b, "]");
    return b.ptr;
}

/* No character that some file system gives a meaning. */
static char *plain_name(char *name)
{
    for (char *p = name; *p; p++)
        if (strchr("/\\:*?\"<>|", *p))
            *p = '-';
    return name;
}

const char *master_output_name(struct arena *a, const struct master_work *m, int64_t n,
                               const struct file_wish *wish)
{
    const char *ending =
        output_ending((enum output_format)word_index(output_format_words, wish->format));
    int64_t rate_hz = other_rate(m, wish);
    const char *by = m->artist ? arena_printf(a, "%s - ", m->artist) : "";
    const char *to = m->platform ? arena_printf(a, ", %s", m->platform) : "";
    const char *at = rate_hz ? arena_printf(a, ", %g kHz", (double)rate_hz / 1000) : "";

    return plain_name(
        arena_printf(a, "%s%s (master %lld%s%s).%s", by, m->title, (long long)n, to, at, ending));
}

/* A worker makes it.  At every rate there is another file, so there must be room for it. */
static enum err queue_output(struct work *w, const struct master_work *m, const char *format,
                             int64_t rate_hz)
{
    enum { FRAME_BYTES = 2 * sizeof(float) };
    double seconds = isfinite(m->seconds) ? m->seconds : 0;

    if (!rate_hz)
        return job_put(w, "encode", arena_printf(w->arena, "%s/%s", m->id, format), m->account_id,
                       NULL, JOB_NOW);
    TRY(asset_room(w, m->account_id, (int64_t)(seconds * (double)rate_hz) * FRAME_BYTES));
    return job_put(w, "encode",
                   arena_printf(w->arena, "%s/%s/%lld", m->id, format, (long long)rate_hz),
                   m->account_id, NULL, JOB_NOW);
}

enum err master_output(struct work *w, int64_t account, const char *id,
                       const struct file_wish *wish, struct output *out)
{
    enum output_format f = (enum output_format)word_index(output_format_words, wish->format);
    struct master_whole m;
    struct master_work known;
    struct master_part part;

    TRY(master_finished(w, account, id, &m));
    TRY(master_work_get(w->db, id, &known));
    int64_t rate_hz = other_rate(&known, wish);
    out->media = output_media(f);
    out->filename = master_output_name(w->arena, &known, m.n, wish);
    out->key = NULL;
    enum err e = master_part_get(w->db, id, wish->format, rate_hz, &part);
    if (e == OK && part.tags && !strcmp(part.tags, master_tags(w->arena, &known)))
        out->key = part.key;
    else if (e == OK || e == ERR_NOT_FOUND)
        return queue_output(w, &known, wish->format, rate_hz);
    return e;
}

enum err master_output_certificate(struct work *w, int64_t account, const char *id,
                                   const struct file_wish *wish, struct master_part *out)
{
    struct master_whole m;
    struct master_work known;

    TRY(master_finished(w, account, id, &m));
    TRY(master_work_get(w->db, id, &known));
    return master_part_get(w->db, id, certificate_kind(w->arena, wish->format),
                           other_rate(&known, wish), out);
}

enum err master_downloaded(struct work *w, int64_t account, const char *id,
                           const struct file_wish *wish)
{
    struct buf b = {.arena = w->arena};

    buf_printf(&b, "{\"format\":\"%s\"", wish->format);
    if (wish->rate_hz)
        buf_printf(&b, ",\"rate\":%lld", (long long)wish->rate_hz);
    buf_puts(&b, "}");
    return event_by(w, account, "downloaded", "master", id, b.ptr);
}
