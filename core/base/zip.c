/* SPDX-License-Identifier: ISC */
#include "base/zip.h"

#include "base/text.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum {
    LOCAL = 0x04034b50,
    CENTRAL = 0x02014b50,
    END = 0x06054b50,
    END64 = 0x06064b50,
    END64_WHERE = 0x07064b50,
    LOCAL_BYTES = 30,
    UTF8 = 1 << 11,
    BY_UNIX = 3 << 8,
    PLAIN = 20,         /* what a reader must understand: version 2.0 */
    BIG = 45,           /* ZIP64: version 4.5 */
    EXTRA_BIG = 0x0001, /* the sizes that have no room */
    EXTRA_TIME = 0x5455,
    TIME_BYTES = 9,       /* when it was made, in UTC; ZIP's own time has no zone */
    EXTRA_ALIGN = 0xa11e, /* nothing, so that what follows stands where it should */
};
static const uint32_t FULL32 = UINT32_MAX;
static const uint32_t MODE = UINT32_C(0100644) << 16; /* a plain file, as Unix says it */

/* ---- CRC-32: eight bytes at a time, by tables (Kounavis and Berry, 2005) ----------------- */

struct crc_tables {
    uint32_t row[8][256];
};

static void crc_fill(struct crc_tables *t)
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t c = i;
        for (int k = 0; k < 8; k++)
            c = c & 1 ? c >> 1 ^ UINT32_C(0xedb88320) : c >> 1;
        t->row[0][i] = c;
    }
    for (int k = 1; k < 8; k++)
        for (uint32_t i = 0; i < 256; i++)
            t->row[k][i] = t->row[k - 1][i] >> 8 ^ t->row[0][t->row[k - 1][i] & 255];
}

static uint32_t le32(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

uint32_t zip_crc(uint32_t crc, const void *bytes, size_t n)
{
    struct crc_tables t;
    const unsigned char *p = bytes;

    crc_fill(&t); /* 8 KiB, made in microseconds: call with large pieces */
    for (crc = ~crc; n >= 8; n -= 8, p += 8) {
        uint32_t a = crc ^ le32(p), b = le32(p + 4);
        crc = t.row[7][a & 255] ^ t.row[6][a >> 8 & 255] ^ t.row[5][a >> 16 & 255] ^
              t.row[4][a >> 24] ^ t.row[3][b & 255] ^ t.row[2][b >> 8 & 255] ^
              t.row[1][b >> 16 & 255] ^ t.row[0][b >> 24];
    }
    for (; n > 0; n--, p++)
        crc = crc >> 8 ^ t.row[0][(crc ^ *p) & 255];
    return ~crc;
}

/* ---- names ------------------------------------------------------------------------------- */

/* Where the ending begins: ".flac"; a dot further in front belongs to the title. */
static const char *ending_of(const char *name)
{
    const char *dot = strrchr(name, '.');

    return dot && dot != name && strlen(dot) <= 6 ? dot : name + strlen(name);
}

/* So many bytes of a text, whole characters, without blanks and dots at the end: Windows drops
 * them. */
static size_t cut(const char *text, size_t length, size_t most)
{
    size_t n = length < most ? length : most;

    while (n > 0 && n < length && ((unsigned char)text[n] & 0xc0) == 0x80)
        n--;
    while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '.'))
        n--;
    return n;
}

static bool is_reserved(const char *stem, size_t n)
{
    static const char *const devices[] = {"CON", "PRN", "AUX", "NUL"};

    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++)
        if (n == 3 && !strncasecmp(stem, devices[i], 3))
            return true;
    return n == 4 && (!strncasecmp(stem, "COM", 3) || !strncasecmp(stem, "LPT", 3)) &&
           stem[3] >= '0' && stem[3] <= '9';
}

/* The stem as far as there is room before the tail (" (2)") and the ending. */
static const char *put_together(struct arena *a, const char *name, const char *tail)
{
    const char *ending = ending_of(name);
    size_t stem = cut(name, (size_t)(ending - name), ZIP_NAME_MAX - strlen(ending) - strlen(tail));
    bool empty = stem == 0 || is_reserved(name, stem);

    return arena_printf(a, "%s%.*s%s%s", empty ? "_" : "", (int)stem, name, tail, ending);
}

const char *zip_name(struct arena *a, const char *wanted)
{
    char *name = arena_strdup(a, text_clean(a, wanted));

    for (char *p = name; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f || strchr("/\\:*?\"<>|", *p))
            *p = '-';
    name += strspn(name, " .");
    return put_together(a, name, "");
}

static bool is_taken(const char *name, const struct zip_entry *entries, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!strcasecmp(entries[i].name, name))
            return true;
    return false;
}

const char *zip_name_among(struct arena *a, const char *wanted, const struct zip_entry *entries,
                           size_t n)
{
    const char *plain = zip_name(a, wanted), *name = plain;

    for (size_t i = 2; is_taken(name, entries, n); i++)
        name = put_together(a, plain, arena_printf(a, " (%zu)", i));
    return name;
}

/* ---- what stands around the files -------------------------------------------------------- */

static void put(struct buf *b, int bytes, uint64_t value)
{
    char le[8];

    for (int i = 0; i < bytes; i++)
        le[i] = (char)(value >> 8 * i & 255);
    buf_add(b, le, (size_t)bytes);
}

static uint32_t at_most32(int64_t n)
{
    return (uint64_t)n < FULL32 ? (uint32_t)n : FULL32;
}

/* MS-DOS counts from 1980 in steps of two seconds. */
static void put_dos_time(struct buf *b, int64_t time_us)
{
    time_t seconds = time_us / 1000000;
    struct tm t = {0};

    gmtime_r(&seconds, &t);
    if (t.tm_year < 80)
        t = (struct tm){.tm_year = 80, .tm_mday = 1};
    put(b, 2, (uint64_t)(t.tm_hour << 11 | t.tm_min << 5 | t.tm_sec / 2));
    put(b, 2, (uint64_t)((t.tm_year - 80) << 9 | (t.tm_mon + 1) << 5 | t.tm_mday));
}

static void put_time(struct buf *b, int64_t time_us)
{
    put(b, 2, EXTRA_TIME);
    put(b, 2, TIME_BYTES - 4);
    put(b, 1, 1); /* the time of the last change is known, and no other */
    put(b, 4, (uint64_t)(time_us / 1000000) & FULL32);
}

/* From here to the file's name both kinds of header say the same. */
static void put_common(struct buf *b, const struct zip_entry *e, bool big, size_t extra)
{
    put(b, 2, big ? BIG : PLAIN);
    put(b, 2, UTF8);
    put(b, 2, 0); /* stored */
    put_dos_time(b, e->time_us);
    put(b, 4, e->crc);
    put(b, 4, at_most32(e->bytes));
    put(b, 4, at_most32(e->bytes));
    put(b, 2, strlen(e->name));
    put(b, 2, extra);
}

static bool is_big(int64_t n)
{
    return at_most32(n) == FULL32;
}

void zip_header(struct buf *b, struct zip_entry *e, int64_t at)
{
    size_t extra = TIME_BYTES + (is_big(e->bytes) ? 20 : 0) + 4;
    uint64_t data = (uint64_t)at + LOCAL_BYTES + strlen(e->name) + extra;
    size_t gap = (size_t)(-data & (ZIP_ALIGN - 1));

    e->at = at;
    put(b, 4, LOCAL);
    put_common(b, e, is_big(e->bytes), extra + gap);
    buf_puts(b, e->name);
    if (is_big(e->bytes)) {
        put(b, 2, EXTRA_BIG);
        put(b, 2, 16);
        put(b, 8, (uint64_t)e->bytes);
        put(b, 8, (uint64_t)e->bytes);
    }
    put_time(b, e->time_us);
    put(b, 2, EXTRA_ALIGN);
    put(b, 2, gap);
    for (; gap > 0; gap--)
        put(b, 1, 0);
}

static void put_central(struct buf *b, const struct zip_entry *e)
{
    size_t big = (is_big(e->bytes) ? 16u : 0u) + (is_big(e->at) ? 8u : 0u);

    put(b, 4, CENTRAL);
    put(b, 2, BY_UNIX | BIG);
    put_common(b, e, big > 0, TIME_BYTES + (big ? 4 + big : 0));
    put(b, 2, 0); /* no comment */
    put(b, 2, 0); /* on the first disk */
    put(b, 2, 0);
    put(b, 4, MODE);
    put(b, 4, at_most32(e->at));
    buf_puts(b, e->name);
    if (big) {
        put(b, 2, EXTRA_BIG);
        put(b, 2, big);
        for (int i = 0; is_big(e->bytes) && i < 2; i++)
            put(b, 8, (uint64_t)e->bytes);
        if (is_big(e->at))
            put(b, 8, (uint64_t)e->at);
    }
    put_time(b, e->time_us);
}

static void put_end64(struct buf *b, size_t n, uint64_t bytes, int64_t at)
{
    put(b, 4, END64);
    put(b, 8, 44); /* what follows */
    put(b, 2, BY_UNIX | BIG);
    put(b, 2, BIG);
    put(b, 8, 0); /* disks */
    put(b, 8, n);
    put(b, 8, n);
    put(b, 8, bytes);
    put(b, 8, (uint64_t)at);
    put(b, 4, END64_WHERE);
    put(b, 4, 0);
    put(b, 8, (uint64_t)at + bytes);
    put(b, 4, 1);
}

void zip_directory(struct buf *b, const struct zip_entry *entries, size_t n, int64_t at)
{
    size_t before = b->len;

    for (size_t i = 0; i < n; i++)
        put_central(b, &entries[i]);
    uint64_t bytes = b->len - before;
    if (n >= UINT16_MAX || is_big((int64_t)bytes) || is_big(at))
        put_end64(b, n, bytes, at);
    put(b, 4, END);
    put(b, 4, 0); /* disks */
    for (int i = 0; i < 2; i++)
        put(b, 2, n < UINT16_MAX ? n : UINT16_MAX);
    put(b, 4, at_most32((int64_t)bytes));
    put(b, 4, at_most32(at));
    put(b, 2, 0); /* no comment */
}
