/* SPDX-License-Identifier: ISC */
/* credential.h - what opens an account, changed: its password and its address.
 *
 * A change of password ends every other session.  A change of address is confirmed at the new one and can be
 * undone from the old one for 72 hours. */
#ifndef APP_CREDENTIAL_H
#define APP_CREDENTIAL_H

#include "app/device.h"
#include "app/work.h"

struct password_change {
    const char *old, *new;
};
/* *secret: the session's new one. */
enum err password_change(struct work *w, const struct account *a, const struct device *d, const char *session,
                         const struct password_change *c, const char **secret);
/* A letter with a link that works once within ten minutes; silence, if there is no such account. */
enum err password_reset_ask(struct work *w, const char *email);
enum err password_reset(struct work *w, const char *token, const char *password);

/* A letter to the new address; where somebody has it already, a letter to them instead. */
enum err email_change_ask(struct work *w, const struct account *a, const char *email);
enum err email_change_confirm(struct work *w, const char *token);
/* The old address is theirs again, and everybody is signed out. */
enum err email_change_undo(struct work *w, const char *token);

#endif
