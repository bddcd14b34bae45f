/* SPDX-License-Identifier: ISC */
#include "app/asset.h"

#include "base/log.h"

#include <string.h>
#include <sys/stat.h>

enum { BATCH = 256 };

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

/* ---- the reaper -------------------------------------------------------------- */

struct reaping {
    struct work *w;
    int64_t older_s, dropped;
    const char *keys[BATCH + 1];
    size_t n;
};

static bool among(const struct asset_key *known, size_t n, const char *key)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(known[i].key, key))
            return true;
    return false;
}

static enum err reap_batch(struct reaping *r)
{
    struct asset_key *known;
    size_t n;

    r->keys[r->n] = NULL;
    TRY(asset_known(r->w->db, r->keys, &known, &n));
    for (size_t i = 0; i < r->n; i++) {
        if (among(known, n, r->keys[i]))
            continue;
        TRY(store_drop(r->w->store, r->w->arena, r->keys[i]));
        r->dropped++;
    }
    r->n = 0;
    return OK;
}

static enum err consider(void *arg, const char *key, int64_t bytes, int64_t age_s)
{
    struct reaping *r = arg;

    (void)bytes;
    if (age_s < r->older_s)
        return OK;
    r->keys[r->n++] = arena_strdup(r->w->arena, key);
    return r->n == BATCH ? reap_batch(r) : OK;
}

enum err asset_reap(struct work *w, int64_t older_s, int64_t *dropped)
{
    struct reaping r = {.w = w, .older_s = older_s};

    TRY(store_list(w->store, w->arena, consider, &r));
    TRY(reap_batch(&r));
    *dropped = r.dropped;
    return OK;
}

static enum err look(struct work *w, const char *key, int64_t *missing)
{
    CLEANUP(fd_shut) int fd = -1;
    enum err e = store_get(w->store, w->arena, key, &fd);

    if (e == ERR_NOT_FOUND) {
        log_line(LOG_ALERT, "store missing=1 key=%s", key);
        *missing += 1;
        return OK;
    }
    return e;
}

enum err asset_check(struct work *w, int64_t *missing)
{
    struct asset_key *keys;
    const char *after = "";
    size_t n;

    *missing = 0;
    do {
        TRY(asset_keys(w->db, after, BATCH, &keys, &n));
        for (size_t i = 0; i < n; i++)
            TRY(look(w, keys[i].key, missing));
        after = n ? keys[n - 1].key : after;
    } while (n == BATCH);
    return OK;
}
