/* SPDX-License-Identifier: ISC */
#include "audio/join.h"

#include <math.h>
#include <string.h>

enum { EDGE_MOST = 40000, ORDER = 24 };

/* What lies around a cut, a fifth of a second on each side. */
struct around {
    float x[2 * 2 * EDGE_MOST];
    size_t half, channels; /* the cut is after `half` frames */
};

static double edge_power(const struct around *e, size_t from, size_t n)
{
    double sum = 0;

    for (size_t i = from * e->channels; i < (from + n) * e->channels; i++)
        sum += (double)e->x[i] * (double)e->x[i];
    return sum / (double)(n * e->channels);
}

/* One channel around the cut, and what of each sample its past does not foretell: linear prediction, learnt by
 * Levinson's recursion from the fifth of a second before the cut. */
struct foretelling {
    double x[2 * EDGE_MOST], by[ORDER + 1];
};

static void learn(struct foretelling *f, size_t n)
{
    double r[ORDER + 1], next[ORDER + 1];

    for (size_t lag = 0; lag <= ORDER; lag++) {
        r[lag] = 0;
        for (size_t i = lag; i < n; i++)
            r[lag] += f->x[i] * f->x[i - lag];
    }
    double left = r[0] * (1 + 1e-9) + 1e-12;
    memset(f->by, 0, sizeof f->by);
    for (size_t m = 1; m <= ORDER; m++) {
        double k = r[m];
        for (size_t j = 1; j < m; j++)
            k -= f->by[j] * r[m - j];
        k /= left;
        memcpy(next, f->by, sizeof next);
        next[m] = k;
        for (size_t j = 1; j < m; j++)
            next[j] = f->by[j] - k * f->by[m - j];
        memcpy(f->by, next, sizeof next);
        left *= 1 - k * k;
    }
}

/* Whether the wave goes on: what comes first after the cut surprises hardly more than something within 20 ms does. */
static bool foretold(struct foretelling *f, const struct around *e, size_t channel)
{
    size_t half = e->half, near = half / 10;
    double most = 0, at_cut = 0;

    for (size_t i = 0; i < 2 * half; i++)
        f->x[i] = (double)e->x[i * e->channels + channel];
    learn(f, half);
    for (size_t i = half - near; i < half + near; i++) {
        double surprise = f->x[i];
        for (size_t j = 1; j <= ORDER; j++)
            surprise -= f->by[j] * f->x[i - j];
        if (i >= half && i < half + 4)
            at_cut = fmax(at_cut, fabs(surprise));
        else
            most = fmax(most, fabs(surprise));
    }
    return at_cut <= 1.2 * most;
}

/* The sound goes on when both ends are loud up to the very cut, and the wave goes on there.  A song that fades or
 * rings out, even quickly, ends in less than a thousandth of its power. */
static bool goes_on(const struct around *e, struct foretelling *f)
{
    size_t brief = e->half / 100;
    double before = edge_power(e, 0, e->half), after = edge_power(e, e->half, e->half);

    if (edge_power(e, e->half - brief, brief) < fmax(0.001 * before, 1e-7) ||
        edge_power(e, e->half, brief) < fmax(0.001 * after, 1e-7))
        return false;
    for (size_t c = 0; c < e->channels; c++)
        if (!foretold(f, e, c))
            return false;
    return true;
}

enum err join_goes_on(struct arena *a, const struct pcm *before, const struct pcm *now, bool *out)
{
    struct around *e = NEW(a, struct around);

    *out = false;
    e->half = (size_t)(now->rate_hz / 5) < EDGE_MOST ? (size_t)(now->rate_hz / 5) : EDGE_MOST;
    e->channels = (size_t)now->channels;
    if (before->rate_hz != now->rate_hz || before->channels != now->channels || before->frames < (int64_t)e->half ||
        now->frames < (int64_t)e->half)
        return OK;
    TRY(pcm_read(before, before->frames - (int64_t)e->half, e->x, e->half));
    TRY(pcm_read(now, 0, e->x + e->half * e->channels, e->half));
    *out = goes_on(e, NEW(a, struct foretelling));
    return OK;
}
