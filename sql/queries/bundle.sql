-- Bundles: masters of one mix for many places, ordered and made together; core/app/bundle.h tells the rules.
-- record bundled
--   platform      text
--   title         text
--   format        text
--   rate_hz       int?
--   loudness      real
--   master_id     uuid
--   n             int
--   state         master_state
--   code          text?
--   progress      real
--   lufs          real?
--   true_peak_db  real?
--   plr_db        real?
--   lra_lu        real?
--   channels      int?
--   bass_side_mid_db  real?
--   clipped_runs  int?
--   stopped       text?
--   advice        texts?
--   advice_codes  texts?
--   row_version   int

-- record bundle_member
--   id     uuid
--   state  master_state

-- query bundle_take: that master is one of it, for this place
--   in   id uuid, master uuid, platform text
--   out  nothing
UPDATE master SET bundle_id = :id, platform = :platform WHERE id = :master;

-- query bundle_list: its masters that are there, in the order they were wished in; what the place wants to get.
-- What it is advised is no column: core/app/bundle.c fills it in
--   in   id uuid, account int
--   out  many bundled
SELECT m.platform, COALESCE(p.title, m.platform) AS title, COALESCE(p.format, 'wav24') AS format, p.rate_hz,
       (m.recipe ->> 'loudness')::float8 AS loudness, m.id AS master_id, m.n, m.state, m.code, m.progress, m.lufs, m.true_peak_db,
       (m.report -> 'after' ->> 'plr_db')::float8 AS plr_db, (m.report -> 'after' ->> 'lra_lu')::float8 AS lra_lu,
       (m.report -> 'after' ->> 'channels')::bigint AS channels,
       (m.report -> 'after' ->> 'bass_side_mid_db')::float8 AS bass_side_mid_db,
       (m.report -> 'before' ->> 'clipped_runs')::bigint AS clipped_runs, m.report -> 'loudness' ->> 'stopped' AS stopped,
       NULL::text[] AS advice, NULL::text[] AS advice_codes, m.row_version
  FROM master_seen m
  JOIN song s ON s.id = m.song_id AND s.state IN ('live', 'disabled')
  LEFT JOIN platform p ON p.name = m.platform
 WHERE m.bundle_id = :id AND m.account_id = :account
 ORDER BY m.n DESC
 LIMIT 200;

-- query bundle_members: all of them, in that order
--   in   id uuid
--   out  many bundle_member
SELECT id, state FROM master WHERE bundle_id = :id ORDER BY n DESC LIMIT 200;

-- query bundle_fail: those that could not be made, and why
--   in   id uuid, code text
--   out  nothing
UPDATE master SET state = 'failed', code = :code, row_version = row_version + 1
 WHERE bundle_id = :id AND state IN ('queued', 'running');

-- query bundle_again: they were given up, and are made after all
--   in   id uuid
--   out  nothing
UPDATE master SET state = 'queued', code = NULL, row_version = row_version + 1 WHERE bundle_id = :id AND state = 'failed';

-- query bundle_cancel: nobody wants what is not finished any more
--   in   id uuid, account int
--   out  nothing
UPDATE master SET state = 'cancelled', code = 'cancelled', row_version = row_version + 1
 WHERE bundle_id = :id AND account_id = :account AND state IN ('queued', 'running');
