/* SPDX-License-Identifier: ISC */
#include "db/codec.h"

#include "base/buf.h"
#include "base/text.h"

#include <endian.h>
#include <math.h>
#include <string.h>

enum { OID_TEXT = 25 };

static const unsigned oids[] = {
    [FIELD_TEXT] = OID_TEXT, [FIELD_ENUM] = OID_TEXT, [FIELD_UUID] = 2950, [FIELD_INT] = 20,
    [FIELD_REAL] = 701,      [FIELD_BOOL] = 16,       [FIELD_TIME] = 1184, [FIELD_JSON] = 3802,
    [FIELD_TEXTS] = 1009,
};
static const int64_t EPOCH_2000 = INT64_C(946684800) * 1000000;

unsigned codec_oid(enum field_type t)
{
    return oids[t];
}

static struct packed pack_bits(struct arena *a, uint64_t bits)
{
    bits = htobe64(bits);
    return (struct packed){memcpy(arena_alloc(a, 8), &bits, 8), 8};
}

static enum err pack_uuid(struct arena *a, const char *text, struct packed *out)
{
    char hex[33], *h = hex;
    unsigned char *id = arena_alloc(a, 16);

    if (!text_is_uuid(text))
        return fail(ERR_NOT_FOUND, "there is no such thing");
    for (; *text; text++)
        if (*text != '-')
            *h++ = *text;
    *h = '\0';
    (void)hex_bytes(hex, id, 16);
    *out = (struct packed){(const char *)id, 16};
    return OK;
}

/* jsonb's wire form: a version byte, then the text. */
static struct packed pack_json(struct arena *a, const char *text)
{
    size_t n = strlen(text);
    char *p = arena_alloc(a, n + 1);

    p[0] = 1;
    memcpy(p + 1, text, n);
    return (struct packed){p, (int)n + 1};
}

static void add_int(struct buf *b, int32_t v)
{
    uint32_t bits = htobe32((uint32_t)v);

    buf_add(b, (const char *)&bits, 4);
}

/* One dimension, no NULLs, from 1: dimensions, flags, element type, length, lower bound, then each. */
static struct packed pack_texts(struct arena *a, const char *const *texts)
{
    struct buf b = {.arena = a};
    int32_t n = 0;

    while (texts[n])
        n++;
    add_int(&b, 1);
    add_int(&b, 0);
    add_int(&b, OID_TEXT);
    add_int(&b, n);
    add_int(&b, 1);
    for (int32_t i = 0; i < n; i++) {
        add_int(&b, (int32_t)strlen(texts[i]));
        buf_puts(&b, texts[i]);
    }
    return (struct packed){b.ptr, (int)b.len};
}

enum err codec_pack(struct arena *a, enum field_type t, const union value *v, struct packed *out)
{
    uint64_t bits;

    *out = (struct packed){0};
    switch (t) {
    case FIELD_TEXT:
    case FIELD_ENUM:
        if (v->text)
            *out = (struct packed){v->text, (int)strlen(v->text)};
        return OK;
    case FIELD_UUID:
        return v->text ? pack_uuid(a, v->text, out) : OK;
    case FIELD_JSON:
        if (v->text)
            *out = pack_json(a, v->text);
        return OK;
    case FIELD_TEXTS:
        if (v->texts)
            *out = pack_texts(a, v->texts);
        return OK;
    case FIELD_BOOL:
        *out = (struct packed){v->flag ? "\1" : "\0", 1};
        return OK;
    case FIELD_INT:
        if (v->num != INT_ABSENT)
            *out = pack_bits(a, (uint64_t)v->num);
        return OK;
    case FIELD_TIME:
        if (v->num != TIME_ABSENT)
            *out = pack_bits(a, (uint64_t)(v->num - EPOCH_2000));
        return OK;
    case FIELD_REAL:
        memcpy(&bits, &v->real, 8);
        if (!isnan(v->real))
            *out = pack_bits(a, bits);
        return OK;
    case FIELD_RECORD:
    case FIELD_LIST:
        break;
    }
    return fail(ERR_FAULT, "a type that SQL does not know");
}

static const char *unpack_uuid(struct arena *a, struct packed p)
{
    const char *h = hex_text(a, p.ptr, 16);

    return arena_printf(a, "%.8s-%.4s-%.4s-%.4s-%.12s", h, h + 8, h + 12, h + 16, h + 20);
}

static int32_t int_at(const char *p)
{
    uint32_t bits;

    memcpy(&bits, p, 4);
    return (int32_t)be32toh(bits);
}

static const char *const *unpack_texts(struct arena *a, struct packed p)
{
    int32_t n = int_at(p.ptr) ? int_at(p.ptr + 12) : 0;
    const char **texts = arena_alloc(a, ((size_t)n + 1) * sizeof *texts), *at = p.ptr + 20;

    for (int32_t i = 0; i < n; i++) {
        int32_t len = int_at(at);
        texts[i] = arena_strndup(a, at + 4, len < 0 ? 0 : (size_t)len);
        at += 4 + (len < 0 ? 0 : len);
    }
    return texts;
}

static uint64_t bits_at(struct packed p)
{
    uint64_t bits = 0;

    if (p.len == 8)
        memcpy(&bits, p.ptr, 8);
    return be64toh(bits);
}

void codec_unpack(struct arena *a, const struct field *f, struct packed p, void *row)
{
    void *out = field_at(f, row);
    uint64_t bits;

    switch (f->type) {
    case FIELD_TEXT:
        *(const char **)out = arena_strndup(a, p.ptr, (size_t)p.len);
        break;
    case FIELD_ENUM:
        *(int *)out = word_index(f->among, arena_strndup(a, p.ptr, (size_t)p.len));
        break;
    case FIELD_UUID:
        *(const char **)out = unpack_uuid(a, p);
        break;
    case FIELD_JSON:
        *(const char **)out = arena_strndup(a, p.ptr + 1, (size_t)p.len - 1);
        break;
    case FIELD_TEXTS:
        *(const char *const **)out = unpack_texts(a, p);
        break;
    case FIELD_INT:
        *(int64_t *)out = (int64_t)bits_at(p);
        break;
    case FIELD_TIME:
        *(int64_t *)out = (int64_t)bits_at(p) + EPOCH_2000;
        break;
    case FIELD_REAL:
        bits = bits_at(p);
        memcpy(out, &bits, 8);
        break;
    case FIELD_BOOL:
        *(bool *)out = *p.ptr != 0;
        break;
    case FIELD_RECORD:
    case FIELD_LIST:
        break;
    }
}
