/* SPDX-License-Identifier: ISC */
/* words.c - the page tells here which sentence it had to say in English.
 *
 * Anybody may post anything: what is noted looks like a key and is one of our languages.  How often
 * is among the figures of the doors. */
#include "base/language.h"
#include "fcgi/doors.h"

#include <string.h>

struct word_missed {
    const char *language, *key;
};
static const struct field word_missed_fields[] = {
    TEXT(word_missed, language, .min = 2, .max = 35, .doc = "The language of the page."),
    TEXT(word_missed, key, .min = 1, .max = 80,
         .doc = "What the page calls the sentence: small letters, digits, dots and underscores."),
};
const struct record word_missed_record = RECORD(word_missed, word_missed_fields);

enum err words_missed_post(struct request *rq)
{
    const struct word_missed *word = rq->body;

    if (word->key[strspn(word->key, "abcdefghijklmnopqrstuvwxyz0123456789._")])
        return blame("key", "a key has small letters, digits, dots and underscores");
    language_missed(language_near(word->language), word->key);
    return reply_nothing(rq);
}
