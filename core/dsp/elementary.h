/* SPDX-License-Identifier: ISC */
/* elementary.h - exp, log, sin and what follows from them, the same bits on every machine.
 *
 * libm's versions differ in the last bit between processors with and without
 * fused multiply-add, and a golden hash notices.  Ours use plain IEEE operations
 * only.  Errors, measured against a long double libm on a million points: exp,
 * sin and cos below 2 ulp (arguments of sin up to 1e6), log below 2 ulp, pow as
 * exp(y log x): below 1e-13 for audio's arguments. */
#ifndef DSP_ELEMENTARY_H
#define DSP_ELEMENTARY_H

#define DSP_PI 3.14159265358979323846

double dsp_exp(double x);
double dsp_log(double x); /* x > 0 */
double dsp_pow(double x, double y);
double dsp_sin(double x);
double dsp_cos(double x);
double dsp_tan(double x);

/* Decibels.  Nothing is quieter than -200 dB here, so that silence stays a number. */
#define DSP_SILENCE_DB (-200.0)
double db_gain(double db);   /* of an amplitude */
double gain_db(double gain);
double db_power(double db);
double power_db(double power);

static inline double dsp_clamp(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

static inline float dsp_larger(float a, float b)
{
    return a > b ? a : b;
}

/* How many octaves a frequency lies above another; negative below it. */
static inline double dsp_octaves(double hz, double from_hz)
{
    return dsp_log(hz / from_hz) / 0.69314718055994530942;
}

/* The zeroth modified Bessel function, for Kaiser windows. */
double dsp_bessel(double x);

#endif
