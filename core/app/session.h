/* SPDX-License-Identifier: ISC */
/* session.h - who is signed in, with what, and for how long.
 *
 * A session's secret is 32 random bytes that only the browser has; the house keeps its SHA-256.  It ends when
 * unused for SESSION_IDLE_MINUTES, and after SESSION_HOURS in any case.  "Remember me" is a second secret,
 * selector:validator, that makes a new session: it is good once and is exchanged each time.  Shown again later
 * than a slow second tab could, it was copied: whatever came from it ends, and its owner is told. */
#ifndef APP_SESSION_H
#define APP_SESSION_H

#include "app/device.h"
#include "app/work.h"

/* Secrets to be handed out; NULL: leave the browser's as they are. */
struct keyring {
    const char *session, *remember;
};

/* Signs an account in; remember also makes that token. */
enum err session_open(struct work *w, int64_t account, const struct device *d, bool remember, struct keyring *out,
                      struct session *row);
/* Who shows this secret?  ERR_UNKNOWN: nobody any more. */
enum err session_find(struct work *w, const char *secret, enum session_kind kind, struct visitor *out);
/* Exchanges a remember token for a session and the next token.  ERR_UNKNOWN "remember": it counts no more. */
enum err session_remembered(struct work *w, const char *token, const struct device *d, struct keyring *out);
/* The password or a code was given again: a new secret for the same session, fresh for 15 minutes. */
enum err session_freshen(struct work *w, const char *session, const char **secret);
bool session_is_fresh(const struct work *w, int64_t fresh_at);

enum err session_live(struct work *w, int64_t account, struct session **rows, size_t *n);
/* Ends the session that shows this secret, and what remembers it; nothing, if there is none. */
enum err session_exit(struct work *w, const char *secret, const char *remember);

/* A staff session: shorter, of its own kind; until TOTP is set up it is only good for that. */
enum err session_open_staff(struct work *w, int64_t account, const struct device *d, bool enrolled, const char **secret);

/* Ends every session and remember token, but for one session (and the family of what remembers it), if named. */
enum err session_end_all(struct work *w, int64_t account, const char *but, const char *family);

/* Sweeps: addresses cut to their network after 90 days; what has ended is forgotten after 30 more. */
enum err session_sweep(struct work *w);

#endif
