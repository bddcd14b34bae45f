/* SPDX-License-Identifier: ISC */
#include "app/session.h"

#include "app/event.h"
#include "app/letters.h"
#include "app/token.h"

#include <string.h>

static const int64_t GRACE = SECONDS(30), FRESH_FOR = MINUTES(15), TOUCH_EVERY = SECONDS(60);

static int64_t idle_since(const struct work *w)
{
    return w->now - MINUTES(w->config->session_idle_minutes);
}

/* ---- remember me --------------------------------------------------------- */

/* selector:validator; the selector finds the row, the validator is the secret. */
static const char *remember_text(struct arena *a, const char *selector, const char *validator)
{
    return arena_printf(a, "%s:%s", selector, validator);
}

static const char *selector_new(struct arena *a)
{
    unsigned char bytes[16];

    random_bytes(bytes, sizeof bytes);
    return base64url_text(a, bytes, sizeof bytes);
}

static enum err remember_open(struct work *w, int64_t account, const struct device *d, const char *family, const char **out)
{
    const char *selector = selector_new(w->arena), *validator = secret_new(w->arena);
    struct session row;

    *out = remember_text(w->arena, selector, validator);
    return session_insert(w->db, uuid_new(w->arena, w->now), account, SESSION_KIND_REMEMBER, selector,
                          token_hash(w->arena, validator), family, NULL, NULL, d->name, d->agent, d->ip, d->referrer,
                          TIME_ABSENT, w->now + DAYS(w->config->remember_days), w->now, &row);
}

/* ---- sessions ------------------------------------------------------------ */

static enum err open_one(struct work *w, int64_t account, const struct device *d, const char *family, int64_t fresh_at,
                         const char **secret, struct session *row)
{
    *secret = secret_new(w->arena);
    return session_insert(w->db, uuid_new(w->arena, w->now), account, SESSION_KIND_SESSION, NULL, token_hash(w->arena, *secret),
                          family, NULL, NULL, d->name, d->agent, d->ip, d->referrer, fresh_at,
                          w->now + HOURS(w->config->session_hours), w->now, row);
}

enum err session_open(struct work *w, int64_t account, const struct device *d, bool remember, struct keyring *out,
                      struct session *row)
{
    const char *family = remember ? uuid_new(w->arena, w->now) : NULL;

    *out = (struct keyring){0};
    TRY(open_one(w, account, d, family, w->now, &out->session, row));
    return remember ? remember_open(w, account, d, family, &out->remember) : OK;
}

enum err session_open_staff(struct work *w, int64_t account, const struct device *d, bool enrolled, const char **secret)
{
    static const char *const enrolling[] = {"enrol", NULL};
    struct session row;

    *secret = secret_new(w->arena);
    return session_insert(w->db, uuid_new(w->arena, w->now), account, SESSION_KIND_STAFF, NULL, token_hash(w->arena, *secret),
                          NULL, NULL, enrolled ? NULL : enrolling, d->name, d->agent, d->ip, d->referrer, w->now,
                          w->now + HOURS(8), w->now, &row);
}

enum err session_find(struct work *w, const char *secret, enum session_kind kind, struct visitor *out)
{
    int64_t idle = kind == SESSION_KIND_KEY ? 1 : kind == SESSION_KIND_STAFF ? w->now - MINUTES(w->config->staff_idle_minutes) : idle_since(w);
    enum err e = session_visitor(w->db, token_hash(w->arena, secret), kind, w->now, idle, out);

    if (e == ERR_NOT_FOUND)
        return fail(ERR_UNKNOWN, "please sign in");
    TRY(e);
    /* Once a minute is enough to know whether somebody is still there, and spares a write a request. */
    return out->used_at + TOUCH_EVERY < w->now ? session_touch(w->db, out->session, out->account, w->now) : OK;
}

bool session_is_fresh(const struct work *w, int64_t fresh_at)
{
    return fresh_at != TIME_ABSENT && fresh_at + FRESH_FOR > w->now;
}

enum err session_freshen(struct work *w, const char *session, const char **secret)
{
    *secret = secret_new(w->arena);
    return session_renew(w->db, session, token_hash(w->arena, *secret), w->now);
}

enum err session_live(struct work *w, int64_t account, struct session **rows, size_t *n)
{
    return session_list(w->db, account, SESSION_KIND_SESSION, w->now, idle_since(w), rows, n);
}

/* ---- the exchange -------------------------------------------------------- */

static enum err over(void)
{
    return refuse(ERR_UNKNOWN, "remember", "please sign in again");
}

static enum err copied(struct work *w, const struct session *s)
{
    struct account account;

    TRY(session_revoke_family(w->db, s->account_id, s->family, w->now));
    TRY(account_get(w->db, s->account_id, &account));
    return letter_remember_stolen(w, account.id, token_link(w, "account", NULL));
}

/* Leaves the transaction committed in every case but trouble: a theft must not be undone by its refusal. */
static enum err exchange(struct work *w, const struct session *s, const char *validator, const struct device *d,
                         struct keyring *out, bool *good)
{
    const char *hash = token_hash(w->arena, validator);
    struct session row;

    *good = false;
    if (s->revoked_at != TIME_ABSENT || s->expires_at <= w->now)
        return OK;
    bool now = same_secret(hash, s->hash);
    bool just_before = s->old_hash && same_secret(hash, s->old_hash) && s->old_until > w->now;
    if (!now && !just_before)
        return copied(w, s);
    *good = true;
    TRY(open_one(w, s->account_id, d, s->family, TIME_ABSENT, &out->session, &row));
    if (!now)
        return OK; /* a second tab: the first one has the next token */
    const char *next = secret_new(w->arena);
    out->remember = remember_text(w->arena, s->selector, next);
    return session_rotate(w->db, s->id, token_hash(w->arena, next), w->now + GRACE, w->now, w->now + DAYS(w->config->remember_days));
}

enum err session_remembered(struct work *w, const char *token, const struct device *d, struct keyring *out)
{
    CLEANUP(tx_end) struct tx tx = {0};
    const char *colon = strchr(token, ':');
    struct session s;
    bool good;

    *out = (struct keyring){0};
    if (!colon)
        return over();
    TRY(tx_begin(w->db, &tx));
    enum err e = session_by_selector(w->db, arena_strndup(w->arena, token, (size_t)(colon - token)), &s);
    if (e == ERR_NOT_FOUND)
        return over();
    TRY(e);
    TRY(exchange(w, &s, colon + 1, d, out, &good));
    TRY(tx_commit(&tx));
    return good ? OK : over();
}

/* ---- the end ------------------------------------------------------------- */

static enum err exit_session(struct work *w, const char *secret)
{
    struct visitor v;
    enum err e = session_visitor(w->db, token_hash(w->arena, secret), SESSION_KIND_SESSION, w->now, idle_since(w), &v);

    return e == ERR_NOT_FOUND ? OK : e != OK ? e : session_revoke(w->db, v.account, v.session, SESSION_KIND_SESSION, w->now);
}

static enum err exit_remember(struct work *w, const char *token)
{
    const char *colon = strchr(token, ':');
    struct session s;

    if (!colon)
        return OK;
    enum err e = session_by_selector(w->db, arena_strndup(w->arena, token, (size_t)(colon - token)), &s);
    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e;
    const char *hash = token_hash(w->arena, colon + 1);
    bool theirs = same_secret(hash, s.hash) || (s.old_hash && same_secret(hash, s.old_hash));
    return theirs ? session_revoke_family(w->db, s.account_id, s.family, w->now) : OK;
}

enum err session_exit(struct work *w, const char *secret, const char *remember)
{
    CLEANUP(tx_end) struct tx tx = {0};

    TRY(tx_begin(w->db, &tx));
    if (secret)
        TRY(exit_session(w, secret));
    if (remember)
        TRY(exit_remember(w, remember));
    return tx_commit(&tx);
}

enum err session_end_all(struct work *w, int64_t account, const char *but, const char *family)
{
    return session_revoke_all(w->db, account, but, family, w->now);
}

enum err session_sweep(struct work *w)
{
    TRY(session_cut_ip(w->db, w->now - DAYS(90)));
    TRY(session_drop_old(w->db, w->now - DAYS(30)));
    TRY(attempt_drop_old(w->db, w->now - DAYS(1)));
    return token_drop_old(w->db, w->now - DAYS(30));
}
