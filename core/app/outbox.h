/* SPDX-License-Identifier: ISC */
/* outbox.h - every effect outside the house is a row here, written with its cause and carried out
 * by egress.
 *
 * At least once: a row is taken with a lease that its carrier renews; who falls silent loses it,
 * and every write names the lease.  The row's id is the key that makes a second time harmless
 * (Message-ID, PayPal-Request-Id). */
#ifndef APP_OUTBOX_H
#define APP_OUTBOX_H

#include "app/work.h"

struct outbox_order {
    const char *id; /* made by uuid_new where the payload needs it; else NULL */
    const char *kind, *dedupe_key, *payload;
    int64_t account; /* 0: nobody's */
};

/* Told twice with the same dedupe_key: the second time nothing happens. */
enum err outbox_put(struct work *w, const struct outbox_order *o);

/* A row on its way.  While a carrier waits for the world it calls errand_beat. */
struct errand {
    struct work *w;
    const struct outbox_row *row;
    const char *lease;
    int64_t beaten; /* clock_ticks() of the last heartbeat */
};

/* Renews the lease when it is time to; false: the row is another's now, stop. */
bool errand_beat(void *errand);

/* OK: it is done, *answer is JSON or NULL.  ERR_BUSY: nobody there answers, so the whole kind rests
 * a while.  ERR_TOO_MANY and ERR_FAULT: try this one again later.  Anything else: it never will be.
 */
struct carrier {
    const char *kind;
    enum err (*carry)(struct errand *e, const char **answer);
    const char *const *secrets;         /* keys of the payload that are forgotten in the end */
    enum err (*dead)(struct errand *e); /* in the transaction that says so; may be NULL */
};

struct egress {
    const struct carrier *carriers; /* ended by one without a kind */
    struct rest {
        int64_t until; /* clock_ticks() */
        int failures;
    } * rests;
};

void egress_init(struct egress *e, struct arena *life, const struct carrier *carriers);
/* Carries one row that is due.  ERR_NOT_FOUND: there is none. */
enum err egress_run_one(struct egress *e, struct work *w);

#endif
