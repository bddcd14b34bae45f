/* SPDX-License-Identifier: ISC */
/* admit.c - who is it, and may they use this door? */
#include "fcgi/guest.h"

#include <string.h>

static bool reads(const struct request *rq)
{
    return rq->method == GET || rq->method == HEAD || rq->method == OPTIONS;
}

/* Whoever waits, is suspended or leaves may look at everything and change nothing. */
static enum err in_good_standing(struct request *rq)
{
    switch (rq->guest.state) {
    case ACCOUNT_STATE_ACTIVE:
        return OK;
    case ACCOUNT_STATE_PENDING:
        return reads(rq) ? OK : refuse(ERR_DENIED, "email_unverified", "please open the link in our letter first");
    case ACCOUNT_STATE_SUSPENDED:
        return reads(rq) ? OK : refuse(ERR_DENIED, "suspended", "your account is suspended; you can still read and export");
    case ACCOUNT_STATE_CLOSING:
        return reads(rq) ? OK : refuse(ERR_DENIED, "closing", "your account is being closed; undo that first");
    case ACCOUNT_STATE_FROZEN_MINOR:
    case ACCOUNT_STATE_ERASED:
    case ACCOUNT_STATE_ABSENT:
        break;
    }
    return refuse(ERR_DENIED, "frozen", "this account is closed for now; please write to us");
}

static enum err key_fits(struct request *rq)
{
    const char *want = reads(rq) ? "read" : "write";

    if (!(rq->route->who & KEYS))
        return refuse(ERR_DENIED, "key_not_here", "this door does not open for API keys; please sign in");
    for (const char *const *s = rq->guest.scopes; s && *s; s++)
        if (!strcmp(*s, want))
            return OK;
    return refuse(ERR_DENIED, "scope", "this key may not %s", want);
}

static enum err staff_only(struct request *rq)
{
    if (rq->guest.by != BY_STAFF || !rq->guest.account)
        return fail(ERR_NOT_FOUND, "there is no such door");
    bool enrolling = rq->guest.scopes && *rq->guest.scopes;
    if (enrolling && strcmp(rq->path, "/api/v1/staff/totp") != 0 && strcmp(rq->path, "/api/v1/staff/session") != 0)
        return refuse(ERR_DENIED, "totp_enrol", "set up the second step first");
    return OK;
}

/* A test may say who comes; what that account may do is still looked up. */
static enum err find(struct request *rq)
{
    struct account_standing s;

    if (!rq->guest.account)
        return guest_find(rq);
    TRY(account_stand(rq->work->db, rq->guest.account, &s));
    rq->guest.state = s.state;
    return OK;
}

enum err admit(struct request *rq)
{
    unsigned who = rq->route->who & WHO_MASK;

    if (rq->work->db && who != PROVIDER)
        TRY(find(rq));
    rq->account = rq->guest.account;
    if (who == ANYONE || who == PROVIDER)
        return OK;
    if (who == STAFF)
        TRY(staff_only(rq));
    if (!rq->account)
        return refuse(ERR_UNKNOWN, "unauthenticated", "please sign in; the browser must keep our cookie for that");
    if (rq->guest.by == BY_KEY)
        TRY(key_fits(rq));
    if (who == USER)
        TRY(in_good_standing(rq));
    if (rq->route->who & FRESH && !rq->guest.fresh)
        return refuse(ERR_DENIED, "fresh_required", "please give your password or a code once more");
    return OK;
}
