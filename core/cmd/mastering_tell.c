/* SPDX-License-Identifier: ISC */
#include "cmd/mastering.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

bool tell_progress(void *arg, const char *step, double fraction)
{
    (void)arg;
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r%-10s %3.0f %%\033[K", step, fraction * 100);
    return false;
}

void tell_progress_end(void)
{
    if (isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
}

void tell_number(const char *name, double value, const char *unit)
{
    if (isnan(value))
        printf("  %-20s %8s\n", name, "-");
    else
        printf("  %-20s %8.2f %s\n", name, value, unit);
}

void tell_analysis(const struct analysis *a, const struct second_opinion *other)
{
    const struct advice *advice = a->advice.rows;

    printf("  %.2f s, %d Hz, %s\n", a->seconds, (int)a->rate_hz, a->channels == 2 ? "stereo" : "mono");
    tell_number("loudness", a->lufs, "LUFS");
    tell_number("  by libebur128", other->lufs, "LUFS");
    tell_number("loudest 3 s", a->short_max_lufs, "LUFS");
    tell_number("range", a->lra_lu, "LU");
    tell_number("true peak", a->true_peak_db, "dBTP");
    tell_number("  by libebur128", other->true_peak_db, "dBTP");
    tell_number("peak to loudness", a->plr_db, "dB");
    tell_number("correlation", a->correlation, "");
    tell_number("sides to middle", a->width_db, "dB");
    tell_number("  below 120 Hz", a->bass_side_mid_db, "dB");
    tell_number("lost in mono", a->mono_loss_lu, "LU");
    for (size_t i = 0; i < a->advice.count; i++)
        printf("  %s: %s\n", advice[i].severity, advice[i].sentence);
}
