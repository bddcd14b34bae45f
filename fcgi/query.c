/* SPDX-License-Identifier: ISC */
/* query.c - what stands behind the ? of an address, as a record, read as strictly as a body. */
#include "base/text.h"
#include "fcgi/request.h"

#include <ctype.h>
#include <string.h>

static int hex_value(char c)
{
    return isdigit((unsigned char)c)    ? c - '0'
           : isxdigit((unsigned char)c) ? tolower((unsigned char)c) - 'a' + 10
                                        : -1;
}

/* application/x-www-form-urlencoded; NULL if an escape is broken or the bytes are no clean text. */
static const char *unescape(struct arena *a, const char *s, size_t n)
{
    char *out = arena_alloc(a, n + 1), *o = out;

    for (size_t i = 0; i < n; i++) {
        if (s[i] != '%') {
            *o++ = s[i] == '+' ? ' ' : s[i];
            continue;
        }
        if (i + 2 >= n || hex_value(s[i + 1]) < 0 || hex_value(s[i + 2]) < 0)
            return NULL;
        *o++ = (char)(hex_value(s[i + 1]) << 4 | hex_value(s[i + 2]));
        i += 2;
    }
    return text_is_utf8(out, (size_t)(o - out)) ? out : NULL;
}

/* Where a word must be one of a few, the few are told. */
static enum err read_value(struct arena *a, const struct field *f, const char *value, void *out)
{
    enum err e = field_parse(a, f, value, out);
    struct buf b = {.arena = a};

    if (e != ERR_INVALID || !f->among)
        return e;
    for (size_t i = 0; f->among[i]; i++)
        buf_printf(&b, "%s%s", !i ? "" : f->among[i + 1] ? ", " : " or ", f->among[i]);
    return blame(f->name, "must be %s", b.ptr);
}

/* "name=value"; a bare name is a yes, an empty text is none.  came: a bit for each field that was
 * there. */
static enum err read_pair(struct arena *a, const char *pair, size_t n, const struct record *r,
                          uint64_t *came, void *out)
{
    const char *equals = memchr(pair, '=', n);
    size_t length = equals ? (size_t)(equals - pair) : n;
    const char *name = unescape(a, pair, length),
               *value = equals ? unescape(a, equals + 1, n - length - 1) : "yes";

    if (!name || !value)
        return fail(ERR_MALFORMED, "the address has a broken escape behind its question mark");
    const struct field *f = field_named(r, name);
    if (!f)
        return blame(name, "is not known here");
    uint64_t bit = UINT64_C(1) << (f - r->fields);
    if (*came & bit)
        return blame(name, "stands there twice");
    *came |= bit;
    return !*value && f->type == FIELD_TEXT && !f->among ? OK : read_value(a, f, value, out);
}

enum err query_read(struct arena *a, const char *text, const struct record *r, void *out)
{
    uint64_t came = 0;

    TRY(record_preset(a, r, out));
    for (const char *p = text; *p; p += strspn(p, "&")) {
        size_t n = strcspn(p, "&");
        if (n)
            TRY(read_pair(a, p, n, r, &came, out));
        p += n;
    }
    for (size_t i = 0; i < r->count; i++)
        TRY(field_check(&r->fields[i], out));
    return OK;
}
