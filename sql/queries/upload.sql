-- Uploads, piece by piece; core/app/upload.h tells the rules.
-- enum upload_state: receiving, complete, refused, expired

-- record upload
--   id          uuid
--   state       upload_state
--   offset      int
--   bytes       int
--   filename    text?
--   song_id     uuid?
--   version_id  uuid?
--   sha256      text?
--   metadata    text?
--   created_at  time
--   expires_at  time

-- record upload_id
--   id          uuid
--   account_id  int

-- record upload_piece
--   start  int
--   bytes  int
--   key    text

-- query upload_insert: an upload is announced
--   in   id uuid, account int, song uuid, version uuid, bytes int, filename text, media text, sha256 text
--   in   metadata text, now time, expires time
--   out  nothing
INSERT INTO upload (id, account_id, song_id, version_id, bytes, filename, media, sha256, metadata, created_at, expires_at)
VALUES (:id, :account, :song, :version, :bytes, :filename, :media, :sha256, :metadata, :now, :expires);

-- query upload_get: one, with how far it is
--   in   id uuid, account int
--   out  one upload
SELECT {s.upload} FROM upload_seen s WHERE id = :id AND account_id = :account;

-- query upload_of_version: the upload that brought a mix
--   in   version uuid
--   out  one upload
SELECT {s.upload} FROM upload_seen s WHERE version_id = :version ORDER BY created_at DESC LIMIT 1;

-- query upload_lock: nobody else adds to it until the transaction ends
--   in   id uuid, account int
--   out  one upload_id
SELECT id, account_id FROM upload WHERE id = :id AND account_id = :account FOR UPDATE;

-- query upload_piece_insert: the next piece; a second one at that place is a conflict
--   in   id uuid, start int, bytes int, key text
--   out  nothing
INSERT INTO upload_chunk (upload_id, start, bytes, key) VALUES (:id, :start, :bytes, :key);

-- query upload_pieces: all that came, in order
--   in   id uuid
--   out  many upload_piece
SELECT start, bytes, key FROM upload_chunk WHERE upload_id = :id ORDER BY start;

-- query upload_pieces_drop: their bytes are elsewhere now, or nobody wants them
--   in   id uuid
--   out  nothing
DELETE FROM upload_chunk WHERE upload_id = :id;

-- query upload_touch: something came; it may rest again for the whole time
--   in   id uuid, expires time
--   out  nothing, or conflict
UPDATE upload SET expires_at = :expires WHERE id = :id AND state = 'receiving';

-- query upload_end: it is complete, refused, or has expired
--   in   id uuid, state upload_state
--   out  nothing, or conflict
UPDATE upload SET state = :state WHERE id = :id AND state = 'receiving';

-- query upload_drop: it is gone, with its pieces
--   in   id uuid
--   out  nothing
DELETE FROM upload WHERE id = :id;

-- query upload_expired: those nobody resumed in time
--   in   now time
--   out  many upload_id
SELECT id, account_id FROM upload WHERE state = 'receiving' AND expires_at <= :now ORDER BY expires_at LIMIT 100;

-- query upload_forget: rows that tell nobody anything any more
--   in   before time
--   out  nothing
DELETE FROM upload u
 WHERE u.expires_at < :before AND u.state <> 'receiving'
   AND NOT EXISTS (SELECT FROM upload_chunk c WHERE c.upload_id = u.id);
