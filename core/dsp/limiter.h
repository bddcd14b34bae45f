/* SPDX-License-Identifier: ISC */
/* limiter.h - loud by gain alone, one gain for both channels: the image stands still.
 *
 * A. The sustained level (the peak that each 12 ms block within 100 ms
 * reaches) is brought to the ceiling by a slow, smooth gain: a steady tone comes out
 * undistorted.  B. What then stands out by more than `spare_db` is ducked by a
 * look-ahead gain with a release of two speeds.  What is left above the ceiling
 * is for cancel.h and guard.h.
 *
 * Both work from the survey: the song's true peaks in cells of 0.7 ms, measured
 * once; so trying another gain costs a hundredth of listening again. */
#ifndef DSP_LIMITER_H
#define DSP_LIMITER_H

#include "dsp/oversample.h"
#include "dsp/ride.h"
#include "dsp/settings.h"
#include "dsp/walk.h"

/* How many cells (ride.h) a song has. */
size_t survey_cells(int64_t rate_hz, size_t frames);

/* cell[i]: the highest true peak of any channel in [i, i + 1) cells; 4 values a sample.  What is not
 * above `floor` may be told as the highest sample.  walk may be NULL. */
void survey(const struct oversample *o, const float *const *channel, int channels, size_t frames, size_t cell_samples,
            float floor, float *cell, const struct walk *walk);

/* The gains alone, a cell at a time: what the limiter will do. */
enum { SUSTAIN_AROUND = 8, SUSTAIN_SMOOTH = 2, SUSTAIN_CELLS = 16, GAINS_RING = 32 };
struct gains {
    const float *cell;
    size_t cells;
    float drive, ceiling, high;
    int64_t now, block;                 /* the cell and the block A has come to */
    double wanted[GAINS_RING], knot[4]; /* A: of blocks */
    float slow[GAINS_RING];             /* A: of cells */
    struct duck duck;                   /* B */
};
void gains_prepare(struct gains *g, const struct settings *s);
/* The gain of the next cell, the drive not counted; the first is that of cell RIDE_FIRST. */
float gains_next(void *gains);

/* The stage.  settings.limiter.cell is the survey of what will come in.  No latency: the survey has seen it all. */
size_t limiter_size(const struct settings *s);
void limiter_prepare(void *state, const struct settings *s);
void limiter_run(void *state, float *const *channel, size_t n);

/* What the limiter did so far: mean and largest gain reduction in dB, and the share of the time. */
struct reduction {
    double mean_db, most_db, share;
};
struct reduction limiter_reduction(const void *state);

#endif
