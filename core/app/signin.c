/* SPDX-License-Identifier: ISC */
#include "app/signin.h"

#include "app/event.h"
#include "app/letters.h"
#include "app/password.h"
#include "app/person.h"
#include "app/token.h"
#include "app/totp.h"
#include "base/buf.h"
#include "json/json.h"

#include <string.h>

enum { FREE_TRIES = 10, FREE_TRIES_NETWORK = 100, NETWORKS_MAX = 3 };

/* ---- wrong tries --------------------------------------------------------- */

/* What is counted: this address tried from here, and whatever is tried from this network. */
struct counters {
    const char *account, *network;
};

static struct counters counters_of(struct work *w, const char *email_key, const struct device *d)
{
    return (struct counters){
        .account = token_hash(w->arena, arena_printf(w->arena, "account %s %s", email_key, d->ip ? d->ip : "")),
        .network = token_hash(w->arena, arena_printf(w->arena, "network %s", d->network)),
    };
}

static enum err may_try(struct work *w, const char *key)
{
    struct attempt a;
    enum err e = attempt_get(w->db, key, &a);

    if (e == ERR_NOT_FOUND || (e == OK && a.until_at <= w->now))
        return OK;
    TRY(e);
    e = refuse(ERR_TOO_MANY, "slow_down", "too many wrong tries; please wait a moment");
    err_retry_after((int)((a.until_at - w->now) / 1000000) + 1);
    return e;
}

static enum err may_try_both(struct work *w, const struct counters *c)
{
    TRY(may_try(w, c->account));
    return may_try(w, c->network);
}

static enum err in_vain(struct work *w, const struct counters *c)
{
    int64_t forget = w->now - MINUTES(15);
    struct attempt a;

    TRY(attempt_failed(w->db, c->account, forget, w->now, FREE_TRIES, &a));
    return attempt_failed(w->db, c->network, forget, w->now, FREE_TRIES_NETWORK, &a);
}

static enum err wrong(struct work *w, const struct counters *c)
{
    TRY(in_vain(w, c));
    return refuse(ERR_UNKNOWN, "credentials", "the address or the password is not right");
}

/* ---- who is it ----------------------------------------------------------- */

static enum err second_step(struct work *w, const struct account *a, const char *code, const struct counters *c)
{
    if (a->totp_at == TIME_ABSENT)
        return OK;
    if (!code || !*code)
        return refuse(ERR_UNKNOWN, "totp_required", "please add the code that your device shows");
    enum err e = totp_check(w, a, code);
    if (e != ERR_DENIED)
        return e;
    TRY(in_vain(w, c));
    return refuse(ERR_UNKNOWN, "totp_wrong", "this code is not right or has been used");
}

static enum err rehash(struct work *w, const struct account *a, const char *password)
{
    const char *phc;

    if (!password_outdated(w, a->password))
        return OK;
    TRY(password_hash(w, password, &phc));
    return account_password_rehash(w->db, a->id, a->password, phc);
}

static enum err look_up(struct work *w, const char *email_key, struct account *out)
{
    enum err e = email_key ? account_by_email(w->db, email_key, out) : ERR_NOT_FOUND;

    if (e == ERR_NOT_FOUND)
        *out = (struct account){0};
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err signin_check(struct work *w, const struct credentials *c, const struct device *d, struct account *out)
{
    struct address address = {0};
    bool known = person_address(w->arena, "email", c->email, &address) == OK, right;
    struct counters counters = counters_of(w, known ? address.key : c->email, d);

    TRY(may_try_both(w, &counters));
    TRY(look_up(w, known ? address.key : NULL, out));
    TRY(password_check(w, out->password, c->password, &right));
    if (!right)
        return wrong(w, &counters);
    TRY(second_step(w, out, c->code, &counters));
    if (out->state == ACCOUNT_STATE_FROZEN_MINOR)
        return refuse(ERR_DENIED, "frozen", "this account is closed for now; please write to us");
    TRY(attempt_clear(w->db, counters.account));
    return rehash(w, out, c->password);
}

enum err signin_again(struct work *w, const struct account *a, const struct device *d, const char *password, const char *code)
{
    struct counters counters = counters_of(w, a->email_key ? a->email_key : "", d);
    bool right = false;

    TRY(may_try_both(w, &counters));
    if (password)
        TRY(password_check(w, a->password, password, &right));
    else if (code && a->totp_at != TIME_ABSENT) {
        enum err e = totp_check(w, a, code);
        if (e != OK && e != ERR_DENIED)
            return e;
        right = e == OK;
    }
    if (right)
        return OK;
    TRY(in_vain(w, &counters));
    return refuse(ERR_DENIED, "credentials", "that is not right; please try again");
}

/* ---- signing in ---------------------------------------------------------- */

static enum err write_down(struct work *w, const struct account *a, const struct device *d, const struct session *s)
{
    struct buf data = {.arena = w->arena};

    buf_puts(&data, "{\"agent\":");
    json_text(&data, d->agent);
    buf_puts(&data, ",\"device\":");
    json_text(&data, d->name);
    buf_puts(&data, "}");
    return event_by(w, a->id, "login", "session", s->id, data.ptr);
}

static enum err greet_device(struct work *w, const struct account *a, const struct device *d, const struct session_past *past)
{
    if (past->sessions == 0 || past->alike > 0)
        return OK;
    return letter_new_device(w, a->id, arena_printf(w->arena, "%s, %s", d->agent, d->name), time_text(w->arena, w->now),
                             token_link(w, "account", NULL));
}

/* One account is one person: more than three networks at one time are worth a human's look, and no more. */
static enum err count_networks(struct work *w, const struct account *a)
{
    const char *networks[NETWORKS_MAX + 1];
    struct session *rows;
    size_t n, different = 0;

    TRY(session_live(w, a->id, &rows, &n));
    for (size_t i = 0; i < n && different <= NETWORKS_MAX; i++) {
        const char *network = device_network(w->arena, rows[i].ip);
        size_t k = 0;
        while (k < different && strcmp(networks[k], network) != 0)
            k++;
        if (k == different)
            networks[different++] = network;
    }
    if (different <= NETWORKS_MAX)
        return OK;
    return account_matter_open(w->db, uuid_new(w->arena, w->now), "usage", a->id, "sessions", "{}", w->now);
}

enum err signin(struct work *w, const struct credentials *c, const struct device *d, bool remember,
                const struct keyring *before, struct keyring *out, struct account *account)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct session_past past;
    struct session row;

    TRY(signin_check(w, c, d, account));
    TRY(tx_begin(w->db, &tx));
    TRY(session_exit(w, before->session, before->remember));
    TRY(session_seen(w->db, account->id, d->name, d->agent, &past));
    TRY(session_open(w, account->id, d, remember, out, &row));
    TRY(session_touch(w->db, row.id, account->id, w->now));
    TRY(write_down(w, account, d, &row));
    TRY(greet_device(w, account, d, &past));
    TRY(count_networks(w, account));
    return tx_commit(&tx);
}
