/* SPDX-License-Identifier: ISC */
#include "audio/relay.h"

#include "audio/listen.h"
#include "base/arena.h"

#include <assert.h>
#include <pthread.h>

enum { SLOTS = 8, THREADS_MOST = 16, TELL_EVERY = 256 };

struct floor {
    const struct relay *relay;
    char *slots;
    size_t slot_bytes;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t moved;
    int64_t blocks, done[RELAY_STATIONS]; /* how many there are; how many have left a station */
    bool busy[RELAY_STATIONS];
    enum err err;
    struct err_told told;
};

/* The last station that can: a block that leaves makes room for a new one.  None: count. */
static size_t where_next(const struct floor *f)
{
    const struct relay *r = f->relay;
    int64_t room = f->done[r->count - 1] + SLOTS;

    for (size_t s = r->count; s-- > 0;) {
        int64_t ready = s ? f->done[s - 1] : room < f->blocks ? room : f->blocks;
        if (!f->busy[s] && f->done[s] < ready)
            return s;
    }
    return r->count;
}

static enum err do_one(const struct floor *f, size_t s, int64_t block)
{
    const struct relay *r = f->relay;

    return r->station[s].run(r->station[s].self, f->slots + (size_t)(block % SLOTS) * f->slot_bytes);
}

static void work(struct floor *f, const struct watcher *watcher)
{
    const struct relay *r = f->relay;

    pthread_mutex_lock(&f->lock);
    for (int64_t turns = 0; f->err == OK && f->done[r->count - 1] < f->blocks;) {
        size_t s = where_next(f);
        if (s == r->count) {
            pthread_cond_wait(&f->moved, &f->lock);
            continue;
        }
        int64_t block = f->done[s];
        f->busy[s] = true;
        pthread_mutex_unlock(&f->lock);
        enum err e = do_one(f, s, block);
        if (e == OK && turns++ % TELL_EVERY == 0)
            e = watch(watcher, r->step, (double)block / (double)r->blocks);
        pthread_mutex_lock(&f->lock);
        f->busy[s] = false;
        if (s == 0 && r->over && *r->over)
            f->blocks = block;
        else
            f->done[s]++;
        if (e != OK && f->err == OK) {
            f->err = e;
            err_keep(&f->told);
        }
        pthread_cond_broadcast(&f->moved);
    }
    pthread_mutex_unlock(&f->lock);
}

static void *lend_a_hand(void *arg)
{
    work(arg, NULL);
    return NULL;
}

int64_t relay_blocks(int64_t frames)
{
    return (frames + RELAY_BLOCK - 1) / RELAY_BLOCK;
}

enum err relay_run(const struct relay *r)
{
    CLEANUP(arena_free) struct arena *own = arena_new();
    size_t slot = (r->block_bytes + 63) & ~(size_t)63;
    struct floor f = {.relay = r, .slots = arena_alloc_wide(own, SLOTS * slot), .slot_bytes = slot, .blocks = r->blocks,
                      .lock = PTHREAD_MUTEX_INITIALIZER, .moved = PTHREAD_COND_INITIALIZER};
    pthread_t thread[THREADS_MOST];
    int hands = 1;

    assert(r->count > 0 && r->count <= RELAY_STATIONS);
    while (hands < r->threads && hands < (int)r->count && hands < THREADS_MOST &&
           !pthread_create(&thread[hands], NULL, lend_a_hand, &f))
        hands++;
    work(&f, r->watcher);
    while (hands > 1)
        pthread_join(thread[--hands], NULL);
    if (f.err != OK)
        err_again(&f.told);
    return f.err;
}
