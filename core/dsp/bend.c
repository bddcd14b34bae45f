/* SPDX-License-Identifier: ISC */
#include "dsp/bend.h"

#include "dsp/clones.h"

#include <math.h>

void bend_widen(struct bend *b, const double *apart, int taps)
{
    double sum = 0, twice = 0, last = 0, size = 0;

    for (int k = 0; k < taps; k++) {
        size += fabs(twice);
        last = twice;
        sum += apart[k];
        twice += sum;
    }
    double level = fabs(last) + fabs(twice - 2 * last) + 1e-5; /* at the last two taps; and the rounding of the sums */
    b->curve = (float)fmax((double)b->curve, size * 1.0001);
    b->level = (float)fmax((double)b->level, level);
}

CLONES void bend_survey(const float *x, size_t n, float *top, float *curve)
{
    float high[LANES] = {0}, bent[LANES] = {0};

    for (size_t done = 0; done < n; done += LANES) {
        const float *at = x + (done + LANES < n ? done : n - LANES); /* the last ones may be seen twice */
        for (size_t j = 0; j < LANES; j++) {
            float a = __builtin_fabsf(at[j]), d = __builtin_fabsf(at[j - 1] - 2 * at[j] + at[j + 1]);
            high[j] = a > high[j] ? a : high[j];
            bent[j] = d > bent[j] ? d : bent[j];
        }
    }
    for (size_t half = LANES / 2; half; half /= 2)
        for (size_t j = 0; j < half; j++) {
            high[j] = high[j + half] > high[j] ? high[j + half] : high[j];
            bent[j] = bent[j + half] > bent[j] ? bent[j + half] : bent[j];
        }
    *top = high[0];
    *curve = bent[0];
}
