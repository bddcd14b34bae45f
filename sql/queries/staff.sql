-- record staff_roles
--   roles  texts

-- query staff_roles_of: what an account may do for the house; nothing, for nearly everybody
--   in   account int, now time
--   out  one staff_roles
SELECT coalesce(array_agg(DISTINCT r ORDER BY r), '{}') AS roles
  FROM permit p, unnest(p.rights) r
 WHERE p.subject_kind = 'account' AND p.subject = :account::bigint::text AND p.object_kind = 'service' AND p.object = 'staff'
   AND p.state = 'active' AND (p.expires_at IS NULL OR p.expires_at > :now);

-- query staff_permit: one role more
--   in   id uuid, account int, rights texts, now time
--   out  nothing
INSERT INTO permit (id, subject_kind, subject, object_kind, object, rights, created_at)
SELECT :id, 'account', :account::bigint::text, 'service', 'staff', :rights, :now
 WHERE NOT EXISTS (SELECT FROM permit
                    WHERE subject_kind = 'account' AND subject = :account::bigint::text AND object_kind = 'service'
                      AND object = 'staff' AND state = 'active' AND rights @> :rights);

-- query staff_session_full: a staff session that was only good for setting up the second step
--   in   id uuid, hash text
--   out  nothing, or not found
UPDATE session SET hash = :hash, scopes = '{}' WHERE id = :id AND kind = 'staff' AND revoked_at IS NULL;

-- record staff_case
--   id            uuid
--   kind          text
--   state         text
--   subject_kind  text?
--   subject       text?
--   deadline_at   time?
--   created_at    time

-- query staff_queue: what waits for a human, the nearest deadline first
--   in   limit_rows int
--   out  many staff_case
SELECT id, kind, state, subject_kind, subject, deadline_at, opened_at AS created_at
  FROM matter
 WHERE closed_at IS NULL
 ORDER BY deadline_at NULLS LAST, opened_at, id
 LIMIT :limit_rows;
