/* SPDX-License-Identifier: ISC */
#include "audio/tape.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const size_t memory_most = (size_t)2 << 20;

struct mapping {
    void *at;
    size_t bytes;
};

void tape_breathe(const struct tape *t)
{
    for (int c = 0; c < t->channels && t->row_bytes; c++)
        madvise(t->channel[c], t->row_bytes, MADV_DONTNEED); /* shared: what was written is in the file */
}

static void unmap(void *arg)
{
    struct mapping *m = arg;

    munmap(m->at, m->bytes);
}

static void shut(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static enum err map_file(int scratch_fd, size_t bytes, void **at)
{
    CLEANUP(shut) int fd = openat(scratch_fd, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

    if (fd < 0)
        return fail(ERR_FAULT, "scratch folder: %s", strerror(errno));
    if (posix_fallocate(fd, 0, (off_t)bytes)) /* now, not by a signal in the middle of the song */
        return fail(ERR_FULL, "no room is left for the sound at work");
    *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    return OK;
}

enum err tape_new(struct arena *a, int scratch_fd, int channels, size_t frames, struct tape *out)
{
    size_t row = (frames * sizeof(float) + 4095) & ~(size_t)4095, bytes = row * (size_t)channels + 4096;
    struct mapping *m = NEW(a, struct mapping);
    bool filed = bytes > memory_most && scratch_fd >= 0;
    void *at = MAP_FAILED;

    if (filed)
        TRY(map_file(scratch_fd, bytes, &at));
    else
        at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED)
        return fail(ERR_BUSY, "no memory for %zu bytes of sound", bytes);
    *m = (struct mapping){at, bytes};
    arena_defer(a, unmap, m);
    *out = (struct tape){.channels = channels, .frames = frames, .row_bytes = filed ? row : 0};
    out->channel[0] = at;
    out->channel[1] = channels == 2 ? (float *)(void *)((char *)at + row) : out->channel[0];
    return OK;
}
