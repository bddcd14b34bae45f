/* SPDX-License-Identifier: ISC */
#include "base/err.h"
#include "base/zip.h"
#include "store/store.h"
#include "tests/tap.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static struct arena *arena_of_test(void)
{
    return arena_new();
}

TEST(the_crc_is_that_of_everybody_else)
{
    static const char *const texts[] = {"", "a", "123456789",
                                        "the quick brown fox jumps over the lazy dog"};
    static const uint32_t sums[] = {0, 0xe8b7be43, 0xcbf43926};
    char zeros[70001] = {0};

    for (size_t i = 0; i < 3; i++)
        CHECK(zip_crc(0, texts[i], strlen(texts[i])) == sums[i]);
    uint32_t whole = zip_crc(0, texts[3], strlen(texts[3])), pieces = 0;
    for (const char *p = texts[3]; *p; p++)
        pieces = zip_crc(pieces, p, 1);
    CHECK(whole == pieces);
    CHECK(zip_crc(zip_crc(0, zeros, 17), zeros, sizeof zeros - 17) ==
          zip_crc(0, zeros, sizeof zeros));
}

TEST(names_are_those_that_every_system_can_keep)
{
    static const char *const names[][2] = {
        {"Nightfall.wav", "Nightfall.wav"},
        {"AC/DC: T\\N?T*.flac", "AC-DC- T-N-T-.flac"},
        {"../../etc/passwd", "-..-etc-passwd"},
        {"Señal \xf0\x9f\x8c\x99.mp3", "Señal \xf0\x9f\x8c\x99.mp3"},
        {"..hidden.wav", "hidden.wav"},
        {"end. .wav", "end.wav"},
        {"CON.wav", "_CON.wav"},
        {"com1.wav", "_com1.wav"},
        {"comet.wav", "comet.wav"},
        {"tab\there.wav", "tab-here.wav"},
        {".wav", "wav"},
        {"", "_"},
        {"a\xff.wav", "a\xef\xbf\xbd.wav"},
    };
    CLEANUP(arena_free) struct arena *a = arena_of_test();

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        CHECK_TEXT(zip_name(a, names[i][0]), names[i][1]);
}

TEST(a_long_name_is_cut_between_two_characters_and_keeps_its_ending)
{
    CLEANUP(arena_free) struct arena *a = arena_of_test();
    struct buf b = {.arena = a};

    for (int i = 0; i < 200; i++)
        buf_puts(&b, "\xf0\x9f\x8c\x99");
    buf_puts(&b, ".flac");
    const char *name = zip_name(a, b.ptr);
    CHECK(strlen(name) <= ZIP_NAME_MAX && strlen(name) > ZIP_NAME_MAX - 5);
    CHECK_TEXT(name + strlen(name) - 5, ".flac");
    CHECK((strlen(name) - 5) % 4 == 0);
    const struct zip_entry taken = {.name = name};
    const char *second = zip_name_among(a, b.ptr, &taken, 1);
    CHECK(strlen(second) <= ZIP_NAME_MAX && strstr(second, " (2).flac"));
}

TEST(who_has_the_same_name_is_numbered)
{
    CLEANUP(arena_free) struct arena *a = arena_of_test();
    static const char *const wanted[] = {"One.wav", "one.WAV", "One.wav", "One (2).wav", "Two"};
    static const char *const got[] = {"One.wav", "one (2).WAV", "One (3).wav", "One (2) (2).wav",
                                      "Two"};
    struct zip_entry entries[5];

    for (size_t i = 0; i < 5; i++) {
        entries[i].name = zip_name_among(a, wanted[i], entries, i);
        CHECK_TEXT(entries[i].name, got[i]);
    }
}

/* ---- as others read it ------------------------------------------------------------------- */

struct pack {
    struct arena *a;
    char path[64];
    int fd;
    int64_t at;
    struct zip_entry entries[8];
    size_t n;
};

static void pack_close(struct pack *p)
{
    (void)close(p->fd);
    (void)unlink(p->path);
    arena_free(&p->a);
}

static struct pack pack_open(void)
{
    struct pack p = {.a = arena_new(), .path = "/tmp/mastering-zip.XXXXXX"};

    p.fd = mkstemp(p.path);
    return p;
}

static void add(struct pack *p, const char *name, const char *bytes, int64_t size, uint32_t crc)
{
    struct zip_entry *e = &p->entries[p->n++];
    struct buf b = {.arena = p->a};

    *e = (struct zip_entry){
        .name = name, .bytes = size, .crc = crc, .time_us = INT64_C(1767225600000000)};
    zip_header(&b, e, p->at);
    if (pwrite(p->fd, b.ptr, b.len, p->at) != (ssize_t)b.len)
        abort();
    p->at += (int64_t)b.len;
    CHECK(p->at % ZIP_ALIGN == 0);
    if (bytes && pwrite(p->fd, bytes, (size_t)size, p->at) != (ssize_t)size)
        abort();
    p->at += size; /* without bytes: a hole */
}

static void finish(struct pack *p)
{
    struct buf b = {.arena = p->a};

    zip_directory(&b, p->entries, p->n, p->at);
    if (pwrite(p->fd, b.ptr, b.len, p->at) != (ssize_t)b.len)
        abort();
}

/* What a shell says to it; $z is the file. */
static bool judge(struct pack *p, const char *command)
{
    return system(arena_printf(p->a, "z=%s; %s", p->path, command)) == 0;
}

TEST(unzip_libarchive_and_python_read_it)
{
    CLEANUP(pack_close) struct pack p = pack_open();
    static const char song[] = "RIFF, or so";

    add(&p, "Señal, 夜.wav", song, sizeof song, zip_crc(0, song, sizeof song));
    add(&p, "empty.wav", "", 0, 0);
    add(&p, "two.flac", song, 4, zip_crc(0, song, 4));
    finish(&p);
    CHECK(judge(&p, "/usr/bin/python3 -c 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); "
                    "assert z.testzip() is None;"
                    " assert [i.filename for i in z.infolist()] == [\"Señal, 夜.wav\", "
                    "\"empty.wav\", \"two.flac\"];"
                    " assert z.read(\"two.flac\") == b\"RIFF\" and z.infolist()[0].date_time == "
                    "(2026, 1, 1, 0, 0, 0)' $z"));
    CHECK(judge(&p, "! command -v unzip >/dev/null || unzip -tqq $z"));
    CHECK(judge(&p, "! command -v bsdtar >/dev/null || test \"$(LC_ALL=C.UTF-8 bsdtar -tf $z | "
                    "head -n 1)\" = 'Señal, 夜.wav'"));
    CHECK(
        judge(&p, "! command -v bsdtar >/dev/null || test \"$(bsdtar -xOf $z two.flac)\" = RIFF"));
}

TEST(an_empty_one_is_one)
{
    CLEANUP(pack_close) struct pack p = pack_open();

    finish(&p);
    CHECK(judge(&p, "/usr/bin/python3 -c 'import sys, zipfile; assert "
                    "zipfile.ZipFile(sys.argv[1]).infolist() == []' $z"));
}

TEST(files_and_places_beyond_4_GiB_are_found)
{
    CLEANUP(pack_close) struct pack p = pack_open();
    static const char last[] = "the last one";
    const int64_t large = (INT64_C(1) << 32) + 5, full = UINT32_MAX;

    add(&p, "large.wav", NULL, large, 0x12345678); /* holes: nobody reads them, so the sum is any */
    add(&p, "as large as 32 bits say.wav", NULL, full - 1, 0x12345678);
    add(&p, "last.txt", last, sizeof last, zip_crc(0, last, sizeof last));
    finish(&p);
    CHECK(judge(&p, "/usr/bin/python3 -c 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); i "
                    "= z.infolist();"
                    " assert [x.file_size for x in i] == [(1 << 32) + 5, (1 << 32) - 2, 13], i;"
                    " assert z.read(\"last.txt\") == b\"the last one\\0\"; assert "
                    "z.open(\"large.wav\").read(4) == bytes(4)' $z"));
    CHECK(judge(&p, "! command -v unzip >/dev/null || test \"$(unzip -p $z last.txt | tr -d "
                    "'\\0')\" = 'the last one'"));
    CHECK(judge(&p, "! command -v bsdtar >/dev/null || test \"$(bsdtar -xOf $z last.txt | tr -d "
                    "'\\0')\" = 'the last one'"));
}

/* The size that says "look elsewhere" is a size, too; unzip 6.0 mistakes it for the other, so it is
 * not asked. */
TEST(a_file_of_exactly_that_size_is_found)
{
    CLEANUP(pack_close) struct pack p = pack_open();
    static const char last[] = "the last one";

    add(&p, "exact.wav", NULL, UINT32_MAX, 0x12345678);
    add(&p, "last.txt", last, sizeof last, zip_crc(0, last, sizeof last));
    finish(&p);
    CHECK(judge(&p, "/usr/bin/python3 -c 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]);"
                    " assert z.infolist()[0].file_size == (1 << 32) - 1; assert "
                    "z.read(\"last.txt\") == b\"the last one\\0\"' $z"));
    CHECK(judge(&p, "! command -v bsdtar >/dev/null || test \"$(bsdtar -xOf $z last.txt | tr -d "
                    "'\\0')\" = 'the last one'"));
}
