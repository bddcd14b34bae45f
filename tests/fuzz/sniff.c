/* SPDX-License-Identifier: ISC */
/* Any bytes at all: the sniffer answers, and what it takes it has a name for. */
#include "audio/sniff.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct bytes {
    const uint8_t *at;
    size_t n;
};

static size_t read_at(void *from, int64_t at, void *buf, size_t n)
{
    const struct bytes *b = from;

    assert(at >= 0);
    if ((uint64_t)at >= b->n)
        return 0;
    n = n < b->n - (size_t)at ? n : b->n - (size_t)at;
    memcpy(buf, b->at + at, n);
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes bytes = {data, size};
    struct sniff_source source = {read_at, &bytes, (int64_t)size};
    struct sniffed out;

    if (sniff(&source, &out) == OK)
        assert(out.format && out.codec && out.media);
    (void)sniff_head(data, size < 64 ? size : 64, (int64_t)size, &out);
    return 0;
}
