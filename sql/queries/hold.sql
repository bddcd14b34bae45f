-- Holds: what a court or the law keeps from being erased.

-- record hold
--   id           uuid
--   object_kind  text
--   object       text
--   basis        text
--   reason       text
--   held_by      int?
--   created_at   time
--   until_at     time?
--   released_at  time?

-- query hold_insert: kept as it is from now on
--   in   id uuid, object_kind text, object text, basis text, reason text, held_by int, now time, until_at time
--   out  one hold
INSERT INTO hold (id, object_kind, object, basis, reason, held_by, created_at, until_at)
VALUES (:id, :object_kind, :object, :basis, :reason, NULLIF(:held_by, 0), :now, :until_at)
RETURNING {hold};

-- query hold_release: no longer
--   in   id uuid, now time
--   out  one hold, or conflict
UPDATE hold SET released_at = :now WHERE id = :id AND released_at IS NULL RETURNING {hold};

-- query hold_live: what keeps this object; an object of kind account keeps all that is the account's
--   in   object_kind text, object text, now time
--   out  many hold
SELECT {hold}
  FROM hold
 WHERE object_kind = :object_kind AND object = :object AND released_at IS NULL
   AND (until_at IS NULL OR until_at > :now)
 ORDER BY created_at
 LIMIT 100;

-- query hold_list: every hold that is not over
--   in   now time
--   out  many hold
SELECT {hold}
  FROM hold
 WHERE released_at IS NULL AND (until_at IS NULL OR until_at > :now)
 ORDER BY created_at
 LIMIT 1000;
