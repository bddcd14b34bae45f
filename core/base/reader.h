/* SPDX-License-Identifier: ISC */
/* reader.h - bytes that come from elsewhere: a request body, a file, a test. */
#ifndef BASE_READER_H
#define BASE_READER_H

#include <stddef.h>

struct reader {
    size_t (*read)(void *from, void *buf, size_t n); /* 0 is the end */
    void *from;
};

/* Reads text from memory: *rest is moved along. */
struct reader reader_of_text(const char **rest);

#endif
