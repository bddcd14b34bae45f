/* SPDX-License-Identifier: ISC */
#include "audio/styles.h"

#include "dsp/style.h"

static double mean_of(const double *node, const double *hz, int n)
{
    double sum = 0;

    for (int i = 0; i < n; i++)
        sum += style_at(node, hz[i]);
    return sum / n;
}

struct style_place style_place(enum mastering_style s)
{
    static const double low_hz[] = {50, 80, 130, 250}, high_hz[] = {2000, 4000, 8000, 13000};
    const struct style *style = &style_table[s];

    return (struct style_place){.tilt_db = mean_of(style->colour_db, high_hz, 4) -
                                           mean_of(style->colour_db, low_hz, 4),
                                .density = style->dynamics,
                                .side_db = style->side_db};
}
