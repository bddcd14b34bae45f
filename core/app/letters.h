/* SPDX-License-Identifier: ISC */
/* letters.h - letters go into the outbox in the transaction of what they tell, and egress carries
 * them.
 *
 * Callers use the functions of gen/letters.h, one a letter, typed by its slots:
 *
 *     TRY(letter_verify(w, account, link));            to the account, in its language
 *     TRY(letter_to_email_undo(w, &(struct addressee){.account = id, .address = old}, new_email,
 * link));
 *
 * A letter is filled, built and hashed when it is written: what is tried again is the same bytes.
 * Links in it are secrets, so the row forgets them as soon as it is done. */
#ifndef APP_LETTERS_H
#define APP_LETTERS_H

#include "app/outbox.h"
#include "gen/letters.h"

/* Whatever is NULL is the account's own; without an account (0) the address must be there. */
struct addressee {
    int64_t account;
    const char *address, *language, *given_name;
    const char *dedupe_key; /* the same letter with this key is written once */
};

/* An account without an address (it was erased) gets no letter, and that is no failure. */
enum err letter_put(struct work *w, const struct addressee *to, const struct letter *l,
                    const char *const *values);

/* Any letter, by name: for a sysadmin who wants to see it.  Slots are given as "title=Nightfall";
 * the others show their names.  ERR_NOT_FOUND: no such letter; ERR_INVALID: no such slot. */
enum err letter_put_named(struct work *w, const struct addressee *to, const char *name, size_t n,
                          char *const *slots);

/* The carrier of kind "mail": by SMTP_URL, or as a file in MAIL_DIR. */
enum err letter_carry(struct errand *e, const char **answer);
/* It could not be delivered: the log knows, without the address. */
enum err letter_dead(struct errand *e);

/* Whether the settings say where letters go; asked once, at the start. */
enum err letters_ready(const struct config *c);

#endif
