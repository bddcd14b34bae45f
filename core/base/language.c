/* SPDX-License-Identifier: ISC */
#include "base/language.h"

#include "base/log.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *const languages[] = {"en", "es", "fr", "de", "pt-BR", "zh-Hans", NULL};

/* Ours whose first part is these n bytes, or NULL. */
static const char *named(const char *first, size_t n)
{
    for (const char *const *l = languages; *l; l++)
        if (n > 0 && strcspn(*l, "-") == n && !strncasecmp(*l, first, n))
            return *l;
    return NULL;
}

const char *language_near(const char *tag)
{
    const char *near = tag ? named(tag, strcspn(tag, "-_")) : NULL;

    return near ? near : languages[0];
}

static double weight_of(const char *range)
{
    const char *q = range + strcspn(range, ";,");

    if (*q != ';')
        return 1;
    q += 1 + strspn(q + 1, " \t");
    return strncasecmp(q, "q=", 2) ? 1 : strtod(q + 2, NULL);
}

const char *language_pick(const char *accept)
{
    const char *best = languages[0];
    double most = 0;

    for (const char *p = accept; p && *p; p += strcspn(p, ","), p += *p == ',') {
        p += strspn(p, " \t");
        const char *near = *p == '*' ? languages[0] : named(p, strcspn(p, "-;, \t"));
        if (!near || !(weight_of(p) > most))
            continue;
        best = near;
        most = weight_of(p);
    }
    return best;
}

void language_missed(const char *language, const char *key)
{
    log_line(LOG_WARN, "words missing language=%s key=%s", language, key);
}
