/* SPDX-License-Identifier: ISC */
#include "dsp/bands.h"

#include "dsp/elementary.h"

#include <math.h>

double band_hz(int band)
{
    return 1000 * dsp_pow(2, (band - BAND_1K + 0.5) / 12.0);
}

double band_edge_hz(int band)
{
    return 1000 * dsp_pow(2, (band - BAND_1K) / 12.0);
}

int bands_below(double hz)
{
    int n = 0;

    while (n < BANDS && band_edge_hz(n + 1) <= hz)
        n++;
    return n;
}

void bands_of(const float *power, size_t bins, double rate_hz, double *out)
{
    double wide = rate_hz / (2 * (double)(bins - 1)), low = band_edge_hz(0) / wide + 0.5;

    for (int b = 0; b < BANDS; b++) { /* bin k covers [k, k + 1) of this scale */
        double high = band_edge_hz(b + 1) / wide + 0.5, sum = 0;
        double end = high < (double)bins ? high : (double)bins;
        for (size_t k = (size_t)low; (double)k < end; k++) {
            double from = fmax(low, (double)k), to = fmin(end, (double)k + 1);
            sum += (to - from) * (double)power[k];
        }
        out[b] = sum;
        low = high;
    }
}

void bands_smooth(const double *in, int n, int width, double *out)
{
    for (int b = 0; b < n; b++) {
        double sum = 0, weight = 0;
        for (int d = -width; d <= width; d++) {
            int at = b + d < 0 ? 0 : b + d >= n ? n - 1 : b + d;
            double w = 1 + dsp_cos(DSP_PI * d / (width + 1));
            sum += w * in[at];
            weight += w;
        }
        out[b] = sum / weight;
    }
}

double bands_at(const double *curve, double hz)
{
    double at = hz <= band_hz(0) ? 0 : dsp_log(hz / 1000) * (12 / 0.69314718055994530942) + BAND_1K - 0.5;
    int b = (int)floor(at);

    if (b >= BANDS - 1)
        return curve[BANDS - 1];
    return curve[b] + (curve[b + 1] - curve[b]) * (at - b);
}
