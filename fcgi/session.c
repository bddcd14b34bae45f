/* SPDX-License-Identifier: ISC */
/* session.c - signing in, who am I, exit. */
#include "app/session.h"

#include "app/signin.h"
#include "fcgi/doors.h"
#include "fcgi/guest.h"

struct session_order {
    const char *email, *password, *code;
    bool remember;
};
static const struct field session_order_fields[] = {
    TEXT(session_order, email, .min = 1, .max = 254, .doc = "The account's address."),
    TEXT(session_order, password, .min = 1, .max = 1024, .doc = "The password."),
    TEXT(session_order, code, .optional = true, .max = 64, .doc = "Six digits, or a recovery code, where the second step is on."),
    BOOL(session_order, remember, .preset = "no", .doc = "Stay signed in on this device."),
};
const struct record session_order_record = RECORD(session_order, session_order_fields);

/* Who is signed in, as the page needs it on every screen. */
struct principal {
    const char *account_id, *given_name, *email, *language, *avatar_url;
    enum account_state state;
    bool fresh, staff;
};
static const struct field principal_fields[] = {
    UUID(principal, account_id),
    TEXT(principal, given_name, .optional = true),
    TEXT(principal, email, .optional = true),
    TEXT(principal, language),
    ENUM(principal, state, account_state),
    TEXT(principal, avatar_url, .optional = true),
    BOOL(principal, fresh, .doc = "The password or a code was given in the last 15 minutes."),
    BOOL(principal, staff),
};
const struct record principal_record = RECORD(principal, principal_fields);

const char *avatar_url(struct request *rq, const struct account *a)
{
    return a->avatar_id ? arena_printf(rq->work->arena, "/api/v1/me/avatar?v=%s", a->avatar_id) : NULL;
}

static enum err reply_principal(struct request *rq, const struct account *a, bool fresh)
{
    struct staff_roles roles;

    TRY(staff_roles_of(rq->work->db, a->id, rq->work->now, &roles));
    struct principal p = {
        .account_id = a->public_id, .given_name = a->given_name, .email = a->email, .language = a->language, .state = a->state,
        .avatar_url = avatar_url(rq, a),
        .fresh = fresh, .staff = *roles.roles != NULL,
    };
    reply_header(rq, "Cache-Control", "no-store");
    return reply_record(rq, 200, &principal_record, &p);
}

enum err session_post(struct request *rq)
{
    const struct session_order *o = rq->body;
    const struct keyring before = {cookie(rq, COOKIE_SESSION), cookie(rq, COOKIE_REMEMBER)};
    struct device d = guest_device(rq);
    struct account account;
    struct keyring ring;

    TRY(signin(rq->work, &(struct credentials){o->email, o->password, o->code}, &d, o->remember, &before, &ring, &account));
    guest_keyring(rq, &ring);
    return reply_principal(rq, &account, true);
}

enum err session_get(struct request *rq)
{
    struct account account;

    TRY(account_get(rq->work->db, rq->account, &account));
    return reply_principal(rq, &account, rq->guest.fresh);
}

/* Exit always works: with an old cookie, with none, twice. */
enum err session_delete(struct request *rq)
{
    TRY(session_exit(rq->work, cookie(rq, COOKIE_SESSION), cookie(rq, COOKIE_REMEMBER)));
    guest_cookie_drop(rq, COOKIE_SESSION);
    guest_cookie_drop(rq, COOKIE_REMEMBER);
    reply_header(rq, "Clear-Site-Data", "\"cache\", \"cookies\", \"storage\"");
    return reply_nothing(rq);
}
