/* SPDX-License-Identifier: ISC */
#include "base/text.h"
#include "cmd/mastering.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEAD_BYTES = 64 << 20, NAME_SIZE = PATH_MAX + 16 };

void file_shut(int *fd)
{
    if (*fd > STDERR_FILENO)
        close(*fd);
}

static enum err trouble(const char *doing, const char *what)
{
    bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;

    return full ? fail(ERR_FULL, "no room is left for %s", what)
                : refuse(ERR_NOT_FOUND, "io", "%s %s: %s", doing, what, strerror(errno));
}

const char *file_said(struct call *c, const char *path)
{
    return text_clean(c->arena, path);
}

static const char *scratch_folder(void)
{
    const char *dir = getenv("TMPDIR");

    return dir && *dir ? dir : "/tmp";
}

int file_scratch_folder(void)
{
    return open(scratch_folder(), O_DIRECTORY | O_RDONLY | O_CLOEXEC);
}

enum err file_nameless(int *fd)
{
    char name[4096];

    *fd = open(scratch_folder(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (*fd >= 0 || snprintf(name, sizeof name, "%s/mastering-XXXXXX", scratch_folder()) >= (int)sizeof name)
        return *fd < 0 ? trouble("TMPDIR", scratch_folder()) : OK;
    *fd = mkostemp(name, O_CLOEXEC); /* not every file system has files without a name */
    if (*fd < 0)
        return trouble("TMPDIR", scratch_folder());
    unlink(name);
    return OK;
}

/* At most so many bytes; *ended, unless NULL, says whether that was all. */
static enum err pour(int from, int to, int64_t most, bool *ended)
{
    char block[1 << 16];
    ssize_t n = 1;

    while (most > 0 && (n = read(from, block, most < (int64_t)sizeof block ? (size_t)most : sizeof block)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return trouble("read", "the input");
        most -= n;
        for (ssize_t done = 0; done < n;) {
            ssize_t wrote = write(to, block + done, (size_t)(n - done));
            if (wrote < 0 && errno != EINTR)
                return trouble("write", "the output");
            done += wrote > 0 ? wrote : 0;
        }
    }
    if (ended)
        *ended = n == 0;
    return OK;
}

/* "-" is spooled, because decoders go back and forth; what cannot be sound is not waited for to end. */
static enum err spool(int *fd)
{
    bool ended;

    TRY(file_nameless(fd));
    TRY(pour(STDIN_FILENO, *fd, HEAD_BYTES, &ended));
    if (!ended)
        TRY(sound_likely(*fd));
    return ended ? OK : pour(STDIN_FILENO, *fd, INT64_MAX, NULL);
}

enum err file_open(const char *path, int *fd)
{
    struct stat file;

    if (!strcmp(path, "-"))
        return spool(fd);
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe nobody writes to is no reason to wait */
    if (*fd < 0)
        return fail(ERR_NOT_FOUND, "%s: %s", path, strerror(errno));
    if (fstat(*fd, &file) || !S_ISREG(file.st_mode))
        return fail(ERR_INVALID, "%s is not a file; give - and send it through standard input", path);
    return fcntl(*fd, F_SETFL, fcntl(*fd, F_GETFL) & ~O_NONBLOCK) ? trouble("open", path) : OK;
}

enum err file_read(const char *path, size_t most, struct buf *out)
{
    CLEANUP(file_shut) int fd = -1;
    char block[1 << 16];
    ssize_t n;

    TRY(file_open(path, &fd));
    for (off_t at = 0; (n = pread(fd, block, sizeof block, at)) > 0; at += n) {
        if (out->len + (size_t)n > most)
            return fail(ERR_TOO_BIG, "%s: too big for what it should be", path);
        buf_add(out, block, (size_t)n);
    }
    if (!out->len)
        return fail(ERR_MALFORMED, "%s: there is nothing in it", path);
    return n < 0 ? trouble("read", path) : OK;
}

enum err file_decode_fd(const struct call *c, int fd, int *canonical, struct decoded *out)
{
    struct sound_limits limits = sound_limits_usual;

    limits.seconds_min = 0;
    limits.seconds_max = 10 * 3600;
    limits.decoded_bytes_max = INT64_C(1) << 40;
    limits.every_format = true;
    limits.threads = (int)c->threads;
    TRY(file_nameless(canonical));
    return sound_decode(fd, &limits, *canonical, out);
}

enum err file_decode(const struct call *c, const char *path, int *canonical, struct decoded *out)
{
    CLEANUP(file_shut) int fd = -1;
    char why[512];

    TRY(file_open(path, &fd));
    enum err e = file_decode_fd(c, fd, canonical, out);
    if (e == OK || e == ERR_FULL || e >= ERR_BUSY)
        return e;
    (void)snprintf(why, sizeof why, "%s", err_detail());
    return refuse(e, err_code(), "%s: %s", path, why); /* of many files, this one */
}

/* ---- results ------------------------------------------------------------------------- */

const char *files_once(const struct call *c)
{
    const char *const outs[] = {c->report, c->plot, c->certificate, c->save};
    const char *const more[] = {c->settings, c->key, c->rerender};
    size_t in = 0;

    for (size_t i = 0; i < c->count; i++)
        in += !strcmp(c->files[i], "-");
    for (size_t i = 0; references_file(c, i); i++)
        in += !strcmp(references_file(c, i), "-");
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        in += more[i] && !strcmp(more[i], "-");
    if (in > 1)
        return "standard input can be one file only";
    for (size_t i = 0; i < sizeof outs / sizeof *outs; i++) {
        if (outs[i] && !strcmp(outs[i], "-"))
            return "- is for the sound; --json tells the rest on standard output";
        if (outs[i] && c->out && !strcmp(outs[i], c->out))
            return "two results would have one name";
        for (size_t k = 0; outs[i] && k < i; k++)
            if (outs[k] && !strcmp(outs[i], outs[k]))
                return "two results would have one name";
    }
    return c->json && c->out && !strcmp(c->out, "-") ? "standard output cannot take both the sound and --json" : NULL;
}

static bool same_file(const struct stat *file, const char *path)
{
    struct stat other;

    return path && strcmp(path, "-") && !stat(path, &other) && other.st_dev == file->st_dev && other.st_ino == file->st_ino;
}

static bool is_read(const struct call *c, const struct stat *file)
{
    bool found = same_file(file, c->settings) || same_file(file, c->key) || same_file(file, c->rerender);

    for (size_t i = 0; i < c->count && !found; i++)
        found = same_file(file, c->files[i]);
    for (size_t i = 0; references_file(c, i) && !found; i++)
        found = same_file(file, references_file(c, i));
    return found;
}

enum err file_ready(const struct call *c, const char *path)
{
    const char *slash = strrchr(path, '/');
    char folder[PATH_MAX] = ".";
    struct stat file;

    if (!strcmp(path, "-"))
        return OK;
    if (strlen(path) + 16 > sizeof folder)
        return fail(ERR_INVALID, "the name is too long");
    if (slash)
        (void)snprintf(folder, sizeof folder, "%.*s", (int)(slash > path ? slash - path : 1), path);
    if (stat(path, &file))
        return access(folder, W_OK | X_OK) ? trouble("write to", folder) : OK;
    if (S_ISDIR(file.st_mode) || (slash && !slash[1]))
        return fail(ERR_INVALID, "%s is a folder; a file's name is wanted", path);
    if (is_read(c, &file))
        return refuse(ERR_CONFLICT, "same_file", "%s would be written over while it is read: give the result another name", path);
    return access(path, W_OK) ? trouble("write to", path) : OK;
}

/* A name that ends in another kind of sound would tell a lie. */
static enum err ending_known(const struct call *c)
{
    const char *slash = strrchr(c->out, '/'), *dot = strrchr(slash ? slash : c->out, '.');

    for (int f = 0; !c->format && dot && f < OUTPUT_COUNT; f++)
        if (!strcasecmp(dot + 1, output_ending((enum output_format)f)))
            return file_format_fits(c, c->out);
    return c->format || !dot ? file_format_fits(c, c->out) : fail(ERR_INVALID, "%s: no such sound is written; .wav .flac .mp3 .opus are, and --format says it for any name", c->out);
}

enum err files_ready(const struct call *c, bool folder)
{
    const char *const outs[] = {c->report, c->plot, c->certificate, c->save};

    if (c->out && folder && !strcmp(c->out, "-"))
        return fail(ERR_INVALID, "-o wants a folder here");
    if (folder)
        TRY(file_format_fits(c, ""));
    if (c->out && !folder) {
        TRY(ending_known(c));
        TRY(file_ready(c, c->out));
    }
    for (size_t i = 0; i < sizeof outs / sizeof *outs; i++)
        if (outs[i])
            TRY(file_ready(c, outs[i]));
    return OK;
}

/* A nameless file where the result will lie; where the file system has none, one with a name for the moment. */
static int beside(const char *path, char name[NAME_SIZE])
{
    const char *slash = strrchr(path, '/');
    int fd;

    (void)snprintf(name, NAME_SIZE, "%.*s", slash ? (int)(slash - path) + 1 : 2, slash ? path : "./");
    fd = open(name, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
    *name = '\0';
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
        return fd;
    (void)snprintf(name, NAME_SIZE, "%s.XXXXXX", path);
    fd = mkostemp(name, O_CLOEXEC);
    if (fd >= 0 && !fchmod(fd, 0644))
        return fd;
    *name = '\0';
    return -1;
}

/* Whole, it takes its name; one that was there goes in the same moment. */
static int christen(int fd, char name[NAME_SIZE], const char *path)
{
    char self[40];

    (void)snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
    if (!*name && !linkat(AT_FDCWD, self, AT_FDCWD, path, AT_SYMLINK_FOLLOW))
        return 0;
    if (!*name && errno != EEXIST)
        return -1;
    if (!*name) {
        (void)snprintf(name, NAME_SIZE, "%s.%ld", path, (long)getpid());
        if (linkat(AT_FDCWD, self, AT_FDCWD, name, AT_SYMLINK_FOLLOW))
            return *name = '\0', -1;
    }
    return rename(name, path);
}

/* A pipe or a device stays what it is. */
static enum err pour_into(int fd, const char *path)
{
    CLEANUP(file_shut) int out = open(path, O_WRONLY | O_CLOEXEC);

    return out < 0 ? trouble("open", path) : pour(fd, out, INT64_MAX, NULL);
}

enum err file_deliver(int fd, const char *path)
{
    char real[PATH_MAX], name[NAME_SIZE] = "";
    struct stat old;
    bool there = !stat(path, &old);

    if (lseek(fd, 0, SEEK_SET) < 0)
        return trouble("lseek", path);
    if (!strcmp(path, "-"))
        return pour(fd, STDOUT_FILENO, INT64_MAX, NULL);
    if (there && !S_ISREG(old.st_mode))
        return pour_into(fd, path);
    if (there && realpath(path, real)) /* a link stays one: what it points to is written */
        path = real;
    CLEANUP(file_shut) int out = beside(path, name);
    if (out < 0)
        return trouble("write to", path);
    while (copy_file_range(fd, NULL, out, NULL, 1 << 24, 0) > 0)
        ; /* what the kernel cannot copy by itself is poured */
    enum err e = pour(fd, out, INT64_MAX, NULL);
    if (e == OK && ((there && fchmod(out, old.st_mode & 0777)) || christen(out, name, path)))
        e = trouble("write", path);
    if (e != OK && *name)
        unlink(name);
    return e;
}

enum err file_deliver_text(const char *path, const struct buf *text)
{
    CLEANUP(file_shut) int fd = -1;

    TRY(file_nameless(&fd));
    if (write(fd, text->ptr, text->len) != (ssize_t)text->len || write(fd, "\n", 1) != 1)
        return trouble("write", path);
    return file_deliver(fd, path);
}

/* As output_choose() knows it. */
static const char *format_word(const struct call *c, const char *path)
{
    const char *dot = strrchr(path, '.');

    if (c->format)
        return c->format;
    for (int f = 0; dot && f < OUTPUT_COUNT; f++)
        if (!strcasecmp(dot + 1, output_ending((enum output_format)f)))
            return output_ending((enum output_format)f);
    return "wav";
}

enum err file_format_fits(const struct call *c, const char *path)
{
    enum output_format f;

    return output_choose(format_word(c, path), (int64_t)c->bits, &f);
}

enum output_format file_format(const struct call *c, const char *path)
{
    enum output_format f = OUTPUT_WAV24;

    (void)output_choose(format_word(c, path), (int64_t)c->bits, &f);
    return f;
}
