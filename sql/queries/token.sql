-- enum token_purpose: verify, reset, email_new, email_undo, welcome

-- record token
--   account_id  int
--   purpose     token_purpose
--   data        json
--   created_at  time
--   expires_at  time
--   used_at     time?

-- query token_insert: a letter carries this
--   in   hash text, account int, purpose token_purpose, data json, now time, expires_at time
--   out  nothing
INSERT INTO token (hash, account_id, purpose, data, created_at, expires_at)
VALUES (:hash, :account, :purpose, :data, :now, :expires_at);

-- query token_peek: what it would do, if it still counts
--   in   hash text, purpose token_purpose, now time
--   out  one token
SELECT {token} FROM token WHERE hash = :hash AND purpose = :purpose AND used_at IS NULL AND expires_at > :now;

-- query token_use: once
--   in   hash text, purpose token_purpose, now time
--   out  one token
UPDATE token
   SET used_at = :now
 WHERE hash = :hash AND purpose = :purpose AND used_at IS NULL AND expires_at > :now
RETURNING {token};

-- query token_void: earlier letters of this kind count no more
--   in   account int, purpose token_purpose, now time
--   out  nothing
UPDATE token SET used_at = :now WHERE account_id = :account AND purpose = :purpose AND used_at IS NULL;

-- query token_void_since: nor do those of this kind that were sent since
--   in   account int, purpose token_purpose, since time, now time
--   out  nothing
UPDATE token
   SET used_at = :now
 WHERE account_id = :account AND purpose = :purpose AND used_at IS NULL AND created_at >= :since;

-- query token_recent: how many of a kind were sent since
--   in   account int, purpose token_purpose, since time
--   out  one total
SELECT count(*) AS total FROM token WHERE account_id = :account AND purpose = :purpose AND created_at > :since;

-- query token_drop_old: ended long ago
--   in   before time
--   out  nothing
DELETE FROM token WHERE expires_at <= :before;
