/* SPDX-License-Identifier: ISC */
/* measure_check.c - libebur128's opinion.  It hears every sample for the loudness.  Its true peak costs four times as
 * much as that, so it is asked only where its own interpolator could read more than it has read so far (dsp/bend.h):
 * what it tells is what it would tell of the whole. */
#include "audio/measure.h"
#include "audio/pcm.h"
#include "dsp/bend.h"
#include "dsp/elementary.h"
#include "dsp/planes.h"

#include <ebur128.h>
#include <math.h>

enum { BLOCK = 8192, PART = 64, BESIDE = 64, WARM = 32, LATE = 16, TAPS_MOST = 25 };

struct check {
    struct pcm of;
    ebur128_state *loudness, *peak;
    struct bend bend;
    double most; /* highest so far */
    float block[2 * (BLOCK + 2 * BESIDE)], row[2][BLOCK + 2 * BESIDE];
    float top[2][BLOCK / PART + 2], curve[2][BLOCK / PART + 2];
};

static void forget(struct check *c)
{
    if (c->loudness)
        ebur128_destroy(&c->loudness);
    if (c->peak)
        ebur128_destroy(&c->peak);
}

/* Its taps: a sinc of 49 values under a Hann window, 4 values a sample below 96 kHz, 2 below 192, above none. */
static struct bend bend_of(int64_t rate_hz)
{
    int phases = rate_hz < 96000 ? 4 : rate_hz < 192000 ? 2 : 1, beside = 24 / phases;
    double apart[TAPS_MOST] = {0};
    struct bend bend = {0};

    for (int p = 1; p < phases; p++) {
        double share = (double)p / phases;
        for (int k = 0; k <= 2 * beside; k++) {
            double t = share - (k - beside), u = t / beside;
            double line = k == beside ? 1 - share : k == beside + 1 ? share : 0;
            double window = fabs(u) < 1 ? 0.5 + 0.5 * dsp_cos(DSP_PI * u) : 0;
            apart[k] = window * dsp_sin(DSP_PI * t) / (DSP_PI * t) - line;
        }
        bend_widen(&bend, apart, 2 * beside + 1);
    }
    return bend;
}

static enum err add(ebur128_state *e, const float *frames, size_t n)
{
    return ebur128_add_frames_float(e, frames, n) ? fail(ERR_BUSY, "no memory for the second opinion") : OK;
}

/* Could it read more from this part of the block on to the next? */
static bool may_be_higher(const struct check *c, size_t part)
{
    for (int ch = 0; ch < (int)c->of.channels; ch++) {
        const float *top = c->top[ch] + part, *curve = c->curve[ch] + part;
        float here = fmaxf(top[1], fabsf(c->row[ch][BESIDE + (part + 1) * PART]));
        float around = fmaxf(fmaxf(top[0], top[1]), top[2]), bent = fmaxf(fmaxf(curve[0], curve[1]), curve[2]);
        if ((double)(here + bent * c->bend.curve + around * c->bend.level) > c->most)
            return true;
    }
    return false;
}

/* It hears what is in front of a stretch (its filter is at most 25 samples long), then the stretch and what is behind (it
 * is at most 12 late), and tells of the latter. */
static enum err look(struct check *c, size_t first, size_t n)
{
    size_t channels = (size_t)c->of.channels;

    TRY(add(c->peak, c->block + (first + BESIDE - WARM) * channels, WARM));
    TRY(add(c->peak, c->block + (first + BESIDE) * channels, n));
    for (unsigned ch = 0; ch < (unsigned)channels; ch++) {
        double one = 0;
        ebur128_prev_true_peak(c->peak, ch, &one);
        c->most = fmax(c->most, one);
    }
    return OK;
}

/* n samples stand behind BESIDE from before; `behind` more than those are of the song. */
static enum err look_over(struct check *c, size_t n, size_t behind)
{
    size_t parts = (n + PART - 1) / PART;

    for (int ch = 0; ch < (int)c->of.channels; ch++)
        for (size_t p = 0; p < parts + 2; p++) { /* the outermost samples have no second difference, and nobody needs it */
            size_t first = p ? 0 : 1, end = p < parts + 1 ? PART : PART - 1;
            bend_survey(c->row[ch] + p * PART + first, end - first, &c->top[ch][p], &c->curve[ch][p]);
        }
    for (size_t p = 0, end; p < parts; p = end) {
        for (end = p; end < parts && may_be_higher(c, end);)
            end++;
        if (end == p) {
            end++;
            continue;
        }
        size_t last = end * PART + LATE, all = n + behind;
        TRY(look(c, p * PART, (last < all ? last : all) - p * PART));
    }
    return OK;
}

static enum err hear(struct check *c)
{
    float *const rows[2] = {c->row[0], c->row[1]};

    for (int64_t at = 0; at < c->of.frames; at += BLOCK) {
        size_t n = c->of.frames - at < BLOCK ? (size_t)(c->of.frames - at) : BLOCK;
        size_t left = (size_t)(c->of.frames - at) - n;
        TRY(pcm_read(&c->of, at - BESIDE, c->block, BLOCK + 2 * BESIDE));
        planes_split(c->block, (int)c->of.channels, BLOCK + 2 * BESIDE, rows);
        TRY(add(c->loudness, c->block + BESIDE * (size_t)c->of.channels, n));
        TRY(look_over(c, n, left < BESIDE ? left : BESIDE));
    }
    return OK;
}

enum err measure_check(int fd, struct second_opinion *out)
{
    CLEANUP(forget) struct check c = {0};

    TRY(pcm_open(fd, &c.of));
    if (c.of.channels > 2)
        return fail(ERR_FAULT, "one or two channels can be measured");
    c.bend = bend_of(c.of.rate_hz);
    c.loudness = ebur128_init((unsigned)c.of.channels, (unsigned long)c.of.rate_hz, EBUR128_MODE_I);
    c.peak = ebur128_init((unsigned)c.of.channels, (unsigned long)c.of.rate_hz, EBUR128_MODE_TRUE_PEAK);
    if (!c.loudness || !c.peak)
        return fail(ERR_BUSY, "no memory for the second opinion");
    TRY(hear(&c));
    *out = (struct second_opinion){.lufs = (double)NAN, .true_peak_db = (double)NAN};
    if (ebur128_loudness_global(c.loudness, &out->lufs) || !isfinite(out->lufs))
        out->lufs = (double)NAN;
    if (gain_db(c.most) > DSP_SILENCE_DB)
        out->true_peak_db = gain_db(c.most);
    return OK;
}
