/* SPDX-License-Identifier: ISC */
#include "app/matter.h"

#include "app/event.h"
#include "app/wake.h"

#include <string.h>

/* The first line of a kind is where it begins.  A kind that has no lines goes by those of "". */
static const struct {
    const char *kind, *from, *to;
} STEPS[] = {
    {"", "open", "answered closed"},
    {"", "answered", "open closed"},

    {"refund", "open", "correction_offered refund_due void_by_dispute withdrawn"},
    {"refund", "correction_offered", "accepted open refund_due void_by_dispute withdrawn"},
    {"refund", "refund_due", "refunding late void_by_dispute"},
    {"refund", "refunding", "refunded late void_by_dispute"},
    {"refund", "late", "refunding refunded void_by_dispute"},
    {"refund", "void_by_dispute", "open closed"},

    {"dispute", "open", "resolved"},

    {"agreement", "eligible", "talking declined"},
    {"agreement", "talking", "proposed declined"},
    {"agreement", "proposed", "accepted talking declined"},
    {"agreement", "accepted", "active declined"},
    {"agreement", "active", "expired ended"},

    {"copyright", "received", "incomplete valid withdrawn"},
    {"copyright", "incomplete", "valid withdrawn closed"},
    {"copyright", "valid", "disabled withdrawn"},
    {"copyright", "disabled", "counter upheld withdrawn"},
    {"copyright", "counter", "waiting withdrawn"},
    {"copyright", "waiting", "restored court_hold withdrawn"},
    {"copyright", "court_hold", "restored upheld"},

    {"usage", "flagged", "notified closed"},
    {"usage", "open", "notified closed"},
    {"usage", "notified", "answered silent"},
    {"usage", "answered", "closed plan_changed suspended"},
    {"usage", "silent", "answered closed plan_changed suspended"},

    {"access", "received", "proof_wait verified refused"},
    {"access", "proof_wait", "verified refused"},
    {"access", "verified", "fulfilled refused"},
    {"correction", "received", "proof_wait verified refused"},
    {"correction", "proof_wait", "verified refused"},
    {"correction", "verified", "fulfilled refused"},

    {"minor", "open", "frozen parent_ok unfounded"},
    {"minor", "frozen", "parent_ok erased unfounded"},
};
enum { STEP_COUNT = sizeof STEPS / sizeof *STEPS };

static const char *lines_of(const char *kind)
{
    for (size_t i = 0; i < STEP_COUNT; i++)
        if (!strcmp(STEPS[i].kind, kind))
            return kind;
    return "";
}

static const char *first_state(const char *kind)
{
    size_t i = 0;

    while (strcmp(STEPS[i].kind, lines_of(kind)) != 0)
        i++;
    return STEPS[i].from;
}

/* Where a state leads, as words; NULL: nowhere. */
static const char *ways_out(const char *kind, const char *from)
{
    for (size_t i = 0; i < STEP_COUNT; i++)
        if (!strcmp(STEPS[i].kind, lines_of(kind)) && !strcmp(STEPS[i].from, from))
            return STEPS[i].to;
    return NULL;
}

bool matter_may(const char *kind, const char *from, const char *to)
{
    size_t n = strlen(to);

    for (const char *p = ways_out(kind, from); p && *p; p += strcspn(p, " "), p += *p == ' ')
        if (strcspn(p, " ") == n && !strncmp(p, to, n))
            return true;
    return false;
}

/* ---- opening and talking ----------------------------------------------------------- */

static enum err insert(struct work *w, const struct matter_order *o, struct matter *out)
{
    CLEANUP(tx_end) struct tx tx = {0};

    TRY(tx_begin(w->db, &tx));
    TRY(matter_insert(w->db, uuid_new(w->arena, w->now), o->kind, o->account, o->subject_kind, o->subject,
                      first_state(o->kind), o->deadline_at, o->data ? o->data : "{}", w->now, out));
    TRY(event_of_house(w, o->account, "matter.opened", "matter", out->id,
                       arena_printf(w->arena, "{\"kind\":\"%s\"}", out->kind)));
    TRY(wake_account(w, o->account));
    return tx_commit(&tx);
}

enum err matter_open(struct work *w, const struct matter_order *o, struct matter *out, bool *fresh)
{
    enum err e = insert(w, o, out);

    if (fresh)
        *fresh = e == OK;
    if (e != ERR_CONFLICT)
        return e;
    return matter_about(w->db, o->kind, o->account, o->subject_kind, o->subject, out);
}

enum err matter_say(struct work *w, const struct message_order *o, struct message *out)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct matter m;

    if (o->channel == MESSAGE_CHANNEL_SOCIAL && !o->source_url)
        return blame("source_url", "say where this was written");
    TRY(tx_begin(w->db, &tx));
    TRY(matter_get(w->db, o->matter, &m));
    TRY(message_insert(w->db, uuid_new(w->arena, w->now), m.id, o->author_kind, o->author, o->channel, o->body,
                       o->source_url, w->now, out));
    TRY(wake_account(w, m.account_id));
    return tx_commit(&tx);
}

/* ---- from state to state ------------------------------------------------------------ */

static enum err note_step(struct work *w, const struct matter *m, const char *from, int64_t by)
{
    struct event_order o = {
        .actor_kind = by ? EVENT_ACTOR_STAFF : EVENT_ACTOR_SYSTEM,
        .actor = by,
        .on_behalf = m->account_id == INT_ABSENT ? 0 : m->account_id,
        .verb = "matter.moved",
        .object_kind = "matter",
        .object = m->id,
        .data = arena_printf(w->arena, "{\"kind\":\"%s\",\"from\":\"%s\",\"to\":\"%s\"}", m->kind, from, m->state),
    };

    return event_put(w, &o);
}

enum err matter_move(struct work *w, const char *id, const char *from, const char *to, const char *outcome, int64_t by,
                     struct matter *out)
{
    CLEANUP(tx_end) struct tx tx = {0};
    struct matter m;

    TRY(tx_begin(w->db, &tx));
    TRY(matter_get(w->db, id, &m));
    if (!matter_may(m.kind, from, to))
        return fail(ERR_CONFLICT, "a %s case does not go from %s to %s", m.kind, from, to);
    int64_t closed_at = ways_out(m.kind, to) ? TIME_ABSENT : w->now;
    TRY(matter_step(w->db, id, from, to, outcome, closed_at, out));
    TRY(note_step(w, out, from, by));
    TRY(wake_account(w, out->account_id));
    return tx_commit(&tx);
}
