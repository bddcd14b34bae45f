/* SPDX-License-Identifier: ISC */
#include "audio/tape.h"

#include "audio/scratch.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const size_t memory_most = (size_t)2 << 20;

struct mapping {
    void *at;
    size_t bytes;
    int fd;
};

void tape_breathe(const struct tape *t)
{
    for (int c = 0; c < t->channels && t->row_bytes; c++)
        madvise(t->channel[c], t->row_bytes, MADV_DONTNEED); /* shared: what was written is in the file */
}

/* Writing to the file saves the kernel a fault and a page of zeros for each page. */
void tape_keep(const struct tape *t, int64_t at, float *const *x, size_t n)
{
    int64_t from = at < 0 ? 0 : at, end = at + (int64_t)n;

    end = end < (int64_t)t->frames ? end : (int64_t)t->frames;
    for (int c = 0; c < t->channels && end > from; c++) {
        size_t bytes = (size_t)(end - from) * sizeof(float);
        float *to = t->channel[c] + from;
        const float *new = x[c] + (from - at);
        if (!t->row_bytes || pwrite(t->of->fd, new, bytes, (char *)to - (char *)t->of->at) != (ssize_t)bytes)
            memcpy(to, new, bytes);
    }
}

static void unmap(void *arg)
{
    struct mapping *m = arg;

    if (m->at != MAP_FAILED)
        munmap(m->at, m->bytes);
    scratch_shut(&m->fd);
    m->at = MAP_FAILED;
    m->fd = -1;
}

void tape_drop(struct tape *t)
{
    if (t->of)
        unmap(t->of);
    *t = (struct tape){0};
}

static enum err map_file(int scratch_fd, size_t bytes, struct mapping *m)
{
    TRY(scratch_open(scratch_fd, &m->fd));
    if (posix_fallocate(m->fd, 0, (off_t)bytes)) /* now, not by a signal in the middle of the song */
        return fail(ERR_FULL, "no room is left for the sound at work");
    m->at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, m->fd, 0);
    return OK;
}

enum err tape_new(struct arena *a, int scratch_fd, int channels, size_t frames, struct tape *out)
{
    size_t row = (frames * sizeof(float) + 4095) & ~(size_t)4095, bytes = row * (size_t)channels + 4096;
    struct mapping *m = NEW(a, struct mapping);
    bool filed = bytes > memory_most && scratch_fd >= 0;

    *m = (struct mapping){.at = MAP_FAILED, .bytes = bytes, .fd = -1};
    arena_defer(a, unmap, m);
    if (filed)
        TRY(map_file(scratch_fd, bytes, m));
    else
        m->at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (m->at == MAP_FAILED)
        return fail(ERR_BUSY, "no memory for %zu bytes of sound", bytes);
    *out = (struct tape){.channels = channels, .frames = frames, .row_bytes = filed ? row : 0, .of = m};
    out->channel[0] = m->at;
    out->channel[1] = channels == 2 ? (float *)(void *)((char *)m->at + row) : out->channel[0];
    return OK;
}
