/* SPDX-License-Identifier: ISC */
#include "dsp/trim.h"

#include "dsp/elementary.h"

struct trim {
    int channels;
    float gain, dc[CHANNELS_MOST];
};

size_t trim_size(const struct settings *s)
{
    (void)s;
    return sizeof(struct trim);
}

void trim_prepare(void *state, const struct settings *s)
{
    struct trim *t = state;

    t->channels = s->channels;
    t->gain = (float)db_gain(s->trim.gain_db);
    for (int c = 0; c < s->channels; c++)
        t->dc[c] = (float)s->trim.dc[c];
}

void trim_run(void *state, float *const *channel, size_t n)
{
    const struct trim *t = state;

    for (int c = 0; c < t->channels; c++) {
        float gain = t->gain, dc = t->dc[c], *x = channel[c];
        for (size_t i = 0; i < n; i++)
            x[i] = (x[i] - dc) * gain;
    }
}

struct fade {
    int64_t at, in, out, frames; /* at: position in the song of the next sample */
    int channels;
};

size_t fade_size(const struct settings *s)
{
    (void)s;
    return sizeof(struct fade);
}

void fade_prepare(void *state, const struct settings *s)
{
    *(struct fade *)state = (struct fade){.at = s->fade.first, .in = s->fade.in, .out = s->fade.out, .channels = s->channels,
                                          .frames = s->fade.song ? s->fade.song : s->frames};
}

static double fade_gain(const struct fade *f, int64_t at)
{
    double gain = 1;

    if (at < f->in)
        gain = at < 0 ? 0 : 0.5 - 0.5 * dsp_cos(DSP_PI * (double)at / (double)f->in);
    if (f->frames - at <= f->out)
        gain *= at >= f->frames ? 0 : 0.5 - 0.5 * dsp_cos(DSP_PI * (double)(f->frames - 1 - at) / (double)f->out);
    return gain;
}

void fade_run(void *state, float *const *channel, size_t n)
{
    struct fade *f = state;

    for (size_t i = 0; i < n; i++, f->at++) {
        if ((!f->in || f->at >= f->in) && (!f->out || f->frames - f->at > f->out))
            continue;
        float gain = (float)fade_gain(f, f->at);
        for (int c = 0; c < f->channels; c++)
            channel[c][i] *= gain;
    }
}
