-- record staff_roles
--   roles  texts

-- query staff_roles_of: what an account may do for the house; nothing, for nearly everybody
--   in   account int, now time
--   out  one staff_roles
SELECT coalesce(array_agg(DISTINCT r ORDER BY r), '{}') AS roles
  FROM permit p, unnest(p.rights) r
 WHERE p.subject_kind = 'account' AND p.subject = :account::bigint::text AND p.object_kind = 'service' AND p.object = 'staff'
   AND p.state = 'active' AND (p.expires_at IS NULL OR p.expires_at > :now);
