/* SPDX-License-Identifier: ISC */
#include "app/wake.h"

const char *wake_topic(struct arena *a, int64_t account)
{
    return arena_printf(a, "account/%lld", (long long)account);
}

enum err wake_account(struct work *w, int64_t account)
{
    return account > 0 ? note_put(w->db, "wake", wake_topic(w->arena, account)) : OK;
}
