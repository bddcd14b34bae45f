/* SPDX-License-Identifier: ISC */
/* upload.h - a mix on its way to us, piece by piece.
 *
 * An upload is announced with its size; its song and version stand from that
 * moment.  Each piece is a file of the store that is written once, named, and
 * then counted by a row; how far an upload is, is the sum of its rows.  Two
 * pieces for one place: one wins.  The last one queues the job that puts them
 * together and looks at them (verify.h). */
#ifndef APP_UPLOAD_H
#define APP_UPLOAD_H

#include "app/work.h"

struct upload_order {
    int64_t bytes;
    const char *filename, *media, *title; /* or NULL */
    const char *song;                     /* the song it is a new version of, or NULL */
    const char *sha256;                   /* hex, as declared, or NULL */
    const char *metadata;                 /* as it came, to be given back */
};

/* Bytes that came with one request; not yet anybody's. */
struct piece {
    struct draft draft;
    int64_t bytes;
};

/* From a file nginx has written, or as they come.  More than `most`: ERR_TOO_BIG. */
enum err piece_from_file(struct work *w, const char *path, int64_t most, struct piece *out);
enum err piece_from_reader(struct work *w, struct reader in, int64_t most, struct piece *out);
void piece_drop(struct piece *p);
/* ERR_CHECKSUM if its digest ("sha1", "sha256") is another; ERR_MALFORMED for other words. */
enum err piece_check(struct work *w, const struct piece *p, const char *algorithm, const unsigned char *want, size_t n);
/* What the first piece shows of the file; refuses with a code of audio/refusals.h. */
enum err piece_sniff(const struct piece *p, int64_t whole_bytes);

enum err upload_open(struct work *w, int64_t account, const struct upload_order *o, struct upload *out);
/* One that can go on or is complete: ERR_NOT_FOUND, ERR_GONE (expired, refused). */
enum err upload_look(struct work *w, int64_t account, const char *id, struct upload *out);
/* Adds a piece at that place.  ERR_CONFLICT: it is not the next place. */
enum err upload_add(struct work *w, int64_t account, const char *id, int64_t at, struct piece *p, struct upload *out);
/* Nobody wants it any more: what came is dropped.  A version that was looked at already stays. */
enum err upload_cancel(struct work *w, int64_t account, const char *id);

/* Ends what nobody resumed in time.  *ended: how many. */
enum err upload_sweep(struct work *w, int64_t *ended);
/* Inside a transaction: takes the rows of all pieces; their files are dropped after it (asset_drop_files). */
enum err upload_take_pieces(struct work *w, const char *id, struct asset_key **keys, size_t *n);

#endif
