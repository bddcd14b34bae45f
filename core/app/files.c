/* SPDX-License-Identifier: ISC */
#include "app/files.h"

#include "base/log.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEYS_AT_ONCE = 500, ROWS_AT_ONCE = 500, PIECE = 128 * 1024 };

static const char NO_ROW[] = "00000000-0000-0000-0000-000000000000";

/* ---- files without a row ----------------------------------------------------------- */

struct batch {
    struct work *w;
    struct arena *turn;
    int64_t older_s;
    bool dry;
    struct files_news *news;
    const char *keys[KEYS_AT_ONCE + 1];
    int64_t bytes[KEYS_AT_ONCE];
    size_t n;
};

static bool known(const struct file_key *rows, size_t n, const char *key)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(rows[i].key, key))
            return true;
    return false;
}

static enum err judge_batch(struct batch *b)
{
    struct file_key *rows;
    size_t n;

    b->keys[b->n] = NULL;
    TRY(db_use(b->w->db, b->turn));
    TRY(files_known(b->w->db, b->keys, &rows, &n));
    for (size_t i = 0; i < b->n; i++) {
        if (known(rows, n, b->keys[i]))
            continue;
        b->news->strays++;
        b->news->stray_bytes += b->bytes[i];
        if (!b->dry)
            TRY(store_drop(b->w->store, b->turn, b->keys[i]));
    }
    b->n = 0;
    arena_reset(b->turn);
    return OK;
}

static enum err see(void *arg, const char *key, int64_t bytes, int64_t age_s)
{
    struct batch *b = arg;

    b->news->seen++;
    b->news->bytes += bytes;
    if (age_s < b->older_s)
        return OK;
    b->keys[b->n] = arena_strdup(b->turn, key);
    b->bytes[b->n++] = bytes;
    return b->n == KEYS_AT_ONCE ? judge_batch(b) : OK;
}

enum err files_reap(struct work *w, int64_t older_s, bool dry, struct files_news *out)
{
    CLEANUP(arena_free) struct arena *turn = arena_new();
    struct batch b = {.w = w, .turn = turn, .older_s = older_s, .dry = dry, .news = out};

    *out = (struct files_news){0};
    enum err e = store_list(w->store, w->arena, see, &b);
    if (e == OK)
        e = judge_batch(&b);
    TRY(db_use(w->db, w->arena));
    return e;
}

/* ---- rows without a file ------------------------------------------------------------- */

static void forget(EVP_MD_CTX **m)
{
    EVP_MD_CTX_free(*m);
}

static enum err sum_of(struct arena *a, int fd, const char **hex)
{
    CLEANUP(forget) EVP_MD_CTX *sum = EVP_MD_CTX_new();
    unsigned char buf[PIECE], hash[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    ssize_t n;

    if (!sum || !EVP_DigestInit_ex(sum, EVP_sha256(), NULL))
        return fail(ERR_FAULT, "no SHA-256");
    while ((n = read(fd, buf, sizeof buf)) > 0)
        EVP_DigestUpdate(sum, buf, (size_t)n);
    EVP_DigestFinal_ex(sum, hash, &size);
    *hex = n < 0 ? "unreadable" : hex_text(a, hash, size);
    return OK;
}

static enum err look_at(struct work *w, const struct file_row *row, bool hash, struct files_news *news)
{
    CLEANUP(fd_shut) int fd = -1;
    struct stat st;
    const char *hex = row->sha256;

    enum err e = store_get(w->store, w->arena, row->key, &fd);
    if (e == ERR_NOT_FOUND) {
        news->missing++;
        log_line(LOG_ALERT, "asset id=%s key=%s missing=1", row->id, log_value(w->arena, row->key));
        return OK;
    }
    TRY(e);
    if (hash)
        TRY(sum_of(w->arena, fd, &hex));
    if (fstat(fd, &st) == 0 && st.st_size == row->bytes && !strcmp(hex, row->sha256))
        return OK;
    news->damaged++;
    log_line(LOG_ALERT, "asset id=%s key=%s damaged=1", row->id, row->key);
    return OK;
}

static enum err check_assets(struct work *w, bool hash, struct files_news *news)
{
    char after[UUID_SIZE];
    struct file_row *rows;
    size_t n;

    memcpy(after, NO_ROW, sizeof after);
    do {
        arena_reset(w->arena);
        TRY(db_use(w->db, w->arena));
        TRY(files_named(w->db, after, ROWS_AT_ONCE, &rows, &n));
        for (size_t i = 0; i < n; i++)
            TRY(look_at(w, &rows[i], hash, news));
        if (n > 0)
            memcpy(after, rows[n - 1].id, sizeof after);
    } while (n > 0);
    return OK;
}

static enum err check_pieces(struct work *w, struct files_news *news)
{
    struct file_key *rows;
    char after[64] = "";
    size_t n;

    do {
        arena_reset(w->arena);
        TRY(db_use(w->db, w->arena));
        TRY(files_of_uploads(w->db, after, ROWS_AT_ONCE, &rows, &n));
        for (size_t i = 0; i < n; i++) {
            CLEANUP(fd_shut) int fd = -1;
            enum err e = store_get(w->store, w->arena, rows[i].key, &fd);
            news->missing += e == ERR_NOT_FOUND;
            if (e != ERR_NOT_FOUND)
                TRY(e);
        }
        if (n > 0)
            (void)snprintf(after, sizeof after, "%s", rows[n - 1].key);
    } while (n > 0);
    return OK;
}

enum err files_check(struct work *w, bool hash, struct files_news *out)
{
    CLEANUP(arena_free) struct arena *turn = arena_new();
    struct work inner = *w;

    inner.arena = turn;
    TRY(files_reap(w, 0, true, out));
    enum err e = check_assets(&inner, hash, out);
    if (e == OK)
        e = check_pieces(&inner, out);
    TRY(db_use(w->db, w->arena));
    return e;
}
