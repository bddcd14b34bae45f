-- The store and the rows that name its files; core/app/files.h.

-- record file_key
--   key  text

-- record file_row
--   id      uuid
--   key     text
--   sha256  text
--   bytes   int

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
