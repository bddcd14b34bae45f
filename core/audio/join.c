/* SPDX-License-Identifier: ISC */
#include "audio/join.h"

#include "dsp/elementary.h"

#include <math.h>
#include <string.h>

enum { EDGE_MOST = 40000, ORDER = 24, AHEAD = 2 };
static const double faintest = 1e-8;

/* From this much evidence on (the logarithm of a ratio of likelihoods) two songs are one piece.  A wrong join gives both
 * songs one tone and one gain, and lets each hear the other at its edge: the musician gets another record than they
 * ordered.  A missed one is two masters with perhaps a step between.  So the first is to be rare: of moments of songs
 * laid end to end by chance hardly one in two hundred gets here, of pieces cut in two nine of ten. */
static const double convincing = 7;

/* What lies around a cut, a fifth of a second on each side. */
struct around {
    float x[2 * 2 * EDGE_MOST];
    size_t half, channels; /* the cut is after `half` frames */
};

/* Whether the sound of one side (the cut is at its end, or at its beginning) is loud up to the very cut.  A song that
 * fades or rings out, even quickly, ends in less than a thousandth of its power.  An offset is no sound, whether it
 * stays or fades with its song: it is taken away by a filter of one pole at 70 Hz that runs towards the cut. */
static bool loud_at_cut(const struct around *e, bool at_end)
{
    size_t n = e->half, brief = n / 100;
    double all = 0, near = 0, keep = 1 - 87.0 / (double)n;

    for (size_t c = 0; c < e->channels; c++) {
        double y = 0, before = (double)e->x[(at_end ? 0 : 2 * n - 1) * e->channels + c];
        for (size_t i = 0; i < n; i++) {
            double x = (double)e->x[(at_end ? i : 2 * n - 1 - i) * e->channels + c];
            y = keep * y + x - before;
            before = x;
            all += y * y;
            near += i >= n - brief ? y * y : 0;
        }
    }
    return near / (double)brief >= fmax(0.001 * all / (double)n, 1e-7 * (double)e->channels);
}

/* The middle or the sides around the cut, seen from one of its ends: x is the end that is known, next what is to be
 * foretold from it by linear prediction.  The second half looks backwards, both reversed in time. */
struct foretelling {
    double x[EDGE_MOST], next[EDGE_MOST], by[ORDER + 1];
    size_t half;
};

/* Levinson's recursion. */
static void learn(struct foretelling *f)
{
    double r[ORDER + 1], next[ORDER + 1];

    for (size_t lag = 0; lag <= ORDER; lag++) {
        r[lag] = 0;
        for (size_t i = lag; i < f->half; i++)
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

/* What of a sample is not foretold, if after the known end the other side began at its sample `from`: of the sample
 * `ahead` of that beginning. */
static double surprise(const struct foretelling *f, size_t from, size_t ahead)
{
    double left = f->next[from + ahead];

    for (size_t j = 1; j <= ORDER; j++)
        left -= f->by[j] * (j <= ahead ? f->next[from + ahead - j] : f->x[f->half + ahead - j]);
    return left;
}

/* The logarithm, but for a constant, of how likely a surprise is of a size that is usual: Student's distribution with
 * six degrees of freedom, for music surprises more often than noise does. */
static double likely(double surprise, double usual)
{
    return -dsp_log(usual) - 3.5 * dsp_log(1 + surprise * surprise / (6 * usual * usual));
}

/* How much likelier the first samples are if the wave goes on than if it does not: surprises are as usual within the
 * last 20 ms, or as they are when the other side is cut off anywhere else. */
static double evidence(struct foretelling *f)
{
    size_t near = f->half / 10, apart = f->half / 200, places = f->half - AHEAD - apart;
    double on = 0, sum = 0;

    learn(f);
    for (size_t i = f->half - near; i < f->half; i++) {
        double left = f->x[i];
        for (size_t j = 1; j <= ORDER; j++)
            left -= f->by[j] * f->x[i - j];
        on += left * left;
    }
    on = sqrt(on / (double)near) + faintest;
    for (size_t ahead = 0; ahead < AHEAD; ahead++) {
        double off = 0, here = surprise(f, 0, ahead);
        for (size_t i = apart; i < apart + places; i++)
            off += surprise(f, i, ahead) * surprise(f, i, ahead);
        off = sqrt(off / (double)places) + faintest;
        sum += likely(here, on) - likely(here, off);
    }
    return sum;
}

/* sign: +1 the middle, -1 the sides. */
static void look(const struct around *e, double sign, bool backwards, struct foretelling *f)
{
    size_t half = e->half, channels = e->channels;

    f->half = half;
    for (size_t i = 0; i < 2 * half; i++) {
        const float *x = e->x + (backwards ? 2 * half - 1 - i : i) * channels;
        double mixed = 0.5 * ((double)x[0] + sign * (double)x[channels - 1]);
        if (i < half)
            f->x[i] = mixed;
        else
            f->next[i - half] = mixed;
    }
}

/* What the middle and the sides tell, each looked at from before and from behind. */
static double evidence_of_all(const struct around *e, struct foretelling *f)
{
    double sum = 0;

    for (int side = 0; side < (int)e->channels; side++)
        for (int backwards = 0; backwards < 2; backwards++) {
            look(e, side ? -1 : 1, backwards, f);
            sum += evidence(f);
        }
    return sum;
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
    *out = loud_at_cut(e, true) && loud_at_cut(e, false) && evidence_of_all(e, NEW(a, struct foretelling)) > convincing;
    return OK;
}
