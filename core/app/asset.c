/* SPDX-License-Identifier: ISC */
#include "app/asset.h"

#include "base/log.h"

enum err asset_add(struct work *w, int64_t account, const struct stored *file, const char *media, const char *kind,
                   const char **id)
{
    *id = uuid_new(w->arena, w->now);
    return asset_insert(w->db, *id, account, file->key, file->sha256, file->bytes, media, kind, w->now);
}

enum err asset_keep(struct work *w, int64_t account, struct draft *d, const char *media, const char *kind,
                    const char **id)
{
    struct stored file;

    TRY(draft_keep(d, w->arena, &file));
    return asset_add(w, account, &file, media, kind, id);
}

enum err asset_open(struct work *w, const char *id, int *fd)
{
    struct asset a;

    TRY(asset_get(w->db, id, &a));
    return store_get(w->store, w->arena, a.key, fd);
}

enum err asset_purge(struct work *w, const char *const *ids, size_t n, struct asset_key **keys, size_t *count)
{
    const char **there = arena_alloc(w->arena, (n + 1) * sizeof *there);
    size_t k = 0;

    for (size_t i = 0; i < n; i++)
        if (ids[i])
            there[k++] = ids[i];
    return asset_mark_purged(w->db, there, keys, count);
}

void asset_drop_files(struct work *w, const struct asset_key *keys, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (store_drop(w->store, w->arena, keys[i].key) != OK)
            log_line(LOG_WARN, "store drop=failed key=%s", keys[i].key);
}

enum err asset_room(struct work *w, int64_t account, int64_t bytes)
{
    struct asset_sum used;
    int64_t free_bytes;

    TRY(asset_turn(w->db, account));
    TRY(asset_used(w->db, account, &used));
    if (used.bytes + bytes > w->config->account_bytes_max)
        return refuse(ERR_FULL, "over_quota",
                      "this does not fit into your storage any more; delete a song you no longer need, then try again");
    TRY(store_room(w->store, &free_bytes));
    if (free_bytes - bytes < w->config->disk_free_min)
        return fail(ERR_FULL, "there is no room left here; nothing of yours is lost, please try again later");
    return OK;
}
