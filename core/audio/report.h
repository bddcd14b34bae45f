/* SPDX-License-Identifier: ISC */
/* report.h - what was done to a song and why: a record beside every master. */
#ifndef AUDIO_REPORT_H
#define AUDIO_REPORT_H

#include "audio/analysis.h"
#include "audio/frozen.h"
#include "audio/codec.h"
#include "audio/recipe.h"

struct loudness_report {
    double target_lufs, reached_lufs;
    double check_lufs;   /* libebur128's figure for the same samples */
    int64_t passes;      /* how often the limiter ran to get there */
    const char *stopped; /* why the target was not reached, or NULL */
    const char *stopped_code; /* the same for programs, one of loudness_stops, or NULL */
};
extern const struct record loudness_report_record;
extern const char *const loudness_stops[];

struct peak_report {
    double ceiling_db, reached_db; /* ours, 32 times oversampled */
    double check_db;               /* libebur128's */
};
extern const struct record peak_report_record;

/* One move, with its number: "presence", +1.4, "dB", "2 to 5 kHz was below what balanced masters have". */
struct move {
    const char *id, *stage, *what;
    double amount;
    const char *unit, *why;
    bool optional; /* may stand in the recipe's `off` */
    bool off;      /* stands there: it was not made, and amount is absent */
};
extern const struct record move_record;

struct reduction_report { /* gain reduction of the limiter, dB, as positive numbers */
    double mean_db, most_db, share; /* share of the time it worked, 0..1 */
    int64_t cancelled_peaks;        /* taken away under the mask */
    double noise_to_mask_db;        /* measured (dsp/audible.h); absent in the fast mode, unless it had to cancel */
    double audible_db;              /* from where on it is heard (loud.h) */
    const char *curve;              /* JSON: the deepest reduction of every tenth of a second */
};
extern const struct record reduction_report_record;

struct report {
    const char *engine;
    const struct recipe *recipe;
    const struct analysis *before, *after;
    struct list moves; /* of struct move */
    const struct loudness_report *loudness;
    const struct peak_report *true_peak;
    const struct reduction_report *limiter;
    double gain_db; /* from mix to limiter */
    struct list settings; /* of struct frozen: render_master's decision, the last gain included */
    const struct codec_safe_report *codec_safe; /* NULL: not asked for */
};
extern const struct record report_record;

#endif
