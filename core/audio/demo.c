/* SPDX-License-Identifier: ISC */
#include "audio/demo.h"

#include "audio/pcm.h"
#include "dsp/elementary.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Four bars of A minor, F, C, G, over and over at 104 beats a minute.  The arrangement grows: pads and
 * hats, then drums and bass, then everything with the melody on top; it is mixed as people mix at
 * home: a thick lower middle, a dull top, some bass at the sides, six dB of headroom. */

enum { RATE = 44100, BLOCK = 1024, BEATS_A_BAR = 4, VOICES = 3 };
static const double beats_a_second = 104.0 / 60;

enum part { INTRO, VERSE, CHORUS, BREAK, PARTS };
enum player { KICK, SNARE, HAT, BASS, PADS, MELODY, PLAYERS };

static const float loudness[PARTS][PLAYERS] = {
    [INTRO] = {0, 0, 0.5f, 0, 0.8f, 0.25f},
    [VERSE] = {0.8f, 0.7f, 0.8f, 0.8f, 0.55f, 0},
    [CHORUS] = {1, 1, 1, 1, 1, 1},
    [BREAK] = {0, 0, 0.3f, 0.5f, 0.9f, 0.6f},
};

/* Which part each sixteenth of the song is. */
static const enum part plan_of_song[16] = {INTRO, VERSE, VERSE, VERSE, CHORUS, CHORUS, CHORUS, VERSE,
                                           VERSE, CHORUS, CHORUS, BREAK, BREAK, CHORUS, CHORUS, CHORUS};

/* Half tones above A1 (55 Hz): the root and the chord above it. */
static const int roots[4] = {0, -4, 3, -2};
static const int chords[4][VOICES] = {{24, 27, 31}, {24, 27, 32}, {22, 27, 31}, {22, 26, 29}};
/* One entry an eighth, over the four bars; -99 is a rest, -1 holds. */
static const int tune[32] = {48, -1, 51, 50, 48, -1, 46, 43, 44, -1, 48, 51, 55, -1, 53, 51,
                             55, 53, 51, -1, 48, 51, 50, -1, 50, -1, 46, 50, 53, 51, 50, 46};
static const int bass_line[8] = {0, 0, -99, 0, 12, -99, 0, 7};

struct low_pass {
    float one, two;
};

struct voice {
    double phase, step;
    float level;
};

struct demo {
    double frames;
    uint32_t noise;
    struct voice bass, sub, pads[2][VOICES], melody[2];
    struct low_pass bass_tone, pad_tone[2], melody_tone, snare_tone, dull;
    float hat_past, gain[PLAYERS], echo[2][RATE];
    size_t echo_at;
    double kick_phase;
};

static double pitch(int half_tones)
{
    return 55 * dsp_pow(2, half_tones / 12.0) / RATE;
}

/* A saw without the worst of its aliases (polyBLEP). */
static float saw(struct voice *v)
{
    double t = v->phase, y = 2 * t - 1, d = v->step;

    if (t < d)
        y -= (t / d) * 2 - (t / d) * (t / d) - 1;
    else if (t > 1 - d)
        y -= ((t - 1) / d) * ((t - 1) / d) + 2 * ((t - 1) / d) + 1;
    v->phase += d;
    v->phase -= floor(v->phase);
    return (float)y;
}

static float sine(struct voice *v)
{
    float y = (float)dsp_sin(2 * DSP_PI * v->phase);

    v->phase += v->step;
    v->phase -= floor(v->phase);
    return y;
}

static float hiss(struct demo *d)
{
    d->noise = d->noise * 1664525u + 1013904223u;
    return (float)((int32_t)d->noise) * (1.0f / 2147483648.0f);
}

static float low(struct low_pass *f, float x, float open)
{
    f->one += open * (x - f->one);
    f->two += open * (f->one - f->two);
    return f->two;
}

/* Falls from 1 after the blow: by e every `decay` seconds. */
static float fall(double seconds, double decay)
{
    return seconds < 0 ? 0 : (float)dsp_exp(-seconds / decay);
}

static float kick(struct demo *d, double beat)
{
    double t = (beat - floor(beat)) / beats_a_second;

    d->kick_phase = t < 1.0 / RATE ? 0 : d->kick_phase + (48 + 130 * (double)fall(t, 0.028)) / RATE;
    return (float)dsp_sin(2 * DSP_PI * d->kick_phase) * fall(t, 0.16) * 0.9f + hiss(d) * fall(t, 0.004) * 0.25f;
}

static float snare(struct demo *d, double beat)
{
    double within = beat + 1 - 2 * floor((beat + 1) / 2), t = within / beats_a_second;
    float noise = hiss(d), body = (float)dsp_sin(2 * DSP_PI * 190 * t) * fall(t, 0.07);

    return t < 0.6 ? (noise - low(&d->snare_tone, noise, 0.12f)) * fall(t, 0.11) * 0.38f + body * 0.5f : 0;
}

static float hat(struct demo *d, double beat)
{
    double eighth = beat * 2, t = (eighth - floor(eighth)) / (beats_a_second * 2);
    float noise = hiss(d), high = noise - d->hat_past, accent = ((int64_t)eighth & 1) ? 1 : 0.55f;

    d->hat_past = noise;
    return high * fall(t, ((int64_t)eighth & 7) == 7 ? 0.12 : 0.035) * accent * 0.085f;
}

static float bass(struct demo *d, double beat, int bar)
{
    double eighth = beat * 2, t = (eighth - floor(eighth)) / (beats_a_second * 2);
    int note = bass_line[(int64_t)eighth & 7];

    if (note == -99)
        note = bass_line[((int64_t)eighth - 1) & 7];
    d->bass.step = pitch(roots[bar & 3] + note);
    d->sub.step = d->bass.step;
    float tone = low(&d->bass_tone, saw(&d->bass), 0.03f + 0.10f * fall(t, 0.09));
    return (tone * 0.55f + sine(&d->sub) * 0.5f) * (0.55f + 0.45f * fall(t, 0.25));
}

static void pads(struct demo *d, int bar, float *left, float *right)
{
    static const double apart[2][VOICES] = {{0.9965, 1.0021, 0.9988}, {1.0032, 0.9978, 1.0013}};
    float *out[2] = {left, right};

    for (int side = 0; side < 2; side++) {
        float sum = 0;
        for (int v = 0; v < VOICES; v++) {
            d->pads[side][v].step = pitch(chords[bar & 3][v]) * apart[side][v];
            sum += saw(&d->pads[side][v]);
        }
        *out[side] = low(&d->pad_tone[side], sum, 0.16f) * 0.17f;
    }
}

static float melody(struct demo *d, double beat)
{
    int64_t eighth = (int64_t)(beat * 2);
    int back = 0;

    while (tune[(eighth - back) & 31] == -1)
        back++;
    double t = (beat * 2 - (double)(eighth - back)) / (beats_a_second * 2);
    double bend = 1 + 0.004 * dsp_sin(2 * DSP_PI * 5.2 * t) * (t > 0.25 ? 1 : 0);
    d->melody[0].step = pitch(tune[(eighth - back) & 31]) * bend;
    d->melody[1].step = d->melody[0].step * 1.0035;
    float rise = t < 0.012 ? (float)(t / 0.012) : 1;
    return low(&d->melody_tone, saw(&d->melody[0]) + saw(&d->melody[1]), 0.22f) * 0.2f * rise * (0.35f + 0.65f * fall(t, 0.5));
}

static enum part part_at(const struct demo *d, double at)
{
    int sixteenth = (int)(at / d->frames * 16);

    return plan_of_song[sixteenth > 15 ? 15 : sixteenth];
}

static void play(struct demo *d, double at, float *out)
{
    double beat = at / RATE * beats_a_second;
    int bar = (int)(beat / BEATS_A_BAR);
    enum part part = part_at(d, floor(bar * BEATS_A_BAR / beats_a_second * RATE)); /* parts change with the bar */
    float *g = d->gain, wide[2], end = (float)dsp_clamp((d->frames - at) / (RATE * 1.5), 0, 1);

    for (int p = 0; p < PLAYERS; p++)
        g[p] += (loudness[part][p] - g[p]) * 0.0012f;
    float drums = kick(d, beat) * g[KICK] * 0.8f + snare(d, beat) * g[SNARE] * 0.6f;
    float ticks = hat(d, beat) * g[HAT], low_end = bass(d, beat, bar) * g[BASS] * 0.42f;
    float duck = 1 - 0.35f * g[KICK] * fall((beat - floor(beat)) / beats_a_second, 0.12);
    pads(d, bar, &wide[0], &wide[1]);
    float lead = melody(d, beat) * g[MELODY] * 0.75f, *echo = d->echo[0], *other = d->echo[1];
    size_t there = d->echo_at, across = (d->echo_at + RATE - (size_t)(RATE * 0.433)) % RATE;
    float said = echo[across], answered = other[(d->echo_at + RATE - (size_t)(RATE * 0.2885)) % RATE];
    echo[there] = lead * 0.5f + answered * 0.35f;
    other[there] = said;
    d->echo_at = (d->echo_at + 1) % RATE;
    float centre = drums + low_end * duck + lead;
    centre = low(&d->dull, centre, 0.62f);
    out[0] = (centre + ticks * 0.8f + wide[0] * g[PADS] * duck * 0.8f + said * 0.5f + low_end * 0.12f) * 0.42f * end;
    out[1] = (centre + ticks * 1.1f + wide[1] * g[PADS] * duck * 0.8f + answered * 0.5f - low_end * 0.12f) * 0.42f * end;
}

enum err demo_write(int fd_out, double seconds)
{
    static _Thread_local struct demo demo;
    struct demo *d = &demo;
    struct pcm out;
    float block[2 * BLOCK];
    int64_t frames = (int64_t)(seconds * RATE);

    if (!(seconds >= 1 && seconds <= 3600))
        return fail(ERR_INVALID, "a demo is between one second and an hour long");
    memset(d, 0, sizeof *d);
    d->frames = (double)frames;
    d->noise = 20240229;
    for (int p = 0; p < PLAYERS; p++)
        d->gain[p] = loudness[INTRO][p];
    TRY(pcm_create(fd_out, RATE, 2, &out));
    for (int64_t at = 0; at < frames; at += BLOCK) {
        size_t n = frames - at < BLOCK ? (size_t)(frames - at) : BLOCK;
        for (size_t i = 0; i < n; i++)
            play(d, (double)(at + (int64_t)i), block + 2 * i);
        TRY(pcm_append(&out, block, n));
    }
    return pcm_finish(&out);
}
