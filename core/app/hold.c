/* SPDX-License-Identifier: ISC */
#include "app/hold.h"

#include "app/event.h"

static enum err note(struct work *w, int64_t by, const char *verb, const struct hold *h)
{
    struct event_order o = {
        .actor_kind = by ? EVENT_ACTOR_STAFF : EVENT_ACTOR_SYSTEM,
        .actor = by,
        .verb = verb,
        .object_kind = h->object_kind,
        .object = h->object,
        .data = arena_printf(w->arena, "{\"hold\":\"%s\"}", h->id),
        .note = h->reason,
    };

    return event_put(w, &o);
}

enum err hold_put(struct work *w, const struct hold_order *o, struct hold *out)
{
    CLEANUP(tx_end) struct tx tx = {0};

    TRY(tx_begin(w->db, &tx));
    TRY(hold_insert(w->db, uuid_new(w->arena, w->now), o->object_kind, o->object, o->basis, o->reason, o->by, w->now,
                    o->until_at, out));
    if (o->until_at != TIME_ABSENT)
        TRY(due_put(w, HOLD_END, "hold", out->id, o->until_at));
    TRY(note(w, o->by, "hold.put", out));
    return tx_commit(&tx);
}

static enum err lift(struct work *w, const char *id, int64_t by, const char *verb)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct hold h;

    TRY(tx_begin(w->db, &tx));
    TRY(hold_release(w->db, id, w->now, &h));
    TRY(note(w, by, verb, &h));
    return tx_commit(&tx);
}

enum err hold_lift(struct work *w, const char *id, int64_t by)
{
    TRY(lift(w, id, by, "hold.lifted"));
    return due_drop(w, HOLD_END, "hold", id);
}

enum err hold_end(struct work *w, const struct due_row *d)
{
    enum err e = lift(w, d->object, 0, "hold.ended");

    return e == ERR_CONFLICT ? OK : e; /* it was lifted before */
}

enum err hold_check(struct work *w, const char *object_kind, const char *object)
{
    struct hold *rows;
    size_t n;

    TRY(hold_live(w->db, object_kind, object, w->now, &rows, &n));
    return n == 0 ? OK : fail(ERR_HELD, "it has to be kept: %s", rows[0].reason);
}
