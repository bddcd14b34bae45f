/* SPDX-License-Identifier: ISC */
/* master.h - masters: revisions of a song, made from one of its versions by a recipe.
 *
 * A revision never changes once it is ready, and all of them live.  The row is
 * there from the moment the master is wanted; the render job (render.h) fills
 * it.  What the musician does meanwhile wins: a cancelled master stays
 * cancelled, whatever the worker has. */
#ifndef APP_MASTER_H
#define APP_MASTER_H

#include "app/work.h"
#include "audio/encode.h"
#include "audio/engine.h"
#include "audio/recipe.h"

struct master_order {
    const char *version_id;
    const struct recipe *recipe; /* NULL: by the song's and the account's preferences */
    const char *like;            /* a master whose settings this one is made by, or NULL; it brings its recipe */
    const char *replaces;        /* an unfinished master that nobody wants any more, or NULL */
};
extern const struct record master_order_record;

struct master_change {
    bool cancel;
};
extern const struct record master_change_record;

/* Where the page finds ten seconds of mix and master. */
struct preview_piece {
    int64_t n, lead, frames, bytes;
    const char *url; /* the door fills it in */
};
extern const struct record preview_piece_record;
struct preview_shown {
    int64_t rate, channels, frames_total, segment_seconds;
    struct list segments; /* of struct preview_piece */
    double gain_db_match; /* brings the master down (or up) to the loudness of the mix */
    double mix_lufs, master_lufs;
    double mix_gain_db, master_gain_db; /* what they were turned down by, to fit; 0 or less */
};
extern const struct record preview_shown_record;

enum err master_order_put(struct work *w, int64_t account, const struct master_order *o, struct master_whole *out);
/* Whether the reference a recipe names can be followed: ERR_INVALID blames it. */
enum err master_reference_known(struct work *w, int64_t account, const struct recipe *r);
/* A version that can be mastered: its row, and how long and large it is.  ERR_INVALID blames `version_id`; ERR_CONFLICT:
 * version_not_ready. */
enum err master_version(struct work *w, int64_t account, const char *id, struct version *v, struct analysis_length *length);
/* Inside a transaction: the row of one that is wanted, the next revision of its song; somebody must queue its making. */
enum err master_add(struct work *w, int64_t account, const char *song, const char *version, const struct recipe *r, const char *like,
                    const char *id);
/* The first one, when a version is ready; inside the transaction that says so. */
enum err master_first(struct work *w, int64_t account, const char *song, const char *version);
enum err master_stop(struct work *w, int64_t account, const char *id);
/* Of a song that goes. */
enum err master_cancel_all(struct work *w, int64_t account, const char *song);
enum err master_remove(struct work *w, int64_t account, const char *id);

/* One that is ready.  ERR_CONFLICT: master_not_ready, master_ended. */
enum err master_finished(struct work *w, int64_t account, const char *id, struct master_whole *m);
/* The preview of a ready master, as it was kept; without urls. */
enum err master_preview(struct work *w, int64_t account, const char *id, struct preview_shown *out);
/* One of its files.  ERR_CONFLICT: the master is not ready. */
enum err master_file(struct work *w, int64_t account, const char *id, const char *kind, int64_t n, struct master_part *out);

/* Which file of a master: its format, which says its bits too, and the rate it is delivered at; 0: the mix's own. */
struct file_wish {
    const char *format;
    int64_t rate_hz;
};
extern const char *const file_bits_words[], *const file_rate_words[]; /* rates in Hz; both ended by NULL */
/* format: as output_choose() knows it; bits and rate (Hz): as they were asked for, or NULL.  ERR_NOT_FOUND: no such
 * format.  ERR_INVALID blames a rate that nobody delivers, or bits or a rate that the format cannot have. */
enum err file_wish_read(const char *format, const char *bits, const char *rate, struct file_wish *out);

/* An output, and what it should be called.  ERR_BUSY... never: when it is not made yet, out->key is NULL and
 * the job that makes it is queued. */
struct output {
    const char *key, *media, *filename;
};
enum err master_output(struct work *w, int64_t account, const char *id,
                       const struct file_wish *wish, struct output *out);
/* What is certified of it; ERR_NOT_FOUND before it is made. */
enum err master_output_certificate(struct work *w, int64_t account, const char *id,
                                   const struct file_wish *wish, struct master_part *out);
/* What its n-th revision is called as a file. */
const char *master_output_name(struct arena *a, const struct master_work *m, int64_t n, const struct file_wish *wish);
/* Somebody takes it home: an event. */
enum err master_downloaded(struct work *w, int64_t account, const char *id,
                           const struct file_wish *wish);

/* Its place in the album, in digits, or NULL. */
const char *master_track(struct arena *a, const struct master_work *m);
/* The silence behind its music, before the next song of its album; mostly 0. */
double master_gap_s(const struct master_work *m);
/* What an output of today says of title, artist, album, place, ISRC and UPC, and the silence it ends with. */
const char *master_tags(struct arena *a, const struct master_work *m);

#endif
