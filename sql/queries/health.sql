-- record machine_clock
--   at  time

-- query machine_time: the database's own clock, to compare with ours
--   out  one machine_clock
SELECT clock_timestamp() AS at;

-- record queue_age
--   oldest_at  time?

-- query job_queue_age: since when the job has waited that has waited longest
--   in   now time
--   out  one queue_age
SELECT min(run_at) AS oldest_at FROM job WHERE state = 'queued' AND run_at <= :now;

-- record state_count
--   what   text
--   state  text
--   n      int

-- query queue_counts: how many jobs of each kind are in each state
--   in   since time
--   out  many state_count
SELECT kind AS what, state, count(*) AS n
  FROM job
 WHERE state IN ('queued', 'running') OR created_at > :since
 GROUP BY kind, state ORDER BY kind, state;

-- query outbox_counts: how many notes to the world are in each state
--   in   since time
--   out  many state_count
SELECT kind AS what, state, count(*) AS n
  FROM outbox
 WHERE state IN ('new', 'retry', 'sending') OR created_at > :since
 GROUP BY kind, state ORDER BY kind, state;
