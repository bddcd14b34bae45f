-- record bucket_grant
--   taken   int
--   tat_us  int

-- query bucket_take: as many tokens as there are, at most so many; one statement, so that processes cannot race
--   in   key text, now_us int, step_us int, burst_us int, want int
--   out  one bucket_grant
INSERT INTO bucket AS b (key, tat_us, taken)
VALUES (:key, :now_us + :want * :step_us, :want)
    ON CONFLICT (key) DO UPDATE
   SET (tat_us, taken) = (
       SELECT base + n * :step_us, n
         FROM (SELECT CASE WHEN b.tat_us > :now_us + :burst_us THEN :now_us -- the clock was set back
                           ELSE greatest(b.tat_us, :now_us) END AS base) AS was,
              LATERAL (SELECT least(:want, (:now_us + :burst_us - base) / :step_us) AS n) AS may)
RETURNING {b.bucket_grant};

-- query bucket_sweep: who comes back later begins with a full one anyway
--   in   now_us int
--   out  nothing
DELETE FROM bucket WHERE tat_us < :now_us;
