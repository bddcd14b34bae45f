/* SPDX-License-Identifier: ISC */
#include "audio/evening.h"

#include "audio/pcm.h"
#include "dsp/elementary.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Nine bars at 92 beats a minute and a last chord that rings: a pick-up on G, then F, E minor, A minor and G
 * twice, the second time with a melody.  Electric piano, plucked strings, bass, brushed drums, a pad and one
 * room around them all.  It is mixed as people mix at home, on speakers that lie: thick around 250 Hz, dull
 * above 4 kHz, the lowest octave let through, no glue, and quiet. */

enum { RATE = 44100, BLOCK = 1024, STEPS = 8, BARS = 10, NOTES = 4, LINES = 8, LINE_MOST = 4096, STRINGS = 4, STRING_MOST = 512 };
static const double steps_a_second = 92.0 / 60 * 2; /* an eighth a step */
static const double seconds = 26.5;

enum player { KICK, SNARE, HAT, BASS, KEYS, PAD, PICK, LEAD, PLAYERS };

/* How loud each plays in each bar. */
static const float loudness[PLAYERS][BARS] = {
    [KICK] = {0, 1, 1, 1, 1, 1, 1, 1, 1, 0.9f},
    [SNARE] = {0, 1, 1, 1, 1, 1, 1, 1, 1, 0},
    [HAT] = {0.5f, 0.8f, 0.8f, 0.8f, 0.8f, 1, 1, 1, 1, 0},
    [BASS] = {0, 1, 1, 1, 1, 1, 1, 1, 1, 1},
    [KEYS] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
    [PAD] = {0.4f, 0.5f, 0.5f, 0.55f, 0.6f, 0.9f, 0.9f, 0.9f, 1, 0.8f},
    [PICK] = {0.9f, 0.8f, 0.8f, 0.8f, 0.9f, 0.5f, 0.5f, 0.5f, 0.6f, 1},
    [LEAD] = {0, 0, 0, 0, 0, 1, 1, 1, 1, 0},
};

/* Which eighths of a bar are struck, bit 0 the first: odd bars and even bars; the last bar has its first only. */
static const uint8_t struck[PLAYERS][2] = {
    [KICK] = {0x21, 0x29}, [SNARE] = {0x44, 0x44}, [BASS] = {0x69, 0xa9}, [KEYS] = {0x49, 0x09}, [PICK] = {0xff, 0xff},
};

/* MIDI notes. */
static const int chord_of_bar[BARS] = {3, 0, 1, 2, 3, 0, 1, 2, 3, 0};
static const int roots[4] = {41, 40, 45, 43};
static const int chords[4][NOTES] = {{57, 60, 64, 67}, {55, 59, 62, 67}, {55, 60, 64, 71}, {57, 60, 65, 69}};
/* One entry an eighth, from the fifth bar on; 0 is a rest, 1 holds. */
static const int tune[4 * STEPS] = {76, 1, 79, 81, 1, 79, 76, 1, 74, 1, 1, 71, 74, 1, 76, 1,
                                    72, 1, 76, 79, 1, 76, 74, 72, 74, 1, 1, 1, 0, 0, 67, 69};
static const int picking[STEPS] = {0, 2, 1, 3, 2, 1, 3, 2}; /* which note of the chord */
static const int bass_steps[STEPS] = {0, 0, 0, 0, 0, 12, 7, 12};

struct low_pass {
    float one, two;
};

struct string {
    float wave[STRING_MOST], past;
    double length;
    size_t at;
};

/* Eight delays that feed one another (Jot and Chaigne 1991; the matrix is Householder's): a room. */
struct room {
    float line[LINES][LINE_MOST], dull[LINES];
    size_t at;
};

struct evening {
    uint32_t noise;
    float gain[PLAYERS], snare_past;
    double pad_phase[2][NOTES];
    struct low_pass pad_tone[2], lead_tone, hat_tone, mud[2], dull[2];
    struct string strings[STRINGS];
    int64_t plucked;
    struct room room;
};

/* The blow that still sounds: how long ago, in seconds, in which bar and eighth. */
struct blow {
    double ago;
    int bar, step;
};

static double pitch_hz(int midi)
{
    return 440 * dsp_pow(2, (midi - 69) / 12.0);
}

static float hiss(struct evening *e)
{
    e->noise = e->noise * 1664525u + 1013904223u;
    return (float)((int32_t)e->noise) * (1.0f / 2147483648.0f);
}

static float low(struct low_pass *f, float x, float open)
{
    f->one += open * (x - f->one);
    f->two += open * (f->one - f->two);
    return f->two;
}

/* Falls from 1 after the blow: by e every `decay` seconds. */
static float fall(double ago, double decay)
{
    return ago < 0 ? 0 : (float)dsp_exp(-ago / decay);
}

static float wave(double cycles)
{
    return (float)dsp_sin(2 * DSP_PI * (cycles - floor(cycles)));
}

static bool is_struck(enum player p, int64_t eighth)
{
    int bar = (int)(eighth / STEPS), step = (int)(eighth % STEPS);

    return bar == BARS - 1 ? step == 0 : struck[p][bar & 1] >> step & 1;
}

/* The last blow before `eighth`, or the `skip`-th before that; far away if there is none. */
static struct blow last_blow(enum player p, double eighth, int skip)
{
    int64_t most = (int64_t)BARS * STEPS - 1, at = (int64_t)eighth < most ? (int64_t)eighth : most;

    for (; at >= 0; at--)
        if (is_struck(p, at) && skip-- == 0)
            return (struct blow){(eighth - (double)at) / steps_a_second, (int)(at / STEPS), (int)(at % STEPS)};
    return (struct blow){.ago = 1000};
}

/* From 1 to 0 in the eight milliseconds before the end of an eighth after which another note begins: no note is cut. */
static float let_go(double eighth, bool another)
{
    double left = (floor(eighth) + 1 - eighth) / steps_a_second;

    return another && left < 0.008 ? (float)(left / 0.008) : 1;
}

static float kick(struct evening *e, double eighth)
{
    double t = last_blow(KICK, eighth, 0).ago;
    /* The integral of 47 Hz + 120 Hz exp(-t / 0.025 s). */
    double cycles = 47 * t + 120 * 0.025 * (1 - (double)fall(t, 0.025));

    return t > 1 ? 0 : wave(cycles) * fall(t, 0.19) + hiss(e) * fall(t, 0.003) * 0.3f;
}

static float snare(struct evening *e, double eighth)
{
    double t = last_blow(SNARE, eighth, 0).ago;
    float noise = hiss(e), bright = noise - 0.7f * e->snare_past;

    e->snare_past = noise;
    return t > 1 ? 0 : bright * (fall(t, 0.11) * 0.55f + fall(t, 0.02) * 0.3f) + wave(185 * t) * fall(t, 0.06) * 0.5f;
}

/* Sixteenths, the second of each pair a little late. */
static float hat(struct evening *e, double eighth)
{
    double within = eighth - floor(eighth), late = 0.57;
    double t = (within < late ? within : within - late) / steps_a_second;
    float accent = within >= late ? 0.35f : ((int64_t)eighth & 1) ? 1 : 0.6f;
    float before = e->hat_tone.two, high = low(&e->hat_tone, hiss(e), 0.6f) - before;

    return high * fall(t, ((int64_t)eighth & 15) == 15 ? 0.13 : 0.03) * accent * 0.36f;
}

static float bass(double eighth)
{
    struct blow b = last_blow(BASS, eighth, 0);
    double hz = pitch_hz(roots[chord_of_bar[b.bar]] + (b.bar == BARS - 1 ? -12 : bass_steps[b.step] - 12)) * b.ago;
    float y = wave(hz) + 0.9f * wave(2 * hz) * fall(b.ago, 0.25) + 0.5f * wave(3 * hz) * fall(b.ago, 0.12);
    float rise = b.ago < 0.006 ? (float)(b.ago / 0.006) : 1;

    y *= rise * (b.bar == BARS - 1 ? fall(b.ago, 1.1) : 0.35f + 0.65f * fall(b.ago, 0.35));
    return b.ago > 9 ? 0 : 1.3f * y / (1 + 0.5f * fabsf(y)) * let_go(eighth, b.bar < BARS - 1 && is_struck(BASS, (int64_t)eighth + 1));
}

/* A tine and its tone bar, as a carrier and two modulators (Chowning 1973). */
static float key(int midi, double ago, float strength)
{
    double cycles = pitch_hz(midi) * ago;
    float index = strength * (0.16f + 0.42f * fall(ago, 0.35)), tine = strength * 0.09f * fall(ago, 0.07);

    return wave(cycles + (double)(index * wave(cycles)) + (double)(tine * wave(14 * cycles))) * fall(ago, 1.3);
}

static void keys(double eighth, double at_s, float *left, float *right)
{
    float sum = 0, low_hand = 0, sway = 0.22f * wave(4.3 * at_s);

    for (int back = 0; back < 2; back++) { /* the chord before is still damped when the next one comes */
        struct blow b = last_blow(KEYS, eighth, back), next = back ? last_blow(KEYS, eighth, 0) : (struct blow){0};
        float held = (back ? fall(next.ago, 0.045) : 1) * (b.ago < 0.002 ? (float)(b.ago / 0.002) : 1);
        float strength = b.step == 0 ? 1 : b.step == 3 ? 0.75f : 0.6f;
        if (b.ago > 9)
            continue;
        for (int n = 0; n < NOTES; n++) /* a hand is never quite together */
            if (b.ago > 0.007 * n)
                *(n & 1 ? &sum : &low_hand) += key(chords[chord_of_bar[b.bar]][n], b.ago - 0.007 * n, strength) * held * strength;
    }
    *left = 0.2f * (sum * (0.8f - sway) + low_hand * (1 + sway));
    *right = 0.2f * (sum * (1 + sway) + low_hand * (0.8f - sway));
}

/* A saw without the worst of its aliases (polyBLEP). */
static float saw(double *phase, double d)
{
    double t = *phase, y = 2 * t - 1;

    if (t < d)
        y -= (t / d) * 2 - (t / d) * (t / d) - 1;
    else if (t > 1 - d)
        y -= ((t - 1) / d) * ((t - 1) / d) + 2 * ((t - 1) / d) + 1;
    *phase += d - floor(*phase + d);
    return (float)y;
}

static float pad(struct evening *e, int side, int bar, float open)
{
    static const double apart[2][NOTES] = {{0.9968, 1.0019, 0.9986, 1.0024}, {1.0029, 0.9979, 1.0012, 0.9971}};
    float sum = 0;

    for (int n = 0; n < NOTES; n++)
        sum += saw(&e->pad_phase[side][n], pitch_hz(chords[chord_of_bar[bar]][n]) * apart[side][n] / RATE);
    return low(&e->pad_tone[side], sum, 0.10f + 0.16f * open) * 0.16f;
}

/* A plucked string is a noise that goes round and loses its top (Karplus and Strong 1983). */
static void pluck(struct evening *e, struct string *s, int midi, float strength)
{
    float soft = 0;

    s->length = RATE / pitch_hz(midi) - 0.5;
    s->at = 0;
    for (size_t i = 0; i < STRING_MOST; i++)
        s->wave[i] = soft += 0.75f * (hiss(e) * strength - soft);
}

static float string_run(struct string *s)
{
    if (s->length < 2)
        return 0;
    size_t whole = (size_t)s->length, here = s->at % STRING_MOST;
    float part = (float)(s->length - (double)whole);
    float a = s->wave[(s->at + STRING_MOST - whole) % STRING_MOST], b = s->wave[(s->at + STRING_MOST - whole - 1) % STRING_MOST];
    float y = a + part * (b - a), out = 0.5f * (y + s->past) * 0.9965f;

    s->past = y;
    s->wave[here] = out;
    s->at++;
    return out;
}

static void picks(struct evening *e, double eighth, float *left, float *right)
{
    int64_t now = (int64_t)eighth;

    if (now != e->plucked && now < (int64_t)BARS * STEPS && is_struck(PICK, now)) {
        int bar = (int)(now / STEPS), step = (int)(now % STEPS);
        pluck(e, &e->strings[now % STRINGS], chords[chord_of_bar[bar]][picking[step]] + 12, step % 3 ? 0.7f : 1);
    }
    e->plucked = now;
    float a = string_run(&e->strings[0]) + string_run(&e->strings[2]), b = string_run(&e->strings[1]) + string_run(&e->strings[3]);
    *left = 0.5f * (a + 0.3f * b);
    *right = 0.5f * (b + 0.3f * a);
}

static float lead(struct evening *e, double eighth)
{
    int64_t now = (int64_t)eighth - 5 * STEPS, at = now;

    if (now < 0 || now >= 4 * STEPS)
        return low(&e->lead_tone, 0, 0.2f);
    while (at > 0 && tune[at] == 1)
        at--;
    double t = (eighth - 5 * STEPS - (double)at) / steps_a_second, cycles = pitch_hz(tune[at] ? tune[at] : 60) * t;
    float rise = t < 0.02 ? (float)(t / 0.02) : 1, trembling = t > 0.3 ? 0.012f * wave(5.1 * t) : 0;
    float y = wave(cycles + (double)(trembling + (0.12f + 0.25f * fall(t, 0.3)) * wave(2 * cycles)));

    rise *= let_go(eighth, now == 4 * STEPS - 1 || tune[now + 1] != 1);
    return low(&e->lead_tone, tune[at] ? y * rise * (0.3f + 0.7f * fall(t, 0.55)) : 0, 0.6f) * 0.3f;
}

static void room(struct room *r, float in, float *left, float *right)
{
    static const size_t lengths[LINES] = {1433, 1601, 1867, 2053, 2251, 2399, 2687, 2909};
    float out[LINES], sum = 0;

    for (int i = 0; i < LINES; i++) {
        r->dull[i] += 0.5f * (r->line[i][(r->at + LINE_MOST - lengths[i]) % LINE_MOST] - r->dull[i]);
        sum += out[i] = r->dull[i];
    }
    for (int i = 0; i < LINES; i++)
        r->line[i][r->at] = in + 0.87f * (out[i] - sum * (2.0f / LINES));
    r->at = (r->at + 1) % LINE_MOST;
    *left = out[0] - out[2] + out[4] - out[6];
    *right = out[1] - out[3] + out[5] - out[7];
}

/* What the speakers at home hid: a thick lower middle, and no air. */
static float at_home(struct evening *e, int side, float x)
{
    float below = low(&e->mud[side], x, 0.055f), dull = low(&e->dull[side], x, 0.3f);

    return 0.28f * x + 0.72f * dull + 0.45f * below;
}

static void play(struct evening *e, double at, double frames, float *out)
{
    double at_s = at / RATE, eighth = at_s * steps_a_second;
    int bar = (int)(eighth / STEPS) < BARS ? (int)(eighth / STEPS) : BARS - 1;
    float *g = e->gain, k[2], p[2], wet[2], end = (float)dsp_clamp((frames - at) / (RATE * 1.5), 0, 1);

    for (int i = 0; i < PLAYERS; i++)
        g[i] += (loudness[i][bar] - g[i]) * 0.0015f;
    float beat = kick(e, eighth) * g[KICK], clap = snare(e, eighth) * g[SNARE], ticks = hat(e, eighth) * g[HAT];
    float below = bass(eighth) * g[BASS], sung = lead(e, eighth) * g[LEAD];
    float duck = 1 - 0.3f * g[KICK] * fall(last_blow(KICK, eighth, 0).ago, 0.13);
    keys(eighth, at_s, &k[0], &k[1]);
    picks(e, eighth, &p[0], &p[1]);
    room(&e->room, 0.10f * clap + 0.16f * (k[0] + k[1]) + 0.28f * (p[0] + p[1]) * g[PICK] + 0.3f * sung, &wet[0], &wet[1]);
    for (int side = 0; side < 2; side++) {
        float swell = pad(e, side, bar, g[LEAD]) * g[PAD];
        float dry = 0.5f * beat + 0.62f * clap + ticks * (side ? 0.7f : 0.5f) + 0.13f * below * duck + 0.9f * sung;
        float all = dry + (1.05f * k[side] + 0.55f * swell) * duck + 0.95f * p[side] * g[PICK] + 0.5f * wet[side];
        out[side] = 0.34f * end * end * at_home(e, side, all);
    }
}

enum err evening_write(int fd_out)
{
    static _Thread_local struct evening evening;
    struct evening *e = &evening;
    struct pcm out;
    float block[2 * BLOCK];
    int64_t frames = (int64_t)(seconds * RATE);

    memset(e, 0, sizeof *e);
    e->noise = 20240229;
    e->plucked = -1;
    for (int p = 0; p < PLAYERS; p++)
        e->gain[p] = loudness[p][0];
    TRY(pcm_create(fd_out, RATE, 2, &out));
    for (int64_t at = 0; at < frames; at += BLOCK) {
        size_t n = frames - at < BLOCK ? (size_t)(frames - at) : BLOCK;
        for (size_t i = 0; i < n; i++)
            play(e, (double)(at + (int64_t)i), (double)frames, block + 2 * i);
        TRY(pcm_append(&out, block, n));
    }
    return pcm_finish(&out);
}
