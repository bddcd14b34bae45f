/* SPDX-License-Identifier: ISC */
/* cursor.c - a place in a list that can be sorted in several ways.
 *
 * Opaque to the client: base64url of "id sort key", where the key is what the list is sorted by, as
 * text.  A list that changes meanwhile neither repeats nor skips what has not moved. */
#include "fcgi/request.h"

#include <string.h>

const char *cursor_new(struct arena *a, const char *sort, const char *key, const char *id)
{
    const char *place = arena_printf(a, "%s %s %s", id, sort, key);

    return base64url_text(a, place, strlen(place));
}

static bool read_place(char *place, const char *sort, const char **key, const char **id)
{
    char *word = strchr(place, ' '), *rest = word ? strchr(word + 1, ' ') : NULL;

    if (!rest)
        return false;
    *word = *rest = '\0';
    *id = place;
    *key = rest + 1;
    return text_is_uuid(place) && !strcmp(word + 1, sort);
}

enum err cursor_read(struct arena *a, const char *text, const char *sort, const char **key,
                     const char **id)
{
    unsigned char *bytes;
    size_t n;

    *key = *id = NULL;
    if (!text)
        return OK;
    if (base64url_bytes(a, text, &bytes, &n) && text_is_utf8((const char *)bytes, n) &&
        read_place(arena_strndup(a, (const char *)bytes, n), sort, key, id))
        return OK;
    return blame("cursor", "take the cursor from the page before, as it is");
}
