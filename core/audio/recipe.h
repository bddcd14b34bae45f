/* SPDX-License-Identifier: ISC */
/* recipe.h - what the musician wishes: a record.
 *
 * One table serves the API's JSON, the flags of `mastering`, the jsonb column,
 * the presets and the ranges.  record_preset() gives the recipe of someone who
 * said nothing. */
#ifndef AUDIO_RECIPE_H
#define AUDIO_RECIPE_H

#include "base/field.h"

enum mastering_style {
    STYLE_BALANCED,
    STYLE_WARM,
    STYLE_BRIGHT,
    STYLE_PUNCHY,
    STYLE_OPEN,
    STYLE_VOCAL,
    STYLE_DEEP,
};
extern const char *const mastering_style_words[];

/* How the last decibels are won: with cancelled peaks, or by gain alone, twice as fast, where that gets there. */
enum mastering_limiter {
    LIMITER_QUALITY,
    LIMITER_FAST,
};
extern const char *const mastering_limiter_words[];

/* How much may be changed to be like a reference. */
enum match_caps { CAPS_USUAL, CAPS_WIDE };
extern const char *const match_caps_words[];

/* Music to follow, and how much it counts among the others in each aspect. */
struct recipe_reference {
    const char *version; /* the id of another version; on the command line a file */
    double tone, dynamics, width, loudness;
};
extern const struct record recipe_reference_record;
enum { REFERENCES_MOST = 8 };

/* The same when it has been measured. */
struct analysis;
struct heard_reference {
    const struct recipe_reference *wish;
    const struct analysis *heard;
};

struct recipe {
    enum mastering_style style;
    double loudness;  /* LUFS */
    double ceiling;   /* dBTP */
    double intensity; /* 0..100 */
    double tone;      /* -100 dark .. 100 bright */
    double width;     /* percent of the style's width */
    double dynamics;  /* 0 untouched .. 100 dense */
    bool mono_bass;
    double mono_below; /* Hz: where mono_bass begins */
    bool codec_safe; /* no overs after MP3, Opus and Vorbis */
    enum mastering_limiter limiter;
    const char *reference;  /* short for one reference, or NULL */
    struct list references; /* of struct recipe_reference */
    /* How far each aspect goes towards its target, 0..100; absent: see wishes.c. */
    double tone_strength, dynamics_strength, width_strength, loudness_strength;
    enum match_caps caps;
    const char *const *off; /* ids of moves that are not wanted (moves.h), or NULL */
    double trim_start, trim_end, fade_in, fade_out; /* seconds */
};
extern const struct record recipe_record;

/* What no single field can tell: ERR_INVALID blames the field. */
enum err recipe_check(const struct recipe *r, double song_seconds);

/* All references, the short form among them: of struct recipe_reference, in the arena.
 * ERR_INVALID: more than REFERENCES_MOST. */
enum err recipe_references(struct arena *a, const struct recipe *r, struct list *out);
/* FILE or FILE@tone=2,width=0 or FILE@2 (everything twice), as on a command line. */
enum err recipe_reference_parse(struct arena *a, const char *text, struct recipe_reference *out);

#endif
