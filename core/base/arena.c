/* SPDX-License-Identifier: ISC */
#include "base/arena.h"

#include <stdarg.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 64 * 1024 };
#ifdef ARENA_DEBUG /* one malloc a piece, so that the sanitizer sees every edge */
enum { KEEP = 0 };
#else
enum { KEEP = 1 };
#endif

struct block {
    struct block *next;
    size_t used, size;
    alignas(max_align_t) unsigned char mem[];
};

struct deferred {
    struct deferred *next;
    void (*fn)(void *);
    void *arg;
};

struct arena {
    struct block *blocks;
    struct deferred *deferred;
};

static void *must(void *p)
{
    if (!p) {
        fputs("<2>out of memory\n", stderr);
        abort();
    }
    return p;
}

struct arena *arena_new(void)
{
    return must(calloc(1, sizeof(struct arena)));
}

static struct block *block_new(size_t size)
{
    struct block *b = must(malloc(sizeof *b + size));

    b->next = NULL;
    b->used = 0;
    b->size = size;
    return b;
}

void *arena_alloc(struct arena *a, size_t size)
{
    size_t need = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    struct block *b = a->blocks;

#ifdef ARENA_DEBUG
    b = block_new(need);
    b->next = a->blocks;
    a->blocks = b;
#else
    if (!b || b->size - b->used < need) {
        b = block_new(need > BLOCK ? need : BLOCK);
        b->next = a->blocks;
        a->blocks = b;
    }
#endif
    void *p = b->mem + b->used;
    b->used += need;
    return memset(p, 0, size);
}

void *arena_alloc_wide(struct arena *a, size_t size)
{
    size_t at = (size_t)arena_alloc(a, size + 64);

    return (void *)((at + 63) & ~(size_t)63);
}

void arena_reset(struct arena *a)
{
    while (a->deferred) { /* closers live in the blocks, so they go first */
        struct deferred *d = a->deferred;
        a->deferred = d->next;
        d->fn(d->arg);
    }
    struct block *kept = NULL;
    while (a->blocks) {
        struct block *b = a->blocks;
        a->blocks = b->next;
        if (!KEEP || kept || b->size != BLOCK) {
            free(b);
            continue;
        }
        kept = b; /* the next unit of work begins without a malloc */
        kept->used = 0;
        kept->next = NULL;
    }
    a->blocks = kept;
}

void arena_free(struct arena **a)
{
    if (!*a)
        return;
    arena_reset(*a);
    free((*a)->blocks);
    free(*a);
    *a = NULL;
}

void arena_defer(struct arena *a, void (*fn)(void *), void *arg)
{
    struct deferred *d = NEW(a, struct deferred);

    *d = (struct deferred){.next = a->deferred, .fn = fn, .arg = arg};
    a->deferred = d;
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
    char *p = arena_alloc(a, n + 1);

    memcpy(p, s, n);
    return p;
}

char *arena_strdup(struct arena *a, const char *s)
{
    return arena_strndup(a, s, strlen(s));
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list ap, again;

    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    char *p = arena_alloc(a, (size_t)n + 1);
    vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    return p;
}
