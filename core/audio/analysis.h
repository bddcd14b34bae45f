/* SPDX-License-Identifier: ISC */
/* analysis.h - what a song measures: a record, for mixes, references and masters alike. */
#ifndef AUDIO_ANALYSIS_H
#define AUDIO_ANALYSIS_H

#include "base/field.h"

/* One band of a twelfth of an octave, averaged over the loud parts; side relative to the same zero. */
struct spectrum_band {
    double hz, mid_db, side_db;
};
extern const struct record spectrum_band_record;

/* How the levels of one band spread over the song, against the middle one: at 10, 25 ... 97.5 % of the time. */
struct band_spread {
    double from_hz, at10_db, at25_db, at75_db, at90_db, at97_db;
};
extern const struct record band_spread_record;

/* A stretch of the song that is about equally loud. */
struct section {
    double start_s, end_s, lufs;
    const char *kind; /* quiet, middle, loud */
};
extern const struct record section_record;

/* An octave about its centre, over the loud parts. */
struct octave {
    double hz, mid_db, side_mid_db;
    double correlation; /* of left and right, against the mean of their powers */
    double crest_db;    /* the loudest third of a second against the mean */
};
extern const struct record octave_record;

/* Something to mend, or to know, before the song is mastered (advice.h). */
struct advice {
    const char *code, *severity; /* severity: fix, look, note */
    const char *at_s;            /* JSON: seconds from the start, or [] for the whole song */
    double value;
    const char *sentence;
};
extern const struct record advice_record;

struct analysis {
    int64_t rate_hz, channels, frames;
    double seconds;
    double lufs, momentary_max_lufs, short_max_lufs, lra_lu; /* absent when too short or silent */
    double short_p10_lufs, short_p50_lufs, short_p95_lufs;   /* of the three-second loudness, above its gate */
    double true_peak_db, sample_peak_db, crest_db, plr_db;
    int64_t clipped_runs;            /* three or more equal samples at the top */
    double dc;                       /* the largest mean of a channel, full scale is 1 */
    double correlation, width_db;    /* of left and right; energy of side against mid */
    double bass_side_mid_db;         /* the same below 120 Hz */
    double mono_loss_lu, balance_db; /* heard in mono; left against right */
    double bandwidth_hz;             /* above it there is nothing: a lossy source shows here */
    bool dual_mono;
    int64_t bits;                    /* of a sample, as far as they are used; 32: float */
    bool already_mastered;           /* the advice of that code says why */
    double silence_start_s, silence_end_s;
    struct list spectrum; /* of struct spectrum_band */
    struct list octaves;  /* of struct octave */
    struct list advice;   /* of struct advice */
    struct list spreads;  /* of struct band_spread */
    struct list sections; /* of struct section */
    const char *loudness; /* JSON: short-term loudness once a second, null where silent */
};
extern const struct record analysis_record;

/* Mean level of the middle where every song has something, 100 Hz to 8 kHz: where spectra are compared. */
double analysis_level_db(const struct analysis *a);

#endif
