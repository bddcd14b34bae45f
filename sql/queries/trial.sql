-- Trials: a stretch of a recipe to listen to before it is ordered; core/app/trial.h tells the rules.
-- record trial
--   id          uuid
--   version_id  uuid
--   start_s     real
--   seconds     real
--   expires_at  time

-- record trial_made
--   shown  json?
--   code   text?

-- record trial_work
--   id          uuid
--   version_id  uuid
--   account_id  int
--   recipe      json
--   start_s     real
--   seconds     real
--   mix_key     text?

-- record trial_part
--   key    text
--   media  text

-- record trial_id
--   id  uuid

-- query trial_insert: somebody wants to hear it
--   in   id uuid, account int, version uuid, recipe json, start_s real, seconds real, now time, expires_at time
--   out  one trial
INSERT INTO trial (id, account_id, version_id, recipe, start_s, seconds, created_at, expires_at)
VALUES (:id, :account, :version, :recipe, :start_s, :seconds, :now, :expires_at)
RETURNING {trial};

-- query trial_outdated: of an account those nobody waits for when it wishes for another of this version: what is not made
-- yet, and the oldest where there are more than so many
--   in   account int, version uuid, keep int
--   out  many trial_id
SELECT t.id
  FROM (SELECT id, version_id, shown IS NULL AND code IS NULL AS open, row_number() OVER (ORDER BY created_at DESC, id DESC) AS place
          FROM trial
         WHERE account_id = :account) t
 WHERE (t.open AND t.version_id = :version) OR t.place > :keep
 LIMIT 100;

-- query trial_drop: they go, and what names their files is marked as gone
--   in   ids texts
--   out  many asset_key
WITH gone AS (
    DELETE FROM trial WHERE id = ANY (:ids::uuid[])
)
UPDATE asset a
   SET state = 'purged'
  FROM trial_file f
 WHERE f.trial_id = ANY (:ids::uuid[]) AND a.id = f.asset_id AND a.state = 'live'
RETURNING a.key;

-- query trial_get: one of a song that is there, and what became of it
--   in   id uuid, account int
--   out  one trial_made
SELECT t.shown, t.code
  FROM trial t JOIN version v ON v.id = t.version_id JOIN song s ON s.id = v.song_id AND s.state = 'live'
 WHERE t.id = :id AND t.account_id = :account;

-- query trial_part_get: one of its segments
--   in   id uuid, account int, n int
--   out  one trial_part
SELECT a.key, a.media
  FROM trial t JOIN trial_file f ON f.trial_id = t.id AND f.n = :n JOIN asset a ON a.id = f.asset_id AND a.state = 'live'
 WHERE t.id = :id AND t.account_id = :account;

-- query trial_work_get: for the worker, while somebody waits for it
--   in   id uuid
--   out  one trial_work
SELECT t.id, t.version_id, t.account_id, t.recipe, t.start_s, t.seconds, a.key AS mix_key
  FROM trial t JOIN version v ON v.id = t.version_id JOIN song s ON s.id = v.song_id AND s.state = 'live'
  LEFT JOIN asset a ON a.id = v.mix_id AND a.state = 'live'
 WHERE t.id = :id AND t.shown IS NULL AND t.code IS NULL;

-- query trial_done: it can be heard, or why not
--   in   id uuid, shown json, code text
--   out  nothing, or conflict
UPDATE trial SET shown = :shown, code = :code WHERE id = :id AND shown IS NULL AND code IS NULL;

-- query trial_part_insert: one of its segments
--   in   id uuid, n int, asset uuid
--   out  nothing
INSERT INTO trial_file (trial_id, n, asset_id) VALUES (:id, :n, :asset);
