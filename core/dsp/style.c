/* SPDX-License-Identifier: ISC */
#include "dsp/style.h"

#include "dsp/elementary.h"

const double style_hz[STYLE_NODES] = {20, 32, 50, 80, 130, 250, 500, 1000, 2000, 4000, 8000, 13000, 19000};

/* The prior: the average of commercial records falls about 5 dB an octave from 100 Hz to 4 kHz as a
 * density (Pestana et al., AES 2013), which is 2 dB an octave in bands of constant ratio, and
 * faster above; below 40 Hz it falls again.  What the service learns from its corpus moves these. */
const double style_mid_db[STYLE_NODES] = {-17,  -7,   -1.5, 0.3,  -0.5, -2.4, -4.5,
                                          -6.8, -8.9, -11.2, -14.8, -19.5, -30};
const double style_tolerance_db[STYLE_NODES] = {8, 5, 4, 3.5, 3, 2.8, 2.6, 2.6, 2.8, 3, 3.5, 4.5, 8};
const double style_side_db[STYLE_NODES] = {-30, -28, -25, -21, -17, -13, -11, -10, -9.5, -8.5, -8, -7.5, -8};

const struct style style_table[] = {
    /*           20    32    50    80   130   250   500    1k    2k    4k    8k   13k   19k */
    {"balanced", {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 0, 1.0, 20, 180},
    {"warm", {0, 0.3, 0.8, 1.2, 1.5, 1.2, 0.4, 0, -0.4, -0.9, -1.5, -1.8, -1.8}, 0, 1.0, 25, 220},
    {"bright", {0, 0, -0.2, -0.4, -0.5, -0.6, -0.3, 0, 0.5, 1.3, 2.0, 2.4, 2.4}, 0.5, 0.9, 18, 160},
    {"punchy", {-0.5, 0.3, 1.3, 1.5, 0.5, -0.8, -0.7, 0, 0.6, 1.2, 1.0, 0.8, 0.6}, 0, 1.35, 35, 130},
    {"open", {-0.5, -0.3, 0, 0, -0.5, -1.0, -0.8, -0.3, 0.2, 0.8, 1.4, 2.2, 2.4}, 1.8, 0.5, 30, 250},
    {"vocal", {-0.5, -0.5, -0.3, -0.3, -0.5, -0.6, 0, 0.8, 1.3, 1.1, 0.3, 0.2, 0}, -0.5, 1.1, 18, 180},
    {"deep", {0.8, 2.0, 2.3, 1.6, 0.4, -0.4, -0.5, -0.3, 0, 0.2, 0.4, 0.5, 0.5}, 0, 1.0, 25, 200},
};
const int style_count = sizeof style_table / sizeof *style_table;

double style_at(const double *node, double hz)
{
    int i = 0;

    if (hz <= style_hz[0])
        return node[0];
    while (i < STYLE_NODES - 1 && style_hz[i + 1] < hz)
        i++;
    if (i == STYLE_NODES - 1)
        return node[i];
    return node[i] + (node[i + 1] - node[i]) * dsp_log(hz / style_hz[i]) / dsp_log(style_hz[i + 1] / style_hz[i]);
}
