/* SPDX-License-Identifier: ISC */
#include "app/account.h"

#include "app/event.h"
#include "app/letters.h"
#include "app/password.h"
#include "app/policy.h"
#include "app/token.h"
#include "base/buf.h"
#include "base/language.h"
#include "json/json.h"

#include <string.h>

static const struct field account_order_fields[] = {
    TEXT(account_order, family_name, .min = 1, .max = 100, .doc = "Family name; \"–\" if there is only one name."),
    TEXT(account_order, given_name, .min = 1, .max = 100, .doc = "Given name; \"–\" if there is only one name."),
    TEXT(account_order, organization, .optional = true, .max = 200, .doc = "For whom the terms are accepted, if not for oneself."),
    TEXT(account_order, email, .min = 3, .max = 254, .doc = "Where letters go; a link in the first one verifies it."),
    SUB(account_order, postal, postal, .doc = "The postal address."),
    SUB(account_order, born, born, .doc = "When they were born; only \"13 or over\" is kept."),
    TEXT(account_order, language, .min = 2, .max = 35, .doc = "BCP 47; the nearest of ours is taken."),
    TEXT(account_order, password, .min = 1, .max = PASSWORD_BYTES_MAX, .doc = "At least 8 characters, not easily guessed."),
    TEXTS(account_order, accept, .max = 20, .doc = "The ids of the policies in force (GET /policies)."),
    BOOL(account_order, residency_ok, .doc = "They know in which region their data is kept, and agree."),
    TEXT(account_order, referrer, .optional = true, .max = 300, .doc = "The page they came from."),
};
const struct record account_order_record = RECORD(account_order, account_order_fields);

static const int64_t VERIFY_FOR = DAYS(7);

/* ---- regions ------------------------------------------------------------- */

/* In "cn=CN MO;us=*" the region of a country; "*" is every other one. */
static const char *region_in(struct arena *a, const char *map, const char *country)
{
    const char *rest = NULL;

    for (const char *p = map; *p; p += strcspn(p, ";"), p += *p == ';') {
        size_t name = strcspn(p, "="), all = strcspn(p, ";");
        const char *list = arena_strndup(a, p + name + (name < all), all - name - (name < all));
        const char *region = arena_strndup(a, p, name);
        if (strstr(list, country))
            return region;
        if (strchr(list, '*'))
            rest = region;
    }
    return rest;
}

/* In "cn=https://cn.example;..." the address of a region; NULL if it is not there. */
static const char *host_in(struct arena *a, const char *map, const char *region)
{
    size_t n = strlen(region);

    for (const char *p = map; p && *p; p += strcspn(p, ";"), p += *p == ';')
        if (!strncmp(p, region, n) && p[n] == '=')
            return arena_strndup(a, p + n + 1, strcspn(p + n + 1, ";"));
    return NULL;
}

enum err region_of(struct work *w, const char *country, const char **region, const char **host)
{
    const char *r = region_in(w->arena, w->config->region_countries, country);

    *region = r ? r : w->config->region;
    *host = NULL;
    if (strcmp(*region, w->config->region) != 0) {
        *host = host_in(w->arena, w->config->region_hosts, *region);
        *host = *host ? *host : arena_printf(w->arena, "the house of region %s", *region);
    }
    return OK;
}

/* ---- signing up ---------------------------------------------------------- */

/* The order, clean and comparable. */
struct applicant {
    const char *family_name, *given_name, *organization, *postal, *language;
    struct postal home;
    struct address address;
};

static bool dash(const char *name)
{
    return !strcmp(name, "–") || !strcmp(name, "-");
}

static enum err names(struct work *w, const char *family, const char *given, struct applicant *out)
{
    TRY(person_name(w->arena, "family_name", family, &out->family_name));
    TRY(person_name(w->arena, "given_name", given, &out->given_name));
    if (dash(out->family_name) && dash(out->given_name))
        return blame("family_name", "one of the two names is needed");
    return OK;
}

static const char *as_json(struct arena *a, const struct record *r, const void *row)
{
    struct buf b = {.arena = a};

    json_record(&b, r, row);
    return b.ptr;
}

static enum err at_home_here(struct work *w, const char *country)
{
    const char *region, *host;

    TRY(region_of(w, country, &region, &host));
    return host ? refuse(ERR_REGION, "region", "accounts of your country are kept at %s", host) : OK;
}

static enum err read_order(struct work *w, const struct account_order *o, struct applicant *out)
{
    TRY(person_age(o->born, w->now));
    TRY(names(w, o->family_name, o->given_name, out));
    TRY(person_address(w->arena, "email", o->email, &out->address));
    TRY(person_postal(w->arena, o->postal, &out->home));
    TRY(at_home_here(w, out->home.country));
    const char *const known[] = {out->family_name, out->given_name, out->address.written, NULL};
    TRY(password_fit(w, "password", o->password, known));
    if (!o->residency_ok)
        return blame("residency_ok", "we need your consent to keep your data in region %s", w->config->region);
    out->organization = person_text(w->arena, o->organization);
    out->organization = out->organization && *out->organization ? out->organization : NULL;
    out->postal = as_json(w->arena, &postal_record, &out->home);
    out->language = language_near(o->language);
    return OK;
}

static enum err consent_to_transmission(struct work *w, const struct account *a, const char *country)
{
    const char *region = w->config->region;

    return event_by(w, a->id, "consent", "transmission", region,
                    arena_printf(w->arena, "{\"region\":\"%s\",\"country\":\"%s\",\"given\":true}", region, country));
}

static enum err ask_to_verify(struct work *w, int64_t account)
{
    const char *secret;

    TRY(token_new(w, account, TOKEN_PURPOSE_VERIFY, NULL, VERIFY_FOR, &secret));
    return letter_verify(w, account, token_link(w, "verify", secret));
}

enum err account_tell_owner(struct work *w, const struct account *a)
{
    const char *once = arena_printf(w->arena, "address_tried:%s:%lld", a->public_id, (long long)(w->now / HOURS(1)));

    return letter_to_address_tried(w, &(struct addressee){.account = a->id, .dedupe_key = once}, token_link(w, "signin", NULL),
                                   token_link(w, "reset", NULL));
}

static enum err tried_again(struct work *w, const char *email_key)
{
    struct account a;

    TRY(account_by_email(w->db, email_key, &a));
    return account_tell_owner(w, &a);
}

static const char SELF[] = "{\"family_name\":\"self\",\"given_name\":\"self\",\"organization\":\"self\",\"email\":\"self\","
                           "\"postal\":\"self\",\"language\":\"self\"}";

enum err account_open(struct work *w, const struct account_order *o, const struct device *d)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct policy *policies;
    struct applicant p = {0};
    struct account a;
    const char *phc;
    size_t n;

    TRY(read_order(w, o, &p));
    TRY(policy_needed(w, o->accept, &policies, &n));
    TRY(password_hash(w, o->password, &phc));
    struct device from = device_of(w->arena, NULL, NULL, o->referrer ? o->referrer : d->referrer);
    TRY(tx_begin(w->db, &tx));
    enum err e = account_insert(w->db, uuid_new(w->arena, w->now), w->config->region, p.address.written, p.address.key,
                                p.family_name, p.given_name, p.organization, p.postal, p.language, phc, from.referrer, SELF,
                                w->now, &a);
    if (e == ERR_CONFLICT) {
        TRY(tried_again(w, p.address.key));
        return tx_commit(&tx);
    }
    TRY(e);
    for (size_t i = 0; i < n; i++)
        TRY(policy_accepted(w, &a, &policies[i], "sign-up"));
    TRY(consent_to_transmission(w, &a, p.home.country));
    TRY(ask_to_verify(w, a.id));
    return tx_commit(&tx);
}

enum err account_verify(struct work *w, const char *token, int64_t *account)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct token t;

    TRY(tx_begin(w->db, &tx));
    TRY(token_take(w, TOKEN_PURPOSE_VERIFY, token, &t));
    TRY(account_verified(w->db, t.account_id, w->now));
    TRY(letter_welcome(w, t.account_id, token_link(w, "", NULL)));
    *account = t.account_id;
    return tx_commit(&tx);
}

/* Whether one more letter of a kind may go: five an hour. */
static enum err may_write(struct work *w, int64_t account, enum token_purpose purpose, bool *may)
{
    struct total sent;

    TRY(token_recent(w->db, account, purpose, w->now - HOURS(1), &sent));
    *may = sent.total < 5;
    return OK;
}

/* The account of an address; ERR_NOT_FOUND if there is none, or the address is none. */
static enum err addressed(struct work *w, const char *email, struct account *out)
{
    struct address address;

    if (person_address(w->arena, "email", email, &address) != OK)
        return fail(ERR_NOT_FOUND, "there is no such thing");
    return account_by_email(w->db, address.key, out);
}

enum err account_verify_again(struct work *w, const char *email)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct account a;
    bool may;

    TRY(tx_begin(w->db, &tx));
    enum err e = addressed(w, email, &a);
    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    TRY(may_write(w, a.id, TOKEN_PURPOSE_VERIFY, &may));
    if (!may || a.state != ACCOUNT_STATE_PENDING)
        return OK;
    TRY(ask_to_verify(w, a.id));
    return tx_commit(&tx);
}

/* ---- changing ------------------------------------------------------------ */

static const struct field account_change_fields[] = {
    TEXT(account_change, family_name, .optional = true, .min = 1, .max = 100),
    TEXT(account_change, given_name, .optional = true, .min = 1, .max = 100),
    TEXT(account_change, organization, .optional = true, .max = 200, .doc = "Empty: none any more. What was accepted for it keeps its name."),
    TEXT(account_change, language, .optional = true, .min = 1, .max = 35, .doc = "BCP 47; the nearest of ours is taken."),
    SUB(account_change, postal, postal, .optional = true),
    JSON(account_change, learning, .optional = true, .doc = "true or false: whether the engine may learn from this account's music."),
};
const struct record account_change_record = RECORD(account_change, account_change_fields);

/* Who moves to a country that another region keeps is asked by a human; nothing moves silently. */
static enum err moves_away(struct work *w, const struct account *a, const char *country)
{
    const char *region, *host;

    TRY(region_of(w, country, &region, &host));
    if (!host)
        return OK;
    return account_matter_open(w->db, uuid_new(w->arena, w->now), "residency", a->id, region,
                               arena_printf(w->arena, "{\"country\":\"%s\",\"region\":\"%s\"}", country, region), w->now);
}

static enum err merge(struct work *w, const struct account *seen, const struct account_change *c, struct account *next)
{
    struct applicant names_now = {0};
    struct postal home;

    *next = *seen;
    TRY(names(w, c->family_name ? c->family_name : seen->family_name, c->given_name ? c->given_name : seen->given_name, &names_now));
    next->family_name = names_now.family_name;
    next->given_name = names_now.given_name;
    if (c->organization)
        next->organization = *person_text(w->arena, c->organization) ? person_text(w->arena, c->organization) : NULL;
    if (c->language)
        next->language = language_near(c->language);
    if (c->learning && strcmp(c->learning, "true") != 0 && strcmp(c->learning, "false") != 0)
        return blame("learning", "must be true or false");
    if (c->learning)
        next->learning = !strcmp(c->learning, "true");
    if (!c->postal)
        return OK;
    TRY(person_postal(w->arena, c->postal, &home));
    next->postal = as_json(w->arena, &postal_record, &home);
    return moves_away(w, seen, home.country);
}

/* The event says which fields, not what stands in them. */
static const char *changed_fields(struct arena *a, const struct account_change *c)
{
    struct buf b = {.arena = a};

    buf_puts(&b, "{\"fields\":[");
    for (size_t i = 0; i < account_change_record.count; i++)
        if (!field_absent(&account_change_fields[i], c))
            buf_printf(&b, "%s\"%s\"", b.ptr[b.len - 1] == '[' ? "" : ",", account_change_fields[i].name);
    buf_puts(&b, "]}");
    return b.ptr;
}

enum err account_change(struct work *w, const struct account *seen, const struct account_change *c, struct account *out)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct account next;

    TRY(tx_begin(w->db, &tx));
    TRY(merge(w, seen, c, &next));
    enum err e = account_update(w->db, seen->id, seen->row_version, next.family_name, next.given_name, next.organization, next.postal,
                                next.language, next.learning, out);
    if (e == ERR_CONFLICT)
        return fail(ERR_STALE, "somebody changed this meanwhile; load it again, then change it");
    TRY(e);
    TRY(event_by(w, seen->id, "account.changed", "account", seen->public_id, changed_fields(w->arena, c)));
    return tx_commit(&tx);
}

enum err account_sweep(struct work *w)
{
    return account_unverified_drop(w->db, w->now - VERIFY_FOR);
}
