/* SPDX-License-Identifier: ISC */
/* store.h - where audio lies: a folder (a bucket has the same doors).
 *
 * A file has no name until it is whole, and a key is written once: so there is
 * nothing to clean up on any path, kill -9 included.  A file is written before
 * the row that names it and dropped after that row is gone: a row never names
 * a missing file; a file without a row is found by the reaper. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/reader.h"

#include <stdbool.h>
#include <stdint.h>

struct store {
    const char *root;
};

struct stored {
    const char *key, *sha256; /* sha256: hex */
    int64_t bytes;
};

/* A file that has no name yet.  Write to fd, then keep it; dropped it never was. */
struct draft {
    struct store *store;
    int fd;
};

/* ERR_FAULT for a folder whose file system cannot keep nameless files. */
enum err store_open(struct arena *life, const char *url, struct store **out);

enum err draft_new(struct store *s, struct draft *out);
/* Hashes, syncs and names it: out->key is new and random, "xx/<32 hex>".  ERR_FULL: no room. */
enum err draft_keep(struct draft *d, struct arena *a, struct stored *out);
/* The same without the hash (out->sha256 is NULL): for pieces that are hashed when they are put together. */
enum err draft_keep_plain(struct draft *d, struct arena *a, struct stored *out);
void draft_drop(struct draft *d);
enum err draft_write(struct draft *d, const void *bytes, size_t n);
/* Adds so many bytes of another file, from its current place on, in the kernel where it can.
 * ERR_FAULT: it ends before. */
enum err draft_add(struct draft *d, int from, int64_t bytes);

/* The same from bytes: at most so many, else ERR_TOO_BIG. */
enum err store_put(struct store *s, struct arena *a, struct reader in, int64_t most, struct stored *out);
/* An open file, for reading; the caller closes it.  ERR_NOT_FOUND. */
enum err store_get(struct store *s, struct arena *a, const char *key, int *fd);
/* Gone, or gone already. */
enum err store_drop(struct store *s, struct arena *a, const char *key);
/* Every key with its size and age by the machine's clock, in seconds. */
typedef enum err store_visit(void *arg, const char *key, int64_t bytes, int64_t age_s);
enum err store_list(struct store *s, struct arena *a, store_visit *visit, void *arg);
enum err store_room(struct store *s, int64_t *free_bytes);

void fd_shut(int *fd); /* for CLEANUP */

#endif
