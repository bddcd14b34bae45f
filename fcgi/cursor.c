/* SPDX-License-Identifier: ISC */
/* cursor.c - a place in a list that is ordered by time and id, newest first.
 *
 * Opaque to the client: base64url of "microseconds id".  A list that grows at
 * its head meanwhile neither repeats nor skips anything behind the place. */
#include "fcgi/request.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const int64_t BEFORE_ALL = INT64_C(253370764800) * 1000000; /* the year 9999 */
static const char LAST_ID[] = "ffffffff-ffff-ffff-ffff-ffffffffffff";

const char *cursor_new(struct arena *a, int64_t at, const char *id)
{
    const char *place = arena_printf(a, "%" PRId64 " %s", at, id);

    return base64url_text(a, place, strlen(place));
}

static bool read_place(const char *place, int64_t *at, const char **id)
{
    char *end;

    *at = strtoll(place, &end, 10);
    *id = end + 1;
    return end != place && *end == ' ' && *at > 0 && *at <= BEFORE_ALL && text_is_uuid(*id);
}

enum err cursor_read(struct arena *a, const char *text, int64_t *at, const char **id)
{
    unsigned char *bytes;
    size_t n;

    *at = BEFORE_ALL;
    *id = LAST_ID;
    if (!text)
        return OK;
    if (base64url_bytes(a, text, &bytes, &n) && read_place(arena_strndup(a, (const char *)bytes, n), at, id))
        return OK;
    return blame("cursor", "take the cursor from the page before, as it is");
}
