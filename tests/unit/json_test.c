/* SPDX-License-Identifier: ISC */
#include "json/json.h"
#include "tests/tap.h"

#include <stdlib.h>

struct place {
    const char *city;
};
static const struct field place_fields[] = {TEXT(place, city, .min = 1, .max = 10)};
static const struct record place_record = RECORD(place, place_fields);

struct note {
    const char *text, *any;
    int64_t n;
    const char *const *words;
    const struct place *where;
};
static const struct field note_fields[] = {
    TEXT(note, text, .max = 10),
    INT(note, n, .min = 0, .max = 10, .optional = true),
    JSON(note, any, .optional = true),
    TEXTS(note, words, .max = 2, .optional = true),
    SUB(note, where, place, .optional = true),
};
static const struct record note_record = RECORD(note, note_fields);

static enum err reads(const char *text)
{
    struct arena *a = arena_new();
    struct note note;
    enum err e = json_read(a, text, strlen(text), &note_record, &note);

    arena_free(&a);
    return e;
}

TEST(what_json_record_wrote_is_read_the_same_without_the_library_that_parses)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    const char *const words[] = {"a\"b", "", NULL};
    struct place there = {.city = "Río \xf0\x9f\x8e\xb5"};
    struct note note = {.text = "tab\tand \\", .n = 7, .any = "{\"x\":[1,{\"y\":\"]}\"}],\"z\":null}", .words = words, .where = &there}, again;
    struct buf b = {.arena = a}, c = {.arena = a};

    json_record(&b, &note_record, &note);
    NEED(json_read_own(a, b.ptr, b.len, &note_record, &again) == OK);
    json_record(&c, &note_record, &again);
    CHECK_TEXT(c.ptr, b.ptr);
    const char *other = " { \"new\" : [ { \"a\\\"b\" : \"}\" } , -1.5e3 ] , \"text\" : \"\\ud83c\\udfb5\\u00e9\" , \"n\" : null } ";
    NEED(json_read_own(a, other, strlen(other), &note_record, &again) == OK);
    CHECK_TEXT(again.text, "\xf0\x9f\x8e\xb5\xc3\xa9");
    CHECK(again.n == INT_ABSENT && !again.where && !again.words);
    CHECK(json_read_own(a, "[1]", 3, &note_record, &again) == ERR_MALFORMED);
    CHECK(json_read_own(a, "{\"text\":1}", 10, &note_record, &again) == ERR_INVALID);
    CHECK(json_read_own(a, "{\"where\":3}", 11, &note_record, &again) == ERR_MALFORMED);
    CHECK(json_read_own(a, "{\"words\":[1]}", 13, &note_record, &again) == ERR_MALFORMED);
}

TEST(what_json_lets_in_and_keeps_out)
{
    static const struct {
        const char *text;
        enum err want;
    } cases[] = {
        {"{\"text\":\"plain\"}", OK},
        {"{\"text\":\"\xc3\xa9 \xf0\x9f\x8e\xb5 \\u00e9 \\\\\",\"n\":10} \n", OK},
        {"{\"text\":\"ten ééééé\"}", OK},
        {"{\"text\":\"eleven éééé\"}", ERR_INVALID},
        {"{\"text\":\"\\ud83c\\udfb5\"}", OK},
        {"{\"text\":\"\\ud83c\"}", ERR_MALFORMED},
        {"{\"text\":\"cut\\u0000here\"}", ERR_MALFORMED},
        {"{\"text\":\"\xff\xfe\"}", ERR_MALFORMED},
        {"{\"text\":\"\xed\xa0\x80\"}", ERR_MALFORMED},
        {"{\"text\":\"a\"} trailing", ERR_MALFORMED},
        {"{\"text\":\"raw\ntext\"}", ERR_MALFORMED},
        {"{\"text\":\"a\",\"n\":01}", ERR_MALFORMED},
        {"{\"text\":\"a\",\"n\":1.5}", ERR_INVALID},
        {"{\"text\":\"a\",\"n\":1e400}", ERR_INVALID},
        {"{\"text\":\"a\",\"n\":11}", ERR_INVALID},
        {"{\"text\":\"a\",\"n\":\"1\"}", ERR_INVALID},
        {"{\"text\":\"a\",\"else\":1}", ERR_INVALID},
        {"{\"text\":\"a\",\"text\":\"b\"}", ERR_INVALID},
        {"{\"text\":\"a\",\"words\":[\"x\",\"y\"]}", OK},
        {"{\"text\":\"a\",\"words\":[\"x\",\"y\",\"z\"]}", ERR_INVALID},
        {"{\"text\":\"a\",\"words\":[1]}", ERR_INVALID},
        {"{\"text\":\"a\",\"any\":{\"x\":[1,null]}}", OK},
        {"{\"text\":\"a\",\"where\":{\"city\":\"\"}}", ERR_INVALID},
        {"{\"n\":1}", ERR_INVALID},
        {"[]", ERR_MALFORMED},
        {"", ERR_MALFORMED},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (!CHECK(reads(cases[i].text) == cases[i].want))
            printf("#   case %s\n", cases[i].text);
}

TEST(a_nest_of_lists_does_not_fell_the_reader)
{
    char *deep = malloc(100001);

    memset(deep, '[', 100000);
    deep[100000] = '\0';
    CHECK(reads(deep) == ERR_MALFORMED);
    free(deep);
}

TEST(a_field_inside_another_is_blamed_by_its_path)
{
    CHECK(reads("{\"text\":\"a\",\"where\":{\"city\":\"much too long a name\"}}") == ERR_INVALID);
    CHECK_TEXT(err_field(), "where.city");
}

TEST(what_is_written_reads_back_the_same)
{
    struct arena *a = arena_new();
    static const char text[] = "{\"text\":\"\\u0001\\\"é\",\"n\":3,\"any\":{\"x\":[1,2.5,null]},"
                               "\"words\":[\"p\"],\"where\":{\"city\":\"Oslo\"}}";
    struct buf b = {.arena = a};
    struct note note;

    CHECK(json_read(a, text, strlen(text), &note_record, &note) == OK);
    json_record(&b, &note_record, &note);
    CHECK_TEXT(b.ptr, text);
    arena_free(&a);
}

TEST(a_real_number_is_written_short_and_exact)
{
    struct arena *a = arena_new();
    struct buf b = {.arena = a};

    json_real(&b, -14.0);
    buf_puts(&b, " ");
    json_real(&b, 0.1);
    buf_puts(&b, " ");
    json_real(&b, 1.0 / 3);
    CHECK_TEXT(b.ptr, "-14 0.1 0.3333333333333333");
    arena_free(&a);
}
