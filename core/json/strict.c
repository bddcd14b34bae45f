/* SPDX-License-Identifier: ISC */
#include "json/strict.h"

#include "base/text.h"

#include <string.h>

enum { DEPTH_MAX = 32 };

struct scan {
    const char *p, *end;
    int depth, values_left;
};

static bool value(struct scan *s);

static void space(struct scan *s)
{
    while (s->p < s->end && (*s->p == ' ' || *s->p == '\t' || *s->p == '\r' || *s->p == '\n'))
        s->p++;
}

static bool take(struct scan *s, char c)
{
    if (s->p == s->end || *s->p != c)
        return false;
    s->p++;
    return true;
}

static bool word(struct scan *s, const char *w)
{
    size_t n = strlen(w);

    if ((size_t)(s->end - s->p) < n || memcmp(s->p, w, n) != 0)
        return false;
    s->p += n;
    return true;
}

static bool digits(struct scan *s)
{
    const char *from = s->p;

    while (s->p < s->end && *s->p >= '0' && *s->p <= '9')
        s->p++;
    return s->p > from;
}

static bool number(struct scan *s)
{
    (void)take(s, '-');
    if (!take(s, '0') && !digits(s))
        return false;
    if (take(s, '.') && !digits(s))
        return false;
    if (take(s, 'e') || take(s, 'E')) {
        if (!take(s, '+'))
            (void)take(s, '-');
        return digits(s);
    }
    return true;
}

/* Four hex digits, or -1. */
static int unit(struct scan *s)
{
    int v = 0;

    for (int i = 0; i < 4; i++, s->p++) {
        char c = s->p < s->end ? *s->p : '?';
        int d = c >= '0' && c <= '9' ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                       : -1;
        if (d < 0)
            return -1;
        v = v << 4 | d;
    }
    return v;
}

static bool escape(struct scan *s)
{
    if (s->p == s->end || !strchr("\"\\/bfnrtu", *s->p))
        return false;
    if (*s->p++ != 'u')
        return true;
    int v = unit(s);
    if (v <= 0 || (v >= 0xdc00 && v <= 0xdfff))
        return false;
    if (v < 0xd800 || v > 0xdbff)
        return true;
    if (!word(s, "\\u"))
        return false;
    v = unit(s);
    return v >= 0xdc00 && v <= 0xdfff;
}

static bool string(struct scan *s)
{
    if (!take(s, '"'))
        return false;
    while (s->p < s->end) {
        unsigned char c = (unsigned char)*s->p++;
        if (c == '"')
            return true;
        if (c < 0x20 || (c == '\\' && !escape(s)))
            return false;
    }
    return false;
}

/* "[...]" or "{...}": an object's values have their names before them. */
static bool members(struct scan *s, char close, bool named)
{
    if (++s->depth > DEPTH_MAX)
        return false;
    space(s);
    if (take(s, close)) {
        s->depth--;
        return true;
    }
    do {
        space(s);
        if (named) {
            if (!string(s))
                return false;
            space(s);
            if (!take(s, ':'))
                return false;
        }
        if (!value(s))
            return false;
    } while (take(s, ','));
    s->depth--;
    return take(s, close);
}

static bool value(struct scan *s)
{
    bool good = false;

    space(s);
    if (s->p == s->end || s->values_left-- == 0)
        return false;
    switch (*s->p) {
    case '{':
        s->p++;
        good = members(s, '}', true);
        break;
    case '[':
        s->p++;
        good = members(s, ']', false);
        break;
    case '"':
        good = string(s);
        break;
    case 't':
        good = word(s, "true");
        break;
    case 'f':
        good = word(s, "false");
        break;
    case 'n':
        good = word(s, "null");
        break;
    default:
        good = number(s);
    }
    space(s);
    return good;
}

bool json_is_strict(const char *text, size_t len, int values_max)
{
    struct scan s = {.p = text, .end = text + len, .values_left = values_max};

    return text_is_utf8(text, len) && value(&s) && s.p == s.end;
}
