/* SPDX-License-Identifier: ISC */
/* plan.h - the taste of the house: from what was measured and wished to the settings of every
 * stage.
 *
 * Only what lies outside a target's tolerance is corrected, and then to a little
 * inside of it: so a good mix is left alone, and a master that comes in again
 * finds nothing to be done.  Every stage can be blamed on a line here
 * (plan_harsh.c, plan_tone.c, plan_width.c, plan_dynamics.c), and no stage has an opinion of
 * its own.  Every decision is a move with an id, and can be forbidden by it. */
#ifndef DSP_PLAN_H
#define DSP_PLAN_H

#include "dsp/dynamics.h"
#include "dsp/harsh.h"
#include "dsp/settings.h"
#include "dsp/style.h"

/* The mean power of each bin, 0 to half the rate, of the middle or of the sides; any scale. */
struct fine_spectrum {
    const float *power;
    size_t bins;
};

struct measured {
    int64_t rate_hz, frames;
    int channels;
    double dc[CHANNELS_MOST];
    double lufs, true_peak_db;
    double mid_db[BANDS], side_db[BANDS];
    struct fine_spectrum fine_mid, fine_side; /* power may be NULL: then bands must do */
    double level_db[DYNAMICS_BANDS][LEVELS];
    struct ring ring[RINGS_MOST]; /* strongest first; 0 Hz: no more */
    struct hissing hiss;
};

/* What the references sound like together: to be followed instead of the style. */
struct likeness {
    bool tone, width, dynamics;
    double mid_db[BANDS];   /* DSP_SILENCE_DB where they tell nothing */
    double ratio_db[BANDS]; /* sides against the middle; the same */
    double spread_db[DYNAMICS_BANDS][SPREADS];
};

/* What can be forbidden; audio/moves.c has their ids. */
enum move_kind {
    MOVE_OFFSET,
    MOVE_DEEP,
    MOVE_BASS,
    MOVE_WARMTH,
    MOVE_MIDDLE,
    MOVE_CLARITY,
    MOVE_PRESENCE,
    MOVE_AIR,
    MOVE_TILT,
    MOVE_LOW_CUT,
    MOVE_DENSITY_LOW,
    MOVE_DENSITY_MIDDLE,
    MOVE_DENSITY_HIGH,
    MOVE_RESONANCE,
    MOVE_SIBILANCE,
    MOVE_WIDTH,
    MOVE_MONO_BASS,
    MOVE_GAIN,
    MOVE_PEAKS,
    MOVES,
};
enum { TONE_REGIONS = 7, DENSITY_REGIONS = 3 };
/* Edges of the regions of tone from MOVE_DEEP, of dynamics (in its bands) from MOVE_DENSITY_LOW. */
extern const double tone_region_hz[TONE_REGIONS + 1];
extern const int density_region[DENSITY_REGIONS + 1];

struct wishes {
    const struct style *style;
    const struct style_target *target;
    double intensity, tone, width, dynamics; /* as in the recipe */
    /* 0..1; with a style 0.6 is the usual tolerance, with a likeness 1 is all the way */
    double tone_strength, width_strength, dynamics_strength;
    bool mono_bass, wide_caps;
    double mono_below_hz; /* 0: 120 */
    double ceiling_db;
    int64_t fade_in, fade_out;   /* samples */
    const struct likeness *like; /* or NULL */
    uint32_t off;                /* a bit for each move that is not wanted */
};

static inline bool wanted(const struct wishes *w, enum move_kind move)
{
    return !(w->off >> move & 1);
}

void plan(const struct measured *m, const struct wishes *w, struct settings *out);

/* Its parts, in this order: each reads what those before it have put into out. */
/* heard: the song as it measures without what rings and hisses. */
void plan_harsh(const struct measured *m, const struct wishes *w, struct settings *out,
                struct measured *heard);
void plan_tone(const struct measured *m, const struct wishes *w, struct settings *out);
void plan_dynamics(const struct measured *m, const struct wishes *w, struct settings *out);
void plan_width(const struct measured *m, const struct wishes *w, struct settings *out);

/* ---- what the parts share ------------------------------------------------------- */

/* Where a value lies beyond a band of tolerance: positive above it, negative below, 0 inside. */
double beyond(double value, double low, double high);
/* What a curve in dB does to each band of a song: its mean over what sounds in the band. */
void plan_effect(const struct fine_spectrum *f, double rate_hz, const double *curve, int bands,
                 double *out);
/* Power of the third of an octave that begins with each band, in dB. */
void plan_thirds(const double *db, int bands, double *out);
/* And back: for each band the mean over the thirds it is part of, those of the standard grid
 * counting most. */
void plan_from_thirds(const double *thirds, int bands, double *out);
static inline double third_weight(int first)
{
    return first % 4 == (BAND_1K - 2) % 4 ? 3 : 1;
}
double plan_loudest(const double *curve, int bands);
/* Takes regions of tone out of a curve in dB, a bit of `off` for each move: between their edges
 * nothing is left of it, and within five bands beyond them it is whole again. */
void plan_leave_regions(uint32_t off, double *curve, int bands);
/* How much of its tone a song may be given or lose, in dB. */
static inline double plan_cap_db(bool wide)
{
    return wide ? 24 : 12;
}
/* What a wish for tone (-100 darker to 100 brighter) adds at a frequency, in dB. */
double plan_tilt_db(double tone, double hz);

/* The level at which the shaping stages work. */
enum { PLAN_LUFS = -18 };

#endif
