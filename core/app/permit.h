/* SPDX-License-Identifier: ISC */
/* permit.h - whoever is not the owner acts only through a live permit.
 *
 * A permit lets a subject (an account, the holder of a link, the public, a partner) do some things
 * (rights) with an object, until it expires, is revoked or has been used up.  A permit given on by
 * its holder names its parent, and ends with it.  A role of staff is an account's permit on the object
 * ("service", "staff"), its rights the roles. */
#ifndef APP_PERMIT_H
#define APP_PERMIT_H

#include "app/due.h"
#include "app/work.h"

#define PERMIT_END "permit_end"

struct permit_order {
    enum permit_subject subject_kind;
    const char *subject; /* an account's public id, the SHA-256 of a link's secret, "public", a partner's id */
    const char *object_kind, *object;
    const char *const *rights;
    const char *limits; /* JSON: {"uses":3,...}, or NULL */
    const char *parent; /* or NULL */
    int64_t by;         /* the account that gives it */
    int64_t expires_at; /* TIME_ABSENT: not by itself */
    bool asked;         /* not yet: somebody has to agree first */
};
enum err permit_give(struct work *w, const struct permit_order *o, struct permit *out);
/* The permit by which they may do this now; ERR_NOT_FOUND: they may not. */
enum err permit_check(struct work *w, enum permit_subject kind, const char *subject, const char *object_kind,
                      const char *object, const char *right, struct permit *out);
/* All rights they have there now, ended by NULL; none is no error. */
enum err permit_rights(struct work *w, enum permit_subject kind, const char *subject, const char *object_kind,
                       const char *object, const char *const **rights);
/* One of its uses, taken; the last one exhausts it.  ERR_CONFLICT: there was none left. */
enum err permit_spend(struct work *w, const char *id);

/* Each tells the log; ERR_CONFLICT where its state does not allow it.  What hangs on it goes along. */
enum err permit_agree(struct work *w, const char *id, int64_t by);
enum err permit_pause(struct work *w, const char *id, int64_t by);
enum err permit_resume(struct work *w, const char *id, int64_t by);
enum err permit_revoke(struct work *w, const char *id, int64_t by);

/* The due kind PERMIT_END: its time has come. */
enum err permit_end(struct work *w, const struct due_row *d);

#endif
