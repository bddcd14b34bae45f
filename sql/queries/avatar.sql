-- record avatar_file
--   key  text

-- query avatar_set: another picture
--   in   account int, id uuid, key text, sha256 text, bytes int, now time
--   out  nothing
WITH kept AS (
    INSERT INTO asset (id, account_id, key, sha256, bytes, media, kind, created_at)
    VALUES (:id, :account, :key, :sha256, :bytes, 'image/png', 'avatar', :now)
    RETURNING id)
UPDATE account SET avatar_id = kept.id FROM kept WHERE account.id = :account;

-- query avatar_of: where an account's picture lies
--   in   account int
--   out  one avatar_file
SELECT f.key FROM asset f JOIN account a ON a.avatar_id = f.id WHERE a.id = :account AND f.state = 'live';

-- query avatar_unset: no picture any more
--   in   account int
--   out  nothing
UPDATE account SET avatar_id = NULL WHERE id = :account;

-- query avatar_purge: nobody's picture any more
--   in   id uuid
--   out  one avatar_file
UPDATE asset SET state = 'purged' WHERE id = :id AND kind = 'avatar' RETURNING key;
