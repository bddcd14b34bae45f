/* SPDX-License-Identifier: ISC */
#include "app/preferences.h"

#include "audio/encode.h"
#include "json/json.h"

#include <math.h>
#include <string.h>

static const struct field fields[] = {
    REAL(preferences, loudness, .optional = true, .min = -23, .max = -6, .unit = "LUFS", .doc = "Of the master."),
    REAL(preferences, brightness, .optional = true, .min = -100, .max = 100, .doc = "From darker to brighter."),
    REAL(preferences, width, .optional = true, .min = 0, .max = 200, .unit = "%", .doc = "Stereo width."),
    REAL(preferences, intensity, .optional = true, .min = 0, .max = 100, .unit = "%", .doc = "How much is done."),
    TEXTS(preferences, formats, .optional = true, .among = output_format_words, .max = OUTPUT_COUNT,
          .doc = "Files to have ready when the master is."),
};
const struct record preferences_record = RECORD(preferences, fields);

static void take(double *to, double wish)
{
    if (!isnan(wish))
        *to = wish;
}

static enum err follow(struct work *w, const char *json, struct recipe *r)
{
    struct preferences p;

    TRY(json_read_loose(w->arena, json, strlen(json), &preferences_record, &p));
    take(&r->loudness, p.loudness);
    take(&r->tone, p.brightness);
    take(&r->width, p.width);
    take(&r->intensity, p.intensity);
    return OK;
}

enum err preferences_recipe(struct work *w, const char *song, struct recipe *out)
{
    struct preferred wishes;

    TRY(master_wishes(w->db, song, &wishes));
    TRY(record_preset(w->arena, &recipe_record, out));
    TRY(follow(w, wishes.account, out));
    TRY(follow(w, wishes.song, out));
    int style = wishes.style ? word_index(mastering_style_words, wishes.style) : ENUM_ABSENT;
    if (style != ENUM_ABSENT)
        out->style = (enum mastering_style)style;
    return OK;
}

enum err preferences_formats(struct work *w, const char *song, const char *const **out)
{
    static const char *const nothing[] = {NULL};
    struct preferred wishes;
    struct preferences account, own;

    TRY(master_wishes(w->db, song, &wishes));
    TRY(json_read_loose(w->arena, wishes.account, strlen(wishes.account), &preferences_record, &account));
    TRY(json_read_loose(w->arena, wishes.song, strlen(wishes.song), &preferences_record, &own));
    *out = own.formats ? own.formats : account.formats ? account.formats : nothing;
    return OK;
}
