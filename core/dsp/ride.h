/* SPDX-License-Identifier: ISC */
/* ride.h - a gain that is decided once a cell (0.7 ms) and moves smoothly between. */
#ifndef DSP_RIDE_H
#define DSP_RIDE_H

#include <stddef.h>
#include <stdint.h>

/* How many samples a cell has, a power of two. */
size_t ride_cell(int64_t rate_hz);

/* duck: the look-ahead gain.  It takes what each cell wants, one after the other, and gives, `late` cells
 * later, a gain that is never above what any sample of a cell wants, has no corner, and lets go slowly. */
enum { DUCK_RING = 32, DUCK_BOX_MOST = 8 };
struct duck {
    int64_t now;
    int box, late;            /* length of each of the two boxes, a power of two; cells from want to gain */
    float low_gain[DUCK_RING]; /* candidates for the lowest, gains growing */
    int64_t low_at[DUCK_RING];
    size_t head, tail;
    float boxes[2][DUCK_BOX_MOST];
    double held, mean, quick_step, slow_step, mean_step;
};
/* slower: how many times longer the release is when the gain has been down for long. */
void duck_prepare(struct duck *d, int box, double cell_hz, double release_ms, double slower);
float duck_next(struct duck *d, float want);

/* ride: draws the gain through the middles of the cells and applies it to all channels alike.  `next` gives
 * the gains in order; the first asked for is that of cell RIDE_FIRST. */
enum { RIDE_FIRST = -2 };
struct ride {
    float (*next)(void *from);
    void *from;
    double knot[4];
    size_t cell, filled;
};
void ride_prepare(struct ride *r, size_t cell, float (*next)(void *from), void *from);
void ride_run(struct ride *r, float *const *channel, int channels, size_t n);

#endif
