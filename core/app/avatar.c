/* SPDX-License-Identifier: ISC */
#include "app/avatar.h"

#include "app/picture.h"
#include "base/buf.h"

#include <string.h>

static enum err read_all(struct work *w, struct reader in, struct buf *out)
{
    char piece[16384];
    size_t n;

    while ((n = in.read(in.from, piece, sizeof piece)) > 0) {
        if (out->len + n > PICTURE_BYTES_MAX)
            return fail(ERR_TOO_BIG, "a picture has at most 5 MB");
        buf_add(out, piece, n);
    }
    (void)w;
    return out->len ? OK : blame("body", "there is no picture");
}

static size_t from_memory(void *from, void *out, size_t n)
{
    struct buf *b = from;
    size_t k = n < b->len ? n : b->len;

    if (k)
        memcpy(out, b->ptr, k);
    b->ptr += k;
    b->len -= k;
    return k;
}

/* The file goes after its row no longer names it; where it cannot, the reaper finds it. */
static enum err forget(struct work *w, const char *id)
{
    struct avatar_file old;

    if (!id)
        return OK;
    TRY(avatar_purge(w->db, id, &old));
    return store_drop(w->store, w->arena, old.key);
}

enum err avatar_put(struct work *w, int64_t account, struct reader in, struct account *out)
{
    struct buf file = {.arena = w->arena};
    const unsigned char *png;
    struct stored kept;
    struct account before;
    size_t size;

    TRY(read_all(w, in, &file));
    TRY(picture_square(w->arena, (const unsigned char *)file.ptr, file.len, &png, &size));
    struct buf bytes = {.arena = w->arena};
    buf_add(&bytes, (const char *)png, size);
    TRY(store_put(w->store, w->arena, (struct reader){from_memory, &bytes}, PICTURE_BYTES_MAX, &kept));
    TRY(account_get(w->db, account, &before));
    TRY(avatar_set(w->db, account, uuid_new(w->arena, w->now), kept.key, kept.sha256, kept.bytes, w->now));
    TRY(forget(w, before.avatar_id));
    return account_get(w->db, account, out);
}

enum err avatar_get(struct work *w, int64_t account, const char **key)
{
    struct avatar_file f;

    TRY(avatar_of(w->db, account, &f));
    *key = f.key;
    return OK;
}

enum err avatar_drop(struct work *w, int64_t account)
{
    struct account before;

    TRY(account_get(w->db, account, &before));
    TRY(avatar_unset(w->db, account));
    return forget(w, before.avatar_id);
}
