/* SPDX-License-Identifier: ISC */
/* language.c - which of our languages a guest reads best (RFC 9110, 12.5.4). */
#include "fcgi/request.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const ours[] = {"en", "es"};

/* "es-MX;q=0.8" wants "es": the longer name is good for the shorter one. */
static bool is_for(const char *range, const char *language)
{
    size_t n = strlen(language);

    return range[0] == '*' || (!strncasecmp(range, language, n) && strchr("-;, \t", range[n]));
}

static double weight_of(const char *range)
{
    const char *q = range + strcspn(range, ";,");

    if (*q != ';')
        return 1;
    q += 1 + strspn(q + 1, " \t");
    return strncasecmp(q, "q=", 2) ? 1 : strtod(q + 2, NULL);
}

/* The first of the best wins; whoever asks for nothing we have reads English. */
const char *language_pick(const char *accept)
{
    const char *best = ours[0];
    double most = 0;

    for (const char *p = accept; p && *p; p += strcspn(p, ","), p += *p == ',') {
        p += strspn(p, " \t");
        for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
            if (!is_for(p, ours[i]) || !(weight_of(p) > most))
                continue;
            best = ours[i];
            most = weight_of(p);
        }
    }
    return best;
}
