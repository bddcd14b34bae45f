/* SPDX-License-Identifier: ISC */
#include "app/words.h"

#include "base/language.h"
#include "gen/words.h"

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
    const char *said = language ? said_in(language, key) : NULL, *english = said_in(languages[0], key);

    if (language && english && !said)
        language_missed(language, key);
    return said ? said : english;
}
