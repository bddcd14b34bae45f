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

-- The same orders turned round.  What has no figure stands last here, too: behind all that have one.

-- query shelf_by_created_turned: the oldest song first
--   in   account int, words texts, stage song_stage, style text, since time, album uuid, key text, after uuid, most int
--   out  many song_id
SELECT song_id AS id
  FROM shelf_found(:account, :words, :stage, :style, :since, :album) song_shelf
 WHERE (created_at, song_id) > (:key::timestamptz, :after)
 ORDER BY created_at, song_id
 LIMIT :most;

-- query shelf_by_changed_turned: what has rested longest first
--   in   account int, words texts, stage song_stage, style text, since time, album uuid, key text, after uuid, most int
--   out  many song_id
SELECT song_id AS id
  FROM shelf_found(:account, :words, :stage, :style, :since, :album) song_shelf
 WHERE (changed_at, song_id) > (:key::timestamptz, :after)
 ORDER BY changed_at, song_id
 LIMIT :most;

-- query shelf_by_title_turned: by title, from the end of the alphabet
--   in   account int, words texts, stage song_stage, style text, since time, album uuid, key text, after uuid, most int
--   out  many song_id
SELECT song_id AS id
  FROM shelf_found(:account, :words, :stage, :style, :since, :album) song_shelf
 WHERE (title, song_id) < (:key, :after)
 ORDER BY title DESC, song_id DESC
 LIMIT :most;

-- query shelf_by_seconds_turned: the shortest first
--   in   account int, words texts, stage song_stage, style text, since time, album uuid, key text, after uuid, most int
--   out  many song_id
SELECT id
  FROM ((SELECT song_id AS id, seconds
           FROM shelf_found(:account, :words, :stage, :style, :since, :album) song_shelf
          WHERE :key::float8 > 0 AND (seconds, song_id) > (:key::float8, :after)
          ORDER BY seconds, song_id
          LIMIT :most)
        UNION ALL
        (SELECT song_id, seconds
           FROM shelf_found(:account, :words, :stage, :style, :since, :album) song_shelf
          WHERE seconds = 0 AND (:key::float8 > 0 OR song_id > :after)
          ORDER BY seconds, song_id
          LIMIT :most)) both_parts
 ORDER BY seconds = 0, seconds, id
 LIMIT :most;

-- query shelf_by_lufs_turned: the quietest first
--   in   account int, words texts, stage song_stage, style text, since time, album uuid, key text, after uuid, most int
--   out  many song_id
SELECT id
  FROM ((SELECT song_id AS id, lufs
           FROM shelf_found(:account, :words, :stage, :style, :since, :album) song_shelf
          WHERE :key::float8 > '-infinity' AND (lufs, song_id) > (:key::float8, :after)
          ORDER BY lufs, song_id
          LIMIT :most)
        UNION ALL
        (SELECT song_id, lufs
           FROM shelf_found(:account, :words, :stage, :style, :since, :album) song_shelf
          WHERE lufs = '-infinity' AND (:key::float8 > '-infinity' OR song_id > :after)
          ORDER BY lufs, song_id
          LIMIT :most)) both_parts
 ORDER BY lufs = '-infinity', lufs, id
 LIMIT :most;

-- record song_style
--   style  text
--   songs  int

-- query shelf_styles: the styles written about songs of the library, the most frequent first
--   in   account int, most int
--   out  many song_style
SELECT style, count(*) AS songs
  FROM song_shelf
 WHERE account_id = :account AND style <> ''
 GROUP BY style
 ORDER BY songs DESC, style
 LIMIT :most;
