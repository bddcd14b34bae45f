/* SPDX-License-Identifier: ISC */
/* file.c - the store as a folder: ROOT/xx/<32 hex>. */
#include "base/text.h"
#include "store/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

enum { PIECE = 128 * 1024, KEY_BYTES = 16 };

void fd_shut(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

static void forget(EVP_MD_CTX **m)
{
    EVP_MD_CTX_free(*m);
}

static void shut_dir(DIR **d)
{
    if (*d)
        (void)closedir(*d);
}

static enum err trouble(const char *what, const char *path)
{
    if (errno == ENOSPC || errno == EDQUOT)
        return fail(ERR_FULL, "there is no room left here; nothing of yours is lost, please try again later");
    return fail(ERR_FAULT, "%s %s: %s", what, path, strerror(errno));
}

static const char *path_of(struct store *s, struct arena *a, const char *key)
{
    return arena_printf(a, "%s/%s", s->root, key);
}

/* A key is ours, or it is none: it may stand in a path. */
static bool is_key(const char *key)
{
    return strlen(key) == 3 + 2 * KEY_BYTES && key[2] == '/' && strspn(key, "0123456789abcdef/") == strlen(key) &&
           !strchr(key + 3, '/');
}

/* ---- drafts ---------------------------------------------------------------- */

enum err draft_new(struct store *s, struct draft *out)
{
    *out = (struct draft){.store = s, .fd = open(s->root, O_TMPFILE | O_RDWR | O_CLOEXEC, 0640)};
    return out->fd < 0 ? trouble("a nameless file in", s->root) : OK;
}

void draft_drop(struct draft *d)
{
    fd_shut(&d->fd);
}

static enum err digest(int fd, struct arena *a, struct stored *out)
{
    CLEANUP(forget) EVP_MD_CTX *sum = EVP_MD_CTX_new();
    unsigned char buf[PIECE], hash[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    ssize_t n;

    if (!sum || !EVP_DigestInit_ex(sum, EVP_sha256(), NULL))
        return fail(ERR_FAULT, "no SHA-256");
    for (out->bytes = 0; (n = pread(fd, buf, sizeof buf, out->bytes)) > 0; out->bytes += n)
        EVP_DigestUpdate(sum, buf, (size_t)n);
    if (n < 0)
        return trouble("read", "a draft");
    EVP_DigestFinal_ex(sum, hash, &size);
    out->sha256 = hex_text(a, hash, size);
    return OK;
}

static enum err make_folder(struct store *s, struct arena *a, const char *key)
{
    const char *folder = arena_printf(a, "%s/%.2s", s->root, key);

    if (mkdir(folder, 0770) && errno != EEXIST)
        return trouble("make", folder);
    return OK;
}

static enum err sync_folder(struct store *s, struct arena *a, const char *key)
{
    const char *folder = arena_printf(a, "%s/%.2s", s->root, key);
    CLEANUP(fd_shut) int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    return fd < 0 || fsync(fd) ? trouble("sync", folder) : OK;
}

static enum err name_it(struct draft *d, struct arena *a, struct stored *out)
{
    unsigned char id[KEY_BYTES];

    random_bytes(id, sizeof id);
    const char *hex = hex_text(a, id, sizeof id);
    out->key = arena_printf(a, "%.2s/%s", hex, hex);
    TRY(make_folder(d->store, a, out->key));
    if (fdatasync(d->fd))
        return trouble("sync", out->key); /* never again for this file: the kernel may have dropped its pages */
    const char *self = arena_printf(a, "/proc/self/fd/%d", d->fd);
    if (linkat(AT_FDCWD, self, AT_FDCWD, path_of(d->store, a, out->key), AT_SYMLINK_FOLLOW))
        return trouble("name", out->key);
    draft_drop(d);
    return sync_folder(d->store, a, out->key);
}

enum err draft_keep(struct draft *d, struct arena *a, struct stored *out)
{
    TRY(digest(d->fd, a, out));
    return name_it(d, a, out);
}

enum err draft_keep_plain(struct draft *d, struct arena *a, struct stored *out)
{
    struct stat st;

    if (fstat(d->fd, &st))
        return trouble("look at", "a draft");
    *out = (struct stored){.bytes = st.st_size};
    return name_it(d, a, out);
}

static enum err write_all(int fd, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t done = write(fd, p, n);
        if (done < 0 && errno != EINTR)
            return trouble("write", "a draft");
        if (done > 0) {
            p += done;
            n -= (size_t)done;
        }
    }
    return OK;
}

enum err draft_write(struct draft *d, const void *bytes, size_t n)
{
    return write_all(d->fd, bytes, n);
}

static enum err add_by_hand(struct draft *d, int from, int64_t bytes)
{
    char buf[PIECE];

    while (bytes > 0) {
        ssize_t n = read(from, buf, bytes < PIECE ? (size_t)bytes : PIECE);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? trouble("read", "a file to copy") : fail(ERR_FAULT, "a file ends before it was copied");
        TRY(write_all(d->fd, buf, (size_t)n));
        bytes -= n;
    }
    return OK;
}

enum err draft_add(struct draft *d, int from, int64_t bytes)
{
    while (bytes > 0) {
        ssize_t n = copy_file_range(from, NULL, d->fd, NULL, (size_t)bytes, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && (errno == ENOSPC || errno == EDQUOT || errno == EIO))
            return trouble("copy into", "a draft");
        if (n <= 0) /* another file system, or one that cannot */
            return add_by_hand(d, from, bytes);
        bytes -= n;
    }
    return OK;
}

enum err store_put(struct store *s, struct arena *a, struct reader in, int64_t most, struct stored *out)
{
    CLEANUP(draft_drop) struct draft d = {.fd = -1};
    char buf[PIECE];
    int64_t bytes = 0;
    size_t n;

    TRY(draft_new(s, &d));
    while ((n = in.read(in.from, buf, sizeof buf)) > 0) {
        bytes += (int64_t)n;
        if (bytes > most)
            return fail(ERR_TOO_BIG, "%lld bytes are the most", (long long)most);
        TRY(write_all(d.fd, buf, n));
    }
    return draft_keep(&d, a, out);
}

/* ---- named files ------------------------------------------------------------ */

enum err store_get(struct store *s, struct arena *a, const char *key, int *fd)
{
    *fd = is_key(key) ? open(path_of(s, a, key), O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
    if (*fd >= 0)
        return OK;
    return !is_key(key) || errno == ENOENT ? fail(ERR_NOT_FOUND, "there is no such file") : trouble("open", key);
}

enum err store_drop(struct store *s, struct arena *a, const char *key)
{
    if (!is_key(key))
        return fail(ERR_NOT_FOUND, "there is no such file");
    if (unlink(path_of(s, a, key)) && errno != ENOENT)
        return trouble("drop", key);
    return OK;
}

static enum err list_folder(struct store *s, struct arena *a, const char *folder, store_visit *visit, void *arg)
{
    CLEANUP(shut_dir) DIR *d = opendir(path_of(s, a, folder));
    struct dirent *e;
    struct stat st;

    if (!d)
        return errno == ENOENT ? OK : trouble("list", folder);
    while ((e = readdir(d))) {
        const char *key = arena_printf(a, "%s/%s", folder, e->d_name);
        if (is_key(key) && !fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW))
            /* machine time: the clock of the tests makes no file older */
            TRY(visit(arg, key, st.st_size, time(NULL) - st.st_ctime));
    }
    return OK;
}

enum err store_list(struct store *s, struct arena *a, store_visit *visit, void *arg)
{
    for (unsigned i = 0; i < 256; i++)
        TRY(list_folder(s, a, arena_printf(a, "%02x", i), visit, arg));
    return OK;
}

enum err store_room(struct store *s, int64_t *free_bytes)
{
    struct statvfs v;

    if (statvfs(s->root, &v))
        return trouble("look at", s->root);
    *free_bytes = (int64_t)v.f_bavail * (int64_t)v.f_frsize;
    return OK;
}

enum err store_open(struct arena *life, const char *url, struct store **out)
{
    CLEANUP(draft_drop) struct draft probe = {.fd = -1};

    *out = NEW(life, struct store);
    (*out)->root = arena_strdup(life, text_starts(url, "file://") ? url + 7 : url);
    return draft_new(*out, &probe);
}
