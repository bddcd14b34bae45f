-- Every promise with a clock, and the clock itself; core/app/due.h, core/app/watch.h.

-- record due_row
--   id           int
--   kind         text
--   object_kind  text
--   object       text
--   due_at       time
--   tries        int
--   claimed_by   uuid?

-- record due_kind_count
--   kind      text
--   waiting   int
--   overdue   int
--   oldest    time?

-- query due_insert: a promise; one that is open already gets this time
--   in   kind text, object_kind text, object text, due_at time, now time
--   out  nothing
INSERT INTO due (kind, object_kind, object, due_at, created_at)
VALUES (:kind, :object_kind, :object, :due_at, :now)
    ON CONFLICT (kind, object_kind, object) WHERE state IN ('waiting', 'claimed')
    DO UPDATE SET due_at = EXCLUDED.due_at, state = 'waiting', claimed_by = NULL, claimed_until = NULL, tries = 0;

-- query due_forget: it is not needed any more
--   in   kind text, object_kind text, object text, now time
--   out  nothing
UPDATE due
   SET state = 'dropped', done_at = :now, claimed_by = NULL
 WHERE kind = :kind AND object_kind = :object_kind AND object = :object AND state IN ('waiting', 'claimed');

-- query due_claim: the oldest promise whose time has come
--   in   kinds texts, now time, lease_ms int
--   out  one due_row
UPDATE due
   SET state = 'claimed', tries = tries + 1, claimed_by = gen_random_uuid(),
       claimed_until = clock_timestamp() + :lease_ms * interval '1 millisecond'
 WHERE id = (SELECT id
               FROM due
              WHERE due_at <= :now AND kind = ANY (:kinds)
                AND (state = 'waiting' OR (state = 'claimed' AND claimed_until < clock_timestamp()))
              ORDER BY due_at, id
              LIMIT 1
                FOR UPDATE SKIP LOCKED)
RETURNING {due_row};

-- query due_done: it is kept
--   in   id int, claim uuid, now time
--   out  nothing, or conflict
UPDATE due SET state = 'done', done_at = :now WHERE id = :id AND claimed_by = :claim AND state = 'claimed';

-- query due_later: it could not be kept now
--   in   id int, claim uuid, pause_ms int
--   out  nothing
UPDATE due
   SET claimed_until = clock_timestamp() + :pause_ms * interval '1 millisecond'
 WHERE id = :id AND claimed_by = :claim AND state = 'claimed';

-- query due_list: what a run would do now
--   in   now time, most int
--   out  many due_row
SELECT {due_row}
  FROM due
 WHERE due_at <= :now AND state IN ('waiting', 'claimed')
 ORDER BY due_at, id
 LIMIT :most;

-- query due_counts: how many promises are open
--   in   now time
--   out  many due_kind_count
SELECT kind, count(*) AS waiting, count(*) FILTER (WHERE due_at <= :now) AS overdue, min(due_at) AS oldest
  FROM due
 WHERE state IN ('waiting', 'claimed')
 GROUP BY kind
 ORDER BY kind;

-- query due_sweep: what was kept or dropped long ago
--   in   before time
--   out  nothing
DELETE FROM due WHERE state IN ('done', 'dropped') AND done_at < :before;

-- record sweep_row
--   name     text
--   ran_at   time
--   took_us  int
--   result   text

-- query sweep_note: a sweep ran
--   in   name text, now time, took_us int, result text
--   out  nothing
INSERT INTO sweep (name, ran_at, took_us, result)
VALUES (:name, :now, :took_us, :result)
    ON CONFLICT (name) DO UPDATE SET ran_at = :now, took_us = :took_us, result = :result;

-- query sweep_list: when each last ran
--   out  many sweep_row
SELECT {sweep_row} FROM sweep ORDER BY name LIMIT 100;

-- record watch_row
--   promise_at  time
--   machine_at  time
--   boot        text?
--   boot_us     int
--   jumped_at   time?
--   jump_us     int?

-- query watch_lock: what the clocks said at the last look; nobody else looks meanwhile
--   out  one watch_row
SELECT {watch_row} FROM clock_watch FOR UPDATE;

-- query watch_put: what they say now
--   in   promise_at time, machine_at time, boot text, boot_us int
--   out  nothing
INSERT INTO clock_watch (promise_at, machine_at, boot, boot_us)
VALUES (:promise_at, :machine_at, :boot, :boot_us)
    ON CONFLICT (one) DO UPDATE
   SET promise_at = :promise_at, machine_at = :machine_at, boot = :boot, boot_us = :boot_us;

-- query watch_jumped: they do not agree
--   in   now time, jump_us int
--   out  nothing
UPDATE clock_watch SET jumped_at = :now, jump_us = :jump_us;

-- query watch_accept: a human has looked, and the clock is right
--   out  nothing
UPDATE clock_watch SET jumped_at = NULL, jump_us = NULL;
