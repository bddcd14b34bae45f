/* SPDX-License-Identifier: ISC */
/* dynamics.h - levels moved in twelve bands, linked between the channels.
 *
 * Each band has a gain for each of its levels: so a distribution of levels can be
 * made like another.  The level is the power of the last tenth of a second.
 *
 * Short spectra (46 ms, square-root Hann, three quarters overlapped) are
 * weighted and laid together again (what rings or hisses too: harsh.h): with all gains 1 the sound
 * comes out as it went in, there are no crossovers and no phase to pay. */
#ifndef DSP_DYNAMICS_H
#define DSP_DYNAMICS_H

#include "dsp/ltas.h"
#include "dsp/settings.h"

size_t dynamics_size(const struct settings *s);
void dynamics_prepare(void *state, const struct settings *s);
void dynamics_run(void *state, float *const *channel, size_t n);
size_t dynamics_latency(const void *state);

/* The gain of one band at a level, without attack and release: what the plan reckons with. */
double dynamics_gain_db(const struct dynamics_settings *d, int band, double level_db);

/* The levels of each band in the frames of a song: quantiles at 2.5, 7.5 ... 97.5 %.
 * work: ltas->count doubles. */
enum { LEVELS = 20 };
/* How they spread: at 10, 25, 50, 75, 90 and 97.5 %, against the one at 50. */
void dynamics_spread(const double level_db[LEVELS], double spread_db[SPREADS]);
enum { SPREAD_MIDDLE = 2 };
void dynamics_levels(const struct ltas *l, double *work, double level_db[DYNAMICS_BANDS][LEVELS]);
/* The mean of a curve of bands over one of the twelve. */
double dynamics_mean(const double *curve, int band);
double dynamics_edge_hz(int band); /* where a band begins */

#endif
