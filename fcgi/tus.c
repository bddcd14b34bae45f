/* SPDX-License-Identifier: ISC */
#include "fcgi/tus.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { KEYS_MAX = 64, DIGITS_MAX = 18, SHA256_DIGITS = 64, TEXT_MAX = 255 };

enum err tus_number(const char *header, const char *text, int64_t *out)
{
    size_t n = text ? strspn(text, "0123456789") : 0;

    if (!n || text[n] || n > DIGITS_MAX)
        return fail(ERR_MALFORMED, "%s must be a number of bytes", header);
    *out = strtoll(text, NULL, 10);
    return OK;
}

static enum err broken(void)
{
    return fail(ERR_MALFORMED, "Upload-Metadata must be pairs of a key and its value in base64, with commas between");
}

/* Clean text, at most so long, or nothing at all: names of files may be anything. */
static const char *text_value(struct arena *a, const unsigned char *bytes, size_t n)
{
    char *text = arena_strndup(a, (const char *)bytes, n);

    if (!text_is_utf8((const char *)bytes, n))
        return NULL;
    char *end = text;
    for (int i = 0; *end && i < TEXT_MAX; i++)
        for (end++; ((unsigned char)*end & 0xc0) == 0x80; end++)
            ;
    *end = '\0';
    return *text ? text : NULL;
}

static enum err take_song(struct upload_order *out, const char *text)
{
    if (!text || !text_is_uuid(text))
        return blame("song", "must be the id of a song of yours");
    out->song = text;
    return OK;
}

static enum err take_sha256(struct upload_order *out, const char *text)
{
    if (!text || strlen(text) != SHA256_DIGITS || strspn(text, "0123456789abcdefABCDEF") != SHA256_DIGITS)
        return blame("sha256", "must be 64 hexadecimal digits");
    out->sha256 = text;
    return OK;
}

static enum err take_pair(struct upload_order *out, const char *key, const char *text)
{
    if (!strcmp(key, "song"))
        return take_song(out, text);
    if (!strcmp(key, "sha256"))
        return take_sha256(out, text);
    if (!strcmp(key, "filename") || !strcmp(key, "name"))
        out->filename = text;
    if (!strcmp(key, "filetype") || !strcmp(key, "type"))
        out->media = text;
    if (!strcmp(key, "title"))
        out->title = text;
    return OK;
}

static bool seen(const char *const *keys, size_t n, const char *key)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(keys[i], key))
            return true;
    return false;
}

static enum err read_pair(struct arena *a, const char *pair, const char **key, struct upload_order *out)
{
    size_t klen = strcspn(pair, " ");
    const char *value = pair[klen] ? pair + klen + 1 : "";
    unsigned char *bytes;
    size_t n;

    *key = arena_strndup(a, pair, klen);
    for (const unsigned char *p = (const unsigned char *)*key; *p; p++)
        if (*p <= ' ' || *p >= 0x7f)
            return broken();
    if (!klen || !base64_bytes(a, value, &bytes, &n))
        return broken();
    return take_pair(out, *key, text_value(a, bytes, n));
}

enum err tus_metadata(struct arena *a, const char *text, struct upload_order *out)
{
    const char *keys[KEYS_MAX], *key;
    size_t n = 0;

    if (!text || !*text)
        return OK;
    out->metadata = arena_strdup(a, text);
    for (;; text++) {
        text += strspn(text, " "); /* clients put one after the comma */
        size_t len = strcspn(text, ",");
        if (n == KEYS_MAX)
            return broken();
        TRY(read_pair(a, arena_strndup(a, text, len), &key, out));
        if (seen(keys, n, key))
            return broken();
        keys[n++] = key;
        text += len;
        if (!*text)
            return OK;
    }
}

enum err tus_checksum(struct arena *a, const char *text, struct tus_checksum *out)
{
    size_t len = strcspn(text, " ");

    out->algorithm = arena_strndup(a, text, len);
    if (!len || !text[len] || !base64_bytes(a, text + len + 1, &out->bytes, &out->n))
        return fail(ERR_MALFORMED, "Upload-Checksum must be an algorithm and a digest in base64");
    return OK;
}

const char *tus_date(struct arena *a, int64_t us)
{
    time_t t = (time_t)(us / 1000000);
    char text[64];
    struct tm tm;

    (void)gmtime_r(&t, &tm);
    (void)strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &tm);
    return arena_strdup(a, text);
}
