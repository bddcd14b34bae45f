/* SPDX-License-Identifier: ISC */
#include "app/policy.h"

#include "app/event.h"

#include <string.h>

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
            return fail_at(__FILE__, __LINE__, ERR_INVALID, "policies", "accept", "please accept every policy in force");
    return OK;
}

enum err policy_accepted(struct work *w, const struct account *a, const struct policy *p, const char *by)
{
    return event_put(w, &(struct event_order){
                            .actor_kind = EVENT_ACTOR_ACCOUNT,
                            .actor = a->id,
                            .on_behalf = a->id,
                            .verb = "accept",
                            .object_kind = "policy",
                            .object = p->id,
                            .data = arena_printf(w->arena, "{\"kind\":\"%s\",\"version\":%lld,\"hash\":\"%s\",\"by\":\"%s\"}", p->kind,
                                                 (long long)p->version, p->hash, by),
                            .note = a->organization, /* for whom, as it was called then */
                        });
}

enum err policy_accept(struct work *w, const struct account *a, const char *id)
{
    struct policy p;

    TRY(policy_get(w->db, id, &p));
    if (strcmp(p.state, "effective") != 0 && strcmp(p.state, "announced") != 0)
        return refuse(ERR_CONFLICT, "policy_over", "this version is not the one in force");
    return policy_accepted(w, a, &p, "account");
}
