/* SPDX-License-Identifier: ISC */
/* meter.h - loudness after ITU-R BS.1770-5, loudness range after EBU Tech 3342, true peak.
 *
 * The K-weighted energy is kept in cells of 10 ms, so that every figure comes
 * from one pass: the caller gives room for the cells (meter_cells). */
#ifndef DSP_METER_H
#define DSP_METER_H

#include "dsp/biquad.h"
#include "dsp/oversample.h"

#include <stdint.h>

enum { CHANNELS_MOST = 2, CELLS_A_SECOND = 100 };

struct meter {
    int64_t rate_hz, seen, next; /* samples so far; the end of this cell */
    int channels;
    struct biquad shelf, pass;
    struct biquad_past past[CHANNELS_MOST][2];
    double sum;
    double *cells; /* mean energy of each 10 ms */
    size_t count, room;
};

size_t meter_cells(int64_t frames, int64_t rate_hz);
void meter_prepare(struct meter *m, int64_t rate_hz, int channels, double *cells, size_t room);
void meter_run(struct meter *m, const float *const *channel, size_t n);

/* From the cells; DSP_SILENCE_DB where there is nothing to tell. */
struct loudness {
    double integrated, momentary_max, short_max, range;
};
/* work: as many doubles as there are cells. */
void loudness_of(const double *cells, size_t n, double *work, struct loudness *out);
double loudness_integrated(const double *cells, size_t n);
/* Loudness of the stretch of cells [first, first + n), without gates. */
double loudness_stretch(const double *cells, size_t first, size_t n);

/* True peak: 4 values a sample everywhere, 32 around the highest. */
enum { TRUEPEAK_KEEP = FINE_TAPS + 2, TRUEPEAK_BLOCK = 4096 };
struct truepeak {
    struct oversample coarse;
    struct fine fine;
    int channels;
    float kept[CHANNELS_MOST][TRUEPEAK_KEEP + TRUEPEAK_BLOCK];
    float peak[TRUEPEAK_BLOCK];
    float sample_peak, true_peak;
};
void truepeak_prepare(struct truepeak *t, int channels);
void truepeak_run(struct truepeak *t, const float *const *channel, size_t n);
void truepeak_finish(struct truepeak *t); /* the wave after the last sample */

#endif
