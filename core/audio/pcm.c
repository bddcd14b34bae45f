/* SPDX-License-Identifier: ISC */
#include "audio/pcm.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The header, always 92 bytes: RIFF, JUNK (room for ds64 above 4 GiB), fmt, fact, data. */
enum { HEADER = 92, CHUNK_64 = 12, FMT = 48, FACT = 72, DATA = 84 };

static void put32(unsigned char *at, uint64_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (unsigned char)(value >> (8 * i));
}

static void put64(unsigned char *at, uint64_t value)
{
    put32(at, value & 0xffffffff);
    put32(at + 4, value >> 32);
}

static uint64_t get32(const unsigned char *at)
{
    return (uint64_t)at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 | (uint64_t)at[3] << 24;
}

static enum err write_at(int fd, const void *bytes, size_t n, int64_t at)
{
    for (const char *p = bytes; n;) {
        ssize_t wrote = pwrite(fd, p, n, at);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0 && (errno == ENOSPC || errno == EDQUOT))
            return fail(ERR_FULL, "no room is left for the sound");
        if (wrote < 0)
            return fail(ERR_FAULT, "pwrite: %s", strerror(errno));
        p += wrote;
        n -= (size_t)wrote;
        at += wrote;
    }
    return OK;
}

static enum err read_at(int fd, void *bytes, size_t n, int64_t at)
{
    for (char *p = bytes; n;) {
        ssize_t got = pread(fd, p, n, at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return fail(ERR_FAULT, "pread: %s", got ? strerror(errno) : "the file is shorter than its header says");
        p += got;
        n -= (size_t)got;
        at += got;
    }
    return OK;
}

static enum err write_header(const struct pcm *p)
{
    uint64_t frame = (uint64_t)p->channels * 4, data = (uint64_t)p->frames * frame;
    unsigned char h[HEADER] = {0};
    int big = data + HEADER - 8 > 0xffffffff;

    memcpy(h, big ? "RF64" : "RIFF", 4);
    put32(h + 4, big ? 0xffffffff : data + HEADER - 8);
    memcpy(h + 8, "WAVE", 4);
    memcpy(h + CHUNK_64, big ? "ds64" : "JUNK", 4);
    put32(h + CHUNK_64 + 4, 28);
    if (big) {
        put64(h + CHUNK_64 + 8, data + HEADER - 8);
        put64(h + CHUNK_64 + 16, data);
        put64(h + CHUNK_64 + 24, (uint64_t)p->frames);
    }
    memcpy(h + FMT, "fmt \x10\0\0\0\x03\0", 10);
    h[FMT + 10] = (unsigned char)p->channels;
    put32(h + FMT + 12, (uint64_t)p->rate_hz);
    put32(h + FMT + 16, (uint64_t)p->rate_hz * frame);
    h[FMT + 20] = (unsigned char)frame;
    h[FMT + 22] = 32;
    memcpy(h + FACT, "fact\x04\0\0\0", 8);
    put32(h + FACT + 8, (uint64_t)p->frames > 0xffffffff ? 0xffffffff : (uint64_t)p->frames);
    memcpy(h + DATA, "data", 4);
    put32(h + DATA + 4, big ? 0xffffffff : data);
    return write_at(p->fd, h, sizeof h, 0);
}

enum err pcm_create(int fd, int64_t rate_hz, int64_t channels, struct pcm *out)
{
    assert(rate_hz > 0 && channels > 0 && channels < 64);
    *out = (struct pcm){.fd = fd, .rate_hz = rate_hz, .channels = channels};
    return write_header(out);
}

enum err pcm_append(struct pcm *p, const float *interleaved, size_t frames)
{
    size_t frame = (size_t)p->channels * sizeof(float);

    TRY(write_at(p->fd, interleaved, frames * frame, HEADER + p->frames * (int64_t)frame));
    p->frames += (int64_t)frames;
    return OK;
}

enum err pcm_finish(struct pcm *p)
{
    return write_header(p);
}

enum err pcm_open(int fd, struct pcm *out)
{
    unsigned char h[HEADER];
    struct stat file;

    TRY(read_at(fd, h, sizeof h, 0));
    if ((memcmp(h, "RIFF", 4) && memcmp(h, "RF64", 4)) || memcmp(h + FMT, "fmt \x10\0\0\0\x03", 9) ||
        memcmp(h + DATA, "data", 4))
        return fail(ERR_FAULT, "this is not one of our sound files");
    *out = (struct pcm){.fd = fd, .rate_hz = (int64_t)get32(h + FMT + 12), .channels = h[FMT + 10]};
    uint64_t data = get32(h + DATA + 4);
    if (h[1] == 'F')
        data = get32(h + CHUNK_64 + 16) | get32(h + CHUNK_64 + 20) << 32;
    if (!out->rate_hz || !out->channels || fstat(fd, &file) || (uint64_t)file.st_size < data + HEADER)
        return fail(ERR_FAULT, "one of our sound files is damaged");
    out->frames = (int64_t)(data / ((uint64_t)out->channels * 4));
    return OK;
}

enum err pcm_read(const struct pcm *p, int64_t first, float *interleaved, size_t frames)
{
    size_t channels = (size_t)p->channels, frame = channels * sizeof(float);
    int64_t end = first + (int64_t)frames, from = first < 0 ? 0 : first, to = end > p->frames ? p->frames : end;

    if (from >= to) {
        memset(interleaved, 0, frames * frame);
        return OK;
    }
    memset(interleaved, 0, (size_t)(from - first) * frame);
    memset(interleaved + (size_t)(to - first) * channels, 0, (size_t)(end - to) * frame);
    return read_at(p->fd, interleaved + (size_t)(from - first) * channels, (size_t)(to - from) * frame,
                   HEADER + from * (int64_t)frame);
}
