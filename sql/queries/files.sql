-- The store and the rows that name its files; core/app/files.h.

-- record file_key
--   key  text

-- record file_row
--   id      uuid
--   key     text
--   sha256  text
--   bytes   int

-- record upload_over
--   id          uuid
--   version_id  uuid?
--   account_id  int

-- query files_known: which of these keys a row names
--   in   keys texts
--   out  many file_key
SELECT key FROM asset WHERE key = ANY (:keys) AND state = 'live'
 UNION ALL
SELECT key FROM upload_chunk WHERE key = ANY (:keys);

-- query files_named: rows that name a file, by id
--   in   after uuid, most int
--   out  many file_row
SELECT {file_row} FROM asset WHERE state = 'live' AND id > :after ORDER BY id LIMIT :most;

-- query files_of_uploads: pieces of uploads, by key
--   in   after text, most int
--   out  many file_key
SELECT key FROM upload_chunk WHERE key > :after ORDER BY key LIMIT :most;

-- query upload_expire: one upload whose time is over; its pieces are nobody's then
--   in   now time
--   out  one upload_over
UPDATE upload
   SET state = 'expired'
 WHERE id = (SELECT id
               FROM upload
              WHERE state = 'receiving' AND expires_at <= :now
              ORDER BY expires_at
              LIMIT 1
                FOR UPDATE SKIP LOCKED)
RETURNING id, version_id, account_id;

-- query upload_pieces_drop: the rows of its pieces go, and say where the files are
--   in   id uuid
--   out  many file_key
DELETE FROM upload_chunk WHERE upload_id = :id RETURNING key;

-- query upload_version_over: the version that waited for it waits no longer
--   in   id uuid
--   out  nothing
UPDATE version
   SET state = 'rejected', code = 'upload_expired', row_version = row_version + 1
 WHERE id = :id AND state = 'receiving';
