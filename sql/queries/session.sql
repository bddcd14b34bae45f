-- enum session_kind: session, remember, key, staff

-- record visitor
--   session   uuid
--   account   int
--   kind      session_kind
--   state     account_state
--   language  text
--   scopes    texts
--   family    uuid?
--   fresh_at  time?
--   used_at   time

-- record session
--   id          uuid
--   account_id  int
--   kind        session_kind
--   selector    text?
--   hash        text
--   old_hash    text?
--   old_until   time?
--   family      uuid?
--   name        text?
--   scopes      texts
--   device      text?
--   agent       text?
--   ip          text?
--   referrer    text?
--   fresh_at    time?
--   created_at  time
--   used_at     time
--   expires_at  time
--   revoked_at  time?

-- query session_visitor: who shows this, if it still counts
--   in   hash text, kind session_kind, now time, idle_since time
--   out  one visitor
SELECT s.id AS session, s.account_id AS account, s.kind, a.state, a.language, s.scopes, s.family, s.fresh_at, s.used_at
  FROM session s JOIN account a ON a.id = s.account_id
 WHERE s.hash = :hash AND s.kind = :kind AND s.revoked_at IS NULL
   AND s.expires_at > :now AND s.used_at > :idle_since AND a.state <> 'erased';

-- query session_touch: it was used, and so was the account
--   in   id uuid, account int, now time
--   out  nothing
WITH touched AS (UPDATE session SET used_at = :now WHERE id = :id AND used_at < :now)
UPDATE account SET last_access_at = :now WHERE id = :account AND last_access_at < :now;

-- query session_insert: somebody shows something from now on
--   in   id uuid, account int, kind session_kind, selector text, hash text, family uuid, name text, scopes texts, device text, agent text, ip text, referrer text, fresh_at time, expires_at time, now time
--   out  one session
INSERT INTO session (id, account_id, kind, selector, hash, family, name, scopes, device, agent, ip, referrer,
                     fresh_at, created_at, used_at, expires_at)
VALUES (:id, :account, :kind, :selector, :hash, :family, :name, coalesce(:scopes, '{}'), :device, :agent, :ip, :referrer,
        :fresh_at, :now, :now, :expires_at)
RETURNING {session};

-- query session_renew: another secret for the same session, because its rights have grown
--   in   id uuid, hash text, fresh_at time
--   out  nothing, or not found
UPDATE session SET hash = :hash, fresh_at = coalesce(:fresh_at, fresh_at) WHERE id = :id AND revoked_at IS NULL;

-- query session_list: what an account is signed in with
--   in   account int, kind session_kind, now time, idle_since time
--   out  many session
SELECT {session}
  FROM session
 WHERE account_id = :account AND kind = :kind AND revoked_at IS NULL AND expires_at > :now AND used_at > :idle_since
 ORDER BY used_at DESC, id DESC
 LIMIT 200;

-- query session_revoke: one of an account's sessions ends, with what remembers it
--   in   account int, id uuid, kind session_kind, now time
--   out  nothing, or not found
UPDATE session s
   SET revoked_at = :now
  FROM session o
 WHERE o.id = :id AND o.account_id = :account AND o.kind = :kind AND o.revoked_at IS NULL
   AND s.account_id = :account AND s.revoked_at IS NULL
   AND (s.id = o.id OR (o.family IS NOT NULL AND s.family = o.family));

-- query session_revoke_all: every session and remember token ends, but for one session and one family, if named
--   in   account int, but uuid, family uuid, now time
--   out  nothing
UPDATE session
   SET revoked_at = :now
 WHERE account_id = :account AND kind <> 'key' AND revoked_at IS NULL
   AND (:but IS NULL OR id <> :but)
   AND (:family IS NULL OR family IS DISTINCT FROM :family OR kind <> 'remember');

-- query session_revoke_keys: no API key of an account opens anything any more
--   in   account int, now time
--   out  nothing
UPDATE session SET revoked_at = :now WHERE account_id = :account AND kind = 'key' AND revoked_at IS NULL;

-- query session_by_selector: the remember token of this selector, locked
--   in   selector text
--   out  one session
SELECT {session} FROM session WHERE selector = :selector AND kind = 'remember' FOR UPDATE;

-- query session_rotate: a remember token was used: its next one
--   in   id uuid, hash text, old_until time, now time, expires_at time
--   out  nothing
UPDATE session
   SET old_hash = hash, old_until = :old_until, hash = :hash, used_at = :now, expires_at = :expires_at
 WHERE id = :id;

-- query session_revoke_family: whatever came from one "remember me" ends
--   in   account int, family uuid, now time
--   out  nothing
UPDATE session SET revoked_at = :now WHERE account_id = :account AND family = :family AND revoked_at IS NULL;

-- query session_seen: how many sessions an account ever had, and how many on a device like this
--   in   account int, device text, agent text
--   out  one session_past
SELECT count(*) AS sessions, count(*) FILTER (WHERE device IS NOT DISTINCT FROM :device AND agent IS NOT DISTINCT FROM :agent) AS alike
  FROM session
 WHERE account_id = :account AND kind = 'session';

-- record session_past
--   sessions  int
--   alike     int

-- query session_cut_ip: after 90 days only the network of an address is kept
--   in   before time
--   out  nothing
UPDATE session
   SET ip = host(network(set_masklen(ip::inet, CASE family(ip::inet) WHEN 4 THEN 24 ELSE 48 END)))
            || CASE family(ip::inet) WHEN 4 THEN '/24' ELSE '/48' END
 WHERE created_at <= :before AND ip IS NOT NULL AND ip NOT LIKE '%/%';

-- query session_drop_old: what ended long ago
--   in   before time
--   out  nothing
DELETE FROM session WHERE (expires_at <= :before OR revoked_at <= :before) AND used_at <= :before;

-- record attempt
--   failures  int
--   last_at   time
--   until_at  time

-- query attempt_get: what was tried in vain
--   in   key text
--   out  one attempt
SELECT {attempt} FROM attempt WHERE key = :key;

-- query attempt_failed: once more in vain; an old count begins anew
--   in   key text, forget time, now time, free int
--   out  one attempt
INSERT INTO attempt AS a (key, failures, last_at, until_at) VALUES (:key, 1, :now, :now)
    ON CONFLICT (key) DO UPDATE
   SET failures = CASE WHEN a.last_at <= :forget AND a.until_at <= :forget THEN 1 ELSE a.failures + 1 END,
       last_at = :now,
       until_at = CASE WHEN a.failures + 1 < :free OR (a.last_at <= :forget AND a.until_at <= :forget) THEN :now
                       ELSE :now + least(interval '15 minutes',
                                         interval '30 seconds' * power(2, least(a.failures + 1 - :free, 10))) END
RETURNING {attempt};

-- query attempt_clear: it was right at last
--   in   key text
--   out  nothing
DELETE FROM attempt WHERE key = :key;

-- query attempt_drop_old: nobody tried for a day
--   in   before time
--   out  nothing
DELETE FROM attempt WHERE last_at <= :before;
