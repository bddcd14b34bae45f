/* SPDX-License-Identifier: ISC */
#include "app/style.h"

#include "app/words.h"
#include "audio/engine.h"
#include "audio/styles.h"
#include "json/json.h"

#include <math.h>
#include <string.h>

enum { PRESETS_MAX = 100 };

static const struct field card_fields[] = {
    TEXT(style_card, word, .doc = "As a recipe says it."),
    TEXT(style_card, name, .doc = "As people read it, in the language asked for."),
    REAL(style_card, tilt_db, .unit = "dB", .doc = "How bright it leans, 0 as common music: 2 to 13 kHz against 50 to 250 Hz."),
    REAL(style_card, density, .doc = "How dense, times what is wished: 1 as common music."),
    REAL(style_card, side_db, .unit = "dB", .doc = "How much wider than common music."),
};
const struct record style_card_record = RECORD(style_card, card_fields);

static const struct field field_fields[] = {
    TEXT(recipe_field, name),
    TEXT(recipe_field, type, .doc = "number, boolean, text, word, words or list"),
    TEXT(recipe_field, preset, .optional = true, .doc = "What it is when it is left out."),
    TEXT(recipe_field, unit, .optional = true),
    TEXT(recipe_field, doc, .optional = true),
    REAL(recipe_field, min, .optional = true),
    REAL(recipe_field, max, .optional = true, .doc = "The largest number, or how many a list may have."),
    TEXTS(recipe_field, words, .optional = true, .doc = "Those a word may be."),
};
const struct record recipe_field_record = RECORD(recipe_field, field_fields);

static const struct field guide_fields[] = {
    LIST(style_guide, styles, style_card),
    LIST(style_guide, recipe, recipe_field),
};
const struct record style_guide_record = RECORD(style_guide, guide_fields);

static const struct field engine_fields[] = {
    TEXT(engine_card, name),
    TEXT(engine_card, version, .doc = "Goes up with every change that can be heard or measured."),
};
const struct record engine_card_record = RECORD(engine_card, engine_fields);

static const char *name_of(struct arena *a, const char *language, const char *word)
{
    const char *name = words_said(language, arena_printf(a, "style.%s", word));

    return name ? name : word;
}

static const char *type_of(const struct field *f)
{
    switch (f->type) {
    case FIELD_REAL:
    case FIELD_INT:
        return "number";
    case FIELD_BOOL:
        return "boolean";
    case FIELD_ENUM:
        return "word";
    case FIELD_TEXTS:
        return "words";
    case FIELD_LIST:
        return "list";
    default:
        return "text";
    }
}

static void fill_field(const struct field *f, struct recipe_field *out)
{
    bool ranged = (!strcmp(type_of(f), "number") || f->type == FIELD_LIST) && f->min < f->max;

    *out = (struct recipe_field){
        .name = f->name,
        .type = type_of(f),
        .preset = f->preset,
        .unit = f->unit,
        .doc = f->doc,
        .min = ranged && f->type != FIELD_LIST ? f->min : (double)NAN,
        .max = ranged ? f->max : (double)NAN,
        .words = f->type == FIELD_ENUM || f->type == FIELD_TEXTS ? f->among : NULL,
    };
}

void style_guide_fill(struct arena *a, const char *language, struct style_guide *out)
{
    struct recipe_field *fields = arena_alloc(a, recipe_record.count * sizeof *fields);
    size_t n = 0;

    while (mastering_style_words[n])
        n++;
    struct style_card *cards = arena_alloc(a, n * sizeof *cards);
    for (size_t i = 0; i < n; i++) {
        struct style_place place = style_place((enum mastering_style)i);
        cards[i] = (struct style_card){mastering_style_words[i], name_of(a, language, mastering_style_words[i]), place.tilt_db, place.density,
                                       place.side_db};
    }
    for (size_t i = 0; i < recipe_record.count; i++)
        fill_field(&recipe_record.fields[i], &fields[i]);
    *out = (struct style_guide){.styles = {cards, n}, .recipe = {fields, recipe_record.count}};
}

void engine_card_fill(struct engine_card *out)
{
    *out = (struct engine_card){.name = ENGINE_NAME, .version = ENGINE_VERSION};
}

/* ---- recipes with a name ------------------------------------------------------------ */

static const struct field order_fields[] = {
    TEXT(preset_order, name, .min = 1, .max = 80, .doc = "What you call it."),
    SUB(preset_order, recipe, recipe, .doc = "What is left out has its preset."),
};
const struct record preset_order_record = RECORD(preset_order, order_fields);

enum err preset_open(struct work *w, int64_t account, const struct preset_order *o, struct preset *out)
{
    struct buf b = {.arena = w->arena};

    if (text_has_controls(o->name))
        return blame("name", "must be one line without control characters");
    json_record(&b, &recipe_record, o->recipe);
    enum err e = preset_insert(w->db, uuid_new(w->arena, w->now), account, o->name, b.ptr, PRESETS_MAX, w->now, out);
    if (e == ERR_CONFLICT)
        return refuse(ERR_CONFLICT, "preset_name", "you have a preset of that name, or %d already", PRESETS_MAX);
    return e;
}
