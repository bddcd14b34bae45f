-- The log that only grows; core/app/event.h tells its rules.
-- enum event_actor: account, staff, system, visitor, partner

-- record event_row
--   id           int
--   at           time
--   actor_kind   event_actor
--   actor        int?
--   on_behalf    int?
--   verb         text
--   object_kind  text
--   object       text
--   data         json

-- record event_link
--   seq          int?
--   hash         text?
--   id           int?
--   at           time?
--   actor_kind   text?
--   actor        int?
--   on_behalf    int?
--   verb         text?
--   object_kind  text?
--   object       text?
--   data         text?
--   salt         text?
--   note         text?
--   note_sha256  text?

-- record event_last
--   seq   int
--   hash  text

-- query event_insert: an event, its note beside it, and its place in the queue of the sealer
--   in   at time, actor_kind event_actor, actor int, on_behalf int, verb text, object_kind text
--   in   object text, data json, salt text, note text
--   out  nothing
WITH fresh AS (
    INSERT INTO event (at, actor_kind, actor, on_behalf, verb, object_kind, object, data)
    VALUES (:at, :actor_kind, NULLIF(:actor, 0), NULLIF(:on_behalf, 0), :verb, :object_kind, :object, :data)
 RETURNING id
), noted AS (
    INSERT INTO event_note (event_id, salt, text)
    SELECT id, :salt, :note FROM fresh WHERE :note IS NOT NULL
)
INSERT INTO event_unsealed (event_id) SELECT id FROM fresh;

-- query event_unsealed_list: what waits for its seal; nobody else seals until this transaction ends
--   in   most int
--   out  many event_link
SELECT NULL::bigint AS seq, NULL::text AS hash, e.id, e.at, e.actor_kind, e.actor, e.on_behalf, e.verb,
       e.object_kind, e.object, e.data::text AS data, NULL::text AS salt, NULL::text AS note,
       NULL::text AS note_sha256
  FROM event_unsealed u
  JOIN event e ON e.id = u.event_id
 ORDER BY e.id
 LIMIT :most;

-- query event_seal_lock: one sealer at a time; until the transaction ends
--   out  nothing
SELECT pg_advisory_xact_lock(7216002);

-- query event_seal_insert: the seals of several events, in order
--   in   ids texts, hashes texts, first int, at time
--   out  nothing
WITH gone AS (
    DELETE FROM event_unsealed WHERE event_id = ANY (:ids::bigint[])
)
INSERT INTO event_seal (seq, event_id, hash, sealed_at)
SELECT :first + s.n - 1, s.id::bigint, s.hash, :at
  FROM unnest(:ids, :hashes) WITH ORDINALITY AS s (id, hash, n);

-- query event_head_get: the last seal
--   out  one event_last
SELECT seq, hash FROM event_seal ORDER BY seq DESC LIMIT 1;

-- query event_chain: seals and their events, in order, from one on
--   in   after int, most int
--   out  many event_link
SELECT s.seq, s.hash, e.id, e.at, e.actor_kind, e.actor, e.on_behalf, e.verb, e.object_kind, e.object,
       e.data::text AS data, n.salt, n.text AS note, e.data ->> 'note_sha256' AS note_sha256
  FROM event_seal s
  LEFT JOIN event e ON e.id = s.event_id
  LEFT JOIN event_note n ON n.event_id = s.event_id
 WHERE s.seq > :after
 ORDER BY s.seq
 LIMIT :most;

-- query event_strays: events that neither have a seal nor wait for one
--   out  many event_row
SELECT {e.event_row}
  FROM event e
 WHERE NOT EXISTS (SELECT FROM event_seal s WHERE s.event_id = e.id)
   AND NOT EXISTS (SELECT FROM event_unsealed u WHERE u.event_id = e.id)
 ORDER BY e.id
 LIMIT 1;

-- query event_of: what is known about an account's things, newest first
--   in   account int, before int, most int
--   out  many event_row
SELECT {event_row}
  FROM event
 WHERE on_behalf = :account AND id < :before
 ORDER BY id DESC
 LIMIT :most;

-- query event_on: the life of one thing, oldest first
--   in   object_kind text, object text, most int
--   out  many event_row
SELECT {event_row}
  FROM event
 WHERE object_kind = :object_kind AND object = :object
 ORDER BY id
 LIMIT :most;

-- query note_put: tells whoever listens on a channel, once this transaction is committed
--   in   channel text, payload text
--   out  nothing
SELECT pg_notify(:channel, :payload);
