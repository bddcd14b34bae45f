-- Permits (grants): whoever is not the owner acts only through a live one.
-- enum permit_subject: account, link, public, partner
-- enum permit_state: requested, active, paused, revoked, expired, exhausted

-- record permit
--   id            uuid
--   subject_kind  permit_subject
--   subject       text
--   object_kind   text
--   object        text
--   rights        texts
--   limits        json
--   parent        uuid?
--   state         permit_state
--   uses          int
--   created_by    int?
--   created_at    time
--   expires_at    time?
--   ended_at      time?

-- query permit_insert: somebody may do something
--   in   id uuid, subject_kind permit_subject, subject text, object_kind text, object text, rights texts
--   in   limits json, parent uuid, state permit_state, created_by int, now time, expires_at time
--   out  one permit
INSERT INTO permit (id, subject_kind, subject, object_kind, object, rights, limits, parent, state, created_by,
                    created_at, expires_at)
VALUES (:id, :subject_kind, :subject, :object_kind, :object, :rights, :limits, :parent, :state,
        NULLIF(:created_by, 0), :now, :expires_at)
RETURNING {permit};

-- query permit_get: one, whatever its state
--   in   id uuid
--   out  one permit
SELECT {permit} FROM permit WHERE id = :id;

-- query permit_find: the live permits somebody has on something; a child lives only while its parents do
--   in   subject_kind permit_subject, subject text, object_kind text, object text, now time
--   out  many permit
WITH RECURSIVE line (id, parent, live) AS (
    SELECT p.id, p.parent, p.state = 'active' AND (p.expires_at IS NULL OR p.expires_at > :now)
      FROM permit p
     WHERE p.subject_kind = :subject_kind AND p.subject = :subject
       AND p.object_kind = :object_kind AND p.object = :object
     UNION ALL
    SELECT l.id, p.parent, l.live AND p.state = 'active' AND (p.expires_at IS NULL OR p.expires_at > :now)
      FROM line l
      JOIN permit p ON p.id = l.parent
     WHERE l.live
)
SELECT {p.permit}
  FROM permit p
 WHERE p.id IN (SELECT id FROM line WHERE parent IS NULL AND live)
 ORDER BY p.created_at, p.id
 LIMIT 100;

-- query permit_use: one of its uses is taken, if it has one left and its time has not come
--   in   id uuid, now time
--   out  one permit, or conflict
UPDATE permit
   SET uses = uses + 1
 WHERE id = :id AND state = 'active' AND (expires_at IS NULL OR expires_at > :now)
   AND (limits ->> 'uses' IS NULL OR uses < (limits ->> 'uses')::bigint)
RETURNING {permit};

-- query permit_move: it and all that hang on it go from states that allow it to another; who moved
--   in   id uuid, from_states texts, to_state permit_state, now time
--   out  many permit
WITH RECURSIVE tree (id) AS (
    SELECT id FROM permit WHERE id = :id
     UNION
    SELECT p.id FROM permit p JOIN tree t ON p.parent = t.id
)
UPDATE permit p
   SET state = :to_state,
       ended_at = CASE WHEN :to_state IN ('revoked', 'expired', 'exhausted') THEN :now ELSE NULL END
  FROM tree
 WHERE p.id = tree.id AND p.state = ANY (:from_states)
RETURNING {p.permit};

-- query permit_list_of: what somebody gave, newest first
--   in   account int, before uuid, most int
--   out  many permit
SELECT {permit}
  FROM permit
 WHERE created_by = :account AND id < :before
 ORDER BY id DESC
 LIMIT :most;
