/* SPDX-License-Identifier: ISC */
#include "dsp/ride.h"

#include "dsp/clones.h"
#include "dsp/elementary.h"

#include <string.h>

size_t ride_cell(int64_t rate_hz)
{
    size_t cell = 8;

    while ((int64_t)cell * 48000 < rate_hz * 32)
        cell *= 2;
    return cell;
}

/* ---- duck ------------------------------------------------------------------------------- */

/* The spline of a ride reaches two cells to each side. */
enum { REACH = 2 };

void duck_prepare(struct duck *d, int box, double cell_hz, double release_ms, double slower)
{
    *d = (struct duck){.box = box, .late = 2 * (box - 1) + REACH, .held = 1, .mean = 1};
    d->quick_step = 1 - dsp_exp(-1000 / (release_ms * cell_hz));
    d->slow_step = 1 - dsp_exp(-1000 / (release_ms * slower * cell_hz));
    d->mean_step = 1 - dsp_exp(-1000 / (release_ms * 3 * cell_hz));
    for (int i = 0; i < DUCK_BOX_MOST; i++)
        d->boxes[0][i] = d->boxes[1][i] = 1;
}

/* Of this cell and all before it whose samples the gain now leaving the boxes will still touch. */
static float lowest(struct duck *d, float want)
{
    while (d->tail > d->head && d->low_gain[(d->tail - 1) % DUCK_RING] >= want)
        d->tail--;
    d->low_gain[d->tail % DUCK_RING] = want;
    d->low_at[d->tail++ % DUCK_RING] = d->now;
    if (d->low_at[d->head % DUCK_RING] < d->now - d->late - REACH)
        d->head++;
    return d->low_gain[d->head % DUCK_RING];
}

/* Short peaks let go quickly; when the gain has been down for long, the way back is slow. */
static float released(struct duck *d, float low)
{
    d->mean += ((double)low - d->mean) * d->mean_step;
    if ((double)low < d->held)
        d->held = (double)low;
    else
        d->held += ((double)low - d->held) * (d->held < d->mean ? d->quick_step : d->slow_step);
    return (float)d->held;
}

static float boxed(struct duck *d, int which, float value)
{
    float sum = 0;

    d->boxes[which][d->now & (d->box - 1)] = value;
    for (int i = 0; i < d->box; i++)
        sum += d->boxes[which][i];
    return sum / (float)d->box;
}

float duck_next(struct duck *d, float want)
{
    float gain = boxed(d, 1, boxed(d, 0, released(d, lowest(d, want))));

    d->now++;
    return gain;
}

/* ---- ride ------------------------------------------------------------------------------------ */

static void turn(struct ride *r)
{
    memmove(r->knot, r->knot + 1, 3 * sizeof *r->knot);
    r->knot[3] = (double)r->next(r->from);
}

void ride_prepare(struct ride *r, size_t cell, float (*next)(void *from), void *from)
{
    *r = (struct ride){.next = next, .from = from, .cell = cell};
    for (int k = 0; k < 4; k++)
        turn(r);
}

enum { DRAWN = 128 };

/* Between the middles of two cells: the uniform cubic B-spline of the four cells around. */
CLONES static void draw(const double *k, double begin, double cell, size_t n, float *restrict gain)
{
    double a = (k[0] + 4 * k[1] + k[2]) / 6, b = (k[2] - k[0]) / 2, c = (k[0] - 2 * k[1] + k[2]) / 2;
    double d = (k[3] - k[0] + 3 * (k[1] - k[2])) / 6;

    for (size_t i = 0; i < n; i++) {
        double t = (begin + (double)(int)i) / cell;
        gain[i] = (float)(a + t * (b + t * (c + t * d)));
    }
}

CLONES static void apply(float *restrict x, const float *restrict gain, size_t n)
{
    for (size_t i = 0; i < n; i++)
        x[i] *= gain[i];
}

void ride_run(struct ride *r, float *const *channel, int channels, size_t n)
{
    float gain[DRAWN];

    for (size_t done = 0; done < n;) {
        size_t half = r->cell / 2, room = (r->filled < half ? half : r->cell) - r->filled;
        size_t now = n - done < room ? n - done : room;
        const double *k = r->knot;
        if (k[0] != 1 || k[1] != 1 || k[2] != 1 || k[3] != 1) {
            draw(k, (double)((r->filled + half) % r->cell) + 0.5, (double)r->cell, now, gain);
            for (int c = 0; c < channels; c++)
                apply(channel[c] + done, gain, now);
        }
        done += now;
        r->filled += now;
        if (r->filled == half)
            turn(r);
        if (r->filled == r->cell)
            r->filled = 0;
    }
}
