/* SPDX-License-Identifier: ISC */
/* staff.h - those who work for the house: roles by permit, a session of their own, the second step always.
 *
 * A role is a right of an account on the service.  The first way in is a link that `masteringctl staff link`
 * prints: it works once, within a day; whoever opens it chooses a password and sets up the second step, and
 * can do nothing else before. */
#ifndef APP_STAFF_H
#define APP_STAFF_H

#include "app/signin.h"

extern const char *const staff_role_words[]; /* support, billing, copyright, legal, admin */

/* Gives an account, new or there already, a role.  ERR_INVALID blames `role` or `email`. */
enum err staff_add(struct work *w, const char *email, const char *role);
/* A new link for somebody who has a role; links before it stop counting. */
enum err staff_link(struct work *w, const char *email, const char **url);
/* Takes the second step away from somebody who lost their device; their sessions end. */
enum err staff_totp_reset(struct work *w, const char *email);

struct staff_arrival {
    const char *token, *password, *code; /* password: NULL keeps the one there is; code: where the second step is on */
};
enum err staff_welcome(struct work *w, const struct staff_arrival *s, const struct device *d, const char **secret);
/* As for anybody, and "credentials" for who is no staff; ERR_DENIED "totp_enrol" without a second step. */
enum err staff_signin(struct work *w, const struct credentials *c, const struct device *d, const char **secret);
enum err staff_exit(struct work *w, const char *secret);
/* The second step is on: a new secret for the session, which may do everything now. */
enum err staff_enrolled(struct work *w, const char *session, const char **secret);

#endif
