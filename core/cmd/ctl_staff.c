/* SPDX-License-Identifier: ISC */
#include "app/staff.h"
#include "cmd/ctl.h"

#include <stdio.h>

/* The one word of a verb: whose. */
static enum err whose(char **argv, const char *usage, const char **email)
{
    *email = ctl_word(argv);
    TRY(ctl_end(argv, usage));
    return *email ? OK : fail(ERR_MALFORMED, "usage: masteringctl %s", usage);
}

enum err ctl_staff_add(struct work *w, int argc, char **argv)
{
    const char *role = ctl_option(argv, "--role"), *email;

    (void)argc;
    TRY(whose(argv, "staff add EMAIL --role ROLE", &email));
    return role ? staff_add(w, email, role) : fail(ERR_MALFORMED, "usage: masteringctl staff add EMAIL --role ROLE");
}

enum err ctl_staff_link(struct work *w, int argc, char **argv)
{
    const char *email, *url;

    (void)argc;
    TRY(whose(argv, "staff link EMAIL", &email));
    TRY(staff_link(w, email, &url));
    printf("%s\n", url);
    return OK;
}

enum err ctl_staff_totp_reset(struct work *w, int argc, char **argv)
{
    const char *email;

    (void)argc;
    TRY(whose(argv, "staff totp-reset EMAIL", &email));
    return staff_totp_reset(w, email);
}
