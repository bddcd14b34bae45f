/* SPDX-License-Identifier: ISC */
/* platform.h - where masters go, as data: how loud, how high, in what form, and what the place does to them.
 *
 * This table is what an installation begins with; the service keeps its own copy in the SQL table `platform`,
 * where an operator changes a row when a place changes its mind (tests/unit/audio_test.c and the migration keep the
 * two alike).  Every row names its source. */
#ifndef AUDIO_PLATFORM_H
#define AUDIO_PLATFORM_H

#include "audio/encode.h"
#include "audio/recipe.h"
#include "audio/report.h"

/* Whether the place itself brings songs to its loudness: not at all, loud ones down, or both ways. */
enum platform_normalises { NORMALISES_NO, NORMALISES_DOWN, NORMALISES_BOTH };
extern const char *const platform_normalises_words[];

struct platform {
    const char *name, *title;
    double loudness, mono_loudness; /* LUFS; mono: absent means the same */
    double ceiling;                 /* dBTP */
    enum platform_normalises normalises;
    double plays_at; /* LUFS, absent where nothing is normalised */
    enum output_format format;
    int64_t rate_hz; /* absent: the mix's own */
    bool codec_safe;
    double mono_below; /* Hz; absent: as the recipe has it */
    double plr_min;    /* dB, absent: it does not mind */
    const char *notes, *source;
};
extern const struct record platform_record;
extern const struct platform platforms[];
extern const size_t platform_count;

/* NULL if there is none of that name. */
const struct platform *platform_named(const char *name);

/* The recipe for this place: everything as the musician wishes, but for what the place decides. */
void platform_recipe(const struct platform *p, const struct recipe *wish, int64_t channels, struct recipe *out);

/* Whether that field of a recipe that says so is the place's business, so that nobody else's word for it counts: its
 * loudness and ceiling; and `no` to what some places cannot do without.  `yes` to that is a wish for all of them. */
bool platform_decides(const struct recipe *r, const char *field);

/* What the musician should know about this master there: a word for programs and a sentence with numbers; ended by one
 * without a code, in the arena. */
struct remark {
    const char *code, *sentence; /* stopped, turned_down, left_below, turned_up, peaks_low, wide_bass, clipped */
};
const struct remark *platform_remarks(struct arena *a, const struct platform *p, const struct report *r);
/* The sentences alone, ended by NULL. */
const char *const *platform_advice(struct arena *a, const struct platform *p, const struct report *r);

#endif
