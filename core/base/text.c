/* SPDX-License-Identifier: ISC */
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* ---- UTF-8 --------------------------------------------------------------- */

/* The length of the sequence at p, or 0 if it is not well formed (Unicode 15, table 3-7). */
static size_t sequence(const unsigned char *p, const unsigned char *end)
{
    size_t n = *p < 0x80 ? 1 : *p < 0xc2 ? 0 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : *p < 0xf5 ? 4 : 0;

    if (n == 0 || (size_t)(end - p) < n)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    if ((*p == 0xe0 && p[1] < 0xa0) || (*p == 0xed && p[1] > 0x9f) ||
        (*p == 0xf0 && p[1] < 0x90) || (*p == 0xf4 && p[1] > 0x8f))
        return 0; /* overlong, a surrogate, or past the end of Unicode */
    return n;
}

bool text_is_utf8(const char *s, size_t n)
{
    const unsigned char *p = (const unsigned char *)s, *end = p + n;

    while (p < end) {
        size_t k = *p ? sequence(p, end) : 0;
        if (k == 0)
            return false;
        p += k;
    }
    return true;
}

size_t text_length(const char *s)
{
    size_t n = 0;

    for (; *s; s++)
        n += (*s & 0xc0) != 0x80;
    return n;
}

bool text_has_controls(const char *s)
{
    for (const unsigned char *p = (const unsigned char *)s; *p; p++) {
        if (*p < 0x20 || *p == 0x7f || (*p == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0))
            return true;
        if (*p == 0xe2 && p[1] == 0x80 && ((p[2] >= 0xaa && p[2] <= 0xae) || p[2] == 0x8e || p[2] == 0x8f))
            return true; /* U+202A..202E, the marks U+200E and U+200F */
        if (*p == 0xe2 && p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9)
            return true; /* U+2066..2069, the isolates */
    }
    return false;
}

const char *text_clean(struct arena *a, const char *s)
{
    size_t n = strlen(s);
    char *clean, *to;

    if (text_is_utf8(s, n))
        return s;
    clean = to = arena_alloc(a, 3 * n + 1);
    for (const char *end = s + n; s < end;) {
        size_t k = sequence((const unsigned char *)s, (const unsigned char *)end);
        memcpy(to, k ? s : "\xef\xbf\xbd", k ? k : 3);
        to += k ? k : 3;
        s += k ? k : 1;
    }
    *to = '\0';
    return clean;
}

bool text_starts(const char *s, const char *with)
{
    return !strncmp(s, with, strlen(with));
}

/* ---- hex and base64 ------------------------------------------------------ */

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool text_is_uuid(const char *s)
{
    for (int i = 0; i < UUID_SIZE - 1; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? s[i] != '-' : hex_digit(s[i]) < 0)
            return false;
    }
    return s[UUID_SIZE - 1] == '\0';
}

char *hex_text(struct arena *a, const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    char *hex = arena_alloc(a, 2 * n + 1);

    for (size_t i = 0; i < n; i++) {
        hex[2 * i] = "0123456789abcdef"[p[i] >> 4];
        hex[2 * i + 1] = "0123456789abcdef"[p[i] & 15];
    }
    return hex;
}

bool hex_bytes(const char *hex, void *out, size_t n)
{
    unsigned char *p = out;

    for (size_t i = 0; i < n; i++, hex += 2) {
        int high = hex_digit(hex[0]), low = high < 0 ? -1 : hex_digit(hex[1]);
        if (low < 0)
            return false;
        p[i] = (unsigned char)(high << 4 | low);
    }
    return *hex == '\0';
}

static const char URL_ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static char *encode(struct arena *a, const unsigned char *p, size_t n, const char *alphabet, bool pad)
{
    char *text = arena_alloc(a, (n + 2) / 3 * 4 + 1), *t = text;

    for (; n > 0; p += 3) {
        uint32_t v = (uint32_t)p[0] << 16 | (n > 1 ? (uint32_t)p[1] << 8 : 0) | (n > 2 ? p[2] : 0);
        size_t letters = n >= 3 ? 4 : n + 1;
        for (size_t i = 0; i < 4; i++)
            if (i < letters)
                *t++ = alphabet[v >> (18 - 6 * i) & 63];
            else if (pad)
                *t++ = '=';
        n -= n >= 3 ? 3 : n;
    }
    return text;
}

static bool decode(struct arena *a, const char *text, size_t len, const char *alphabet, unsigned char **out,
                   size_t *n)
{
    uint32_t v = 0;
    int bits = 0;

    *out = arena_alloc(a, len / 4 * 3 + 3);
    *n = 0;
    for (size_t i = 0; i < len; i++) {
        const char *at = strchr(alphabet, text[i]);
        if (!text[i] || !at)
            return false;
        v = v << 6 | (uint32_t)(at - alphabet);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            (*out)[(*n)++] = (unsigned char)(v >> bits);
            v &= (1u << bits) - 1;
        }
    }
    return v == 0 && bits < 6; /* no stray bits, no lone letter */
}

char *base64url_text(struct arena *a, const void *bytes, size_t n)
{
    return encode(a, bytes, n, URL_ALPHABET, false);
}

bool base64url_bytes(struct arena *a, const char *text, unsigned char **out, size_t *n)
{
    return decode(a, text, strlen(text), URL_ALPHABET, out, n);
}

char *base64_text(struct arena *a, const void *bytes, size_t n)
{
    return encode(a, bytes, n, ALPHABET, true);
}

bool base64_bytes(struct arena *a, const char *text, unsigned char **out, size_t *n)
{
    size_t len = strlen(text), pad = len > 1 && text[len - 2] == '=' ? 2 : len && text[len - 1] == '=';

    return len % 4 == 0 && decode(a, text, len - pad, ALPHABET, out, n);
}

/* ---- chance -------------------------------------------------------------- */

void random_bytes(void *out, size_t n)
{
    char *p = out;

    while (n > 0) {
        ssize_t got = getrandom(p, n, 0);
        if (got < 0) {
            fputs("<2>no random bytes\n", stderr);
            abort();
        }
        p += got;
        n -= (size_t)got;
    }
}

char *uuid_new(struct arena *a, int64_t now_us)
{
    unsigned char b[16];
    uint64_t ms = (uint64_t)now_us / 1000;

    random_bytes(b, sizeof b);
    for (int i = 0; i < 6; i++)
        b[i] = (unsigned char)(ms >> (40 - 8 * i));
    b[6] = (unsigned char)((b[6] & 0x0f) | 0x70);
    b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
    const char *h = hex_text(a, b, sizeof b);
    return arena_printf(a, "%.8s-%.4s-%.4s-%.4s-%.12s", h, h + 8, h + 12, h + 16, h + 20);
}

char *secret_new(struct arena *a)
{
    unsigned char b[32];

    random_bytes(b, sizeof b);
    return base64url_text(a, b, sizeof b);
}

bool same_bytes(const void *x, const void *y, size_t n)
{
    const volatile unsigned char *p = x, *q = y;
    unsigned char differ = 0;

    for (size_t i = 0; i < n; i++)
        differ = (unsigned char)(differ | (p[i] ^ q[i]));
    return differ == 0;
}

bool same_secret(const char *x, const char *y)
{
    size_t n = strlen(x);

    return n == strlen(y) && same_bytes(x, y, n);
}
