-- What an event stream tells: rows that were written since it looked, and those that are still moving.
-- record stream_place
--   at  int

-- query stream_here: where a stream that looks now must look next; taken before it looks
--   out  one stream_place
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS at;

-- query stream_uploads: uploads
--   in   account int, since int, everything bool
--   out  many upload
SELECT {u.upload}
  FROM upload_seen u
 WHERE u.account_id = :account AND (u.changed >= :since OR (:everything AND u.state = 'receiving'))
 ORDER BY u.created_at
 LIMIT 200;

-- query stream_versions: versions
--   in   account int, since int
--   out  many version
SELECT {v.version}
  FROM version_seen v
 WHERE v.account_id = :account AND (v.changed >= :since OR v.state = 'verifying')
 ORDER BY v.created_at
 LIMIT 200;

-- query stream_masters: masters
--   in   account int, since int, engine text
--   out  many master
SELECT {m.master}
  FROM (SELECT x.*, COALESCE(x.engine <> :engine, false) AS newer_engine FROM master_seen x) m
 WHERE m.account_id = :account AND (m.changed >= :since OR m.state IN ('queued', 'running'))
 ORDER BY m.created_at
 LIMIT 200;

-- query stream_albums: albums
--   in   account int, since int
--   out  many album
SELECT {a.album}
  FROM album_seen a
 WHERE a.account_id = :account AND (a.changed >= :since OR a.state IN ('queued', 'running'))
 ORDER BY a.created_at
 LIMIT 200;
