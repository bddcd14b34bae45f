-- The files of the store that mean something; core/app/asset.h tells the rules.
-- record asset
--   id            uuid
--   key           text
--   sha256        text
--   bytes         int
--   media         text
--   kind          text
--   created_at    time
--   backed_up_at  time?

-- record asset_key
--   key  text

-- record asset_sum
--   bytes  int

-- query asset_insert: a whole file of the store gets its row
--   in   id uuid, account int, key text, sha256 text, bytes int, media text, kind text, now time
--   out  nothing
INSERT INTO asset (id, account_id, key, sha256, bytes, media, kind, created_at)
VALUES (:id, NULLIF(:account, 0), :key, :sha256, :bytes, :media, :kind, :now);

-- query asset_get: one whose file is there
--   in   id uuid
--   out  one asset
SELECT {asset} FROM asset WHERE id = :id AND state = 'live';

-- query asset_mark_purged: the file will go, unless another version has it too; the row stays and tells that it was
--   in   ids texts
--   out  many asset_key
UPDATE asset a
   SET state = 'purged'
 WHERE a.id = ANY (:ids::uuid[]) AND a.state = 'live'
   AND NOT EXISTS (SELECT FROM version_keeping v WHERE v.original_id = a.id)
RETURNING a.key;

-- query asset_twin: the same bytes in a song of the same account; never of another, for that would tell who has what
--   in   account int, sha256 text, bytes int
--   out  one asset
SELECT {a.asset}
  FROM asset a JOIN version v ON v.original_id = a.id JOIN song s ON s.id = v.song_id
 WHERE v.account_id = :account AND v.state = 'ready' AND s.state = 'live'
   AND a.sha256 = :sha256 AND a.bytes = :bytes AND a.state = 'live'
 ORDER BY a.created_at
 LIMIT 1;

-- query asset_used: the bytes an account keeps, with those it has announced; parcels are copies that go by themselves
--   in   account int
--   out  one asset_sum
SELECT (COALESCE((SELECT sum(bytes) FROM asset WHERE account_id = :account AND state = 'live' AND kind <> 'parcel'), 0)
        + COALESCE((SELECT sum(u.bytes) FROM upload u
                     WHERE u.account_id = :account
                       AND (u.state = 'receiving' OR EXISTS (SELECT FROM upload_chunk c WHERE c.upload_id = u.id))),
                   0))::bigint AS bytes;

-- query asset_turn: whoever counts the room of this account takes turns until the transaction ends
--   in   account int
--   out  nothing
SELECT pg_advisory_xact_lock(7216100, hashint8(:account));
