/* SPDX-License-Identifier: ISC */
#include "app/staff.h"

#include "app/account.h"
#include "app/event.h"
#include "app/password.h"
#include "app/person.h"
#include "app/token.h"

#include <string.h>

const char *const staff_role_words[] = {"support", "billing", "copyright", "legal", "admin", NULL};

static const int64_t LINK_FOR = DAYS(1);

/* ---- who is staff -------------------------------------------------------- */

static enum err by_address(struct work *w, const char *email, struct account *out)
{
    struct address address;

    TRY(person_address(w->arena, "email", email, &address));
    return account_by_email(w->db, address.key, out);
}

static enum err is_staff(struct work *w, int64_t account, bool *yes)
{
    struct staff_roles roles;

    TRY(staff_roles_of(w->db, account, w->now, &roles));
    *yes = *roles.roles != NULL;
    return OK;
}

static enum err staff_by_address(struct work *w, const char *email, struct account *out)
{
    bool staff;

    TRY(by_address(w, email, out));
    TRY(is_staff(w, out->id, &staff));
    return staff ? OK : fail(ERR_NOT_FOUND, "%s has no role", email);
}

/* An account without a password: its link lets its owner choose one. */
static enum err newcomer(struct work *w, const char *email, struct account *out)
{
    struct address address;

    TRY(person_address(w->arena, "email", email, &address));
    TRY(account_insert(w->db, uuid_new(w->arena, w->now), w->config->region, address.written, address.key, "Staff", "–", NULL, NULL, "en",
                       NULL, NULL, "{}", w->now, out));
    return account_verified(w->db, out->id, w->now);
}

enum err staff_add(struct work *w, const char *email, const char *role)
{
    CLEANUP(tx_end) struct tx tx = {0};
    const char *const rights[] = {role, NULL};
    struct account a;

    if (!role || word_index(staff_role_words, role) == ENUM_ABSENT)
        return blame("role", "a role is support, billing, copyright, legal or admin");
    TRY(tx_begin(w->db, &tx));
    enum err e = by_address(w, email, &a);
    TRY(e == ERR_NOT_FOUND ? newcomer(w, email, &a) : e);
    TRY(staff_permit(w->db, uuid_new(w->arena, w->now), a.id, rights, w->now));
    TRY(event_of_house(w, a.id, "staff.added", "account", a.public_id, arena_printf(w->arena, "{\"role\":\"%s\"}", role)));
    return tx_commit(&tx);
}

enum err staff_link(struct work *w, const char *email, const char **url)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct account a;
    const char *secret;

    TRY(tx_begin(w->db, &tx));
    TRY(staff_by_address(w, email, &a));
    TRY(token_new(w, a.id, TOKEN_PURPOSE_WELCOME, NULL, LINK_FOR, &secret));
    TRY(event_of_house(w, a.id, "staff.link", "account", a.public_id, NULL));
    *url = token_link(w, "staff/welcome", secret);
    return tx_commit(&tx);
}

enum err staff_totp_reset(struct work *w, const char *email)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct account a;

    TRY(tx_begin(w->db, &tx));
    TRY(by_address(w, email, &a));
    TRY(account_totp_off(w->db, a.id));
    TRY(session_end_all(w, a.id, NULL, NULL));
    TRY(event_of_house(w, a.id, "totp_off", "account", a.public_id, NULL));
    return tx_commit(&tx);
}

/* ---- in and out ---------------------------------------------------------- */

static enum err arrive(struct work *w, const struct account *a, const struct device *d, const char **secret)
{
    CLEANUP(tx_end) struct tx tx = {0};

    TRY(tx_begin(w->db, &tx));
    TRY(session_open_staff(w, a->id, d, a->totp_at != TIME_ABSENT, secret));
    TRY(event_put(w, &(struct event_order){.actor_kind = EVENT_ACTOR_STAFF, .actor = a->id, .verb = "login", .object_kind = "account", .object = a->public_id}));
    return tx_commit(&tx);
}

static enum err choose_password(struct work *w, const struct account *a, const char *password)
{
    const char *const known[] = {a->email ? a->email : "", NULL};
    const char *phc;

    if (!password)
        return a->password ? OK : blame("password", "please choose a password");
    TRY(password_fit(w, "password", password, known));
    TRY(password_hash(w, password, &phc));
    TRY(account_password_set(w->db, a->id, phc, w->now));
    return session_end_all(w, a->id, NULL, NULL);
}

enum err staff_welcome(struct work *w, const struct staff_arrival *s, const struct device *d, const char **secret)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct account a;
    struct token t;
    bool staff;

    TRY(token_look(w, TOKEN_PURPOSE_WELCOME, s->token, &t));
    TRY(account_get(w->db, t.account_id, &a));
    TRY(is_staff(w, a.id, &staff));
    if (!staff)
        return refuse(ERR_GONE, "token", "this link has been used or has ended; please ask for another one");
    if (a.totp_at != TIME_ABSENT && !s->code)
        return refuse(ERR_UNKNOWN, "totp_required", "please add the code that your device shows");
    if (a.totp_at != TIME_ABSENT)
        TRY(signin_again(w, &a, d, NULL, s->code)); /* counts wrong codes, whatever becomes of the link */
    TRY(tx_begin(w->db, &tx));
    TRY(token_take(w, TOKEN_PURPOSE_WELCOME, s->token, &t));
    TRY(choose_password(w, &a, s->password));
    TRY(arrive(w, &a, d, secret));
    return tx_commit(&tx);
}

enum err staff_signin(struct work *w, const struct credentials *c, const struct device *d, const char **secret)
{
    struct account a;
    bool staff;

    TRY(signin_check(w, c, d, &a));
    TRY(is_staff(w, a.id, &staff));
    if (!staff)
        return refuse(ERR_UNKNOWN, "credentials", "the address or the password is not right");
    if (a.totp_at == TIME_ABSENT)
        return refuse(ERR_DENIED, "totp_enrol", "set up the second step first: ask an administrator for a link");
    return arrive(w, &a, d, secret);
}

enum err staff_exit(struct work *w, const char *secret)
{
    struct visitor v;
    enum err e = session_find(w, secret, SESSION_KIND_STAFF, &v);

    return e == ERR_UNKNOWN ? OK : e != OK ? e : session_revoke(w->db, v.account, v.session, SESSION_KIND_STAFF, w->now);
}

enum err staff_enrolled(struct work *w, const char *session, const char **secret)
{
    *secret = secret_new(w->arena);
    return staff_session_full(w->db, session, token_hash(w->arena, *secret));
}
