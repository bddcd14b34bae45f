/* SPDX-License-Identifier: ISC */
#include "audio/id3.h"

#include "audio/engine.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TAG_MOST = 10240, TEXT_MOST = 600, HEAD = 10 };

struct tag {
    unsigned char bytes[TAG_MOST];
    size_t n;
};

static void put(struct tag *t, const void *bytes, size_t n)
{
    memcpy(t->bytes + t->n, bytes, n);
    t->n += n;
}

static void put_unit(struct tag *t, unsigned unit)
{
    t->bytes[t->n++] = (unsigned char)unit;
    t->bytes[t->n++] = (unsigned char)(unit >> 8);
}

/* One code point of well-formed UTF-8. */
static unsigned next_point(const char **text)
{
    const unsigned char *s = (const unsigned char *)*text;
    int more = *s >= 0xf0 ? 3 : *s >= 0xe0 ? 2 : *s >= 0xc0 ? 1 : 0;
    unsigned point = more ? *s & (0x3fu >> more) : *s;

    for (int i = 1; i <= more && s[i]; i++)
        point = point << 6 | (s[i] & 0x3f);
    for (*text += 1; more && **text; more--)
        *text += 1;
    return point;
}

static void put_utf16(struct tag *t, const char *text)
{
    put_unit(t, 0xfeff);
    for (int i = 0; *text && i < TEXT_MOST; i++) {
        unsigned point = next_point(&text);
        if (point < 0x10000) {
            put_unit(t, point);
        } else {
            put_unit(t, 0xd800 | (point - 0x10000) >> 10);
            put_unit(t, 0xdc00 | ((point - 0x10000) & 0x3ff));
        }
    }
}

/* COMM has a language and a description, which is left empty, before its text; TXXX the name of what it tells. */
static void frame(struct tag *t, const char *id, const char *text)
{
    size_t at = t->n;

    if (!text || !*text)
        return;
    put(t, id, 4);
    put(t, "\0\0\0\0\0\0\x01", 7); /* size, flags, UTF-16 */
    if (!strcmp(id, "COMM"))
        put(t, "eng\xff\xfe\0\0", 7);
    if (!strcmp(id, "TXXX")) {
        put_utf16(t, "BARCODE");
        put_unit(t, 0);
    }
    put_utf16(t, text);
    size_t size = t->n - at - HEAD;
    t->bytes[at + 6] = (unsigned char)(size >> 8);
    t->bytes[at + 7] = (unsigned char)size;
}

static enum err make_room(int fd, int64_t room)
{
    char block[1 << 16];
    struct stat file;

    if (fstat(fd, &file))
        return fail(ERR_FAULT, "fstat: %s", strerror(errno));
    for (int64_t end = file.st_size; end > 0;) { /* from the end, so that nothing is overwritten unread */
        int64_t from = end > (int64_t)sizeof block ? end - (int64_t)sizeof block : 0;
        size_t n = (size_t)(end - from);
        if (pread(fd, block, n, from) != (ssize_t)n || pwrite(fd, block, n, from + room) != (ssize_t)n)
            return fail(errno == ENOSPC ? ERR_FULL : ERR_FAULT, "tag: %s", strerror(errno));
        end = from;
    }
    return OK;
}

enum err id3_put(int fd, const struct tags *t)
{
    struct tag tag = {.n = HEAD};

    frame(&tag, "TIT2", t->title);
    frame(&tag, "TPE1", t->artist);
    frame(&tag, "TALB", t->album);
    frame(&tag, "TRCK", t->track);
    frame(&tag, "TSRC", t->isrc);
    frame(&tag, "TXXX", t->upc);
    frame(&tag, "TCOP", RIGHTS_LINE);
    frame(&tag, "TSSE", ENGINE_NAME);
    frame(&tag, "COMM", ENGINE_NAME "; " RIGHTS_LINE);
    size_t size = tag.n - HEAD;
    memcpy(tag.bytes, "ID3\x03\0\0\0\0", 8); /* the size has seven bits a byte */
    tag.bytes[7] = (unsigned char)(size >> 14 & 127);
    tag.bytes[8] = (unsigned char)(size >> 7 & 127);
    tag.bytes[9] = (unsigned char)(size & 127);
    TRY(make_room(fd, (int64_t)tag.n));
    return pwrite(fd, tag.bytes, tag.n, 0) == (ssize_t)tag.n ? OK : fail(ERR_FAULT, "tag: %s", strerror(errno));
}
