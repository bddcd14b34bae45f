/* SPDX-License-Identifier: ISC */
#include "base/arena.h"
#include "base/buf.h"
#include "tests/tap.h"

#include <stdint.h>
#include <string.h>

static char order[4];
static size_t closed;

static void note(void *arg)
{
    order[closed++] = *(const char *)arg;
}

TEST(what_was_opened_last_is_closed_first)
{
    struct arena *a = arena_new();
    char one = '1', two = '2', three = '3';

    closed = 0;
    arena_defer(a, note, &one);
    arena_defer(a, note, &two);
    arena_defer(a, note, &three);
    arena_reset(a);
    CHECK(closed == 3 && !memcmp(order, "321", 3));
    arena_free(&a);
    CHECK(closed == 3);
    CHECK(!a);
}

TEST(pieces_are_zero_aligned_and_apart)
{
    struct arena *a = arena_new();
    unsigned char *before = NULL;

    for (size_t size = 1; size < 200000; size = size * 3 + 1) {
        unsigned char *p = arena_alloc(a, size);
        CHECK((uintptr_t)p % 16 == 0);
        for (size_t i = 0; i < size; i++)
            NEED(p[i] == 0);
        memset(p, 0xff, size);
        CHECK(p != before);
        before = p;
    }
    arena_free(&a);
}

TEST(bytes_grow_and_stay_ended)
{
    struct arena *a = arena_new();
    struct buf b = {.arena = a};

    for (int i = 0; i < 1000; i++)
        buf_printf(&b, "%d,", i);
    CHECK(b.len == strlen(b.ptr));
    CHECK(!strncmp(b.ptr, "0,1,2,", 6) && !strcmp(b.ptr + b.len - 4, "999,"));
    arena_free(&a);
}
