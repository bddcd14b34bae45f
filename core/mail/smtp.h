/* SPDX-License-Identifier: ISC */
/* smtp.h - one letter to one mail server, by libcurl.
 *
 * STARTTLS is used where it is offered, and the certificate must be good.  With a password it must
 * be offered.  A server on this machine is spoken to in the clear. */
#ifndef MAIL_SMTP_H
#define MAIL_SMTP_H

#include "base/arena.h"
#include "base/err.h"
#include "http/beat.h"

#include <stdbool.h>

struct smtp {
    const char *url;             /* smtp://host:port or smtps://host */
    const char *user, *password; /* NULL: without */
    bool tls_required;           /* whatever stands above */
    const char *ca_file;         /* NULL: the system's */
};

struct smtp_letter {
    const char *return_path, *recipient, *bytes;
};

/* OK: the server has taken it; *said is what it answered ("250 2.0.0 Ok: queued as 1").
 * ERR_BUSY: no conversation came about, through no fault of the letter's.  ERR_TOO_MANY: it says
 * "later" (4xx).  ERR_GONE: it refused recipient or letter (5xx). */
enum err smtp_send(struct arena *a, const struct smtp *s, const struct smtp_letter *l,
                   struct beat beat, const char **said);

#endif
