/* SPDX-License-Identifier: ISC */
#include "audio/picture.h"

#include "audio/loud.h"
#include "audio/plot.h"
#include "dsp/bands.h"
#include "dsp/style.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct curve_line {
    double *x, *y;
    size_t count;
};

static struct curve_line curve_new(struct arena *a, size_t count)
{
    return (struct curve_line){arena_alloc(a, (count + 1) * sizeof(double)), arena_alloc(a, (count + 1) * sizeof(double)), count};
}

static void add(struct plot_panel *p, const char *name, enum plot_role role, struct curve_line c)
{
    if (p->count < PLOT_LINES && c.count > 0)
        p->line[p->count++] = (struct plot_line){name, role, c.x, c.y, c.count};
}

/* ---- spectra ------------------------------------------------------------------------------------ */

/* To the level at which the mean of 100 Hz to 8 kHz is 0. */
static void level(struct curve_line *c)
{
    double sum = 0, n = 0;

    for (size_t i = 0; i < c->count; i++)
        if (c->x[i] > 100 && c->x[i] < 8000 && !isnan(c->y[i])) {
            sum += c->y[i];
            n++;
        }
    for (size_t i = 0; i < c->count; i++)
        c->y[i] -= n > 0 ? sum / n : 0;
}

static struct curve_line spectrum(struct arena *a, const struct analysis *s)
{
    struct curve_line c = curve_new(a, s->spectrum.count < BANDS ? s->spectrum.count : BANDS);
    const struct spectrum_band *rows = s->spectrum.rows;
    double raw[BANDS];

    for (size_t i = 0; i < c.count; i++) {
        c.x[i] = rows[i].hz;
        raw[i] = fmax(rows[i].mid_db, -150);
    }
    bands_smooth(raw, (int)c.count, 2, c.y);
    level(&c);
    for (size_t i = 0; i < c.count; i++)
        c.y[i] = c.y[i] < -70 ? (double)NAN : c.y[i];
    return c;
}

static struct curve_line usual(struct arena *a)
{
    struct curve_line c = curve_new(a, BANDS);

    for (int b = 0; b < BANDS; b++) {
        c.x[b] = band_hz(b);
        c.y[b] = style_at(style_common.mid_db, band_hz(b));
    }
    level(&c);
    return c;
}

static struct plot_panel spectrum_panel(void)
{
    return (struct plot_panel){.title = "Spectrum, twelfths of an octave at equal level", .y_unit = "dB", .axis = PLOT_HZ,
                               .x_low = 20, .x_high = 20000};
}

/* ---- over time ------------------------------------------------------------------------------------- */

/* A list of numbers and nulls, as the records keep curves; a second a number, or a share of one. */
static struct curve_line numbers(struct arena *a, const char *json, double step_s, double sign)
{
    size_t room = 1, n = 0;

    if (!json)
        return (struct curve_line){0};
    for (const char *p = json; *p; p++)
        room += *p == ',';
    struct curve_line c = curve_new(a, room);
    for (const char *p = json + 1; *p && *p != ']' && n < room; n++) {
        char *end;
        double value = strtod(p, &end);
        c.x[n] = ((double)n + 0.5) * step_s;
        c.y[n] = end == p ? (double)NAN : sign * value;
        p += strcspn(p, ",]");
        p += *p == ',';
    }
    c.count = n;
    return c;
}

static struct plot_panel time_panel(const char *title, const char *unit, double seconds)
{
    return (struct plot_panel){.title = title, .y_unit = unit, .axis = PLOT_TIME, .x_high = fmax(seconds, 1)};
}

/* What lies far below the song, such as the ring of its end, would only flatten the picture. */
static void fit_loudness(struct plot_panel *p, double lufs)
{
    plot_fit(p, 6);
    double floor_lufs = 6 * floor((lufs - 24) / 6);
    if (!isnan(lufs) && p->y_low < floor_lufs)
        p->y_low = floor_lufs;
}

/* The limiter's reduction, ten values a second, downwards; of a long song the deepest of several, as wide as a pen. */
static struct curve_line reduction(struct arena *a, const struct report *r)
{
    struct curve_line c = numbers(a, r->limiter ? r->limiter->curve : NULL, 0.1, -1);
    size_t fold = c.count / 1500 + 1, n = 0;

    for (size_t i = 0; i < c.count; i += fold, n++) {
        double deepest = c.y[i];
        for (size_t k = i; k < i + fold && k < c.count; k++)
            deepest = fmin(deepest, c.y[k]);
        c.x[n] = c.x[i];
        c.y[n] = deepest;
    }
    c.count = n;
    return c;
}

/* ---- pictures ------------------------------------------------------------------------------------------ */

void picture_song(struct buf *b, const char *title, const struct analysis *song)
{
    struct plot_panel panels[2] = {spectrum_panel(), time_panel("Loudness, three seconds", "LUFS", song->seconds)};

    add(&panels[0], "song", PLOT_AFTER, spectrum(b->arena, song));
    add(&panels[0], "usual", PLOT_TARGET, usual(b->arena));
    add(&panels[1], "song", PLOT_AFTER, numbers(b->arena, song->loudness, 1, 1));
    plot_fit(&panels[0], 12);
    fit_loudness(&panels[1], song->lufs);
    plot_svg(b, title, panels, 2);
}

void picture_pair(struct buf *b, const char *title, const char *first, const struct analysis *a, const char *second,
                  const struct analysis *other)
{
    struct plot_panel panels[2] = {spectrum_panel(),
                                   time_panel("Loudness, three seconds", "LUFS", fmax(a->seconds, other->seconds))};

    add(&panels[0], first, PLOT_BEFORE, spectrum(b->arena, a));
    add(&panels[0], second, PLOT_AFTER, spectrum(b->arena, other));
    add(&panels[1], first, PLOT_BEFORE, numbers(b->arena, a->loudness, 1, 1));
    add(&panels[1], second, PLOT_AFTER, numbers(b->arena, other->loudness, 1, 1));
    plot_fit(&panels[0], 12);
    fit_loudness(&panels[1], fmin(a->lufs, other->lufs));
    plot_svg(b, title, panels, 2);
}

void picture_render(struct buf *b, const char *title, const struct report *r, const struct analysis *reference)
{
    double seconds = r->after->seconds;
    struct plot_panel panels[3] = {spectrum_panel(), time_panel("Loudness, three seconds", "LUFS", seconds),
                                   time_panel("Gain reduction of the limiter", "dB", seconds)};

    add(&panels[0], "before", PLOT_BEFORE, spectrum(b->arena, r->before));
    add(&panels[0], "after", PLOT_AFTER, spectrum(b->arena, r->after));
    add(&panels[0], reference ? "reference" : "usual", PLOT_TARGET,
        reference ? spectrum(b->arena, reference) : usual(b->arena));
    add(&panels[1], "before", PLOT_BEFORE, numbers(b->arena, r->before->loudness, 1, 1));
    add(&panels[1], "after", PLOT_AFTER, numbers(b->arena, r->after->loudness, 1, 1));
    add(&panels[2], "taken away", PLOT_FALL, reduction(b->arena, r));
    plot_fit(&panels[0], 12);
    fit_loudness(&panels[1], fmin(r->before->lufs, r->after->lufs));
    plot_fit(&panels[2], 3);
    panels[2].y_high = 0;
    panels[2].y_low = fmin(panels[2].y_low, -3);
    plot_svg(b, title, panels, panels[2].count ? 3 : 2);
}

void picture_curve(struct buf *b, const char *title, const struct curve *curve)
{
    const struct curve_point *p = curve->points.rows;
    size_t n = curve->points.count;
    struct curve_line noise = curve_new(b->arena, n), less = curve_new(b->arena, n), edge = curve_new(b->arena, 2);
    struct plot_panel panels[2] = {{.title = "Noise against what hides it, by loudness in LUFS", .y_unit = "dB", .axis = PLOT_NUMBER},
                                   {.title = "Gain reduction in the loudest seconds", .y_unit = "dB", .axis = PLOT_NUMBER}};

    for (size_t i = 0; i < n; i++) {
        noise.x[i] = less.x[i] = p[i].lufs;
        noise.y[i] = p[i].noise_to_mask_db < -80 ? (double)NAN : p[i].noise_to_mask_db; /* next to nothing */
        less.y[i] = -p[i].reduction_db;
    }
    for (int k = 0; k < 2; k++) {
        panels[k].x_low = n ? floor(p[0].lufs) : 0;
        panels[k].x_high = n ? ceil(p[n - 1].lufs) : 1;
        edge.x[k] = k ? panels[k].x_high : panels[k].x_low;
        edge.y[k] = LOUD_AUDIBLE_DB;
    }
    add(&panels[0], "noise", PLOT_AFTER, noise);
    add(&panels[0], "where it begins to be heard", PLOT_TARGET, edge);
    add(&panels[1], "taken away", PLOT_FALL, less);
    plot_fit(&panels[0], 12);
    plot_fit(&panels[1], 3);
    panels[1].y_high = 0;
    panels[1].y_low = fmin(panels[1].y_low, -1);
    plot_svg(b, title, panels, n ? 2 : 0);
}
