/* SPDX-License-Identifier: ISC */
#include "base/config.h"
#include "tests/tap.h"

#include <stdlib.h>

enum colour { RED, BLUE };
static const char *const colour_words[] = {"red", "blue", NULL};

struct thing {
    const char *name;
    int64_t n;
    double gain_db;
    bool loud;
    enum colour colour;
};
static const struct field thing_fields[] = {
    TEXT(thing, name, .min = 1, .max = 4),
    INT(thing, n, .min = 1, .max = 9, .preset = "3"),
    REAL(thing, gain_db, .min = -6, .max = 6, .optional = true),
    BOOL(thing, loud, .preset = "yes"),
    ENUM(thing, colour, colour, .preset = "blue"),
};
static const struct record thing_record = RECORD(thing, thing_fields);

TEST(presets_fill_and_the_rest_is_absent)
{
    struct arena *a = arena_new();
    struct thing t;

    NEED(record_preset(a, &thing_record, &t) == OK);
    CHECK(t.n == 3 && t.loud && t.colour == BLUE);
    CHECK(!t.name && isnan(t.gain_db));
    CHECK(field_check(&thing_fields[0], &t) == ERR_INVALID);
    CHECK(field_check(&thing_fields[2], &t) == OK);
    arena_free(&a);
}

TEST(plain_text_becomes_a_checked_value)
{
    static const struct {
        size_t field;
        const char *text;
        enum err want;
    } cases[] = {
        {0, "abcd", OK},          {0, "abcde", ERR_INVALID}, {0, "", ERR_INVALID},   {0, "éééé", OK},
        {1, "9", OK},             {1, "10", ERR_INVALID},    {1, "1x", ERR_INVALID}, {1, "", ERR_INVALID},
        {1, "99999999999999999999", ERR_INVALID},            {2, "-6.0", OK},        {2, "nan", ERR_INVALID},
        {2, "inf", ERR_INVALID},  {2, "-6.01", ERR_INVALID}, {3, "no", OK},          {3, "maybe", ERR_INVALID},
        {4, "red", OK},           {4, "green", ERR_INVALID},
    };
    struct arena *a = arena_new();
    struct thing t;

    NEED(record_preset(a, &thing_record, &t) == OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (!CHECK(field_parse(a, &thing_fields[cases[i].field], cases[i].text, &t) == cases[i].want))
            printf("#   case %s=%s\n", thing_fields[cases[i].field].name, cases[i].text);
    arena_free(&a);
}

struct words {
    const char *const *off;
};
static const char *const some_words[] = {"a", "b.c", NULL};
static const struct field words_fields[] = {TEXTS(words, off, .optional = true, .among = some_words, .max = 2)};
static const struct record words_record = RECORD(words, words_fields);

TEST(a_list_of_words_is_read_between_commas)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    struct words w;

    NEED(record_preset(a, &words_record, &w) == OK);
    NEED(field_parse(a, &words_fields[0], "b.c,,a", &w) == OK);
    CHECK_TEXT(w.off[0], "b.c");
    CHECK_TEXT(w.off[1], "a");
    CHECK(!w.off[2]);
    CHECK(field_parse(a, &words_fields[0], "d", &w) == ERR_INVALID);
    CHECK(field_parse(a, &words_fields[0], "a,a,a", &w) == ERR_INVALID);
    CHECK(field_parse(a, &words_fields[0], "", &w) == OK && !w.off[0]);
}

TEST(a_value_is_written_as_it_is_read)
{
    struct arena *a = arena_new();
    struct thing t;

    NEED(record_preset(a, &thing_record, &t) == OK);
    NEED(field_parse(a, &thing_fields[2], "-1.5", &t) == OK);
    CHECK_TEXT(field_text(a, &thing_fields[2], &t), "-1.5");
    CHECK_TEXT(field_text(a, &thing_fields[4], &t), "blue");
    CHECK_TEXT(field_text(a, &thing_fields[0], &t), "");
    arena_free(&a);
}

TEST(a_setting_that_cannot_be_is_named)
{
    struct arena *a = arena_new();
    struct config c;

    setenv("API_THREADS", "0", 1);
    CHECK(config_load(a, &c) == ERR_INVALID);
    CHECK_TEXT(err_field(), "api_threads");
    setenv("API_THREADS", "3", 1);
    CHECK(config_load(a, &c) == OK && c.api_threads == 3);
    unsetenv("API_THREADS");
    arena_free(&a);
}
