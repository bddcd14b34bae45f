/* SPDX-License-Identifier: ISC */
#include "app/permit.h"

#include "app/event.h"
#include "json/json.h"

#include <string.h>

static bool among(const char *const *words, const char *word)
{
    for (; words && *words; words++)
        if (!strcmp(*words, word))
            return true;
    return false;
}

static enum err note(struct work *w, int64_t by, const char *verb, const char *id)
{
    return by ? event_by(w, by, verb, "permit", id, NULL) : event_of_house(w, 0, verb, "permit", id, NULL);
}

/* ---- giving --------------------------------------------------------------------- */

enum err permit_give(struct work *w, const struct permit_order *o, struct permit *out)
{
    CLEANUP(tx_end) struct tx tx = {0};

    TRY(tx_begin(w->db, &tx));
    TRY(permit_insert(w->db, uuid_new(w->arena, w->now), o->subject_kind, o->subject, o->object_kind, o->object,
                      o->rights, o->limits ? o->limits : "{}", o->parent,
                      o->asked ? PERMIT_STATE_REQUESTED : PERMIT_STATE_ACTIVE, o->by, w->now, o->expires_at, out));
    if (o->expires_at != TIME_ABSENT)
        TRY(due_put(w, PERMIT_END, "permit", out->id, o->expires_at));
    TRY(note(w, o->by, o->asked ? "permit.asked" : "permit.given", out->id));
    return tx_commit(&tx);
}

/* ---- asking --------------------------------------------------------------------- */

enum err permit_check(struct work *w, enum permit_subject kind, const char *subject, const char *object_kind,
                      const char *object, const char *right, struct permit *out)
{
    struct permit *rows;
    size_t n;

    TRY(permit_find(w->db, kind, subject, object_kind, object, w->now, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (among(rows[i].rights, right)) {
            *out = rows[i];
            return OK;
        }
    return fail(ERR_NOT_FOUND, "there is no such thing");
}

enum err permit_rights(struct work *w, enum permit_subject kind, const char *subject, const char *object_kind,
                       const char *object, const char *const **rights)
{
    struct permit *rows;
    size_t n, most = 0, k = 0;

    TRY(permit_find(w->db, kind, subject, object_kind, object, w->now, &rows, &n));
    for (size_t i = 0; i < n; i++)
        for (size_t r = 0; rows[i].rights[r]; r++)
            most++;
    const char **all = arena_alloc(w->arena, (most + 1) * sizeof *all);
    for (size_t i = 0; i < n; i++)
        for (size_t r = 0; rows[i].rights[r]; r++)
            if (!among(all, rows[i].rights[r]))
                all[k++] = rows[i].rights[r];
    *rights = all;
    return OK;
}

/* ---- from state to state ---------------------------------------------------------- */

static const char *const ASKED[] = {"requested", NULL}, *const ACTIVE[] = {"active", NULL},
                         *const PAUSED[] = {"paused", NULL}, *const LIVING[] = {"requested", "active", "paused", NULL};

static enum err move(struct work *w, const char *id, const char *const *from, enum permit_state to, int64_t by,
                     const char *verb)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct permit *moved;
    bool found = false;
    size_t n;

    TRY(tx_begin(w->db, &tx));
    TRY(permit_move(w->db, id, from, to, w->now, &moved, &n));
    for (size_t i = 0; i < n; i++) {
        found |= !strcmp(moved[i].id, id);
        if (moved[i].ended_at != TIME_ABSENT)
            TRY(due_drop(w, PERMIT_END, "permit", moved[i].id));
        TRY(note(w, by, verb, moved[i].id));
    }
    if (!found)
        return fail(ERR_CONFLICT, "it is not in a state that allows this");
    return tx_commit(&tx);
}

enum err permit_agree(struct work *w, const char *id, int64_t by)
{
    return move(w, id, ASKED, PERMIT_STATE_ACTIVE, by, "permit.agreed");
}

enum err permit_pause(struct work *w, const char *id, int64_t by)
{
    return move(w, id, ACTIVE, PERMIT_STATE_PAUSED, by, "permit.paused");
}

enum err permit_resume(struct work *w, const char *id, int64_t by)
{
    return move(w, id, PAUSED, PERMIT_STATE_ACTIVE, by, "permit.resumed");
}

enum err permit_revoke(struct work *w, const char *id, int64_t by)
{
    return move(w, id, LIVING, PERMIT_STATE_REVOKED, by, "permit.revoked");
}

enum err permit_end(struct work *w, const struct due_row *d)
{
    enum err e = move(w, d->object, LIVING, PERMIT_STATE_EXPIRED, 0, "permit.expired");

    return e == ERR_CONFLICT ? OK : e; /* it had ended before */
}

/* ---- using ------------------------------------------------------------------------ */

struct permit_limits {
    int64_t uses;
};
static const struct field permit_limits_fields[] = {
    INT(permit_limits, uses, .optional = true, .min = 1, .max = 1e9, .doc = "How often it may be used."),
};
static const struct record permit_limits_record = RECORD(permit_limits, permit_limits_fields);

enum err permit_spend(struct work *w, const char *id)
{
    struct permit_limits limits;
    struct permit p;

    TRY(permit_use(w->db, id, w->now, &p));
    TRY(json_read_loose(w->arena, p.limits, strlen(p.limits), &permit_limits_record, &limits));
    if (limits.uses == INT_ABSENT || p.uses < limits.uses)
        return OK;
    return move(w, id, ACTIVE, PERMIT_STATE_EXHAUSTED, 0, "permit.exhausted");
}
