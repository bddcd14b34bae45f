/* SPDX-License-Identifier: ISC */
/* event.h - the log that only grows: who did, accepted, saw what, and when.
 *
 * An event is written in the transaction of what it tells, and never changed.  Its data holds nothing
 * personal: no name, address, network or free text.  Such text is the note; it stands in event_note, and
 * only its salted SHA-256 in the data, so that erasing somebody never breaks the chain.
 *
 * The chain: once a minute the sealer numbers the events that are new and writes for each
 *     hash = SHA-256(hash of the seal before, in hex || canonical event)
 * where the first seal follows 64 zeros, and the canonical event is these values in this order, each
 * written as its length in bytes in decimal, ':', its bytes, ',' (an absent one is "-,"):
 *     seq, id, at (microseconds since 1970), actor_kind, actor, on_behalf, verb, object_kind, object,
 *     data (as PostgreSQL writes a jsonb).
 * Whoever knows a seal's number and hash (a head) knows all that came before it. */
#ifndef APP_EVENT_H
#define APP_EVENT_H

#include "app/work.h"

struct event_order {
    enum event_actor actor_kind;
    int64_t actor, on_behalf; /* accounts; 0: nobody */
    const char *verb, *object_kind, *object;
    const char *data; /* a JSON object, or NULL */
    const char *note; /* personal text, or NULL */
};
enum err event_put(struct work *w, const struct event_order *o);

/* Most events have their account as actor and as the one it is about. */
enum err event_by(struct work *w, int64_t account, const char *verb, const char *object_kind, const char *object,
                  const char *data);
/* What the house does by itself, about an account or nobody (0). */
enum err event_of_house(struct work *w, int64_t about, const char *verb, const char *object_kind,
                        const char *object, const char *data);

/* Seals what is new, one sealer at a time; *sealed: how many.  Many at once: call it until it is 0. */
enum err event_seal(struct work *w, int64_t *sealed);

struct event_head {
    int64_t seq;      /* 0: nothing is sealed yet */
    const char *hash; /* 64 hex digits */
};
enum err event_head(struct work *w, struct event_head *out);

/* What a walk along the chain found: wrong is NULL where all is well, else a sentence about the first
 * bad event, whose seal is seq (0: it has none) and whose id is event. */
struct event_verdict {
    struct event_head head; /* as computed */
    int64_t seq, event;
    const char *wrong;
};
/* heads: seals somebody wrote down at an earlier time. */
enum err event_verify(struct work *w, const struct event_head *heads, size_t n, struct event_verdict *out);

#endif
