/* SPDX-License-Identifier: ISC */
#include "app/credential.h"

#include "app/account.h"
#include "app/event.h"
#include "app/letters.h"
#include "app/password.h"
#include "app/person.h"
#include "app/signin.h"
#include "app/token.h"
#include "base/buf.h"
#include "json/json.h"

#include <string.h>

static const int64_t RESET_FOR = MINUTES(10), CONFIRM_FOR = DAYS(1), UNDO_FOR = HOURS(72);
enum { LETTERS_AN_HOUR = 5 };

/* ---- the password -------------------------------------------------------- */

static enum err fit_for(struct work *w, const struct account *a, const char *field, const char *password)
{
    const char *const known[] = {a->email ? a->email : "", a->family_name ? a->family_name : "", a->given_name ? a->given_name : "", NULL};
    bool same = false;

    TRY(password_fit(w, field, password, known));
    if (a->password)
        TRY(password_check(w, a->password, password, &same));
    return same ? blame(field, "this is the password you have; choose another one") : OK;
}

/* The password is another one: whoever knew the old one is out, and the owner hears of it. */
static enum err exchange(struct work *w, const struct account *a, const char *phc, const char *but)
{
    TRY(account_password_set(w->db, a->id, phc, w->now));
    TRY(session_end_all(w, a->id, but, NULL));
    TRY(token_void(w->db, a->id, TOKEN_PURPOSE_RESET, w->now));
    TRY(token_void(w->db, a->id, TOKEN_PURPOSE_EMAIL_NEW, w->now)); /* they may have begun to change the address */
    TRY(event_by(w, a->id, "password.changed", "account", a->public_id, NULL));
    return letter_password_changed(w, a->id, time_text(w->arena, w->now), token_link(w, "reset", NULL));
}

enum err password_change(struct work *w, const struct account *a, const struct device *d, const char *session,
                         const struct password_change *c, const char **secret)
{
    CLEANUP(tx_end) struct tx tx = {0};
    const char *phc;

    TRY(signin_again(w, a, d, c->old, NULL));
    TRY(fit_for(w, a, "new", c->new));
    TRY(password_hash(w, c->new, &phc));
    TRY(tx_begin(w->db, &tx));
    TRY(exchange(w, a, phc, session));
    TRY(session_freshen(w, session, secret));
    return tx_commit(&tx);
}

/* The account of an address; id 0 if there is none, or the address is none. */
static enum err addressed(struct work *w, const char *email, struct account *out)
{
    struct address address;

    *out = (struct account){0};
    if (person_address(w->arena, "email", email, &address) != OK)
        return OK;
    enum err e = account_by_email(w->db, address.key, out);
    if (e == ERR_NOT_FOUND)
        *out = (struct account){0};
    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err send_reset(struct work *w, const struct account *a)
{
    const char *secret;
    struct total sent;

    TRY(token_recent(w->db, a->id, TOKEN_PURPOSE_RESET, w->now - HOURS(1), &sent));
    if (sent.total >= LETTERS_AN_HOUR)
        return OK;
    TRY(token_new(w, a->id, TOKEN_PURPOSE_RESET, NULL, RESET_FOR, &secret));
    return letter_password_reset(w, a->id, token_link(w, "reset", secret));
}

enum err password_reset_ask(struct work *w, const char *email)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct account a;

    TRY(tx_begin(w->db, &tx));
    TRY(addressed(w, email, &a));
    if (a.id)
        TRY(send_reset(w, &a));
    return tx_commit(&tx);
}

/* Whoever has the letter has the address, so it is verified too. */
enum err password_reset(struct work *w, const char *token, const char *password)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct account a;
    struct token t;
    const char *phc;

    TRY(token_look(w, TOKEN_PURPOSE_RESET, token, &t));
    TRY(account_get(w->db, t.account_id, &a));
    TRY(fit_for(w, &a, "password", password));
    TRY(password_hash(w, password, &phc));
    TRY(tx_begin(w->db, &tx));
    TRY(token_take(w, TOKEN_PURPOSE_RESET, token, &t));
    TRY(account_verified(w->db, a.id, w->now));
    TRY(exchange(w, &a, phc, NULL));
    return tx_commit(&tx);
}

/* ---- the address --------------------------------------------------------- */

/* What the token of a change remembers. */
struct email_change {
    const char *email, *email_key;
};
static const struct field email_change_fields[] = {
    TEXT(email_change, email),
    TEXT(email_change, email_key),
};
static const struct record email_change_record = RECORD(email_change, email_change_fields);

static const char *remembered(struct work *w, const char *email, const char *email_key)
{
    struct buf b = {.arena = w->arena};

    json_record(&b, &email_change_record, &(struct email_change){email, email_key});
    return b.ptr;
}

static enum err recalled(struct work *w, const struct token *t, struct email_change *out)
{
    return json_read(w->arena, t->data, strlen(t->data), &email_change_record, out);
}

enum err email_change_ask(struct work *w, const struct account *a, const char *email)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct address address;
    struct account other;
    const char *secret;

    TRY(person_address(w->arena, "email", email, &address));
    TRY(tx_begin(w->db, &tx));
    TRY(addressed(w, email, &other));
    if (other.id == a->id)
        return blame("email", "this is your address already");
    if (other.id) {
        TRY(account_tell_owner(w, &other));
        return tx_commit(&tx);
    }
    TRY(token_new(w, a->id, TOKEN_PURPOSE_EMAIL_NEW, remembered(w, address.written, address.key), CONFIRM_FOR, &secret));
    TRY(letter_to_email_confirm(w, &(struct addressee){.account = a->id, .address = address.written}, address.written,
                                token_link(w, "email", secret)));
    return tx_commit(&tx);
}

static enum err set_address(struct work *w, const struct account *a, const struct email_change *c, const char *verb)
{
    enum err e = account_email_set(w->db, a->id, c->email, c->email_key);

    if (e == ERR_CONFLICT)
        return refuse(ERR_CONFLICT, "email_taken", "this address belongs to an account already");
    TRY(e);
    TRY(token_void(w->db, a->id, TOKEN_PURPOSE_RESET, w->now)); /* sent to an address that is no longer theirs */
    return event_by(w, a->id, verb, "account", a->public_id, NULL);
}

enum err email_change_confirm(struct work *w, const char *token)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct email_change change;
    struct account a;
    struct token t;
    const char *secret;

    TRY(tx_begin(w->db, &tx));
    TRY(token_take(w, TOKEN_PURPOSE_EMAIL_NEW, token, &t));
    TRY(recalled(w, &t, &change));
    TRY(account_lock(w->db, t.account_id, &a));
    TRY(token_new(w, a.id, TOKEN_PURPOSE_EMAIL_UNDO, remembered(w, a.email, a.email_key), UNDO_FOR, &secret));
    TRY(letter_to_email_undo(w, &(struct addressee){.account = a.id, .address = a.email}, change.email,
                             token_link(w, "email/undo", secret)));
    TRY(set_address(w, &a, &change, "email.changed"));
    TRY(account_verified(w->db, a.id, w->now));
    return tx_commit(&tx);
}

enum err email_change_undo(struct work *w, const char *token)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct email_change change;
    struct account a;
    struct token t;

    TRY(tx_begin(w->db, &tx));
    TRY(token_take(w, TOKEN_PURPOSE_EMAIL_UNDO, token, &t));
    TRY(recalled(w, &t, &change));
    TRY(account_lock(w->db, t.account_id, &a));
    TRY(set_address(w, &a, &change, "email.undone"));
    TRY(token_void(w->db, a.id, TOKEN_PURPOSE_EMAIL_NEW, w->now));
    TRY(token_void_since(w->db, a.id, TOKEN_PURPOSE_EMAIL_UNDO, t.created_at, w->now)); /* those of changes after this one */
    TRY(session_end_all(w, a.id, NULL, NULL));
    TRY(session_revoke_keys(w->db, a.id, w->now));
    TRY(send_reset(w, &a)); /* whoever changed it may know the password */
    return tx_commit(&tx);
}
