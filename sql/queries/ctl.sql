-- What only a sysadmin asks.

-- record outbox_shown
--   id          uuid
--   kind        text
--   state       text
--   tries       int
--   next_at     time
--   error       text?
--   created_at  time

-- query outbox_list: notes to the world, in a state or all that are not done; never what they say
--   in   state text, most int
--   out  many outbox_shown
SELECT {outbox_shown}
  FROM outbox
 WHERE CASE WHEN :state IS NULL THEN state <> 'done' ELSE state = :state END
 ORDER BY next_at, id
 LIMIT :most;

-- query outbox_again: one that was given up is tried once more
--   in   id uuid, now time
--   out  nothing, or conflict
WITH again AS (
    UPDATE outbox
       SET state = 'retry', tries = 0, next_at = :now, error = NULL, lease = NULL, lease_until = NULL
     WHERE id = :id AND state IN ('dead', 'retry')
 RETURNING kind
)
SELECT pg_notify('outbox', kind) FROM again;
