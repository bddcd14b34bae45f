/* SPDX-License-Identifier: ISC */
#include "cmd/mastering.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void file_shut(int *fd)
{
    if (*fd > STDERR_FILENO)
        close(*fd);
}

static enum err trouble(const char *doing, const char *what)
{
    return fail(errno == ENOSPC ? ERR_FULL : ERR_FAULT, "%s %s: %s", doing, what, strerror(errno));
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
    *fd = open(scratch_folder(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    return *fd < 0 ? trouble("open", scratch_folder()) : OK;
}

static enum err pour(int from, int to)
{
    char block[1 << 16];
    ssize_t n;

    while ((n = read(from, block, sizeof block)) > 0)
        for (ssize_t done = 0; done < n;) {
            ssize_t wrote = write(to, block + done, (size_t)(n - done));
            if (wrote < 0)
                return trouble("write", "output");
            done += wrote;
        }
    return n < 0 ? trouble("read", "input") : OK;
}

/* "-" is spooled, because decoders go back and forth. */
enum err file_open(const char *path, int *fd)
{
    struct stat file;

    if (strcmp(path, "-")) {
        *fd = open(path, O_RDONLY | O_CLOEXEC);
        if (*fd < 0)
            return fail(ERR_NOT_FOUND, "%s: %s", path, strerror(errno));
        return !fstat(*fd, &file) && S_ISREG(file.st_mode) ? OK : fail(ERR_INVALID, "not a file; use - for a pipe");
    }
    TRY(file_nameless(fd));
    return pour(STDIN_FILENO, *fd);
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

enum err file_decode_fd(int fd, int *canonical, struct decoded *out)
{
    struct sound_limits limits = sound_limits_usual;

    limits.seconds_min = 0;
    limits.seconds_max = 10 * 3600;
    limits.decoded_bytes_max = INT64_C(1) << 40;
    limits.every_format = true;
    TRY(file_nameless(canonical));
    return sound_decode(fd, &limits, *canonical, out);
}

enum err file_decode(const char *path, int *canonical, struct decoded *out)
{
    CLEANUP(file_shut) int fd = -1;

    TRY(file_open(path, &fd));
    return file_decode_fd(fd, canonical, out);
}

/* The file gets its name when it is whole. */
enum err file_deliver(int fd, const char *path)
{
    if (lseek(fd, 0, SEEK_SET) < 0)
        return trouble("lseek", path);
    if (!strcmp(path, "-"))
        return pour(fd, STDOUT_FILENO);
    char part[4096];
    if ((size_t)snprintf(part, sizeof part, "%s.part", path) >= sizeof part)
        return fail(ERR_INVALID, "the name is too long");
    CLEANUP(file_shut) int out = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (out < 0)
        return trouble("open", part);
    enum err e = pour(fd, out);
    if (e == OK && rename(part, path))
        e = trouble("rename", path);
    if (e != OK)
        unlink(part);
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

enum output_format file_format(const struct call *c, const char *path)
{
    const char *dot = strrchr(path, '.');

    if (c->format)
        return (enum output_format)word_index(output_format_words, c->format);
    for (int f = OUTPUT_WAV24; dot && f < OUTPUT_COUNT; f++)
        if (!strcmp(dot + 1, output_ending((enum output_format)f)))
            return (enum output_format)f;
    return OUTPUT_WAV24;
}
