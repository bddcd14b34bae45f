/* SPDX-License-Identifier: ISC */
#include "dsp/truepeak.h"

#include "dsp/elementary.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

void truepeak_prepare(struct truepeak *t, int channels)
{
    memset(t, 0, sizeof *t);
    t->channels = channels;
    t->seen = TRUEPEAK_FRONT - TRUEPEAK_KEEP;
    fine_prepare(&t->fine);
}

/* Is anything above full scale from this sample to the next?  Nothing is looked for just behind a
 * place. */
static void mark_over(const struct truepeak *t, struct overs *o, const float *x, int64_t at,
                      float curve, float level)
{
    if (at < o->next)
        return;
    if (fine_climb(&t->fine, x, curve, level, 1) <= 1)
        return;
    if (o->count < OVERS_MOST)
        o->at[o->count] = at;
    o->count++;
    o->next = at + o->gap;
}

static void judge_block(struct truepeak *t, struct overs *o, const float *x, size_t n, int64_t at,
                        float curve, float level, bool over)
{
    for (size_t i = 0; i < n; i++) {
        if (over)
            mark_over(t, o, x + i, at + (int64_t)i, curve, level);
        t->true_peak = fine_climb(&t->fine, x + i, curve, level, t->true_peak);
    }
}

/* kept holds TRUEPEAK_FRONT samples before the first judged one, and FINE_TAPS / 2 and one after
 * the last. */
static void judge(struct truepeak *t, struct overs *o, const float *kept, size_t n)
{
    size_t blocks = (n + TRUEPEAK_STEP - 1) / TRUEPEAK_STEP;

    for (size_t b = 0; b < blocks + 4; b++)
        bend_survey(kept + 1 + b * TRUEPEAK_STEP, TRUEPEAK_STEP, t->top + b, t->curve + b);
    for (size_t b = 0; b < blocks; b++) {
        const float *x = kept + TRUEPEAK_FRONT + b * TRUEPEAK_STEP;
        size_t left = n - b * TRUEPEAK_STEP, now = left < TRUEPEAK_STEP ? left : TRUEPEAK_STEP;
        float top = dsp_larger(t->top[b + 2], __builtin_fabsf(x[TRUEPEAK_STEP])), curve = 0, level = 0;
        for (int k = 0; k < 5; k++) {
            curve = dsp_larger(curve, t->curve[b + (size_t)k]);
            level = dsp_larger(level, t->top[b + (size_t)k]);
        }
        float most = top + t->fine.bend[0].curve * curve + t->fine.bend[0].level * level;
        t->sample_peak = dsp_larger(t->sample_peak, t->top[b + 2]);
        bool over = o->gap && most > 1;
        if (most > t->true_peak || over)
            judge_block(t, o, x, now, t->seen + (int64_t)(b * TRUEPEAK_STEP), curve, level, over);
    }
}

void truepeak_run(struct truepeak *t, const float *const *channel, size_t n)
{
    for (size_t done = 0; done < n;) {
        size_t now = n - done < TRUEPEAK_BLOCK ? n - done : TRUEPEAK_BLOCK;
        for (int c = 0; c < t->channels; c++) {
            float *kept = t->kept[c];
            memcpy(kept + TRUEPEAK_KEEP, channel[c] + done, now * sizeof *kept);
            judge(t, &t->overs[c], kept, now);
            memmove(kept, kept + now, TRUEPEAK_KEEP * sizeof *kept);
        }
        t->seen += (int64_t)now;
        done += now;
    }
}

void truepeak_finish(struct truepeak *t)
{
    static const float silence[TRUEPEAK_KEEP];
    const float *channels[TRUEPEAK_CHANNELS] = {silence, silence};

    truepeak_run(t, channels, TRUEPEAK_KEEP);
}
