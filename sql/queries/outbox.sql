-- enum outbox_state: new, sending, done, retry, dead

-- record outbox_row
--   id          uuid
--   kind        text
--   account_id  int?
--   payload     json
--   tries       int
--   created_at  time

-- record letter_account
--   email       text?
--   given_name  text?
--   language    text

-- query letter_addressee: where and how an account is written to
--   in   account int
--   out  one letter_account
SELECT email, coalesce(nullif(given_name, '–'), nullif(family_name, '–')) AS given_name, language
  FROM account
 WHERE id = :account;

-- query outbox_insert: a note to the world; egress hears of it when this commits
--   in   id uuid, kind text, dedupe_key text, account int, payload json, now time
--   out  nothing
WITH put AS (
    INSERT INTO outbox (id, kind, dedupe_key, account_id, payload, next_at, created_at)
    VALUES (:id, :kind, :dedupe_key, :account, :payload, :now, :now)
        ON CONFLICT (dedupe_key) DO NOTHING
    RETURNING kind)
SELECT pg_notify('outbox', kind) FROM put;

-- query outbox_take: the longest due note of these kinds, and a lease on it.  When it will be tried again
--   is set now, so that a crash is followed by the same pause as a failure; the first crashes are not.
--   in   now time, kinds texts, lease uuid, lease_ms int, pause_ms int, pause_max_ms int
--   out  one outbox_row
UPDATE outbox
   SET state = 'sending', tries = tries + 1, lease = :lease,
       lease_until = clock_timestamp() + :lease_ms * interval '1 ms',
       next_at = :now::timestamptz + least(:pause_ms * 2.0 ^ least(tries, 40), :pause_max_ms) * interval '1 ms'
 WHERE id = (SELECT id
               FROM outbox
              WHERE kind = ANY (:kinds)
                AND (state IN ('new', 'retry') AND next_at <= :now
                     OR state = 'sending' AND lease_until < clock_timestamp() AND (tries < 3 OR next_at <= :now))
              ORDER BY next_at, id
              LIMIT 1
                FOR UPDATE SKIP LOCKED)
RETURNING {outbox_row};

-- query outbox_beat: its carrier lives
--   in   id uuid, lease uuid, lease_ms int
--   out  nothing, or conflict
UPDATE outbox
   SET lease_until = clock_timestamp() + :lease_ms * interval '1 ms'
 WHERE id = :id AND lease = :lease AND state = 'sending';

-- query outbox_done: carried out; its secrets go, and who waits for the answer is woken
--   in   id uuid, lease uuid, now time, answer json, secrets texts
--   out  nothing, or conflict
WITH done AS (
    UPDATE outbox
       SET state = 'done', done_at = :now, answer = :answer, error = NULL, payload = payload - :secrets,
           lease = NULL, lease_until = NULL
     WHERE id = :id AND lease = :lease AND state = 'sending'
    RETURNING id)
SELECT pg_notify('wake', 'outbox:' || id) FROM done;

-- query outbox_retry: not this time; when next stands there since it was taken
--   in   id uuid, lease uuid, error text
--   out  nothing, or conflict
UPDATE outbox
   SET state = 'retry', error = :error, lease = NULL, lease_until = NULL
 WHERE id = :id AND lease = :lease AND state = 'sending';

-- query outbox_dead: it never will be; its secrets go, and who waits is woken
--   in   id uuid, lease uuid, now time, error text, secrets texts
--   out  nothing, or conflict
WITH done AS (
    UPDATE outbox
       SET state = 'dead', done_at = :now, error = :error, payload = payload - :secrets,
           lease = NULL, lease_until = NULL
     WHERE id = :id AND lease = :lease AND state = 'sending'
    RETURNING id)
SELECT pg_notify('wake', 'outbox:' || id) FROM done;
