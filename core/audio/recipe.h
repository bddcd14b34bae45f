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

/* How the last decibels are won: with cancelled peaks, or by gain alone, four times as fast. */
enum mastering_limiter {
    LIMITER_QUALITY,
    LIMITER_FAST,
};
extern const char *const mastering_limiter_words[];

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
    const char *reference; /* the id of another version, or NULL */
    double trim_start, trim_end, fade_in, fade_out; /* seconds */
};
extern const struct record recipe_record;

/* What no single field can tell: ERR_INVALID blames the field. */
enum err recipe_check(const struct recipe *r, double song_seconds);

#endif
