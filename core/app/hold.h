/* SPDX-License-Identifier: ISC */
/* hold.h - what the law keeps from being erased, and whoever erases asks first. */
#ifndef APP_HOLD_H
#define APP_HOLD_H

#include "app/due.h"
#include "app/work.h"

#define HOLD_END "hold_end"

struct hold_order {
    const char *object_kind, *object;
    const char *basis;  /* the order or law it rests on */
    const char *reason; /* in a sentence its owner may read */
    int64_t by;         /* staff, or 0 */
    int64_t until_at;   /* TIME_ABSENT: until it is released */
};
enum err hold_put(struct work *w, const struct hold_order *o, struct hold *out);
/* ERR_CONFLICT: it was already. */
enum err hold_lift(struct work *w, const char *id, int64_t by);
/* ERR_HELD with the reason, if something keeps it.  Called in the transaction that erases. */
enum err hold_check(struct work *w, const char *object_kind, const char *object);

/* The due kind HOLD_END: its time has come. */
enum err hold_end(struct work *w, const struct due_row *d);

#endif
