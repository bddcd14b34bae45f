/* SPDX-License-Identifier: ISC */
/* policy.h - the rules that people accept, and the record that they did. */
#ifndef APP_POLICY_H
#define APP_POLICY_H

#include "app/work.h"

/* The policies in force, all of which must be among these ids; ERR_INVALID blames `accept`. */
enum err policy_needed(struct work *w, const char *const *accepted, struct policy **rows, size_t *n);
/* Written down with the organization it was accepted for, as it was called then. */
enum err policy_accepted(struct work *w, const struct account *a, const struct policy *p, const char *by);
/* One more, later. */
enum err policy_accept(struct work *w, const struct account *a, const char *id);

#endif
