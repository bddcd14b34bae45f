/* SPDX-License-Identifier: ISC */
/* meter.h - loudness after ITU-R BS.1770-5, loudness range after EBU Tech 3342, true peak (truepeak.h).
 *
 * The K-weighted energy is kept in cells of 10 ms, so that every figure comes
 * from one pass: the caller gives room for the cells (meter_cells). */
#ifndef DSP_METER_H
#define DSP_METER_H

#include "dsp/truepeak.h"

#include <stdint.h>

enum { CHANNELS_MOST = 2, CELLS_A_SECOND = 100 };

struct meter {
    int64_t rate_hz, seen, next; /* samples so far; the end of this cell */
    int channels;
    double shelf[5], pass[5];    /* b0 b1 b2 a1 a2 */
    double s1[4], s2[4], out[4]; /* left and right in the shelf, left and right in the high pass */
    double sum, product;
    double *cells, *products; /* of each 10 ms: mean energy; of left times right, or NULL */
    size_t count, room;
    float *fine; /* of each fine_samples: mean energy; or NULL */
    int64_t fine_samples, fine_next;
    double fine_sum;
};

/* Room for the cells of so many samples. */
size_t meter_cells(int64_t frames, int64_t rate_hz);
/* The caller may set products after this, with as much room, if there are two channels; and fine, with room for all of the
 * song, and fine_samples. */
void meter_prepare(struct meter *m, int64_t rate_hz, int channels, double *cells, size_t room);
void meter_run(struct meter *m, const float *const *channel, size_t n);
/* Or, for who has cells of their own: the K-weighted energy of the next n samples, the sum of both channels. */
double meter_energy(struct meter *m, const float *const *channel, size_t n);

/* From the cells; DSP_SILENCE_DB where there is nothing to tell. */
struct loudness {
    double integrated, momentary_max, short_max, range;
    double short_p10, short_p50, short_p95; /* of what the range is told from */
};
/* work: as many doubles as there are cells. */
void loudness_of(const double *cells, size_t n, double *work, struct loudness *out);
double loudness_integrated(const double *cells, size_t n);
/* The same song in mono: its cells, from those of left and right and their products. */
void loudness_mono(const double *cells, const double *products, size_t n, double *out);
/* Loudness of the stretch of cells [first, first + n), without gates. */
double loudness_stretch(const double *cells, size_t first, size_t n);

#endif
