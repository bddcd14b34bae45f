/* SPDX-License-Identifier: ISC */
#include "app/words.h"

#include "base/language.h"
#include "gen/words.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const char *said_in(const char *language, const char *key)
{
    for (const struct word *w = page_words; w->language; w++)
        if (!strcmp(w->key, key) && !strcmp(w->language, language))
            return w->text;
    return NULL;
}

const char *words_said(const char *language, const char *key)
{
    const char *said = language ? said_in(language, key) : NULL,
               *english = said_in(languages[0], key);

    if (language && english && !said)
        language_missed(language, key);
    return said ? said : english;
}

/* The point is the exception: of our languages only English and Chinese have it. */
static bool has_point(const char *language)
{
    return !language || !strcmp(language, "en") || !strcmp(language, "zh-Hans");
}

const char *words_measure(struct arena *a, const char *language, double value, const char *unit)
{
    if (!isfinite(value))
        return "–"; /* silence has no loudness */
    long long tenths = llround(fabs(value) * 10);
    return arena_printf(a, "%s%lld%c%lld\u00a0%s", value < 0 && tenths > 0 ? "\u2212" : "",
                        tenths / 10, has_point(language) ? '.' : ',', tenths % 10, unit);
}
