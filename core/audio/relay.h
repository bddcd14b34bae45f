/* SPDX-License-Identifier: ISC */
/* relay.h - a song in blocks that go from station to station, and so many hands at the stations.
 *
 * A station gets every block, in order, one at a time, and only after the station before it: so what comes out is
 * the same for any number of hands.  One hand brings each block all the way before it takes the next; more go
 * wherever there is something to do. */
#ifndef AUDIO_RELAY_H
#define AUDIO_RELAY_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RELAY_BLOCK = 8192, RELAY_STATIONS = 10 }; /* samples a channel that a block should have; stations at most */

struct watcher;

struct station {
    enum err (*run)(void *self, void *block);
    void *self; /* what it changes in there is no other station's */
};

struct relay {
    const struct station *station; /* the first fills the blocks */
    size_t count;
    int64_t blocks;   /* how many come at most */
    const bool *over; /* the first station may set it: the block it has is none, and the last; or NULL */
    size_t block_bytes;
    int threads;
    const struct watcher *watcher; /* told of `step` by the caller's own thread; may be NULL */
    const char *step;
};

/* So many blocks have so many samples. */
int64_t relay_blocks(int64_t frames);

/* When it returns, all blocks have been everywhere, or a station failed (that failure is told), or the watcher
 * stopped it. */
enum err relay_run(const struct relay *r);

#endif
