/* SPDX-License-Identifier: ISC */
#include "fcgi/guest.h"

#include <string.h>

struct device guest_device(struct request *rq)
{
    /* The web server's word alone counts: X-Forwarded-For and its like are anybody's. */
    return device_of(rq->work->arena, header(rq, "REMOTE_ADDR"), header(rq, "HTTP_USER_AGENT"), header(rq, "HTTP_REFERER"));
}

/* ---- cookies ------------------------------------------------------------- */

void guest_cookie(struct request *rq, const char *name, const char *value, int64_t days)
{
    const char *lives = days ? arena_printf(rq->work->arena, "; Max-Age=%lld", (long long)days * 86400) : "";

    buf_printf(&rq->cookies, "Set-Cookie: %s=%s; Path=/; Secure; HttpOnly; SameSite=Lax%s\r\n", name, value, lives);
}

void guest_cookie_drop(struct request *rq, const char *name)
{
    buf_printf(&rq->cookies, "Set-Cookie: %s=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0\r\n", name);
}

void guest_keyring(struct request *rq, const struct keyring *ring)
{
    if (ring->session)
        guest_cookie(rq, COOKIE_SESSION, ring->session, 0);
    if (ring->remember)
        guest_cookie(rq, COOKIE_REMEMBER, ring->remember, rq->work->config->remember_days);
}

/* ---- who is it ----------------------------------------------------------- */

static enum err welcome(struct request *rq, const char *secret, enum session_kind kind, enum guest_by by)
{
    struct visitor v;
    enum err e = session_find(rq->work, secret, kind, &v);

    if (e == ERR_UNKNOWN)
        return OK; /* shows something that counts no more: nobody */
    TRY(e);
    rq->guest = (struct guest){
        .account = v.account,
        .session = v.session,
        .family = v.family,
        .by = by,
        .fresh = kind == SESSION_KIND_KEY ? false : session_is_fresh(rq->work, v.fresh_at),
        .state = v.state,
        .scopes = v.scopes,
    };
    rq->language = v.language;
    return OK;
}

static enum err by_key(struct request *rq, const char *authorization)
{
    if (strncasecmp(authorization, "Bearer ", 7) != 0)
        return OK;
    TRY(welcome(rq, authorization + 7, SESSION_KIND_KEY, BY_KEY));
    return rq->guest.account ? OK : refuse(ERR_UNKNOWN, "key", "this key is unknown or has ended");
}

static enum err by_remember(struct request *rq, const char *token)
{
    struct device d = guest_device(rq);
    struct keyring ring;
    enum err e = session_remembered(rq->work, token, &d, &ring);

    if (e == ERR_UNKNOWN) {
        guest_cookie_drop(rq, COOKIE_REMEMBER);
        return OK;
    }
    TRY(e);
    guest_keyring(rq, &ring);
    return welcome(rq, ring.session, SESSION_KIND_SESSION, BY_REMEMBER);
}

static enum err by_cookie(struct request *rq)
{
    const char *session = cookie(rq, COOKIE_SESSION), *remember = cookie(rq, COOKIE_REMEMBER);

    if (session)
        TRY(welcome(rq, session, SESSION_KIND_SESSION, BY_SESSION));
    return rq->guest.account || !remember ? OK : by_remember(rq, remember);
}

static enum err by_staff(struct request *rq)
{
    const char *secret = cookie(rq, COOKIE_STAFF);
    struct staff_roles roles;

    if (secret)
        TRY(welcome(rq, secret, SESSION_KIND_STAFF, BY_STAFF));
    if (!rq->guest.account)
        return OK;
    TRY(staff_roles_of(rq->work->db, rq->guest.account, rq->work->now, &roles));
    rq->guest.roles = roles.roles;
    if (!*roles.roles)
        rq->guest = (struct guest){0}; /* was staff once */
    return OK;
}

enum err guest_find(struct request *rq)
{
    const char *authorization = header(rq, "HTTP_AUTHORIZATION");
    unsigned who = rq->route->who & WHO_MASK;

    if (who == PROVIDER)
        return OK;
    if (who == STAFF)
        return by_staff(rq);
    return authorization ? by_key(rq, authorization) : by_cookie(rq);
}
