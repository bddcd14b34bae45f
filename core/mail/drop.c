/* SPDX-License-Identifier: ISC */
#include "mail/drop.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void shut(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
}

static enum err trouble(const char *what, const char *dir)
{
    return fail(ERR_FAULT, "%s in %s: %s", what, dir, strerror(errno));
}

static const char *file_name(struct arena *a, const char *letter, const char *id, int64_t at)
{
    time_t s = (time_t)(at / 1000000);
    struct tm tm;
    char utc[20];

    gmtime_r(&s, &tm);
    (void)strftime(utc, sizeof utc, "%Y%m%dT%H%M%SZ", &tm);
    return arena_printf(a, "%s-%s-%s.eml", utc, letter, id);
}

enum err drop_letter(struct arena *a, const char *dir, const char *letter, const char *id,
                     int64_t at, const char *bytes, const char **file)
{
    CLEANUP(shut) int folder = open(dir, O_DIRECTORY | O_RDONLY | O_CLOEXEC);
    CLEANUP(shut)
    int fd = folder < 0 ? -1 : openat(folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0640);
    const char *end = bytes + strlen(bytes);

    if (fd < 0)
        return trouble("open", dir);
    while (bytes < end) {
        ssize_t n = write(fd, bytes, (size_t)(end - bytes));
        if (n < 0)
            return trouble("write", dir);
        bytes += n;
    }
    *file = file_name(a, letter, id, at);
    if (fdatasync(fd) < 0)
        return trouble("sync", dir);
    if (linkat(AT_FDCWD, arena_printf(a, "/proc/self/fd/%d", fd), folder, *file,
               AT_SYMLINK_FOLLOW) < 0 &&
        errno != EEXIST)
        return trouble("name a letter", dir);
    return fsync(folder) < 0 ? trouble("sync", dir) : OK;
}
