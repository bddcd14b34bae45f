-- The queue of jobs; core/app/job.h tells its rules.  Leases and pauses measure machines, so they are the
-- one thing that asks the database what time it is.
-- enum job_state: queued, running, done, failed, cancelled

-- record job_row
--   id          uuid
--   kind        text
--   subject     text
--   account_id  int?
--   payload     json
--   state       job_state
--   weight      int
--   attempts    int
--   lease       uuid?
--   step        text?
--   progress    real
--   cancel      bool
--   error       text?
--   created_at  time
--   done_at     time?

-- record job_id
--   id  uuid

-- record job_told
--   cancel      bool

-- record job_count
--   kind   text
--   state  job_state
--   jobs   int
--   oldest_s  real

-- record heart_lock
--   held  bool

-- record heart_beat
--   cancel  bool

-- query job_insert: a job, unless one for the same subject is open
--   in   id uuid, kind text, subject text, account int, payload json, weight int, at time
--   out  nothing
WITH fresh AS (
    INSERT INTO job (id, kind, subject, account_id, payload, weight, run_at, created_at)
    VALUES (:id, :kind, :subject, NULLIF(:account, 0), :payload, :weight, clock_timestamp(), :at)
        ON CONFLICT (kind, subject) WHERE state IN ('queued', 'running') DO NOTHING
 RETURNING kind
)
SELECT pg_notify('job', kind) FROM fresh;

-- query job_claim: the next job; its attempt counts from now, whatever becomes of its worker
--   in   kinds texts, worker uuid, lease_ms int, attempts_max int
--   out  one job_row
UPDATE job
   SET state = 'running', attempts = attempts + 1, worker = :worker, lease = gen_random_uuid(),
       lease_until = clock_timestamp() + :lease_ms * interval '1 millisecond',
       step = NULL, progress = 0
 WHERE id = (SELECT id
               FROM job
              WHERE state = 'queued' AND run_at <= clock_timestamp() AND attempts < :attempts_max
                AND kind = ANY (:kinds)
              ORDER BY weight, run_at, id
              LIMIT 1
                FOR UPDATE SKIP LOCKED)
RETURNING {job_row};

-- query job_lock: holds the job by its lease until the transaction ends
--   in   id uuid, lease uuid
--   out  one job_told, or conflict
SELECT cancel FROM job WHERE id = :id AND lease = :lease AND state = 'running' FOR UPDATE;

-- query job_progress: how far it is
--   in   id uuid, lease uuid, step text, progress real
--   out  one job_told, or conflict
UPDATE job
   SET step = :step, progress = :progress
 WHERE id = :id AND lease = :lease AND state = 'running'
RETURNING cancel;

-- query job_finish: it is done; a second time nothing happens
--   in   id uuid, lease uuid, at time
--   out  nothing, or conflict
UPDATE job
   SET state = 'done', progress = 1, done_at = :at
 WHERE id = :id AND lease = :lease AND state IN ('running', 'done');

-- query job_end: it ends otherwise
--   in   id uuid, lease uuid, state job_state, error text, at time
--   out  nothing, or conflict
UPDATE job
   SET state = :state, error = :error, done_at = :at, worker = NULL
 WHERE id = :id AND lease = :lease AND state = 'running';

-- query job_again: once more after a pause
--   in   id uuid, lease uuid, error text, pause_ms int
--   out  nothing, or conflict
UPDATE job
   SET state = 'queued', lease = NULL, lease_until = NULL, worker = NULL, error = :error,
       run_at = clock_timestamp() + :pause_ms * interval '1 millisecond'
 WHERE id = :id AND lease = :lease AND state = 'running';

-- query job_return: its worker must go; the attempt does not count
--   in   id uuid, lease uuid
--   out  nothing, or conflict
WITH returned AS (
    UPDATE job
       SET state = 'queued', lease = NULL, lease_until = NULL, worker = NULL, attempts = attempts - 1
     WHERE id = :id AND lease = :lease AND state = 'running'
 RETURNING kind
)
SELECT pg_notify('job', kind) FROM returned;

-- query job_cancel: asks an open job to stop; one that nobody has begun is cancelled at once
--   in   kind text, subject text, at time
--   out  nothing, or not found
UPDATE job
   SET cancel = true,
       state = CASE state WHEN 'queued' THEN 'cancelled' ELSE state END,
       done_at = CASE state WHEN 'queued' THEN :at END
 WHERE kind = :kind AND subject = :subject AND state IN ('queued', 'running');

-- query job_open: the open job for a subject
--   in   kind text, subject text
--   out  one job_row
SELECT {job_row} FROM job WHERE kind = :kind AND subject = :subject AND state IN ('queued', 'running');

-- query job_orphans: jobs whose worker is dead or silent are queued again.  A free lock is a dead worker,
-- unless this very session is so young that the database itself may just have come back.
--   in   wary_ms int
--   out  many job_id
WITH orphan AS MATERIALIZED (
    SELECT id
      FROM job
     WHERE state = 'running'
       AND (lease_until < clock_timestamp()
            OR ((SELECT backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid())
                  < clock_timestamp() - :wary_ms * interval '1 millisecond'
                AND pg_try_advisory_xact_lock(('x' || right(worker::text, 12))::bit(48)::bigint)))
       FOR UPDATE SKIP LOCKED
), again AS (
    UPDATE job j
       SET state = 'queued', lease = NULL, lease_until = NULL, worker = NULL, error = 'worker_died',
           run_at = clock_timestamp()
      FROM orphan
     WHERE j.id = orphan.id
 RETURNING j.id, j.kind
)
SELECT id FROM again WHERE pg_notify('job', kind) IS NOT NULL;

-- query job_exhausted: jobs that were begun as often as they may be and never ended
--   in   attempts_max int, after uuid
--   out  many job_id
SELECT id FROM job WHERE state = 'queued' AND attempts >= :attempts_max AND id > :after ORDER BY id LIMIT 100;

-- query job_poisoned: such a job is set aside
--   in   id uuid, attempts_max int, at time
--   out  one job_row
UPDATE job
   SET state = 'failed', error = COALESCE(error, 'worker_died'), done_at = :at
 WHERE id = :id AND state = 'queued' AND attempts >= :attempts_max
RETURNING {job_row};

-- query job_list: jobs in a state, the oldest first
--   in   state job_state, after uuid, most int
--   out  many job_row
SELECT {job_row} FROM job WHERE state = :state AND id > :after ORDER BY id LIMIT :most;

-- query job_counts: how much lies there, and since when
--   out  many job_count
SELECT kind, state, count(*) AS jobs,
       COALESCE(extract(epoch FROM clock_timestamp() - min(run_at)), 0)::float8 AS oldest_s
  FROM job
 WHERE state IN ('queued', 'running', 'failed')
 GROUP BY kind, state
 ORDER BY kind, state;

-- query job_retry: a failed job from the beginning
--   in   id uuid
--   out  one job_row, or conflict
UPDATE job
   SET state = 'queued', attempts = 0, error = NULL, done_at = NULL, cancel = false, lease = NULL, worker = NULL,
       run_at = clock_timestamp()
 WHERE id = :id AND state IN ('failed', 'cancelled')
RETURNING {job_row};

-- query heart_lock_keep: this session holds the lock that says the worker lives
--   in   worker uuid
--   out  one heart_lock
SELECT CASE WHEN EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted)
            THEN true
            ELSE pg_try_advisory_lock(('x' || right(:worker::uuid::text, 12))::bit(48)::bigint)
       END AS held;

-- query heart_beat_put: the lease from now on
--   in   id uuid, lease uuid, lease_ms int
--   out  one heart_beat
UPDATE job
   SET lease_until = clock_timestamp() + :lease_ms * interval '1 millisecond'
 WHERE id = :id AND lease = :lease AND state = 'running'
RETURNING cancel;

-- query job_sweep: what ended well long ago, and what failed longer ago
--   in   before time, failed_before time
--   out  nothing
DELETE FROM job
 WHERE (state IN ('done', 'cancelled') AND done_at < :before) OR (state = 'failed' AND done_at < :failed_before);
