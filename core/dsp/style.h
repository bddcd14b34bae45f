/* SPDX-License-Identifier: ISC */
/* style.h - the styles as data: what finished music measures, how far it strays, each style's colour.
 *
 * A plan is given pointers to a style and a target: those here are what the house
 * ships (tests/bench/style_prior.py shows where the figures come from); others,
 * learnt from a corpus, can take their place without a change of code. */
#ifndef DSP_STYLE_H
#define DSP_STYLE_H

#include "dsp/settings.h"

enum { STYLE_NODES = 13 };

struct style {
    const char *name;
    double colour_db[STYLE_NODES]; /* there shall be about that much of it */
    double side_db;                /* wider or narrower */
    double dynamics;               /* times the wished amount */
    double attack_ms, release_ms;
};
extern const struct style style_table[];

/* Medians, and the edges of what is left alone at the usual intensity, against the medians. */
struct style_target {
    double mid_db[STYLE_NODES], mid_low_db[STYLE_NODES], mid_high_db[STYLE_NODES]; /* twelfths of an octave */
    double side_db[STYLE_NODES], side_low_db[STYLE_NODES], side_high_db[STYLE_NODES]; /* against the middle */
    double spread_db[DYNAMICS_BANDS][SPREADS], spread_high_db[DYNAMICS_BANDS][SPREADS]; /* of levels */
};
extern const struct style_target style_common;

/* A curve of nodes at any frequency, straight between its corners on a logarithmic axis. */
double style_at(const double *node, double hz);

#endif
