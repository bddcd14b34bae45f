/* SPDX-License-Identifier: ISC */
#include "app/key.h"

#include "app/event.h"
#include "app/person.h"
#include "app/token.h"

#include <string.h>

enum { SHOWN = 11 }; /* of the key: "mk_" and eight letters */

static const int64_t FOR_EVER = 1; /* a key is not idle */

static enum err check_scopes(const char *const *scopes)
{
    size_t n = 0;

    for (; scopes[n]; n++)
        if (strcmp(scopes[n], "read") != 0 && strcmp(scopes[n], "write") != 0)
            return blame("scopes", "a scope is read or write");
    return n == 1 || (n == 2 && strcmp(scopes[0], scopes[1]) != 0) ? OK : blame("scopes", "say read, write or both");
}

enum err key_list(struct work *w, int64_t account, struct session **rows, size_t *n)
{
    return session_list(w->db, account, SESSION_KIND_KEY, w->now, FOR_EVER, rows, n);
}

enum err key_new(struct work *w, const struct account *a, const char *name, const char *const *scopes, const char **secret,
                 struct session *row)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct session *keys;
    struct account locked;
    size_t n;

    TRY(person_name(w->arena, "name", name, &name));
    TRY(check_scopes(scopes));
    TRY(tx_begin(w->db, &tx));
    TRY(account_lock(w->db, a->id, &locked)); /* two at once must not both be the last one */
    TRY(key_list(w, a->id, &keys, &n));
    if (n >= KEYS_MAX)
        return fail(ERR_TOO_MANY, "%d keys are the most; drop one first", KEYS_MAX);
    *secret = arena_printf(w->arena, "mk_%s", secret_new(w->arena));
    TRY(session_insert(w->db, uuid_new(w->arena, w->now), a->id, SESSION_KIND_KEY, arena_strndup(w->arena, *secret, SHOWN),
                       token_hash(w->arena, *secret), NULL, name, scopes, NULL, NULL, NULL, NULL, TIME_ABSENT, w->now + DAYS(365),
                       w->now, row));
    TRY(event_by(w, a->id, "key.made", "session", row->id, NULL));
    return tx_commit(&tx);
}

enum err key_drop(struct work *w, const struct account *a, const char *id)
{
    CLEANUP(tx_end) struct tx tx = {0};

    TRY(tx_begin(w->db, &tx));
    TRY(session_revoke(w->db, a->id, id, SESSION_KIND_KEY, w->now));
    TRY(event_by(w, a->id, "key.dropped", "session", id, NULL));
    return tx_commit(&tx);
}
