/* SPDX-License-Identifier: ISC */
#include "audio/recipe.h"

#include "audio/moves.h"

#include <string.h>

const char *const mastering_style_words[] = {"balanced", "warm",  "bright", "punchy",
                                             "open",     "vocal", "deep",   NULL};
const char *const mastering_limiter_words[] = {"quality", "fast", NULL};

const char *const match_caps_words[] = {"usual", "wide", NULL};

static const struct field reference_fields[] = {
    TEXT(recipe_reference, version, .min = 1, .max = 4096, .doc = "Another version of yours."),
    REAL(recipe_reference, tone, .min = 0, .max = 10, .preset = "1", .doc = "How much its tone counts among the references."),
    REAL(recipe_reference, dynamics, .min = 0, .max = 10, .preset = "1", .doc = "The same for its dynamics."),
    REAL(recipe_reference, width, .min = 0, .max = 10, .preset = "1", .doc = "The same for its stereo width."),
    REAL(recipe_reference, loudness, .min = 0, .max = 10, .preset = "1", .doc = "The same for its loudness."),
};
const struct record recipe_reference_record = RECORD(recipe_reference, reference_fields);

static const struct field fields[] = {
    ENUM(recipe, style, mastering_style, .preset = "balanced",
         .doc = "The sound to lean towards: what lies within the style's tolerance is left alone."),
    REAL(recipe, loudness, .min = -23, .max = -6, .preset = "-14", .unit = "LUFS",
         .doc = "Integrated loudness of the master (ITU-R BS.1770)."),
    REAL(recipe, ceiling, .min = -9, .max = -0.1, .preset = "-1", .unit = "dBTP",
         .doc = "No true peak of the master is higher than this."),
    REAL(recipe, intensity, .min = 0, .max = 100, .preset = "60", .unit = "%",
         .doc = "How near to the style the master is brought; 0 changes loudness only."),
    REAL(recipe, tone, .min = -100, .max = 100, .preset = "0",
         .doc = "From -100 (darker) to 100 (brighter)."),
    REAL(recipe, width, .min = 0, .max = 200, .preset = "100", .unit = "%",
         .doc = "Stereo width: 0 is mono, 100 as the style has it, 200 twice as wide."),
    REAL(recipe, dynamics, .min = 0, .max = 100, .preset = "40", .unit = "%",
         .doc = "From 0 (dynamics untouched) over 40 (only what no finished music has is held "
                "back) to 100 (dense)."),
    BOOL(recipe, mono_bass, .preset = "yes",
         .doc = "Whether the lowest octaves are kept in the middle."),
    REAL(recipe, mono_below, .min = 60, .max = 300, .preset = "120", .unit = "Hz",
         .doc = "Below this the bass is kept in the middle; 150 for vinyl."),
    BOOL(recipe, codec_safe, .preset = "no",
         .doc = "Whether MP3, Opus and Vorbis files of the master must stay below full scale when "
                "they are played."),
    ENUM(recipe, limiter, mastering_limiter, .preset = "quality",
         .doc = "quality takes peaks away where they are not heard; fast turns them down as long as that is loud enough."),
    TEXT(recipe, reference, .optional = true, .min = 1, .max = 4096,
         .doc = "Another version of yours whose tone and width this master follows: short for one "
                "of the references."),
    LIST(recipe, references, recipe_reference, .optional = true, .max = REFERENCES_MOST,
         .doc = "Versions of yours to follow, each with its weights."),
    REAL(recipe, tone_strength, .optional = true, .min = 0, .max = 100, .unit = "%",
         .doc = "How far the tone goes towards its target; left out: as the intensity says, or all "
                "the way to references."),
    REAL(recipe, dynamics_strength, .optional = true, .min = 0, .max = 100, .unit = "%",
         .doc = "The same for the dynamics; left out with references: as `dynamics` says."),
    REAL(recipe, width_strength, .optional = true, .min = 0, .max = 100, .unit = "%",
         .doc = "The same for the stereo width."),
    REAL(recipe, loudness_strength, .optional = true, .min = 0, .max = 100, .unit = "%",
         .doc = "How far from `loudness` to that of the references; left out: 0."),
    ENUM(recipe, caps, match_caps, .preset = "usual",
         .doc = "How much may change to be like a reference: usual is 12 dB (deeper only below the "
                "end of its bass), wide 24 in the middle and 30 at the sides."),
    TEXTS(recipe, off, .optional = true, .among = move_words, .max = 32,
          .doc = "Moves that shall not be made, by their ids."),
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

enum err recipe_references(struct arena *a, const struct recipe *r, struct list *out)
{
    const struct recipe_reference *listed = r->references.rows;
    struct recipe_reference *rows = arena_alloc(a, (REFERENCES_MOST + 1) * sizeof *rows);
    size_t n = 0;

    if (r->reference)
        rows[n++] = (struct recipe_reference){r->reference, 1, 1, 1, 1};
    if (n + r->references.count > REFERENCES_MOST)
        return blame("references", "must have at most %d entries", REFERENCES_MOST);
    for (size_t i = 0; i < r->references.count; i++)
        rows[n++] = listed[i];
    *out = (struct list){rows, n};
    return OK;
}

static enum err parse_weight(struct arena *a, const char *name, const char *value, struct recipe_reference *out)
{
    const struct field *f = field_named(&recipe_reference_record, name);

    if (!f || f->type != FIELD_REAL)
        return blame("reference", "%s: a reference has tone, dynamics, width and loudness", name);
    return field_parse(a, f, value, out);
}

enum err recipe_reference_parse(struct arena *a, const char *text, struct recipe_reference *out)
{
    const char *at = strrchr(text, '@');

    TRY(record_preset(a, &recipe_reference_record, out));
    out->version = arena_strndup(a, text, at ? (size_t)(at - text) : strlen(text));
    for (at = at ? at + 1 : ""; *at;) {
        size_t length = strcspn(at, ",");
        const char *one = arena_strndup(a, at, length), *equals = strchr(one, '=');
        at += length + (at[length] == ',');
        if (equals) {
            TRY(parse_weight(a, arena_strndup(a, one, (size_t)(equals - one)), equals + 1, out));
            continue;
        }
        TRY(parse_weight(a, "tone", one, out));
        out->dynamics = out->width = out->loudness = out->tone;
    }
    return OK;
}
