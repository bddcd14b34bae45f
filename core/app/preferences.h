/* SPDX-License-Identifier: ISC */
/* preferences.h - how a musician likes it: of the account, and of a song, which comes first.
 *
 * The first master of an upload is made by them; the recipe keeps its own copy. */
#ifndef APP_PREFERENCES_H
#define APP_PREFERENCES_H

#include "app/work.h"
#include "audio/recipe.h"

struct preferences {
    double loudness, brightness, width, intensity;
    const char *const *formats; /* what is made ready without asking: words of audio/encode.h */
};
extern const struct record preferences_record;

/* The recipe of a song nobody has said more about. */
enum err preferences_recipe(struct work *w, const char *song, struct recipe *out);
/* The formats to make ready: the song's, else the account's; ended by NULL. */
enum err preferences_formats(struct work *w, const char *song, const char *const **out);

#endif
