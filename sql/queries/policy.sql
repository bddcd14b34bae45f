-- record policy
--   id            uuid
--   kind          text
--   version       int
--   state         text
--   effective_at  time?
--   hash          text

-- query policy_in_force: what everybody must accept now
--   in   now time
--   out  many policy
SELECT DISTINCT ON (kind) {policy}
  FROM policy
 WHERE state IN ('effective', 'announced') AND effective_at <= :now
 ORDER BY kind, version DESC
 LIMIT 20;

-- query policy_get: one version
--   in   id uuid
--   out  one policy
SELECT {policy} FROM policy WHERE id = :id;
