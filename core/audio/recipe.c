/* SPDX-License-Identifier: ISC */
#include "audio/recipe.h"

const char *const mastering_style_words[] = {"balanced", "warm",  "bright", "punchy",
                                             "open",     "vocal", "deep",   NULL};
const char *const mastering_limiter_words[] = {"quality", "fast", NULL};

static const struct field fields[] = {
    ENUM(recipe, style, mastering_style, .preset = "balanced",
         .doc = "The sound to lean towards: what lies within the style's tolerance is left alone."),
    REAL(recipe, loudness, .min = -23, .max = -6, .preset = "-14", .unit = "LUFS",
         .doc = "Integrated loudness of the master (ITU-R BS.1770)."),
    REAL(recipe, ceiling, .min = -9, .max = -0.1, .preset = "-1", .unit = "dBTP",
         .doc = "No true peak of the master is higher than this."),
    REAL(recipe, intensity, .min = 0, .max = 100, .preset = "60", .unit = "%",
         .doc = "How much of the correction is done; 0 changes loudness only."),
    REAL(recipe, tone, .min = -100, .max = 100, .preset = "0",
         .doc = "From -100 (darker) to 100 (brighter)."),
    REAL(recipe, width, .min = 0, .max = 200, .preset = "100", .unit = "%",
         .doc = "Stereo width: 0 is mono, 100 as the style has it, 200 twice as wide."),
    REAL(recipe, dynamics, .min = 0, .max = 100, .preset = "40", .unit = "%",
         .doc = "From 0 (dynamics untouched) to 100 (dense)."),
    BOOL(recipe, mono_bass, .preset = "yes", .doc = "Whether the lowest octaves are kept in the middle."),
    REAL(recipe, mono_below, .min = 60, .max = 300, .preset = "120", .unit = "Hz",
         .doc = "Below this the bass is kept in the middle; 150 for vinyl."),
    BOOL(recipe, codec_safe, .preset = "no",
         .doc = "Whether MP3, Opus and Vorbis files of the master must stay below full scale when they are played."),
    ENUM(recipe, limiter, mastering_limiter, .preset = "quality",
         .doc = "quality takes peaks away where they are not heard; fast turns them down only."),
    TEXT(recipe, reference, .optional = true, .min = 1, .max = 64,
         .doc = "Another version of yours whose tone and width this master follows."),
    REAL(recipe, trim_start, .min = 0, .max = 36000, .preset = "0", .unit = "s",
         .doc = "Seconds left out at the beginning."),
    REAL(recipe, trim_end, .min = 0, .max = 36000, .preset = "0", .unit = "s",
         .doc = "Seconds left out at the end."),
    REAL(recipe, fade_in, .min = 0, .max = 60, .preset = "0", .unit = "s",
         .doc = "Length of the fade at the beginning."),
    REAL(recipe, fade_out, .min = 0, .max = 60, .preset = "0", .unit = "s",
         .doc = "Length of the fade at the end."),
};
const struct record recipe_record = RECORD(recipe, fields);

enum err recipe_check(const struct recipe *r, double song_seconds)
{
    double left = song_seconds - r->trim_start - r->trim_end;

    if (left < 1)
        return blame("trim_end", "nothing would be left of the song; at least a second must be");
    if (r->fade_in + r->fade_out > left)
        return blame("fade_out", "the fades are longer than what is left of the song");
    return OK;
}
