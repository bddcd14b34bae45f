/* SPDX-License-Identifier: ISC */
#include "audio/tags.h"

#include "audio/engine.h"
#include "audio/id3.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { COMMENT_MOST = 8192, VALUE_MOST = 1200 };

enum err tags_isrc(struct arena *a, const char *text, const char **out)
{
    char plain[13] = {0};
    size_t n = 0;

    for (const char *p = text; *p; p++) {
        if (*p == '-' || *p == ' ')
            continue;
        bool digit = isdigit((unsigned char)*p), letter = isalpha((unsigned char)*p);
        if (n == 12 || (n < 2 ? !letter : n < 5 ? !letter && !digit : !digit))
            return blame("isrc", "an ISRC is two letters, three letters or digits, and seven digits");
        plain[n++] = (char)toupper((unsigned char)*p);
    }
    if (n != 12)
        return blame("isrc", "an ISRC has twelve characters");
    *out = arena_strdup(a, plain);
    return OK;
}

/* From the right, every second digit counts three times; all together they must be whole tens. */
static bool check_digit_fits(const char *digits, size_t n)
{
    int sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += (digits[i] - '0') * ((n - i) % 2 ? 1 : 3);
    return sum % 10 == 0;
}

enum err tags_upc(struct arena *a, const char *text, const char **out)
{
    char plain[14] = {0};
    size_t n = 0;

    for (const char *p = text; *p; p++) {
        if (*p == '-' || *p == ' ')
            continue;
        if (!isdigit((unsigned char)*p) || n == 13)
            return blame("upc", "a UPC has 12 digits, an EAN 13");
        plain[n++] = *p;
    }
    if (n < 12)
        return blame("upc", "a UPC has 12 digits, an EAN 13");
    if (!check_digit_fits(plain, n))
        return blame("upc", "its last digit does not fit the others: one of them is mistyped");
    *out = arena_strdup(a, n == 13 && *plain == '0' ? plain + 1 : plain);
    return OK;
}

/* ---- WAV --------------------------------------------------------------------------------- */

/* Hundredths, as the broadcast extension has them; 0x7fff: not measured. */
static int16_t hundredths(double value)
{
    return (int16_t)(isfinite(value) && fabs(value) < 100 ? lrint(value * 100) : 0x7fff);
}

static void broadcast(SNDFILE *f, const struct tags *t)
{
    SF_BROADCAST_INFO b = {.version = 2};
    const struct analysis *m = t->measured;

    (void)snprintf(b.description, sizeof b.description, "%.120s%s%.120s", t->artist ? t->artist : "",
                   t->artist && t->title ? ": " : "", t->title ? t->title : "");
    (void)snprintf(b.originator, sizeof b.originator, "%s", ENGINE_NAME);
    (void)snprintf(b.originator_reference, sizeof b.originator_reference, "%s", t->isrc ? t->isrc : "");
    b.loudness_value = hundredths(m ? m->lufs : (double)NAN);
    b.loudness_range = hundredths(m ? m->lra_lu : (double)NAN);
    b.max_true_peak_level = hundredths(m ? m->true_peak_db : (double)NAN);
    b.max_momentary_loudness = hundredths(m ? m->momentary_max_lufs : (double)NAN);
    b.max_shortterm_loudness = hundredths(m ? m->short_max_lufs : (double)NAN);
    sf_command(f, SFC_SET_BROADCAST_INFO, &b, sizeof b);
}

/* The recording's code as EBU Tech 3352 has it, and that of the album in the same way. */
static void codes_chunk(SNDFILE *f, const struct tags *t)
{
    char isrc[400] = "", upc[300] = "", text[1200];

    if (t->isrc)
        (void)snprintf(isrc, sizeof isrc,
                       "<ebucore:identifier typeLabel=\"GUID\" typeDefinition=\"Globally Unique Identifier\" "
                       "formatLabel=\"ISRC\" formatDefinition=\"International Standard Recording Code\" "
                       "formatLink=\"http://www.ebu.ch/metadata/cs/ebu_IdentifierTypeCodeCS.xml#3.7\">\n"
                       "<dc:identifier>ISRC:%s</dc:identifier>\n</ebucore:identifier>\n",
                       t->isrc);
    if (t->upc)
        (void)snprintf(upc, sizeof upc,
                       "<ebucore:identifier typeLabel=\"GUID\" typeDefinition=\"Globally Unique Identifier\" "
                       "formatLabel=\"UPC\" formatDefinition=\"Global Trade Item Number of the album\">\n"
                       "<dc:identifier>UPC:%s</dc:identifier>\n</ebucore:identifier>\n",
                       t->upc);
    int n = snprintf(text, sizeof text,
                     "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                     "<ebucore:ebuCoreMain xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
                     "xmlns:ebucore=\"urn:ebu:metadata-schema:ebuCore\">\n<ebucore:coreMetadata>\n"
                     "%s%s</ebucore:coreMetadata>\n</ebucore:ebuCoreMain>\n",
                     isrc, upc);
    SF_CHUNK_INFO chunk = {.id = "axml", .id_size = 4, .datalen = (unsigned)n, .data = text};

    sf_set_chunk(f, &chunk);
}

static void list_info(SNDFILE *f, const struct tags *t)
{
    const struct {
        int type;
        const char *text;
    } all[] = {{SF_STR_TITLE, t->title},        {SF_STR_ARTIST, t->artist},
               {SF_STR_ALBUM, t->album},        {SF_STR_TRACKNUMBER, t->track},
               {SF_STR_COPYRIGHT, RIGHTS_LINE}, {SF_STR_COMMENT, ENGINE_NAME "; " RIGHTS_LINE}};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].text)
            sf_set_string(f, all[i].type, all[i].text);
}

/* ---- FLAC and Opus ------------------------------------------------------------------------- */

struct comment {
    unsigned char bytes[COMMENT_MOST];
    size_t n;
};

static void put(struct comment *c, const void *bytes, size_t n)
{
    memcpy(c->bytes + c->n, bytes, n);
    c->n += n;
}

static void put_length(struct comment *c, size_t n)
{
    unsigned char four[4] = {(unsigned char)n, (unsigned char)(n >> 8), (unsigned char)(n >> 16), 0};

    put(c, four, 4);
}

/* At most so many bytes of a text, without cutting a character. */
static size_t text_bytes(const char *text)
{
    size_t n = strlen(text);

    if (n <= VALUE_MOST)
        return n;
    for (n = VALUE_MOST; ((unsigned char)text[n] & 0xc0) == 0x80; n--)
        ;
    return n;
}

/* A Vorbis comment: the vendor, a count, then NAME=text, each behind its length. */
static void comment_build(const struct tags *t, struct comment *c)
{
    const struct {
        const char *name, *text;
    } all[] = {{"TITLE", t->title},       {"ARTIST", t->artist}, {"ALBUM", t->album},
               {"TRACKNUMBER", t->track}, {"ISRC", t->isrc},     {"BARCODE", t->upc},
               {"COPYRIGHT", RIGHTS_LINE}, {"ENCODER", ENGINE_NAME}};
    size_t count = 0;

    put_length(c, strlen(ENGINE_NAME));
    put(c, ENGINE_NAME, strlen(ENGINE_NAME));
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        count += all[i].text && *all[i].text;
    put_length(c, count);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (!all[i].text || !*all[i].text)
            continue;
        size_t name = strlen(all[i].name), text = text_bytes(all[i].text);
        put_length(c, name + 1 + text);
        put(c, all[i].name, name);
        put(c, "=", 1);
        put(c, all[i].text, text);
    }
}

/* Room for ours: a comment of as many bytes, and a few for the end of it. */
static void comment_reserve(SNDFILE *f, const struct tags *t)
{
    struct comment ours = {.n = 0};
    char blank[COMMENT_MOST] = {0};

    comment_build(t, &ours);
    memset(blank, ' ', ours.n + 8);
    sf_set_string(f, SF_STR_COMMENT, blank);
}

static enum err read_at(int fd, int64_t at, void *out, size_t n)
{
    return pread(fd, out, n, at) == (ssize_t)n ? OK : fail(ERR_FAULT, "tags: the file ends early");
}

static enum err write_at(int fd, int64_t at, const void *bytes, size_t n)
{
    return pwrite(fd, bytes, n, at) == (ssize_t)n ? OK : fail(errno == ENOSPC ? ERR_FULL : ERR_FAULT, "tags: %s", strerror(errno));
}

/* The comment's block becomes shorter, and a block of padding fills what is left of it. */
static enum err flac_end(int fd, const struct tags *t)
{
    enum { COMMENT = 4, PADDING = 1, LAST = 128 };
    struct comment ours = {.n = 0};
    unsigned char head[4], zero[64] = {0};
    int64_t at = 4;
    size_t size;

    for (;; at += 4 + (int64_t)size) {
        TRY(read_at(fd, at, head, 4));
        size = (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
        if ((head[0] & ~LAST) == COMMENT)
            break;
        if (head[0] & LAST)
            return fail(ERR_FAULT, "tags: this FLAC has no comment");
    }
    comment_build(t, &ours);
    if (size < ours.n + 4 || size - ours.n - 4 > sizeof zero)
        return fail(ERR_FAULT, "tags: %zu bytes of room for %zu", size, ours.n);
    size_t left = size - ours.n - 4;
    unsigned char mine[4] = {COMMENT, 0, (unsigned char)(ours.n >> 8), (unsigned char)ours.n};
    unsigned char padding[4] = {(unsigned char)(PADDING | (head[0] & LAST)), 0, 0, (unsigned char)left};
    TRY(write_at(fd, at, mine, 4));
    TRY(write_at(fd, at + 4, ours.bytes, ours.n));
    TRY(write_at(fd, at + 4 + (int64_t)ours.n, padding, 4));
    return write_at(fd, at + 8 + (int64_t)ours.n, zero, left);
}

/* The checksum of RFC 3533: the polynomial of Ethernet, from the top, without turning anything round. */
static uint32_t ogg_sum(const unsigned char *p, size_t n)
{
    uint32_t sum = 0;

    for (size_t i = 0; i < n; i++) {
        sum ^= (uint32_t)p[i] << 24;
        for (int bit = 0; bit < 8; bit++)
            sum = sum & 0x80000000 ? sum << 1 ^ 0x04c11db7 : sum << 1;
    }
    return sum;
}

/* Opus allows padding behind the comments (RFC 7845, 5.2): the page keeps its length. */
static enum err opus_page(unsigned char *page, size_t head, size_t n, const struct tags *t)
{
    struct comment ours = {.n = 0};

    if (n - head >= 8 && !memcmp(page + head, "OpusTags", 8)) {
        put(&ours, "OpusTags", 8);
        comment_build(t, &ours);
        if (ours.n > n - head)
            return fail(ERR_FAULT, "tags: %zu bytes of room for %zu", n - head, ours.n);
        memset(page + head, 0, n - head);
        memcpy(page + head, ours.bytes, ours.n);
    }
    memcpy(page + 14, "mast", 4); /* the serial number */
    memset(page + 22, 0, 4);
    uint32_t sum = ogg_sum(page, n);
    for (int i = 0; i < 4; i++)
        page[22 + i] = (unsigned char)(sum >> 8 * i);
    return OK;
}

static enum err opus_end(int fd, const struct tags *t)
{
    enum { HEAD = 27 };
    unsigned char page[HEAD + 255 + 255 * 255];
    size_t n;

    for (int64_t at = 0; pread(fd, page, HEAD, at) == HEAD; at += (int64_t)n) {
        size_t head = HEAD + page[26];
        if (memcmp(page, "OggS", 4) != 0)
            return fail(ERR_FAULT, "tags: no page of Ogg");
        TRY(read_at(fd, at + HEAD, page + HEAD, page[26]));
        n = head;
        for (size_t i = HEAD; i < head; i++)
            n += page[i];
        TRY(read_at(fd, at + (int64_t)head, page + head, n - head));
        TRY(opus_page(page, head, n, t));
        TRY(write_at(fd, at, page, n));
    }
    return OK;
}

/* ---- all ------------------------------------------------------------------------------------- */

void tags_begin(SNDFILE *f, int format, const struct tags *t)
{
    int type = format & SF_FORMAT_TYPEMASK;

    if (type == SF_FORMAT_FLAC || type == SF_FORMAT_OGG)
        comment_reserve(f, t);
    if (type != SF_FORMAT_WAV && type != SF_FORMAT_RF64)
        return;
    broadcast(f, t);
    list_info(f, t);
    if (t->isrc || t->upc)
        codes_chunk(f, t);
}

enum err tags_end(int fd, int format, const struct tags *t)
{
    switch (format & SF_FORMAT_TYPEMASK) {
    case SF_FORMAT_FLAC:
        return flac_end(fd, t);
    case SF_FORMAT_OGG:
        return opus_end(fd, t);
    case SF_FORMAT_MPEG:
        return id3_put(fd, t);
    default:
        return OK;
    }
}
