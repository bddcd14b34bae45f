/* SPDX-License-Identifier: ISC */
#include "dsp/elementary.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

static double from_bits(uint64_t bits)
{
    double d;

    memcpy(&d, &bits, sizeof d);
    return d;
}

static uint64_t to_bits(double d)
{
    uint64_t bits;

    memcpy(&bits, &d, sizeof bits);
    return bits;
}

/* ln 2 in two parts: the first has 32 bits, so that k times it is exact. */
static const double ln2_high = 6.93147180369123816490e-01, ln2_low = 1.90821492927058770002e-10;

double dsp_exp(double x)
{
    if (x > 709)
        x = 709;
    if (x < -708)
        return 0;
    double k = floor(x * 1.44269504088896338700 + 0.5);
    double r = (x - k * ln2_high) - k * ln2_low; /* |r| <= 0.347 */
    double sum = 1;
    for (int i = 13; i > 0; i--) /* Taylor: 0.347^14 / 14! < 1e-17 */
        sum = 1 + r * sum / i;
    return sum * from_bits((uint64_t)((int64_t)k + 1023) << 52);
}

double dsp_log(double x)
{
    if (x < 2.3e-308)
        x = 2.3e-308;
    uint64_t bits = to_bits(x);
    int64_t e = (int64_t)(bits >> 52) - 1023;
    double m = from_bits((bits & 0xfffffffffffffULL) | 0x3ff0000000000000ULL);
    if (m > 1.41421356237309504880) {
        m /= 2;
        e++;
    }
    double s = (m - 1) / (m + 1), s2 = s * s, sum = 0; /* |s| <= 0.1716 */
    for (int i = 21; i > 1; i -= 2)                    /* 2 atanh s: 0.1716^22 < 1e-16 */
        sum = s2 * (sum + 1.0 / i);
    return (double)e * ln2_high + (2 * s + (2 * s * sum + (double)e * ln2_low));
}

double dsp_pow(double x, double y)
{
    return x <= 0 ? 0 : dsp_exp(y * dsp_log(x));
}

static double sin_small(double x) /* |x| <= pi/4 */
{
    double x2 = x * x, sum = 1;

    for (int i = 16; i > 0; i -= 2)
        sum = 1 - x2 * sum / (i * (i + 1));
    return x * sum;
}

static double cos_small(double x)
{
    double x2 = x * x, sum = 1;

    for (int i = 17; i > 0; i -= 2)
        sum = 1 - x2 * sum / (i * (i + 1));
    return sum;
}

/* sin(x + quarter pi/2), by Cody and Waite's three-part pi/2. */
static double circle(double x, int quarter)
{
    double k = floor(x * 0.63661977236758134308 + 0.5);
    double r = ((x - k * 1.57079632673412561417e+00) - k * 6.07710050630396597660e-11) -
               k * 2.02226624879595063154e-21;

    switch (((int64_t)k + quarter) & 3) {
    case 0:
        return sin_small(r);
    case 1:
        return cos_small(r);
    case 2:
        return -sin_small(r);
    default:
        return -cos_small(r);
    }
}

double dsp_sin(double x)
{
    return circle(x, 0);
}

double dsp_cos(double x)
{
    return circle(x, 1);
}

double dsp_tan(double x)
{
    return dsp_sin(x) / dsp_cos(x);
}

static const double ln10 = 2.30258509299404568402;

double db_gain(double db)
{
    return db <= DSP_SILENCE_DB ? 0 : dsp_exp(db * (ln10 / 20));
}

double gain_db(double gain)
{
    return gain <= 1e-10 ? DSP_SILENCE_DB : dsp_log(gain) * (20 / ln10);
}

double db_power(double db)
{
    return db <= DSP_SILENCE_DB ? 0 : dsp_exp(db * (ln10 / 10));
}

double power_db(double power)
{
    return power <= 1e-20 ? DSP_SILENCE_DB : dsp_log(power) * (10 / ln10);
}

double dsp_bessel(double x)
{
    double sum = 1, term = 1;

    for (int k = 1; k < 60; k++) {
        term *= (x / 2 / k) * (x / 2 / k);
        sum += term;
    }
    return sum;
}
