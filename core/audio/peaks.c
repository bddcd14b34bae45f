/* SPDX-License-Identifier: ISC */
#include "audio/peaks.h"

#include "audio/pcm.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

enum { HEADER = 24, PAIRS = 4096 };

static void put32(unsigned char *at, int64_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (unsigned char)((uint64_t)value >> (8 * i));
}

static enum err write_at(int fd, const unsigned char *bytes, size_t n, int64_t at)
{
    while (n) {
        ssize_t wrote = pwrite(fd, bytes, n, at);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return fail(errno == ENOSPC ? ERR_FULL : ERR_FAULT, "pwrite: %s", strerror(errno));
        bytes += wrote;
        n -= (size_t)wrote;
        at += wrote;
    }
    return OK;
}

static unsigned char byte_of(float x)
{
    long v = lrintf(x * 127);

    return (unsigned char)(signed char)(v > 127 ? 127 : v < -128 ? -128 : v);
}

static enum err write_header(const struct pcm *in, int samples_a_pixel, int64_t pixels, int fd)
{
    unsigned char h[HEADER];

    put32(h, 2);     /* version */
    put32(h + 4, 1); /* flags: 8 bits */
    put32(h + 8, in->rate_hz);
    put32(h + 12, samples_a_pixel);
    put32(h + 16, pixels);
    put32(h + 20, 1); /* channels */
    return write_at(fd, h, sizeof h, 0);
}

enum err peaks_write(int fd_in, int samples_a_pixel, int fd_out)
{
    struct pcm in;
    float block[2 * PEAKS_COARSE];
    unsigned char pairs[2 * PAIRS];
    size_t filled = 0;
    int64_t at = HEADER;

    TRY(pcm_open(fd_in, &in));
    if (in.channels > 2 || samples_a_pixel < 1 || samples_a_pixel > PEAKS_COARSE)
        return fail(ERR_FAULT, "peaks of one or two channels, at most %d samples each", PEAKS_COARSE);
    int64_t pixels = (in.frames + samples_a_pixel - 1) / samples_a_pixel;
    TRY(write_header(&in, samples_a_pixel, pixels, fd_out));
    for (int64_t p = 0; p < pixels; p++) {
        float low = INFINITY, high = -INFINITY;
        int64_t left = in.frames - p * samples_a_pixel;
        size_t n = left < samples_a_pixel ? (size_t)left : (size_t)samples_a_pixel;
        TRY(pcm_read(&in, p * samples_a_pixel, block, n));
        for (size_t i = 0; i < n * (size_t)in.channels; i++) {
            low = block[i] < low ? block[i] : low;
            high = block[i] > high ? block[i] : high;
        }
        pairs[filled++] = byte_of(low);
        pairs[filled++] = byte_of(high);
        if (filled == sizeof pairs || p == pixels - 1) {
            TRY(write_at(fd_out, pairs, filled, at));
            at += (int64_t)filled;
            filled = 0;
        }
    }
    return OK;
}
