-- record answer_row
--   request  text
--   status   int?
--   headers  text?
--   body     text?

-- record answer_turn
--   mine  bool

-- query answer_lock: whose turn it is with this key, until the transaction ends
--   in   principal text, key text
--   out  one answer_turn
SELECT pg_try_advisory_xact_lock(hashtextextended(:principal || ' ' || :key, 7216002)) AS mine;

-- query answer_get: what was answered; one that was begun long ago and never ended counts as none
--   in   principal text, key text, now time, begun_after time
--   out  one answer_row
SELECT {answer_row}
  FROM answer
 WHERE principal = :principal AND key = :key AND expires_at > :now
   AND (status IS NOT NULL OR created_at > :begun_after);

-- query answer_open: it is being done
--   in   principal text, key text, request text, now time, expires_at time
--   out  nothing
INSERT INTO answer (principal, key, request, created_at, expires_at)
VALUES (:principal, :key, :request, :now, :expires_at)
    ON CONFLICT (principal, key) DO UPDATE
   SET request = excluded.request, status = NULL, headers = NULL, body = NULL,
       created_at = excluded.created_at, expires_at = excluded.expires_at;

-- query answer_keep: it is done
--   in   principal text, key text, status int, headers text, body text
--   out  nothing
UPDATE answer
   SET status = :status, headers = :headers, body = :body
 WHERE principal = :principal AND key = :key;

-- query answer_drop: nothing was done
--   in   principal text, key text
--   out  nothing
DELETE FROM answer WHERE principal = :principal AND key = :key;

-- query answer_sweep: nobody asks for it any more
--   in   now time
--   out  nothing
DELETE FROM answer WHERE expires_at <= :now;
