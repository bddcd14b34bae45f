/* SPDX-License-Identifier: ISC */
#include "base/clock.h"
#include "base/text.h"
#include "tests/tap.h"

TEST(base64_keeps_the_vectors_of_rfc_4648)
{
    static const char *const vectors[][2] = {{"", ""},         {"f", "Zg=="},         {"fo", "Zm8="},
                                             {"foo", "Zm9v"},  {"foob", "Zm9vYg=="},  {"fooba", "Zm9vYmE="},
                                             {"foobar", "Zm9vYmFy"}};
    struct arena *a = arena_new();

    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        unsigned char *bytes;
        size_t n;
        CHECK_TEXT(base64_text(a, vectors[i][0], strlen(vectors[i][0])), vectors[i][1]);
        CHECK(base64_bytes(a, vectors[i][1], &bytes, &n) && n == strlen(vectors[i][0]) &&
              !memcmp(bytes, vectors[i][0], n));
    }
    arena_free(&a);
}

TEST(base64_refuses_stray_bits_and_letters)
{
    static const char *const bad[] = {"Zh==", "Zg=", "Zg", "Z g=", "Zm9=", "====", "Z==="};
    struct arena *a = arena_new();
    unsigned char *bytes;
    size_t n;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(!base64_bytes(a, bad[i], &bytes, &n));
    arena_free(&a);
}

TEST(a_text_of_any_bytes_becomes_clean)
{
    static const char *const texts[][2] = {{"", ""}, {"caf\xc3\xa9", "caf\xc3\xa9"}, {"a\xff\xfe", "a\xef\xbf\xbd\xef\xbf\xbd"},
                                           {"\xc3", "\xef\xbf\xbd"}, {"\xe2\x99x", "\xef\xbf\xbd\xef\xbf\xbdx"},
                                           {"\xf0\x9f\xa5\x81\x80", "\xf0\x9f\xa5\x81\xef\xbf\xbd"}};
    struct arena *a = arena_new();

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        CHECK_TEXT(text_clean(a, texts[i][0]), texts[i][1]);
    arena_free(&a);
}

TEST(ids_are_of_version_7_and_sort_by_time)
{
    struct arena *a = arena_new();
    const char *one = uuid_new(a, DAYS(20000)), *two = uuid_new(a, DAYS(20000) + 1000);

    CHECK(text_is_uuid(one) && one[14] == '7' && strchr("89ab", one[19]));
    CHECK(strcmp(one, two) < 0);
    CHECK(!text_is_uuid("0195-") && !text_is_uuid("01950000-0000-7000-8000-00000000000G"));
    arena_free(&a);
}

TEST(a_time_reads_back_as_it_was_written)
{
    struct arena *a = arena_new();
    int64_t us;

    CHECK(time_parse("2024-02-29T12:00:00.25Z", &us) == 0);
    CHECK_TEXT(time_text(a, us), "2024-02-29T12:00:00.250000Z");
    CHECK(time_parse("2024-02-29", &us) != 0);
    arena_free(&a);
}
