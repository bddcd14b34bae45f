/* SPDX-License-Identifier: ISC */
/* settings.h - what the plan decided, stage by stage; nothing else tells a stage what to do. */
#ifndef DSP_SETTINGS_H
#define DSP_SETTINGS_H

#include "dsp/bands.h"
#include "dsp/meter.h"

#include <stdbool.h>
#include <stdint.h>

/* Gains of the dynamics: bands, resonances, hiss. */
enum { DYNAMICS_BANDS = 12, RINGS_MOST = 4, DYNAMICS_GAINS = DYNAMICS_BANDS + RINGS_MOST + 1 };

struct trim_settings {
    double dc[CHANNELS_MOST]; /* taken away */
    double gain_db;           /* to a level the other stages are made for */
    bool finished;            /* a master that came in again: nothing is to be done, not even that */
};

struct eq_settings {
    bool used, like; /* like: after a reference */
    double low_cut_hz; /* the curve cuts deeper than its cap below this, where the references end;
                          0: nowhere */
    double gain_db[BANDS];
};

/* The gains of every turn, to be kept or to be given again: the versions of a song share them (family.h). */
struct dynamics_track {
    bool given; /* the gains are taken from here, nothing is decided */
    double (*gain_db)[DYNAMICS_GAINS];
    int64_t turns, room;
};

/* Per band: a gain for each level, straight between the nodes (rising levels) and flat outside. */
enum { SPREADS = 6 };
struct dynamics_settings {
    bool used;
    double level_db[DYNAMICS_BANDS][SPREADS], gain_db[DYNAMICS_BANDS][SPREADS], makeup_db[DYNAMICS_BANDS];
    double attack_ms, release_ms;
    double ring_hz[RINGS_MOST],
        ring_db[RINGS_MOST];      /* what rings, and how much of it is taken at most; 0: none */
    double hiss_db;               /* of sibilance */
    struct dynamics_track *track; /* or NULL */
};

/* The gains that keep the loudness steady, cell by cell (steady.h), to be kept or to be given again, likewise. */
struct steady_track {
    bool given;
    double *gain;
    int64_t turns, room;
};

struct stereo_settings {
    bool used;
    bool steady; /* what the sides lose of a moment's loudness is given back to all of it */
    double side_db[BANDS];
    struct steady_track *track; /* or NULL */
};

struct limiter_settings {
    double drive_db, ceiling_db;
    double release_ms;
    double spare_db;   /* what the gains leave above the ceiling, to be cancelled */
    double rest;       /* told afterwards: the gain by which all went down at last, should a hair be left; else 1 */
    const float *cell; /* the survey of what comes in */
    const float *left; /* the survey of what the cancelling left, for the guard */
};

struct fade_settings {
    int64_t in, out;    /* samples */
    int64_t first, song; /* where what is rendered begins in the song, and how long that is; song 0: it is all */
};

struct settings {
    int64_t rate_hz, frames;
    int channels;
    struct trim_settings trim;
    struct eq_settings eq;
    struct dynamics_settings dynamics;
    struct stereo_settings stereo;
    struct limiter_settings limiter;
    struct fade_settings fade;
};

#endif
