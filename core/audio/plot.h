/* SPDX-License-Identifier: ISC */
/* plot.h - curves as a picture: panels under one another in one SVG file, without a library.
 *
 * The background is the page's own; greys and colours are of the middle, so that the picture is read on white and
 * on black, and get stronger where the viewer says which it is.  Lines differ in dash and width too, not in colour
 * alone. */
#ifndef AUDIO_PLOT_H
#define AUDIO_PLOT_H

#include "base/buf.h"

#include <stdbool.h>

enum plot_role { PLOT_BEFORE, PLOT_AFTER, PLOT_TARGET, PLOT_FALL }; /* FALL: filled between the line and zero */
enum plot_axis { PLOT_HZ, PLOT_TIME, PLOT_NUMBER };
enum { PLOT_LINES = 3 };

struct plot_line {
    const char *name;
    enum plot_role role;
    const double *x, *y; /* y NAN: the line is broken there */
    size_t count;
};

struct plot_panel {
    const char *title, *y_unit;
    enum plot_axis axis;
    double x_low, x_high; /* PLOT_HZ is logarithmic */
    double y_low, y_high;
    struct plot_line line[PLOT_LINES];
    size_t count;
};

/* Adds the whole SVG document to b. */
void plot_svg(struct buf *b, const char *title, const struct plot_panel *panels, size_t n);

/* The lowest and highest y of the panel's lines, rounded outwards to whole steps, at least `least` apart. */
void plot_fit(struct plot_panel *p, double least);

#endif
