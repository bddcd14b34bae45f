-- Parcels: many masters in one ZIP file; core/app/parcel.h tells the rules.
-- enum parcel_state: packing, ready, failed

-- record parcel
--   id          uuid
--   state       parcel_state
--   code        text?
--   format      text
--   rate_hz     int?
--   files       int
--   progress    real
--   bytes       int?
--   created_at  time
--   expires_at  time

-- record parcel_file
--   id          uuid
--   state       parcel_state
--   code        text?
--   files       int
--   there       int
--   key         text?
--   created_at  time
--   expires_at  time

-- record parcel_id
--   id  uuid

-- record parcel_choice
--   at        int
--   master    uuid?
--   title     text
--   seconds   real?
--   rate_hz   int?

-- record parcel_item
--   master    uuid
--   revision  int
--   ready_at  time

-- record parcel_work
--   id          uuid
--   account_id  int
--   format      text
--   rate_hz     int
--   files       int
--   state       parcel_state

-- query parcel_of_masters: which of these masters are there, and ready
--   in   masters texts, account int
--   out  many parcel_choice
SELECT w.n AS at, CASE m.state WHEN 'ready' THEN m.id END AS master, s.title,
       (v.analysis ->> 'seconds')::float8 AS seconds, (m.report -> 'after' ->> 'rate_hz')::bigint AS rate_hz
  FROM unnest(:masters::uuid[]) WITH ORDINALITY AS w (id, n)
  JOIN master m ON m.id = w.id AND m.account_id = :account
  JOIN version v ON v.id = m.version_id
  JOIN song s ON s.id = m.song_id AND s.state IN ('live', 'disabled')
 ORDER BY w.n;

-- query parcel_of_songs: the newest master that is ready, of each of these songs
--   in   songs texts, account int
--   out  many parcel_choice
SELECT w.n AS at, m.id AS master, s.title, (v.analysis ->> 'seconds')::float8 AS seconds,
       (m.report -> 'after' ->> 'rate_hz')::bigint AS rate_hz
  FROM unnest(:songs::uuid[]) WITH ORDINALITY AS w (id, n)
  JOIN song s ON s.id = w.id AND s.account_id = :account AND s.state IN ('live', 'disabled')
  LEFT JOIN LATERAL (SELECT x.id, x.version_id, x.report FROM master x
                      WHERE x.song_id = s.id AND x.state = 'ready' ORDER BY x.n DESC LIMIT 1) m ON true
  LEFT JOIN version v ON v.id = m.version_id
 ORDER BY w.n;

-- query parcel_insert: one is wanted
--   in   id uuid, account int, format text, rate_hz int, files int, now time, expires_at time
--   out  nothing
INSERT INTO parcel (id, account_id, format, rate_hz, files, created_at, expires_at)
VALUES (:id, :account, :format, :rate_hz, :files, :now, :expires_at);

-- query parcel_fill: with these masters, in this order
--   in   id uuid, masters texts
--   out  nothing
INSERT INTO parcel_master (parcel_id, n, master_id)
SELECT :id, w.n, w.id FROM unnest(:masters::uuid[]) WITH ORDINALITY AS w (id, n);

-- query parcel_get: one that is there
--   in   id uuid, account int
--   out  one parcel
SELECT p.id, p.state, p.code, p.format, NULLIF(p.rate_hz, 0) AS rate_hz, p.files, p.progress, p.bytes, p.created_at, p.expires_at
  FROM parcel_seen p
 WHERE p.id = :id AND p.account_id = :account;

-- query parcel_file_get: what of it can be taken home
--   in   id uuid, account int
--   out  one parcel_file
SELECT {p.parcel_file} FROM parcel_seen p WHERE p.id = :id AND p.account_id = :account;

-- query parcel_beyond: those of an account that must make room, the newest so many left where they are
--   in   account int, kept int
--   out  many parcel_id
SELECT id FROM parcel WHERE account_id = :account ORDER BY created_at DESC, id DESC OFFSET :kept;

-- query parcel_drop: it ends; its file loses its meaning
--   in   id uuid
--   out  many asset_key
WITH gone AS (
    DELETE FROM parcel WHERE id = :id RETURNING asset_id
)
UPDATE asset a SET state = 'purged' FROM gone g WHERE a.id = g.asset_id AND a.state = 'live' RETURNING a.key;

-- query parcel_work_get: what the worker needs to know
--   in   id uuid
--   out  one parcel_work
SELECT {parcel_work} FROM parcel WHERE id = :id;

-- query parcel_items: what is to be packed
--   in   id uuid
--   out  many parcel_item
SELECT m.id AS master, m.n AS revision, m.ready_at
  FROM parcel_master p
  JOIN master m ON m.id = p.master_id AND m.state = 'ready'
  JOIN song s ON s.id = m.song_id AND s.state IN ('live', 'disabled')
 WHERE p.parcel_id = :id
 ORDER BY p.n;

-- query parcel_ready: it is packed
--   in   id uuid, asset uuid
--   out  nothing, or conflict
UPDATE parcel SET state = 'ready', asset_id = :asset WHERE id = :id AND state = 'packing';

-- query parcel_fail: it could not be packed, and why
--   in   id uuid, code text
--   out  nothing
UPDATE parcel SET state = 'failed', code = :code WHERE id = :id AND state = 'packing';

-- query parcel_again: it was given up, and is packed after all
--   in   id uuid
--   out  nothing
UPDATE parcel SET state = 'packing', code = NULL WHERE id = :id AND state = 'failed';
