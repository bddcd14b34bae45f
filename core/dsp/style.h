/* SPDX-License-Identifier: ISC */
/* style.h - the styles as data: what a finished record measures, how far it may stray, each style's colour. */
#ifndef DSP_STYLE_H
#define DSP_STYLE_H

enum { STYLE_NODES = 13 };

struct style {
    const char *name;
    double colour_db[STYLE_NODES]; /* on top of the common target */
    double side_db;                /* wider or narrower than the common target */
    double dynamics;               /* times the wished amount */
    double attack_ms, release_ms;
};
extern const struct style style_table[];
extern const int style_count;

/* The frequencies at which the curves have their corners. */
extern const double style_hz[STYLE_NODES];
/* The common target: level of a twelfth of an octave against that at 100 Hz, and how far a good record strays. */
extern const double style_mid_db[STYLE_NODES], style_tolerance_db[STYLE_NODES];
/* Sides against the middle. */
extern const double style_side_db[STYLE_NODES];

/* A curve of nodes at any frequency, straight on a logarithmic axis. */
double style_at(const double *node, double hz);

#endif
