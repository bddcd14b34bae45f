/* SPDX-License-Identifier: ISC */
#include "dsp/bands.h"

#include "dsp/clones.h"
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

/* LANES partial sums in doubles, added in their order. */
CLONES static double sum_of(const float *power, size_t n)
{
    double lane[LANES] = {0}, sum = 0;
    size_t i = 0;

    for (; i + LANES <= n; i += LANES)
        for (size_t j = 0; j < LANES; j++)
            lane[j] += (double)power[i + j];
    for (size_t j = 0; i < n; i++, j++)
        lane[j] += (double)power[i];
    for (size_t j = 0; j < LANES; j++)
        sum += lane[j];
    return sum;
}

/* Bin k covers [k, k + 1) of a scale that is half a bin off. */
void bands_of(const float *power, size_t bins, const double *edges, double *out)
{
    for (int b = 0; b < BANDS; b++) {
        double low = edges[b], high = fmin(edges[b + 1], (double)bins);
        size_t first = (size_t)low, last = (size_t)high;
        out[b] = 0;
        if (low >= high)
            continue;
        if (first == last) {
            out[b] = (high - low) * (double)power[first];
            continue;
        }
        out[b] = ((double)first + 1 - low) * (double)power[first] + sum_of(power + first + 1, last - first - 1);
        if (last < bins)
            out[b] += (high - (double)last) * (double)power[last];
    }
}

void bands_edges(size_t bins, double rate_hz, double *edges)
{
    double wide = rate_hz / (2 * (double)(bins - 1));

    for (int b = 0; b <= BANDS; b++)
        edges[b] = band_edge_hz(b) / wide + 0.5;
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
