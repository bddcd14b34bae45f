/* SPDX-License-Identifier: ISC */
/* wake.h - tells the event streams of an account that something of it has changed.
 *
 * The note goes out when the transaction is committed.  A stream parks on the same topic:
 * reply_park(rq, wake_topic(a, account), ms). */
#ifndef APP_WAKE_H
#define APP_WAKE_H

#include "app/work.h"

const char *wake_topic(struct arena *a, int64_t account);
/* Nobody's (0) wakes nobody. */
enum err wake_account(struct work *w, int64_t account);

#endif
