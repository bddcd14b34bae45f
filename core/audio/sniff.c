/* SPDX-License-Identifier: ISC */
#include "audio/sniff.h"

#include "audio/refusals.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Every read says where and how much; what lies beyond the end reads as nothing. */
struct sniffer {
    const struct sniff_source *from;
    int64_t bytes;
};

static bool get(const struct sniffer *s, int64_t at, void *buf, size_t n)
{
    return at >= 0 && at <= s->bytes && s->from->read_at(s->from->from, at, buf, n) == n;
}

static uint32_t little(const unsigned char *b)
{
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static uint32_t big(const unsigned char *b)
{
    return (uint32_t)b[3] | (uint32_t)b[2] << 8 | (uint32_t)b[1] << 16 | (uint32_t)b[0] << 24;
}

static int64_t size64(uint32_t high, uint32_t low)
{
    return high > 0x7fffff ? INT64_MAX / 4 : (int64_t)high << 32 | low; /* nothing is that long */
}

enum { CHUNKS_MOST = 512 };

/* ---- RIFF, RF64, W64 --------------------------------------------------------- */

static enum err wave_codec(const unsigned char *fmt, size_t n, struct sniffed *out)
{
    unsigned tag = (unsigned)fmt[0] | (unsigned)fmt[1] << 8;

    if (tag == 0xfffe && n >= 26) /* extensible: the true tag opens the GUID */
        tag = (unsigned)fmt[24] | (unsigned)fmt[25] << 8;
    if (tag != 1 && tag != 3)
        return refusal(REFUSAL_CODEC_NOT_TAKEN);
    out->codec = tag == 1 ? "pcm" : "float";
    return OK;
}

/* 0 and the largest number are what recorders leave that could not go back to write the size. */
static enum err data_fits(const struct sniffer *s, int64_t at, int64_t size, bool unknown)
{
    if (unknown)
        return s->bytes > at ? OK : refusal(REFUSAL_NO_AUDIO);
    return at + size > s->bytes ? refusal(REFUSAL_TRUNCATED) : OK;
}

static enum err sniff_wave(const struct sniffer *s, bool rf64, struct sniffed *out)
{
    unsigned char h[8], fmt[40] = {0}, ds[16];
    int64_t at = 12, data_64 = -1;

    *out = (struct sniffed){.format = rf64 ? "rf64" : "wav", .media = "audio/wav"};
    for (int i = 0; i < CHUNKS_MOST && get(s, at, h, 8); i++) {
        int64_t size = (int64_t)little(h + 4);
        if (!memcmp(h, "ds64", 4) && get(s, at + 8, ds, 16))
            data_64 = size64(little(ds + 12), little(ds + 8));
        if (!memcmp(h, "fmt ", 4)) {
            size_t n = size < 40 ? (size_t)size : 40;
            if (size < 16 || !get(s, at + 8, fmt, n))
                return refusal(REFUSAL_BAD_HEADER);
            TRY(wave_codec(fmt, n, out));
        }
        if (!memcmp(h, "data", 4)) {
            bool wide = rf64 && size == 0xffffffff && data_64 >= 0;
            if (!out->codec)
                return refusal(REFUSAL_BAD_HEADER);
            if (!wide && size == 0) {
                if (get(s, at + 8, h, 8) && at + 16 + (int64_t)little(h + 4) + (little(h + 4) & 1) == s->bytes)
                    return refusal(REFUSAL_NO_AUDIO); /* another chunk: there is truly nothing */
                out->sizeless_at = at + 4;
            }
            return data_fits(s, at + 8, wide ? data_64 : size, !wide && (size == 0 || size == 0xffffffff));
        }
        at += 8 + size + (size & 1);
    }
    return at > s->bytes && out->codec ? refusal(REFUSAL_TRUNCATED) : refusal(REFUSAL_BAD_HEADER);
}

static enum err sniff_w64(const struct sniffer *s, struct sniffed *out)
{
    unsigned char h[24], fmt[40];
    int64_t at = 40;

    *out = (struct sniffed){.format = "w64", .media = "audio/x-w64"};
    for (int i = 0; i < CHUNKS_MOST && get(s, at, h, 24); i++) {
        int64_t size = size64(little(h + 20), little(h + 16)); /* with these 24 bytes */
        if (size < 24)
            return refusal(REFUSAL_BAD_HEADER);
        if (!memcmp(h, "fmt ", 4)) {
            size_t n = size - 24 < 40 ? (size_t)(size - 24) : 40;
            if (n < 16 || !get(s, at + 24, fmt, n))
                return refusal(REFUSAL_BAD_HEADER);
            TRY(wave_codec(fmt, n, out));
        }
        if (!memcmp(h, "data", 4)) {
            out->end = at + size;
            return out->codec ? data_fits(s, at + 24, size - 24, false) : refusal(REFUSAL_BAD_HEADER);
        }
        at += (size + 7) & ~INT64_C(7);
    }
    return refusal(REFUSAL_BAD_HEADER);
}

/* ---- AIFF, CAF ------------------------------------------------------------------ */

static bool word_in(const unsigned char *word, const char *words)
{
    for (; *words; words += 4)
        if (!memcmp(word, words, 4))
            return true;
    return false;
}

static enum err sniff_aiff(const struct sniffer *s, bool aifc, struct sniffed *out)
{
    unsigned char h[8], type[4];
    int64_t at = 12;

    *out = (struct sniffed){.format = "aiff", .media = "audio/aiff"};
    for (int i = 0; i < CHUNKS_MOST && get(s, at, h, 8); i++) {
        int64_t size = (int64_t)big(h + 4);
        if (!memcmp(h, "COMM", 4)) {
            out->codec = "pcm";
            if (aifc && (size < 22 || !get(s, at + 8 + 18, type, 4)))
                return refusal(REFUSAL_BAD_HEADER);
            if (aifc && !word_in(type, "NONEsowttwosfl32FL32fl64FL64in24in32raw "))
                return refusal(REFUSAL_CODEC_NOT_TAKEN);
            if (aifc && (type[0] == 'f' || type[0] == 'F'))
                out->codec = "float";
        }
        if (!memcmp(h, "SSND", 4))
            return !out->codec ? refusal(REFUSAL_BAD_HEADER) : data_fits(s, at + 8, size, size == 0xffffffff);
        at += 8 + size + (size & 1);
    }
    return at > s->bytes && out->codec ? refusal(REFUSAL_TRUNCATED) : refusal(REFUSAL_BAD_HEADER);
}

static enum err sniff_caf(const struct sniffer *s, struct sniffed *out)
{
    unsigned char h[12], desc[16];
    int64_t at = 8;

    *out = (struct sniffed){.format = "caf", .media = "audio/x-caf"};
    for (int i = 0; i < CHUNKS_MOST && get(s, at, h, 12); i++) {
        bool endless = big(h + 4) == 0xffffffff;
        int64_t size = endless ? 0 : size64(big(h + 4), big(h + 8));
        if (!memcmp(h, "desc", 4)) {
            if (size < 32 || !get(s, at + 12, desc, 16))
                return refusal(REFUSAL_BAD_HEADER);
            if (memcmp(desc + 8, "lpcm", 4))
                return refusal(REFUSAL_CODEC_NOT_TAKEN);
            out->codec = desc[15] & 1 ? "float" : "pcm";
        }
        if (!memcmp(h, "data", 4))
            return out->codec ? data_fits(s, at + 12, size, endless) : refusal(REFUSAL_BAD_HEADER);
        at += 12 + size;
    }
    return refusal(REFUSAL_BAD_HEADER);
}

/* ---- Ogg, MP3 ------------------------------------------------------------------- */

/* The last page says that it is the last, and is whole.  What is no page behind it does no harm. */
static bool ogg_ends(const struct sniffer *s)
{
    unsigned char b[1 << 14], h[27 + 255];
    const int64_t step = (int64_t)sizeof b - 4;

    for (int64_t from = s->bytes - (int64_t)sizeof b; from > -step && from > s->bytes - (256 << 10); from -= step) {
        int64_t at = from < 0 ? 0 : from, n = (int64_t)sizeof b + (from < 0 ? from : 0);
        if (!get(s, at, b, (size_t)n))
            return true;
        for (int64_t i = n - 6; i >= 0; i--) {
            if (memcmp(b + i, "OggS", 5) || !get(s, at + i, h, 27) || !get(s, at + i, h, 27 + (size_t)h[26]))
                continue;
            int64_t end = at + i + 27 + h[26];
            for (int k = 0; k < h[26]; k++)
                end += h[27 + k];
            return h[5] & 4 && end <= s->bytes;
        }
    }
    return true;
}

static enum err sniff_ogg(const struct sniffer *s, bool whole, struct sniffed *out)
{
    static const struct {
        const char *magic, *codec;
        size_t n;
    } known[] = {{"\x01vorbis", "vorbis", 7}, {"OpusHead", "opus", 8}, {"\x7f" "FLAC", "flac", 5}};
    unsigned char pages, packet[8];

    *out = (struct sniffed){.format = "ogg", .media = "audio/ogg", .lossy = true};
    if (!get(s, 26, &pages, 1) || !get(s, 27 + pages, packet, 8))
        return refusal(REFUSAL_TRUNCATED);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!memcmp(packet, known[i].magic, known[i].n)) {
            out->codec = known[i].codec;
            out->lossy = strcmp(out->codec, "flac") != 0;
            return whole && !ogg_ends(s) ? refusal(REFUSAL_TRUNCATED) : OK;
        }
    if (!memcmp(packet, "\x80theora", 7) || !memcmp(packet, "fishead", 7) || !memcmp(packet, "BBCD", 4))
        return refusal(REFUSAL_VIDEO_NOT_TAKEN);
    return refusal(REFUSAL_CODEC_NOT_TAKEN);
}

/* Length of an MPEG audio layer III frame, or 0 if these four bytes are no header of one. */
static int64_t mp3_frame(const unsigned char *h)
{
    static const int64_t kbit[2][15] = {{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
                                        {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}};
    static const int64_t rate[3] = {44100, 48000, 32000};
    int version = h[1] >> 3 & 3, layer = h[1] >> 1 & 3, speed = h[2] >> 4, hz = h[2] >> 2 & 3;

    if (h[0] != 0xff || (h[1] & 0xe0) != 0xe0 || version == 1 || layer != 1 || speed == 0 || speed == 15 || hz == 3)
        return 0;
    bool one = version == 3;
    return (one ? 144000 : 72000) * kbit[one][speed] / (rate[hz] >> (one ? 0 : version == 2 ? 1 : 2)) + (h[2] >> 1 & 1);
}

/* Encoders write into the first frame how many bytes they made; a little less may be there, a tag more. */
static bool mp3_ends(const struct sniffer *s, int64_t at, const unsigned char *h)
{
    bool one = (h[1] >> 3 & 3) == 3, mono = h[3] >> 6 == 3;
    unsigned char x[16];

    if (!get(s, at + 4 + (one ? (mono ? 17 : 32) : (mono ? 9 : 17)), x, sizeof x) || !word_in(x, "XingInfo") || !(x[7] & 2))
        return true;
    int64_t bytes = (int64_t)big(x + (x[7] & 1 ? 12 : 8));
    return at + bytes - bytes / 64 - 4096 <= s->bytes;
}

static enum err sniff_mpeg(const struct sniffer *s, int64_t at, bool named, struct sniffed *out)
{
    unsigned char h[4];

    *out = (struct sniffed){.format = "mp3", .codec = "mp3", .media = "audio/mpeg", .lossy = true};
    for (int i = 0; i < 2048 && get(s, at, h, 4); i++, at++) { /* encoders leave some padding after a tag */
        int64_t length = mp3_frame(h);
        unsigned char next[4];
        if (length && (at + length >= s->bytes || !get(s, at + length, next, 4) || mp3_frame(next)))
            return mp3_ends(s, at, h) ? OK : refusal(REFUSAL_TRUNCATED);
        if (!i && !named && !length && h[0] == 0xff && (h[1] & 0xf6) == 0xf0)
            return refusal(REFUSAL_CODEC_NOT_TAKEN); /* bare AAC */
        if (!named && !length)
            break;
    }
    return refusal(named ? REFUSAL_BAD_HEADER : REFUSAL_NOT_AUDIO);
}

/* A tag in front: what follows is MP3, sometimes FLAC. */
static enum err sniff_tagged(const struct sniffer *s, struct sniffed *out)
{
    unsigned char h[10], next[4];

    if (!get(s, 0, h, 10))
        return refusal(REFUSAL_TRUNCATED);
    int64_t at = 10 + ((int64_t)(h[6] & 127) << 21 | (h[7] & 127) << 14 | (h[8] & 127) << 7 | (h[9] & 127));
    if (at >= s->bytes)
        return refusal(REFUSAL_TRUNCATED);
    if (get(s, at, next, 4) && !memcmp(next, "fLaC", 4)) {
        *out = (struct sniffed){.format = "flac", .codec = "flac", .media = "audio/flac"};
        return OK;
    }
    return sniff_mpeg(s, at, true, out);
}

/* ---- film ----------------------------------------------------------------------- */

struct tracks {
    int sound, picture, boxes;
};

/* Boxes of ISO 14496-12, only as deep as the track's handler. */
static void count_tracks(const struct sniffer *s, int64_t at, int64_t end, int depth, struct tracks *t)
{
    unsigned char h[16], kind[4];

    while (at + 8 <= end && t->boxes++ < CHUNKS_MOST && get(s, at, h, 8)) {
        int64_t size = (int64_t)big(h), head = 8;
        if (size == 1 && get(s, at, h, 16)) {
            size = size64(big(h + 8), big(h + 12));
            head = 16;
        }
        if (size == 0)
            size = end - at;
        if (size < head)
            return;
        if (word_in(h + 4, "moovtrakmdia") && depth < 4)
            count_tracks(s, at + head, at + size < end ? at + size : end, depth + 1, t);
        if (!memcmp(h + 4, "hdlr", 4) && depth == 3 && get(s, at + head + 8, kind, 4)) {
            t->sound += !memcmp(kind, "soun", 4);
            t->picture += !memcmp(kind, "vide", 4);
        }
        at += size;
    }
}

static enum err sniff_film(const struct sniffer *s, bool whole)
{
    struct tracks t = {0};

    count_tracks(s, 0, s->bytes, 0, &t);
    if (whole && !t.sound)
        return refusal(REFUSAL_NO_AUDIO);
    if (t.sound > 1)
        return refusal(REFUSAL_TWO_TRACKS);
    return refusal(whole && !t.picture ? REFUSAL_CODEC_NOT_TAKEN : REFUSAL_VIDEO_NOT_TAKEN);
}

/* ---- all --------------------------------------------------------------------------- */

static bool starts(const unsigned char *h, int at, const char *magic, size_t n)
{
    return !memcmp(h + at, magic, n);
}

/* Sound and film that we know and do not take. */
static enum err known_refused(const unsigned char *h)
{
    static const struct {
        const char *magic;
        size_t n;
        enum refusal refusal;
    } known[] = {
        {"\x1a\x45\xdf\xa3", 4, REFUSAL_VIDEO_NOT_TAKEN}, /* Matroska, WebM */
        {"FLV\x01", 4, REFUSAL_VIDEO_NOT_TAKEN},
        {"\0\0\x01\xba", 4, REFUSAL_VIDEO_NOT_TAKEN}, /* MPEG programme stream */
        {"\x30\x26\xb2\x75\x8e\x66\xcf\x11", 8, REFUSAL_CODEC_NOT_TAKEN}, /* ASF: WMA, WMV */
        {".snd", 4, REFUSAL_UNKNOWN_FORMAT},
        {"MThd", 4, REFUSAL_UNKNOWN_FORMAT},
        {"RIFX", 4, REFUSAL_UNKNOWN_FORMAT},
        {"wvpk", 4, REFUSAL_UNKNOWN_FORMAT},
        {"MAC ", 4, REFUSAL_UNKNOWN_FORMAT},
        {"DSD ", 4, REFUSAL_UNKNOWN_FORMAT},
        {"FRM8", 4, REFUSAL_UNKNOWN_FORMAT},
        {"TTA1", 4, REFUSAL_UNKNOWN_FORMAT},
        {"MPCK", 4, REFUSAL_UNKNOWN_FORMAT},
        {"#!AMR", 5, REFUSAL_UNKNOWN_FORMAT},
        {"FORM", 4, REFUSAL_UNKNOWN_FORMAT},
        {"Creative Vo", 11, REFUSAL_UNKNOWN_FORMAT},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (starts(h, 0, known[i].magic, known[i].n))
            return refusal(known[i].refusal);
    return refusal(REFUSAL_NOT_AUDIO);
}

static enum err sniff_all(const struct sniffer *s, bool whole, struct sniffed *out)
{
    unsigned char h[16] = {0};

    *out = (struct sniffed){0};
    if (!s->bytes)
        return refusal(REFUSAL_EMPTY);
    if (!get(s, 0, h, 16))
        return refusal(s->bytes >= 4 && get(s, 0, h, 4) && word_in(h, "RIFFRF64FORMfLaCOggScaff") ? REFUSAL_TRUNCATED
                                                                                       : REFUSAL_NOT_AUDIO);
    if (starts(h, 0, "RIFF", 4) && starts(h, 8, "WAVE", 4))
        return sniff_wave(s, false, out);
    if ((starts(h, 0, "RF64", 4) || starts(h, 0, "BW64", 4)) && starts(h, 8, "WAVE", 4))
        return sniff_wave(s, true, out);
    if (starts(h, 0, "RIFF", 4))
        return refusal(starts(h, 8, "AVI ", 4) ? REFUSAL_VIDEO_NOT_TAKEN : REFUSAL_NOT_AUDIO);
    if (starts(h, 0, "riff\x2e\x91\xcf\x11", 8))
        return sniff_w64(s, out);
    if (starts(h, 0, "FORM", 4) && (starts(h, 8, "AIFF", 4) || starts(h, 8, "AIFC", 4)))
        return sniff_aiff(s, h[11] == 'C', out);
    if (starts(h, 0, "caff", 4))
        return sniff_caf(s, out);
    if (starts(h, 0, "OggS", 4))
        return sniff_ogg(s, whole, out);
    if (starts(h, 0, "ID3", 3))
        return sniff_tagged(s, out);
    if (starts(h, 4, "ftyp", 4) || starts(h, 4, "moov", 4) || starts(h, 4, "mdat", 4) || starts(h, 4, "wide", 4))
        return sniff_film(s, whole);
    if (starts(h, 0, "fLaC", 4)) {
        *out = (struct sniffed){.format = "flac", .codec = "flac", .media = "audio/flac"};
        return OK;
    }
    if (h[0] == 0xff && (h[1] & 0xe0) == 0xe0)
        return sniff_mpeg(s, 0, false, out);
    if (starts(h, 0, ".snd", 4) && big(h + 8) != 0xffffffff) /* AU: refused, but see sound_read */
        out->end = (int64_t)big(h + 4) + (int64_t)big(h + 8);
    return known_refused(h);
}

enum err sniff(const struct sniff_source *source, struct sniffed *out)
{
    return sniff_all(&(struct sniffer){source, source->bytes}, true, out);
}

static size_t fd_read_at(void *from, int64_t at, void *buf, size_t n)
{
    ssize_t got;

    do
        got = pread(*(int *)from, buf, n, at);
    while (got < 0 && errno == EINTR);
    return got < 0 ? 0 : (size_t)got;
}

enum err sniff_fd(int fd, struct sniffed *out)
{
    struct stat file;

    if (fstat(fd, &file))
        return fail(ERR_FAULT, "fstat: %s", strerror(errno));
    return sniff(&(struct sniff_source){fd_read_at, &fd, file.st_size}, out);
}

struct head {
    const unsigned char *bytes;
    size_t n;
};

static size_t head_read_at(void *from, int64_t at, void *buf, size_t n)
{
    const struct head *h = from;

    if (at >= (int64_t)h->n)
        return 0;
    size_t left = h->n - (size_t)at;
    n = n < left ? n : left;
    memcpy(buf, h->bytes + at, n);
    return n;
}

/* What the first bytes cannot tell is not held against the file: the decoder sees it whole. */
enum err sniff_head(const void *head, size_t n, int64_t bytes, struct sniffed *out)
{
    struct head h = {head, n};
    struct sniff_source source = {head_read_at, &h, bytes};
    enum err e = sniff_all(&(struct sniffer){&source, bytes}, (int64_t)n >= bytes, out);

    if (e != OK && (int64_t)n < bytes && n >= 12 && out->format &&
        (!strcmp(err_code(), "bad_header") || !strcmp(err_code(), "truncated")))
        return OK;
    return e;
}
