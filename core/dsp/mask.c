/* SPDX-License-Identifier: ISC */
#include "dsp/mask.h"

#include "dsp/clones.h"
#include "dsp/elementary.h"

#include <math.h>
#include <string.h>

size_t mask_frame(int64_t rate_hz)
{
    size_t n = 256;

    while ((int64_t)n * 48000 < rate_hz * 1024)
        n *= 2;
    return n;
}

void mask_prepare(struct mask *m, int64_t rate_hz, size_t n, double top_hz)
{
    double hz = (double)rate_hz / (double)n, top = fmin(0.48 * (double)rate_hz, top_hz), z[MASK_BANDS_MOST];

    for (double half = 1; m->bands < MASK_BANDS_MOST && (double)m->first[m->bands] * hz < top; half++) {
        double f = 325 * (dsp_exp(half / 14) - dsp_exp(-half / 14));
        size_t end = (size_t)(fmin(f, top) / hz) + 1;
        if (end <= m->first[m->bands])
            continue;
        z[m->bands] = (half - 0.5) / 2;
        m->first[++m->bands] = end;
    }
    for (int to = 0; to < m->bands; to++) {
        double hides = -fmax(3, 0.25 * z[to]);
        for (int from = 0; from < m->bands; from++) {
            double up = z[to] - z[from];
            m->spread[from][to] = (float)db_power(hides - (up >= 0 ? 10 * up : -27 * up));
        }
        m->floor[to] = (float)((double)(n * n) / 6 * db_power(-96));
    }
}

CLONES void mask_energy(const struct mask *m, const float *re, const float *im, float *restrict power)
{
    for (int b = 0; b < m->bands; b++) {
        float sum = 0;
        for (size_t k = m->first[b]; k < m->first[b + 1]; k++)
            sum += re[k] * re[k] + im[k] * im[k];
        power[b] = sum;
    }
}

CLONES void mask_threshold(const struct mask *m, const float *power, float *restrict threshold)
{
    memcpy(threshold, m->floor, sizeof m->floor);
    for (int b = 0; b < m->bands; b++)
        for (int t = 0; t < MASK_BANDS_MOST; t++)
            threshold[t] += power[b] * m->spread[b][t];
}
