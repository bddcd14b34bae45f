-- The rules people accept, by version; core/app/policy.h.

-- record policy
--   id            uuid
--   kind          text
--   version       int
--   state         text
--   effective_at  time?
--   hash          text

-- record policy_body
--   id            uuid
--   kind          text
--   version       int
--   state         text
--   effective_at  time?
--   hash          text
--   language      text
--   binding       text
--   body          text

-- query policy_in_force: what everybody must accept now
--   in   now time
--   out  many policy
SELECT DISTINCT ON (kind) {policy}
  FROM policy
 WHERE state IN ('announced', 'effective', 'superseded') AND effective_at <= :now
 ORDER BY kind, effective_at DESC, version DESC
 LIMIT 20;

-- query policy_announced: what will be in force later
--   in   now time
--   out  many policy
SELECT {policy}
  FROM policy
 WHERE state = 'announced' AND effective_at > :now
 ORDER BY effective_at, kind
 LIMIT 20;

-- query policy_get: one version
--   in   id uuid
--   out  one policy
SELECT {policy} FROM policy WHERE id = :id;

-- query policy_at: the text that was in force then; in this language if it has one, else in the one that binds
--   in   kind text, language text, at time
--   out  one policy_body
SELECT p.id, p.kind, p.version, p.state, p.effective_at, p.hash, t.language, p.binding, t.body
  FROM policy p
  JOIN policy_text t ON t.policy_id = p.id AND t.language IN (:language, p.binding)
 WHERE p.kind = :kind AND p.state IN ('announced', 'effective', 'superseded') AND p.effective_at <= :at
 ORDER BY p.effective_at DESC, p.version DESC, t.language = :language DESC
 LIMIT 1;

-- query policy_accepted_last: whether the account's acceptance of this version is on record
--   in   account int, id text
--   out  many event_row
SELECT {event_row}
  FROM event
 WHERE on_behalf = :account AND verb = 'accept' AND object_kind = 'policy' AND object = :id
 ORDER BY id DESC
 LIMIT 1;
