/* SPDX-License-Identifier: ISC */
/* account.h - one person's account: how it begins and what may be changed of it.
 *
 * Nothing here tells a stranger whether an address has an account: signing up and asking for a new password
 * always end the same way, and the letter makes the difference. */
#ifndef APP_ACCOUNT_H
#define APP_ACCOUNT_H

#include "app/device.h"
#include "app/person.h"
#include "app/session.h"
#include "app/work.h"

struct account_order {
    const char *family_name, *given_name, *organization, *email, *language, *password, *referrer;
    const struct postal *postal;
    const struct born *born;
    const char *const *accept; /* ids of policies */
    bool residency_ok;         /* that data goes to the region of this house */
};
extern const struct record account_order_record;

/* Opens a pending account and writes the letter that verifies it; or writes to the owner of the one there
 * is.  ERR_DENIED "age"; ERR_REGION names the house for their country. */
enum err account_open(struct work *w, const struct account_order *o, const struct device *d);
/* The letter's link was opened.  *account: whose. */
enum err account_verify(struct work *w, const char *token, int64_t *account);
/* The letter once more, if there is a pending account; at most a few an hour. */
enum err account_verify_again(struct work *w, const char *email);

/* Somebody tried this account's address: a letter to its owner, at most once an hour, so that nobody's
 * mailbox is flooded. */
enum err account_tell_owner(struct work *w, const struct account *a);

/* What an account may change of itself; NULL: stays. */
struct account_change {
    const char *family_name, *given_name, *organization, *language;
    const struct postal *postal;
    const char *learning; /* "true" or "false" */
};
extern const struct record account_change_record;
/* ERR_STALE if it was changed since this version of the row. */
enum err account_change(struct work *w, const struct account *seen, const struct account_change *c, struct account *out);

/* The region that keeps the musicians of a country, and its address; *host NULL: this house. */
enum err region_of(struct work *w, const char *country, const char **region, const char **host);

/* Sweep: who did not prove the address within 7 days is forgotten. */
enum err account_sweep(struct work *w);

#endif
