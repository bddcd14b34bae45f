/* SPDX-License-Identifier: ISC */
/* health.c - how the house is. */
#include "fcgi/doors.h"

enum err healthz_get(struct request *rq)
{
    return reply_text(rq, 200, "text/plain", "ok\n");
}
