/* SPDX-License-Identifier: ISC */
/* policy.h - the rules that people accept, and the record that they did.
 *
 * Of each kind the version with the latest effective_at that has come is in force, so that a change
 * takes effect by the clock alone.  An acceptance is an event with the version's hash; the organization
 * somebody acts for stands in its note, under the name it had then. */
#ifndef APP_POLICY_H
#define APP_POLICY_H

#include "app/work.h"

/* The policies in force, all of which must be among these ids; ERR_INVALID blames `accept`. */
enum err policy_needed(struct work *w, const char *const *accepted, struct policy **rows, size_t *n);
/* Written down.  by: how ("sign-up", "account", "use"). */
enum err policy_accepted(struct work *w, const struct account *a, const struct policy *p, const char *by);
/* One more, later, by somebody who has an account.  A version already accepted is not noted twice. */
enum err policy_accept(struct work *w, const struct account *a, const char *id);

/* The text that was in force then, the operator's blanks filled.  ERR_NOT_FOUND. */
enum err policy_read(struct work *w, const char *kind, const char *language, int64_t at, struct policy_body *out);
/* What is in force and what has been announced. */
enum err policy_shelf(struct work *w, struct policy **rows, size_t *n);

#endif
