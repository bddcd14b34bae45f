/* SPDX-License-Identifier: ISC */
/* style.h - what the engine can do, told to those who ask: styles, the recipe's fields, its version. */
#ifndef APP_STYLE_H
#define APP_STYLE_H

#include "app/work.h"
#include "audio/recipe.h"

struct style_card {
    const char *word, *name;
    double tilt_db, density, side_db; /* audio/styles.h */
};
extern const struct record style_card_record;

struct recipe_field {
    const char *name, *type, *preset, *unit, *doc;
    double min, max;
    const char *const *words;
};
extern const struct record recipe_field_record;

struct style_guide {
    struct list styles; /* of struct style_card */
    struct list recipe; /* of struct recipe_field */
};
extern const struct record style_guide_record;

struct engine_card {
    const char *name, *version;
};
extern const struct record engine_card_record;

void style_guide_fill(struct arena *a, const char *language, struct style_guide *out);
void engine_card_fill(struct engine_card *out);

struct preset_order {
    const char *name;
    const struct recipe *recipe;
};
extern const struct record preset_order_record;
enum err preset_open(struct work *w, int64_t account, const struct preset_order *o, struct preset *out);

#endif
