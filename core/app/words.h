/* SPDX-License-Identifier: ISC */
/* words.h - what letters and the API say in the very words of the page (nginx/www/i18n). */
#ifndef APP_WORDS_H
#define APP_WORDS_H

#include "base/arena.h"

/* The sentence of a key such as "style.warm", in that language (one of base/language.h; NULL:
 * English).  Where the language lacks it, English, noted as missed; a key that no language has is
 * NULL. */
const char *words_said(const char *language, const char *key);

/* "−14.0 LUFS": one digit, the language's decimal sign (NULL: English), a blank at which no line
 * ends; "–" for what is no number. */
const char *words_measure(struct arena *a, const char *language, double value, const char *unit);

#endif
