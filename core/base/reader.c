/* SPDX-License-Identifier: ISC */
#include "base/reader.h"

#include <string.h>

static size_t read_text(void *from, void *buf, size_t n)
{
    const char **rest = from;
    size_t len = strnlen(*rest, n);

    memcpy(buf, *rest, len);
    *rest += len;
    return len;
}

struct reader reader_of_text(const char **rest)
{
    return (struct reader){read_text, rest};
}
