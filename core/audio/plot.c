/* SPDX-License-Identifier: ISC */
#include "audio/plot.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { WIDE = 960, HIGH = 270, LEFT = 62, RIGHT = 20, TOP = 46, BOTTOM = 34, HEAD = 40 };

static const char *const classes[] = {"before", "after", "target", "fall"};

static const char style[] =
    "<style>"
    "text{font:13px system-ui,'Segoe UI','DejaVu Sans',sans-serif;fill:#757575}"
    ".h{font-size:17px}.p{font-size:14px;font-weight:600}"
    ".e{text-anchor:end}.m{text-anchor:middle}"
    ".g{stroke:#808080;stroke-opacity:.25;fill:none}.z{stroke:#808080;stroke-opacity:.7;fill:none}"
    ".l{fill:none;stroke-linejoin:round;stroke-linecap:round}"
    ".before{stroke:#858585;stroke-width:1.6}"
    ".after{stroke:#2583d8;stroke-width:2.2}"
    ".target{stroke:#c27a10;stroke-width:1.8;stroke-dasharray:7 5}"
    ".fall{stroke:#2583d8;stroke-width:1.2}.area{fill:#2583d8;fill-opacity:.3}"
    "@media(prefers-color-scheme:dark){text{fill:#b5b5b5}.before{stroke:#a0a0a0}.after,.fall{stroke:#5aaaf0}"
    ".target{stroke:#e6a23c}}"
    "@media(prefers-color-scheme:light){text{fill:#505050}.before{stroke:#787878}.after,.fall{stroke:#1769b5}"
    ".target{stroke:#a86400}}"
    "</style>\n";

/* ---- from values to places -------------------------------------------------------------------- */

static double across(const struct plot_panel *p, double x)
{
    double low = p->x_low, high = p->x_high;

    if (p->axis == PLOT_HZ) {
        x = log(x);
        low = log(low);
        high = log(high);
    }
    return LEFT + (x - low) / (high - low) * (WIDE - LEFT - RIGHT);
}

static double down(const struct plot_panel *p, double y)
{
    double part = (y - p->y_low) / (p->y_high - p->y_low);

    part = part < 0 ? 0 : part > 1 ? 1 : part;
    return HIGH - BOTTOM - part * (HIGH - TOP - BOTTOM);
}

static double step_of(double span, const double *steps, size_t n, double most)
{
    for (size_t i = 0; i < n; i++)
        if (span / steps[i] <= most)
            return steps[i];
    return steps[n - 1] * ceil(span / steps[n - 1] / most);
}

static double y_step(double span)
{
    static const double steps[] = {0.1, 0.2, 0.5, 1, 2, 3, 6, 10, 20, 50, 100};

    return step_of(span, steps, sizeof steps / sizeof *steps, 8);
}

void plot_fit(struct plot_panel *p, double least)
{
    double low = (double)INFINITY, high = -(double)INFINITY;

    for (size_t k = 0; k < p->count; k++)
        for (size_t i = 0; i < p->line[k].count; i++) {
            double x = p->line[k].x[i], y = p->line[k].y[i];
            if (isnan(y) || x < p->x_low || x > p->x_high)
                continue;
            low = fmin(low, y);
            high = fmax(high, y);
        }
    if (!(low <= high))
        low = high = 0;
    double spare = fmax(0, least - (high - low)) / 2, step = y_step(high - low + 2 * spare);
    p->y_low = floor((low - spare) / step) * step;
    p->y_high = ceil((high + spare) / step) * step;
    if (p->y_high <= p->y_low)
        p->y_high = p->y_low + step;
}

/* ---- writing -------------------------------------------------------------------------------------- */

static void put_text(struct buf *b, const char *text)
{
    for (; *text; text++) {
        const char *safe = *text == '<' ? "&lt;" : *text == '&' ? "&amp;" : *text == '"' ? "&quot;" : NULL;
        buf_add(b, safe ? safe : text, safe ? strlen(safe) : 1);
    }
}

static void label(struct buf *b, double x, double y, const char *class, const char *text)
{
    buf_printf(b, "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">", x, y, class);
    put_text(b, text);
    buf_puts(b, "</text>\n");
}

static void rule(struct buf *b, const char *class, double x1, double y1, double x2, double y2)
{
    buf_printf(b, "<path class=\"%s\" d=\"M%.1f %.1fL%.1f %.1f\"/>\n", class, x1, y1, x2, y2);
}

static void grid_hz(struct buf *b, const struct plot_panel *p)
{
    static const struct {
        double hz;
        const char *name;
    } marks[] = {{20, "20"},     {50, "50"},     {100, "100"},  {200, "200"},   {500, "500"},
                 {1000, "1 k"}, {2000, "2 k"}, {5000, "5 k"}, {10000, "10 k"}, {20000, "20 kHz"}};

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        double x = across(p, marks[i].hz);
        if (marks[i].hz < p->x_low || marks[i].hz > p->x_high * 1.001)
            continue;
        rule(b, "g", x, TOP, x, HIGH - BOTTOM);
        label(b, x, HIGH - BOTTOM + 18, marks[i].hz > 15000 ? "e" : "m", marks[i].name);
    }
}

static void grid_time(struct buf *b, const struct plot_panel *p)
{
    static const double steps[] = {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600};
    double step = step_of(p->x_high - p->x_low, steps, sizeof steps / sizeof *steps, 12);

    for (double t = ceil(p->x_low / step) * step; t <= p->x_high + 1e-9; t += step) {
        char text[32];
        int s = (int)lrint(t);
        if (s >= 3600)
            (void)snprintf(text, sizeof text, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
        else
            (void)snprintf(text, sizeof text, "%d:%02d", s / 60, s % 60);
        rule(b, "g", across(p, t), TOP, across(p, t), HIGH - BOTTOM);
        label(b, across(p, t), HIGH - BOTTOM + 18, across(p, t) > WIDE - RIGHT - 16 ? "e" : "m", text);
    }
}

static void grid_number(struct buf *b, const struct plot_panel *p)
{
    double step = y_step(p->x_high - p->x_low);

    for (double x = ceil(p->x_low / step - 1e-9) * step; x <= p->x_high + 1e-9; x += step) {
        char text[32];
        (void)snprintf(text, sizeof text, "%.3g", x);
        rule(b, "g", across(p, x), TOP, across(p, x), HIGH - BOTTOM);
        label(b, across(p, x), HIGH - BOTTOM + 18, "m", text);
    }
}

static void grid_y(struct buf *b, const struct plot_panel *p)
{
    double step = y_step(p->y_high - p->y_low);
    int lines = (int)lrint((p->y_high - p->y_low) / step);

    for (int i = 0; i <= lines; i++) {
        double y = p->y_low + i * step;
        char text[32];
        (void)snprintf(text, sizeof text, "%.3g", fabs(y) < 1e-9 ? 0 : y);
        rule(b, fabs(y) < 1e-9 ? "z" : "g", LEFT, down(p, y), WIDE - RIGHT, down(p, y));
        label(b, LEFT - 8, down(p, y) + 4.5, "e", text);
    }
    label(b, LEFT - 8, TOP - 14, "e", p->y_unit);
}

/* More points than a picture can show are not written: of those that fall on one half unit, the last stays. */
static void curve(struct buf *b, const struct plot_panel *p, const struct plot_line *l)
{
    bool pen = false;
    double last = -1, first = LEFT;

    buf_printf(b, "<path class=\"l %s%s\" d=\"", l->role == PLOT_FALL ? "area " : "", classes[l->role]);
    for (size_t i = 0; i < l->count; i++) {
        if (isnan(l->y[i]) || l->x[i] < p->x_low || l->x[i] > p->x_high) {
            pen = false;
            continue;
        }
        double x = across(p, l->x[i]), y = down(p, l->y[i]);
        if (pen && x - last < 0.5 && l->role != PLOT_FALL)
            continue;
        if (!pen && l->role == PLOT_FALL)
            buf_printf(b, "M%.1f %.1f", first = x, down(p, 0));
        buf_printf(b, "%s%.1f %.1f", pen || l->role == PLOT_FALL ? "L" : "M", x, y);
        pen = true;
        last = x;
    }
    if (l->role == PLOT_FALL && last >= 0)
        buf_printf(b, "L%.1f %.1fL%.1f %.1fZ", last, down(p, 0), first, down(p, 0));
    buf_puts(b, "\"/>\n");
}

static void legend(struct buf *b, const struct plot_panel *p)
{
    double x = WIDE - RIGHT;

    for (size_t k = p->count; k-- > 0;) {
        label(b, x, TOP - 14, "e", p->line[k].name);
        x -= 8 * (double)strlen(p->line[k].name) + 10;
        buf_printf(b, "<path class=\"l %s\" d=\"M%.1f %.1fh26\"/>\n", classes[p->line[k].role], x - 26, TOP - 18.5);
        x -= 48;
    }
}

void plot_svg(struct buf *b, const char *title, const struct plot_panel *panels, size_t n)
{
    static void (*const grids[])(struct buf *, const struct plot_panel *) = {grid_hz, grid_time, grid_number};

    buf_printf(b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %zu\" role=\"img\">\n<title>", WIDE,
               HEAD + n * HIGH);
    put_text(b, title);
    buf_puts(b, "</title>\n");
    buf_puts(b, style);
    label(b, LEFT, 26, "h", title);
    for (size_t i = 0; i < n; i++) {
        const struct plot_panel *p = &panels[i];
        buf_printf(b, "<g transform=\"translate(0 %zu)\">\n", HEAD + i * HIGH);
        label(b, LEFT, TOP - 14, "p", p->title);
        grids[p->axis](b, p);
        grid_y(b, p);
        for (size_t k = 0; k < p->count; k++)
            curve(b, p, &p->line[k]);
        legend(b, p);
        buf_puts(b, "</g>\n");
    }
    buf_puts(b, "</svg>\n");
}
