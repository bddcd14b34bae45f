/* SPDX-License-Identifier: ISC */
/* letter.h - a letter's text in every language, and how its slots are filled.
 *
 * The one text (letters/<language>/<name>.txt) becomes both the plain and the HTML part: a blank
 * line ends a paragraph, "- " begins an item of a list, a slot whose name ends in link is a link.
 * What fills a slot is never more than text: it cannot start a line, a tag or a header. */
#ifndef MAIL_LETTER_H
#define MAIL_LETTER_H

#include "base/arena.h"

#include <stdbool.h>

struct letter_text {
    const char *language, *subject, *body;
};

struct letter {
    const char *name;
    char class; /* T: always sent, L: a legal notice, kept, M: may be refused */
    const char *const *slots;
    const struct letter_text *texts; /* English first */
};

/* What fills a slot.  Ended by one without a name. */
struct slot {
    const char *name, *value;
};

struct letter_filled {
    const char *language, *subject, *text, *html;
};

/* The text in the nearest of our languages (base/language.h); English, noted as missed, where it
 * lacks that one. */
const struct letter_text *letter_in(const struct letter *l, const char *language);
void letter_fill(struct arena *a, const struct letter_text *t, const struct slot *slots,
                 struct letter_filled *out);
/* Whether what fills this slot is a link, and so perhaps a secret. */
bool slot_is_link(const char *name);

#endif
