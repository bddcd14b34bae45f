/* SPDX-License-Identifier: ISC */
/* matter.h - a case: a thread with a kind, a state, often a deadline, in the end an outcome.
 *
 * The states of each kind and the steps between them are a table (matter.c).  A state without a step out
 * of it closes the case.  Of a kind at most one case is open about a subject: opening it again finds it. */
#ifndef APP_MATTER_H
#define APP_MATTER_H

#include "app/work.h"

struct matter_order {
    const char *kind;
    int64_t account;                    /* whose; 0: nobody's we know */
    const char *subject_kind, *subject; /* what it is about, or NULL */
    int64_t deadline_at;                /* TIME_ABSENT: none */
    const char *data;                   /* a JSON object, or NULL */
};
/* *fresh (may be NULL): false if it was open already. */
enum err matter_open(struct work *w, const struct matter_order *o, struct matter *out, bool *fresh);

struct message_order {
    const char *matter;
    enum message_author author_kind;
    int64_t author; /* an account, staff too; 0: neither */
    enum message_channel channel;
    const char *body;
    const char *source_url; /* of what was copied from elsewhere; obligatory for social */
};
/* ERR_CONFLICT: the case is closed.  Those who watch its account are woken. */
enum err matter_say(struct work *w, const struct message_order *o, struct message *out);

/* One step.  ERR_CONFLICT where the table or the case's state does not allow it.  by: the account of the
 * staff who decided, 0 for the house itself; outcome: a word, or NULL to leave it. */
enum err matter_move(struct work *w, const char *id, const char *from, const char *to, const char *outcome, int64_t by,
                     struct matter *out);
/* Whether the table has this step. */
bool matter_may(const char *kind, const char *from, const char *to);

#endif
