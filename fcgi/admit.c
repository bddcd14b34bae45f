/* SPDX-License-Identifier: ISC */
/* admit.c - who is it, and may they use this door? */
#include "fcgi/request.h"

enum err admit(struct request *rq)
{
    unsigned who = rq->route->who & WHO_MASK;

    rq->account = rq->guest.account;
    if (who == ANYONE || who == PROVIDER)
        return OK;
    if (who == STAFF && rq->guest.by != BY_STAFF)
        return fail(ERR_NOT_FOUND, "there is no such door");
    return rq->account ? OK : fail(ERR_UNKNOWN, "please sign in");
}
