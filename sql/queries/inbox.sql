-- enum inbox_state: new, done, failed

-- record inbox_row
--   id           uuid
--   provider     text
--   ext_id       text
--   raw          text
--   coded        bool
--   headers      json
--   state        inbox_state
--   received_at  time

-- query inbox_insert: a note from outside, before anybody understands it; told twice it is one
--   in   id uuid, provider text, ext_id text, raw text, coded bool, headers json, now time
--   out  nothing, or conflict
INSERT INTO inbox (id, provider, ext_id, raw, coded, headers, received_at)
VALUES (:id, :provider, :ext_id, :raw, :coded, :headers, :now)
    ON CONFLICT (provider, ext_id) DO NOTHING;

-- query inbox_get: one note
--   in   id uuid
--   out  one inbox_row
SELECT {inbox_row} FROM inbox WHERE id = :id;

-- query inbox_done: it was understood, and what it says has been done
--   in   id uuid, now time
--   out  nothing, or conflict
UPDATE inbox SET state = 'done', done_at = :now, error = NULL WHERE id = :id AND state <> 'done';

-- query inbox_failed: it was not; somebody should look
--   in   id uuid, now time, error text
--   out  nothing, or conflict
UPDATE inbox SET state = 'failed', done_at = :now, error = :error WHERE id = :id AND state = 'new';
