-- The library in one order or another, a page at a time: from behind the place (key, after) on, whose key is that of the
-- order, as text.  core/app/song.c chooses.

-- record song_count
--   total   int
--   empty   int
--   mix     int
--   making  int
--   ready   int
--   failed  int

-- query shelf_count: how many songs answer, in whatever stage they are
--   in   account int, words texts, style text, since time, album uuid
--   out  one song_count
SELECT count(*) AS total, count(*) FILTER (WHERE stage = 'empty') AS empty, count(*) FILTER (WHERE stage = 'mix') AS mix,
       count(*) FILTER (WHERE stage = 'making') AS making, count(*) FILTER (WHERE stage = 'ready') AS ready,
       count(*) FILTER (WHERE stage = 'failed') AS failed
  FROM shelf_found(:account, :words, NULL, :style, :since, :album) song_shelf;

-- query shelf_by_created: the newest song first
--   in   account int, words texts, stage song_stage, style text, since time, album uuid, key text, after uuid, most int
--   out  many song_id
SELECT song_id AS id
  FROM shelf_found(:account, :words, :stage, :style, :since, :album) song_shelf
 WHERE (created_at, song_id) < (:key::timestamptz, :after)
 ORDER BY created_at DESC, song_id DESC
 LIMIT :most;

-- query shelf_by_changed: what changed last first
--   in   account int, words texts, stage song_stage, style text, since time, album uuid, key text, after uuid, most int
--   out  many song_id
SELECT song_id AS id
  FROM shelf_found(:account, :words, :stage, :style, :since, :album) song_shelf
 WHERE (changed_at, song_id) < (:key::timestamptz, :after)
 ORDER BY changed_at DESC, song_id DESC
 LIMIT :most;

-- query shelf_by_title: by title
--   in   account int, words texts, stage song_stage, style text, since time, album uuid, key text, after uuid, most int
--   out  many song_id
SELECT song_id AS id
  FROM shelf_found(:account, :words, :stage, :style, :since, :album) song_shelf
 WHERE (title, song_id) > (:key, :after)
 ORDER BY title, song_id
 LIMIT :most;

-- query shelf_by_seconds: the longest first
--   in   account int, words texts, stage song_stage, style text, since time, album uuid, key text, after uuid, most int
--   out  many song_id
SELECT song_id AS id
  FROM shelf_found(:account, :words, :stage, :style, :since, :album) song_shelf
 WHERE (seconds, song_id) < (:key::float8, :after)
 ORDER BY seconds DESC, song_id DESC
 LIMIT :most;

-- query shelf_by_lufs: the loudest first
--   in   account int, words texts, stage song_stage, style text, since time, album uuid, key text, after uuid, most int
--   out  many song_id
SELECT song_id AS id
  FROM shelf_found(:account, :words, :stage, :style, :since, :album) song_shelf
 WHERE (lufs, song_id) < (:key::float8, :after)
 ORDER BY lufs DESC, song_id DESC
 LIMIT :most;
