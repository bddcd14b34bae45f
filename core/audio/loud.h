/* SPDX-License-Identifier: ISC */
/* loud.h - from the shaped song to its loudness: gains, cancelled peaks, the guarantee, and the drive that reaches the target.
 *
 * The gains follow from a survey of the song (dsp/limiter.h), so what a drive would
 * give is known within a tenth of a LU without touching a sample; only then the
 * song is rendered, measured, and the drive put right: two passes as a rule. */
#ifndef AUDIO_LOUD_H
#define AUDIO_LOUD_H

#include "audio/measure.h"
#include "audio/recipe.h"
#include "audio/report.h"
#include "audio/tape.h"
#include "dsp/audible.h"
#include "dsp/limiter.h"

/* Where the noise against the mask (dsp/audible.h) begins to be heard: at -7 dB about one frame in a hundred has more
 * noise than the music hides (four mixes driven so far: 0.8, 0.8, 1.1 and 0.6 % at -7.8, -7.3, -6.9 and -6.4 dB); at -10
 * dB it is one in three hundred. */
enum { LOUD_AUDIBLE_DB = -8 };

/* 10 ms behind the gains: their K-weighted energy, and by how much peaks of their cells are above the ceiling. */
struct driven {
    double energy, over, cells;
};

struct loud {
    struct arena *arena;
    struct settings settings;
    const struct tape *shaped;
    struct tape master;
    const struct watcher *watcher;
    int threads;
    double release_ms; /* before it gave way */
    bool quality;
    struct meter ear;   /* for the shaped song */
    double shaped_lufs; /* when all of it was heard */
    double *energy, *scaled; /* K-weighted, of every 10 ms: shaped; as it would be */
    struct driven *driven;   /* the same behind the gains alone, of the drive tried last */
    struct oversample *over;
    float *first, *cell[CHANNELS_MOST]; /* surveys: of the shaped song; of the master, of both channels in [0] */
    double surveyed_db;                 /* up to which drive the first one can tell */
    float *fine;                        /* K-weighted energy of its cells; NULL where cancelling makes it no better */
    struct tape list[CHANNELS_MOST + 5]; /* what all these lie on */
    struct audible audible;
    double lost, wrong;             /* the model's: what cancelling takes; what it still gets wrong, LU */
    size_t count, room;
    void *memory[CHANNELS_MOST]; /* of the chain's parts */
    size_t memory_size;
    /* of the last pass */
    double lufs, noise_to_mask_db; /* the latter absent in the fast mode, unless it had to cancel */
    struct reduction reduction;
    int64_t cancelled; /* peaks */
};

/* shaped must stay; it may be empty yet.  *out is empty, or was opened before for a song of this length, whose
 * master tape is taken again.  settings->limiter decides ceiling and release.  Before anything else below, the whole shaped
 * song must be heard. */
enum err loud_open(struct arena *a, const struct settings *settings, const struct tape *shaped, int scratch_fd,
                   enum mastering_limiter mode, const struct watcher *w, int threads, struct loud *out);

/* The shaped song from its beginning, any number of samples at a time; or all of it from its tape. */
void loud_hear(struct loud *l, const float *const *x, size_t n);
void loud_hear_all(struct loud *l);

/* Lets go of the memory behind all its tapes; for a struct walk. */
void loud_breathe(void *loud);

/* When the master is written: no tape is needed any more, and what they lie on is given back. */
void loud_drop(struct loud *l);

/* What the song would measure behind the gains alone, driven so. */
double loud_model(struct loud *l, double drive_db);

/* The drive for a loudness, as far as the model knows, beginning at *drive_db; allows more cancelling where it
 * must.  False where a dB of drive brings less than a sixth of loudness before it is reached. */
bool loud_aim(struct loud *l, double target_lufs, double *drive_db);

/* After a pass: makes the model tell what was measured. */
void loud_learn(struct loud *l);

/* The whole way, once, into l->master.  begun and share: of the step "loudness". */
enum err loud_pass(struct loud *l, double drive_db, double begun, double share);

/* To the report's target within 0.05 LU, or as far as it goes, and why. */
enum err loud_converge(struct loud *l, struct loudness_report *out);

/* Reduction in dB, ten values a second, as a JSON list. */
const char *loud_curve(struct loud *l);

#endif
