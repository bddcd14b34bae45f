/* SPDX-License-Identifier: ISC */
#include "app/policy.h"

#include "app/event.h"
#include "base/buf.h"

#include <string.h>

/* ---- accepting --------------------------------------------------------------- */

static bool among(const char *const *ids, const char *id)
{
    for (; ids && *ids; ids++)
        if (!strcmp(*ids, id))
            return true;
    return false;
}

enum err policy_needed(struct work *w, const char *const *accepted, struct policy **rows, size_t *n)
{
    TRY(policy_in_force(w->db, w->now, rows, n));
    for (size_t i = 0; i < *n; i++)
        if (!among(accepted, (*rows)[i].id))
            return fail_at(__FILE__, __LINE__, ERR_INVALID, "policies", "accept",
                           "please accept every policy in force");
    return OK;
}

enum err policy_accepted(struct work *w, const struct account *a, const struct policy *p, const char *by)
{
    struct event_order o = {
        .actor_kind = EVENT_ACTOR_ACCOUNT,
        .actor = a->id,
        .on_behalf = a->id,
        .verb = "accept",
        .object_kind = "policy",
        .object = p->id,
        .data = arena_printf(w->arena, "{\"kind\":\"%s\",\"version\":%lld,\"hash\":\"%s\",\"by\":\"%s\"}", p->kind,
                             (long long)p->version, p->hash, by),
        .note = a->organization,
    };

    return event_put(w, &o);
}

enum err policy_accept(struct work *w, const struct account *a, const char *id)
{
    struct event_row *before;
    struct policy p;
    size_t n;

    TRY(policy_get(w->db, id, &p));
    if (strcmp(p.state, "effective") != 0 && strcmp(p.state, "announced") != 0)
        return refuse(ERR_CONFLICT, "policy_over", "this version is not the one in force");
    TRY(policy_accepted_last(w->db, a->id, p.id, &before, &n));
    if (n > 0)
        return OK;
    return policy_accepted(w, a, &p, "account");
}

/* ---- reading ------------------------------------------------------------------ */

/* {site_url} is the setting of that name.  Braces that hold no setting's name stay as they are. */
static const char *filled(struct work *w, const char *text)
{
    struct buf b = {.arena = w->arena};
    const char *open, *shut;

    while ((open = strchr(text, '{')) && (shut = strchr(open, '}'))) {
        const char *name = arena_strndup(w->arena, open + 1, (size_t)(shut - open - 1));
        const struct field *f = field_named(&config_record, name);
        buf_add(&b, text, (size_t)(open - text));
        if (f)
            buf_puts(&b, field_text(w->arena, f, w->config));
        else
            buf_add(&b, open, (size_t)(shut - open + 1));
        text = shut + 1;
    }
    buf_puts(&b, text);
    return b.ptr;
}

enum err policy_read(struct work *w, const char *kind, const char *language, int64_t at, struct policy_body *out)
{
    TRY(policy_at(w->db, kind, language, at, out));
    out->body = filled(w, out->body);
    return OK;
}

enum err policy_shelf(struct work *w, struct policy **rows, size_t *n)
{
    struct policy *now, *later;
    size_t in_force, announced;

    TRY(policy_in_force(w->db, w->now, &now, &in_force));
    TRY(policy_announced(w->db, w->now, &later, &announced));
    *n = in_force + announced;
    *rows = arena_alloc(w->arena, (*n + 1) * sizeof **rows);
    memcpy(*rows, now, in_force * sizeof *now);
    memcpy(*rows + in_force, later, announced * sizeof *later);
    return OK;
}
