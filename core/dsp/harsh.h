/* SPDX-License-Identifier: ISC */
/* harsh.h - what rings and what hisses: found in a song, and held back only while it happens.
 *
 * A resonance is a twelfth of an octave that stands out of its neighbours nearly all the
 * time.  Music's notes do that too, but they come and go, or hold and stand out by far, or
 * have an octave beside them that does the same: those are left alone.
 *
 * Sibilance is what the second difference of the middle (it rises by 12 dB an octave, so
 * little else is in it) has in 50 ms, against the loudness of the second around: bursts,
 * not a bright song. */
#ifndef DSP_HARSH_H
#define DSP_HARSH_H

#include "dsp/ltas.h"
#include "dsp/settings.h"

/* ---- found ---------------------------------------------------------------------- */

struct ring {
    double hz, db; /* how far it stands out, half of the time */
};
/* The strongest, at most RINGS_MOST; returns how many. */
int rings_find(const struct ltas *l, struct ring out[RINGS_MOST]);

enum { HISS_GAP_MOST = 5, HISS_CELL_MOST = 2048 };
struct hiss {
    int64_t rate_hz;
    int channels;
    size_t gap, filled, count,
        room; /* gap: of the difference, in samples; cells of 10 ms as the meter has them */
    float mid[2 * HISS_GAP_MOST + HISS_CELL_MOST], *cells;
};
/* cells: room for meter_cells().  Songs below 32 kHz or above 200 kHz are not heard: no cells. */
void hiss_prepare(struct hiss *h, int64_t rate_hz, int channels, float *cells, size_t room);
void hiss_run(struct hiss *h, const float *const *channel, size_t n);

/* loud: the meter's cells, as many or more.  db: what the loudest twentieth of the time reaches;
 * burst_db: how far that is above what a quarter of it reaches; less_db: what holding it back does
 * to the mean, 0 or less.  DSP_SILENCE_DB and 0 where nothing was heard. */
struct hissing {
    double db, burst_db, less_db;
};
struct hissing hiss_of(const struct hiss *h, const double *loud);

/* ---- held back: a part of the dynamics, on its short spectra ------------------------- */

/* Gains: of each resonance, of the hiss.  A resonance is compared with so many twelfths of an
 * octave on each side. */
enum { HARSH_GAINS = RINGS_MOST + 1, RING_NEAR = 6, RING_BANDS = 2 * RING_NEAR + 1 };

struct harsh {
    bool used;
    int channels;
    size_t bins, edge[RINGS_MOST][RING_BANDS + 1];
    double most_db[HARSH_GAINS], attack, release, fade, loud_fade, power[RINGS_MOST][RING_BANDS],
        loud;
    size_t turns;
    float *ring, *top, *second,
        *ear; /* by bin: where cuts act; weights of the second difference and of loudness */
};

size_t harsh_floats(size_t bins);
/* hop_ms: from one spectrum to the next; memory: zeroed. */
void harsh_prepare(struct harsh *h, const struct settings *s, size_t bins, double hop_ms,
                   float *memory);
/* Moves the gains on by one turn, from the spectra of the channels. */
void harsh_decide(struct harsh *h, float *const *re, float *const *im, double gain_db[HARSH_GAINS]);
/* Lays them over the gains of the bins. */
void harsh_apply(const struct harsh *h, const double gain_db[HARSH_GAINS], float *gain);

/* Where it should come to: of a resonance against its neighbours, and of the hiss, as above; and
 * the most that is taken of that. */
extern const double RING_LEFT_DB, HISS_LEFT_DB, HISS_MOST_DB;

#endif
