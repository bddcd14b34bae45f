/* SPDX-License-Identifier: ISC */
/* arena.h - memory that lives as long as one request, one job, one test.
 *
 * There is no free.  arena_alloc never returns NULL: out of memory ends the
 * process, and systemd starts it again.  arena_defer runs a closer when the
 * arena is reset, newest first: that is how a file or a PGresult is owned by
 * the request.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void arena_reset(struct arena *a);
void arena_free(struct arena **a);

void *arena_alloc(struct arena *a, size_t size);
void *arena_alloc_wide(struct arena *a, size_t size); /* aligned to 64, for what is computed in vectors */
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void arena_defer(struct arena *a, void (*fn)(void *), void *arg);

#define NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))

#endif
