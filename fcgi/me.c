/* SPDX-License-Identifier: ISC */
/* me.c - the account as its owner sees and changes it. */
#include "app/account.h"

#include "app/consent.h"
#include "app/credential.h"
#include "app/preferences.h"
#include "app/signin.h"
#include "fcgi/doors.h"
#include "fcgi/guest.h"
#include "json/json.h"

#include <string.h>

static enum err me(struct request *rq, struct account *out)
{
    return account_get(rq->work->db, rq->account, out);
}

/* ---- everything on one screen -------------------------------------------- */

struct storage {
    int64_t used_bytes, limit_bytes;
};
static const struct field storage_fields[] = {INT(storage, used_bytes), INT(storage, limit_bytes)};
static const struct record storage_record = RECORD(storage, storage_fields);

struct profile {
    const char *account_id, *email, *family_name, *given_name, *organization, *postal, *language, *region, *plan;
    const char *preferences, *avatar_url;
    enum account_state state;
    int64_t plan_until, created_at, verified_at, row_version;
    bool learning, totp;
    const struct storage *storage;
    const struct consents *consents;
    struct list sessions, policies, cases;
};

/* A session as its owner reads it. */
struct session_view {
    const char *id, *device, *agent, *ip, *referrer;
    bool current, remembered;
    int64_t created_at, used_at, expires_at;
};
static const struct field session_view_fields[] = {
    UUID(session_view, id),
    BOOL(session_view, current, .doc = "The one that asks."),
    BOOL(session_view, remembered, .doc = "It came from, or made, a \"remember me\"."),
    TEXT(session_view, device, .optional = true),
    TEXT(session_view, agent, .optional = true),
    TEXT(session_view, ip, .optional = true, .doc = "Its network only, after 90 days."),
    TEXT(session_view, referrer, .optional = true),
    TIME(session_view, created_at),
    TIME(session_view, used_at),
    TIME(session_view, expires_at),
};
const struct record session_view_record = RECORD(session_view, session_view_fields);

static const struct field profile_fields[] = {
    UUID(profile, account_id),
    ENUM(profile, state, account_state),
    TEXT(profile, email, .optional = true),
    TEXT(profile, family_name, .optional = true),
    TEXT(profile, given_name, .optional = true),
    TEXT(profile, organization, .optional = true),
    JSON(profile, postal, .optional = true),
    TEXT(profile, language),
    TEXT(profile, region, .doc = "Where the account's data is kept."),
    TEXT(profile, plan),
    TIME(profile, plan_until, .optional = true),
    SUB(profile, storage, storage),
    JSON(profile, preferences),
    SUB(profile, consents, consents),
    BOOL(profile, learning, .doc = "Whether the engine may learn from this account's music."),
    BOOL(profile, totp, .doc = "Whether signing in takes a second step."),
    TEXT(profile, avatar_url, .optional = true),
    TIME(profile, created_at),
    TIME(profile, verified_at, .optional = true),
    LIST(profile, sessions, session_view),
    LIST(profile, policies, account_acceptance),
    LIST(profile, cases, account_case),
    INT(profile, row_version),
};
const struct record profile_record = RECORD(profile, profile_fields);

static enum err sessions_of(struct request *rq, struct list *out)
{
    struct session *rows;
    size_t n;

    TRY(session_live(rq->work, rq->account, &rows, &n));
    struct session_view *views = arena_alloc(rq->work->arena, (n + 1) * sizeof *views);
    for (size_t i = 0; i < n; i++)
        views[i] = (struct session_view){
            .id = rows[i].id, .device = rows[i].device, .agent = rows[i].agent, .ip = rows[i].ip, .referrer = rows[i].referrer,
            .current = rq->guest.session && !strcmp(rows[i].id, rq->guest.session), .remembered = rows[i].family != NULL,
            .created_at = rows[i].created_at, .used_at = rows[i].used_at, .expires_at = rows[i].expires_at,
        };
    *out = (struct list){views, n};
    return OK;
}

static enum err lists(struct request *rq, struct profile *p)
{
    struct account_acceptance *policies;
    struct account_case *cases;

    TRY(sessions_of(rq, &p->sessions));
    TRY(account_acceptances(rq->work->db, rq->account, &policies, &p->policies.count));
    TRY(account_cases(rq->work->db, rq->account, &cases, &p->cases.count));
    p->policies.rows = policies;
    p->cases.rows = cases;
    return OK;
}

static enum err reply_profile(struct request *rq, const struct account *a)
{
    struct total used;
    struct consents consents;
    struct storage storage = {.limit_bytes = rq->work->config->account_bytes_max};
    struct profile p = {
        .account_id = a->public_id, .email = a->email, .family_name = a->family_name, .given_name = a->given_name,
        .organization = a->organization, .postal = a->postal, .language = a->language, .region = a->region, .plan = a->plan,
        .preferences = a->preferences, .state = a->state, .plan_until = a->plan_until, .created_at = a->created_at,
        .verified_at = a->verified_at, .row_version = a->row_version, .learning = a->learning, .totp = a->totp_at != TIME_ABSENT,
        .storage = &storage, .consents = &consents, .avatar_url = avatar_url(rq, a),
    };

    TRY(account_bytes(rq->work->db, a->id, &used));
    storage.used_bytes = used.total;
    TRY(consent_read(rq->work, a, &consents));
    TRY(lists(rq, &p));
    reply_etag(rq, a->row_version);
    reply_header(rq, "Cache-Control", "no-store"); /* its ETag is of the row; the lists in it change without that */
    return reply_record(rq, 200, &profile_record, &p);
}

enum err me_get(struct request *rq)
{
    struct account a;

    TRY(me(rq, &a));
    return reply_profile(rq, &a);
}

enum err me_patch(struct request *rq)
{
    struct account a, changed;

    TRY(me(rq, &a));
    TRY(want_match(rq, a.row_version));
    TRY(account_change(rq->work, &a, rq->body, &changed));
    return reply_profile(rq, &changed);
}

/* ---- sessions ------------------------------------------------------------ */

enum err me_sessions_get(struct request *rq)
{
    struct list l;

    TRY(sessions_of(rq, &l));
    return reply_list(rq, &session_view_record, l.rows, l.count, NULL);
}

struct exit_asked {
    bool all;
};
static const struct field exit_asked_fields[] = {
    BOOL(exit_asked, all, .preset = "no", .doc = "Here too."),
};
const struct record exit_asked_record = RECORD(exit_asked, exit_asked_fields);

enum err me_sessions_delete(struct request *rq)
{
    const struct exit_asked *asked = rq->body;
    const char *but = asked->all ? NULL : rq->guest.session;

    TRY(session_end_all(rq->work, rq->account, but, but ? rq->guest.family : NULL));
    if (!but) {
        guest_cookie_drop(rq, COOKIE_SESSION);
        guest_cookie_drop(rq, COOKIE_REMEMBER);
        reply_header(rq, "Clear-Site-Data", "\"cache\", \"cookies\", \"storage\"");
    }
    return reply_nothing(rq);
}

enum err me_session_delete(struct request *rq)
{
    TRY(session_revoke(rq->work->db, rq->account, rq->param[0], SESSION_KIND_SESSION, rq->work->now));
    return reply_nothing(rq);
}

/* ---- once more, that it is you ------------------------------------------- */

struct fresh_order {
    const char *password, *code;
};
static const struct field fresh_order_fields[] = {
    TEXT(fresh_order, password, .optional = true, .min = 1, .max = 1024, .doc = "The password, or"),
    TEXT(fresh_order, code, .optional = true, .min = 1, .max = 64, .doc = "a code of the second step."),
};
const struct record fresh_order_record = RECORD(fresh_order, fresh_order_fields);

enum err me_fresh_post(struct request *rq)
{
    const struct fresh_order *o = rq->body;
    struct device d = guest_device(rq);
    struct keyring ring = {0};
    struct account a;

    if (!o->password && !o->code)
        return blame("password", "give the password or a code");
    TRY(me(rq, &a));
    TRY(signin_again(rq->work, &a, &d, o->password, o->code));
    TRY(session_freshen(rq->work, rq->guest.session, &ring.session));
    guest_keyring(rq, &ring);
    return reply_nothing(rq);
}

/* ---- password and address ------------------------------------------------ */

static const struct field password_change_fields[] = {
    TEXT(password_change, old, .min = 1, .max = 1024, .doc = "The password as it is."),
    TEXT(password_change, new, .min = 1, .max = 1024, .doc = "The password as it shall be."),
};
const struct record password_change_record = RECORD(password_change, password_change_fields);

enum err me_password_post(struct request *rq)
{
    struct device d = guest_device(rq);
    struct keyring ring = {0};
    struct account a;

    TRY(me(rq, &a));
    TRY(password_change(rq->work, &a, &d, rq->guest.session, rq->body, &ring.session));
    guest_keyring(rq, &ring);
    guest_cookie_drop(rq, COOKIE_REMEMBER);
    return reply_nothing(rq);
}

enum err me_email_post(struct request *rq)
{
    const struct email_order *o = rq->body;
    struct account a;

    TRY(me(rq, &a));
    TRY(email_change_ask(rq->work, &a, o->email));
    return reply_text(rq, 202, "application/json", "{}");
}

enum err me_email_confirm_post(struct request *rq)
{
    const struct token_order *o = rq->body;

    TRY(email_change_confirm(rq->work, o->token));
    return reply_nothing(rq);
}

enum err me_email_undo_post(struct request *rq)
{
    const struct token_order *o = rq->body;

    TRY(email_change_undo(rq->work, o->token));
    return reply_nothing(rq);
}

/* ---- wishes -------------------------------------------------------------- */

enum err me_preferences_get(struct request *rq)
{
    struct preferences p;
    struct account a;

    TRY(me(rq, &a));
    TRY(json_read_loose(rq->work->arena, a.preferences, strlen(a.preferences), &preferences_record, &p));
    return reply_record(rq, 200, &preferences_record, &p);
}

enum err me_preferences_put(struct request *rq)
{
    const struct preferences *p = rq->body;
    struct buf b = {.arena = rq->work->arena};

    json_record(&b, &preferences_record, p);
    TRY(account_preferences_set(rq->work->db, rq->account, b.ptr));
    return reply_record(rq, 200, &preferences_record, p);
}

enum err me_consents_get(struct request *rq)
{
    struct consents c;
    struct account a;

    TRY(me(rq, &a));
    TRY(consent_read(rq->work, &a, &c));
    return reply_record(rq, 200, &consents_record, &c);
}

enum err me_consents_put(struct request *rq)
{
    struct account a;

    TRY(me(rq, &a));
    TRY(consent_write(rq->work, &a, rq->body));
    return reply_record(rq, 200, &consents_record, rq->body);
}
