/* SPDX-License-Identifier: ISC */
#include "app/words.h"
#include "base/language.h"
#include "gen/problems.h"
#include "gen/words.h"
#include "tests/tap.h"
#include "tests/world.h"

#include <math.h>

TEST(A07_an_unknown_language_becomes_the_nearest)
{
    static const char *const cases[][2] = {
        {"en", "en"}, {"en-GB", "en"}, {"es-419", "es"}, {"ES", "es"}, {"es_MX", "es"},
        {"tlh", "en"}, {"e", "en"}, {"", "en"}, {"de-AT", "de"}, {"DE-ch-1996", "de"}, {"fr-CA", "fr"},
        {"pt", "pt-BR"}, {"pt-PT", "pt-BR"}, {"pt_BR", "pt-BR"},
        {"zh", "zh-Hans"}, {"zh-CN", "zh-Hans"}, {"zh-Hans-CN", "zh-Hans"}, {"zh-SG", "zh-Hans"}, {"zh-TW", "zh-Hans"}, {"zh-Hant", "zh-Hans"}, {"-es", "en"}, {"est", "en"}, {NULL, "en"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_TEXT(language_near(cases[i][0]), cases[i][1]);
}

TEST(J04_the_best_of_our_languages_is_taken)
{
    static const char *const cases[][2] = {
        {NULL, "en"},
        {"", "en"},
        {"es", "es"},
        {"es-MX,es;q=0.9,en;q=0.8", "es"},
        {"tlh, es;q=0.5, en;q=0.7", "en"},
        {"en;q=0,es;q=0.1", "es"},
        {"tlh,*;q=0.5", "en"},
        {"est", "en"},
        {"de-CH,de;q=0.9,fr;q=0.8", "de"},
        {"fr-CA,fr;q=0.9,en;q=0.8", "fr"},
        {"pt-PT,pt;q=0.9,es;q=0.5", "pt-BR"},
        {"zh-TW,zh;q=0.9,en;q=0.8", "zh-Hans"},
        {";;;q=,,es;q=zz", "en"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_TEXT(language_pick(cases[i][0]), cases[i][1]);
}

TEST(every_problem_has_a_title_in_every_language_and_no_language_has_another)
{
    for (size_t i = 0; i < problem_text_count; i++)
        for (const char *const *l = languages; *l; l++) {
            size_t n = 0;
            for (size_t k = 0; k < problem_text_count; k++)
                n += !strcmp(problem_texts[k].language, *l) && !strcmp(problem_texts[k].code, problem_texts[i].code);
            if (n != 1)
                printf("# %s: %s has %zu titles\n", *l, problem_texts[i].code, n);
            CHECK(n == 1);
        }
}

static bool tells(struct world *w, const char *language, enum err e, const char *part)
{
    struct request rq = {.work = &w->work, .path = "/", .id = "test", .language = language,
                         .headers = {.arena = w->work.arena}, .reply = {.arena = w->work.arena}};

    problem(&rq, e);
    if (!strstr(rq.reply.ptr, part))
        printf("# %s\n", rq.reply.ptr);
    return strstr(rq.reply.ptr, part) != NULL;
}

TEST(J04_a_refusal_tells_what_to_do_in_the_language_of_the_guest)
{
    CLEANUP(world_close) struct world w = world_open();

    CHECK(tells(&w, "de", blame("title", "must not be empty"), "\"errors\":[{\"pointer\":\"/title\",\"detail\":\"darf nicht leer sein"));
    CHECK(tells(&w, "es", blame("n", "must be between %.15g and %.15g", -3.5, 7.0), "debe estar entre -3.5 y 7\""));
    CHECK(tells(&w, "zh-Hans", fail(ERR_TOO_BIG, "%d bytes are the most one file may have", 9), "一个文件最多 9 字节"));
    CHECK(tells(&w, "fr", fail(ERR_HELD, "it has to be kept: %s", "{1} \"x\""), "{1} \\\"x\\\"\""));
    CHECK(tells(&w, "de", fail(ERR_FAULT, "a secret of ours"), "es liegt an uns und ist notiert"));
    CHECK(tells(&w, "pt-BR", refuse(ERR_MEDIA, "silence", "there is only silence; check the export"), "Confira a exportação."));
    CHECK(tells(&w, "fr", refuse(ERR_CONFLICT, "mix_gone", "the mix is not here any more"), "\"detail\":\"le mix n’est plus là\""));
    CHECK(tells(&w, "de", fail(ERR_INVALID, "nobody translated this"), "\"detail\":\"nobody translated this\""));
    CHECK(tells(&w, "en", blame("title", "must not be empty"), "\"detail\":\"must not be empty\""));
    CHECK(tells(&w, NULL, blame("title", "must not be empty"), "\"title\":\"Something in it is not right\""));
}

static size_t pages_with(const char *language, const char *key)
{
    size_t n = 0;

    for (const struct word *w = page_words; w->language; w++)
        n += !strcmp(w->language, language) && !strcmp(w->key, key);
    return n;
}

TEST(what_the_page_and_the_letters_say_alike_is_there_in_every_language)
{
    size_t n = 0;

    for (const struct word *w = page_words; w->language; w++, n++)
        for (const char *const *l = languages; *l; l++)
            CHECK(pages_with(*l, w->key) == 1);
    CHECK(n > 20);
    CHECK_TEXT(words_said("es", "style.warm"), "Cálido");
    CHECK_TEXT(words_said("tlh", "style.warm"), "Warm");
    CHECK_TEXT(words_said(NULL, "style.warm"), "Warm");
    CHECK(words_said("es", "style.none") == NULL);
}

TEST(J04_letters_write_numbers_as_their_language_does)
{
    CLEANUP(arena_free) struct arena *a = arena_new();

    CHECK_TEXT(words_measure(a, "en", -14.04, "LUFS"), "−14.0\u00a0LUFS");
    CHECK_TEXT(words_measure(a, "es", -0.96, "dBTP"), "−1,0\u00a0dBTP");
    CHECK_TEXT(words_measure(a, "de", 0.24, "dB"), "0,2\u00a0dB");
    CHECK_TEXT(words_measure(a, NULL, -0.01, "dB"), "0.0\u00a0dB");
    CHECK_TEXT(words_measure(a, "en", -HUGE_VAL, "LUFS"), "–");
}

TEST(J04_a_sentence_that_the_page_missed_is_noted_and_nothing_else)
{
    CLEANUP(world_close) struct world w = world_open();

    CHECK(ask(&w, 0, POST, "/api/v1/words/missed", "{\"language\":\"es\",\"key\":\"song.title\"}").status == 204);
    CHECK(ask(&w, 0, POST, "/api/v1/words/missed", "{\"language\":\"es\",\"key\":\"song title\\n<3>\"}").status == 422);
    CHECK(ask(&w, 0, POST, "/api/v1/words/missed", "{\"language\":\"es\"}").status == 422);
}
