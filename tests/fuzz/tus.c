/* SPDX-License-Identifier: ISC */
/* The headers of an upload, whatever stands in them: read without harm, and what is taken is clean. */
#include "fcgi/tus.h"

#include <stdlib.h>
#include <string.h>

static void clean(const char *text, size_t characters)
{
    if (text && (!*text || !text_is_utf8(text, strlen(text)) || text_length(text) > characters))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    const char *text = arena_strndup(a, (const char *)data, size);
    struct upload_order o = {0};
    struct tus_checksum sum;
    int64_t n = -1;

    if (tus_number("Upload-Offset", text, &n) == OK && n < 0)
        abort();
    if (tus_checksum(a, text, &sum) == OK && !*sum.algorithm)
        abort();
    if (tus_metadata(a, text, &o) == OK) {
        clean(o.filename, 255);
        clean(o.title, 255);
        clean(o.media, 255);
        if (o.song && !text_is_uuid(o.song))
            abort();
        if (o.sha256 && strlen(o.sha256) != 64)
            abort();
    }
    arena_free(&a);
    return 0;
}
