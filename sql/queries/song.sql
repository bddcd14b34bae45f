-- Songs; core/app/song.h tells the rules.
-- enum song_state: live, disabled, deleted, erased
-- enum song_stage: empty, mix, making, ready, failed

-- record song
--   id              uuid
--   title           text
--   artist          text?
--   isrc            text?
--   style           text?
--   instruments     texts
--   notes           text?
--   markers         json
--   preferences     json
--   state           song_state
--   stage           song_stage
--   seconds         real?
--   lufs            real?
--   created_at      time
--   updated_at      time
--   changed_at      time
--   row_version     int
--   latest_version  json?
--   latest_master   json?

-- record song_id
--   id  uuid

-- query song_insert: a song is opened
--   in   id uuid, account int, title text, artist text, isrc text, style text, instruments texts, notes text
--   in   markers json, preferences json, now time
--   out  nothing
INSERT INTO song (id, account_id, title, artist, isrc, style, instruments, notes, markers, preferences, created_at, updated_at)
VALUES (:id, :account, :title, :artist, :isrc, :style, COALESCE(:instruments, '{}'), :notes, COALESCE(:markers, '[]'),
        COALESCE(:preferences, '{}'), :now, :now);

-- query song_turn: versions and masters of this song are numbered one after the other
--   in   id uuid, account int
--   out  one song_id
SELECT id FROM song WHERE id = :id AND account_id = :account AND state = 'live' FOR UPDATE;

-- query song_get: one that is there
--   in   id uuid, account int
--   out  one song
SELECT {s.song} FROM song_seen s WHERE id = :id AND account_id = :account AND state IN ('live', 'disabled');

-- query song_deleted_get: one that was deleted and may come back
--   in   id uuid, account int
--   out  one song
SELECT {s.song} FROM song_seen s WHERE id = :id AND account_id = :account AND state = 'deleted';

-- query song_many: these, in this order
--   in   ids texts, account int
--   out  many song
SELECT {s.song}
  FROM song_seen s
 WHERE id = ANY (:ids::uuid[]) AND account_id = :account AND state IN ('live', 'disabled')
 ORDER BY array_position(:ids::uuid[], s.id);

-- query song_edit_row: what was not sent stays; an empty text clears
--   in   id uuid, account int, seen int, title text, artist text, isrc text, style text, instruments texts
--   in   notes text, markers json, preferences json, now time
--   out  nothing, or conflict
UPDATE song
   SET title = COALESCE(:title, title),
       artist = CASE WHEN :artist::text IS NULL THEN artist ELSE NULLIF(:artist, '') END,
       isrc = CASE WHEN :isrc::text IS NULL THEN isrc ELSE NULLIF(:isrc, '') END,
       style = CASE WHEN :style::text IS NULL THEN style ELSE NULLIF(:style, '') END,
       instruments = COALESCE(:instruments, instruments),
       notes = CASE WHEN :notes::text IS NULL THEN notes ELSE NULLIF(:notes, '') END,
       markers = COALESCE(:markers, markers),
       preferences = COALESCE(:preferences, preferences),
       updated_at = :now,
       row_version = row_version + 1
 WHERE id = :id AND account_id = :account AND state IN ('live', 'disabled') AND row_version = :seen;

-- query song_delete: it is gone from the library; it can come back until it is purged
--   in   id uuid, account int, seen int, now time
--   out  nothing, or conflict
UPDATE song
   SET state = 'deleted', deleted_at = :now, updated_at = :now, row_version = row_version + 1
 WHERE id = :id AND account_id = :account AND state IN ('live', 'disabled') AND row_version = :seen;

-- query song_restore: it is back
--   in   id uuid, account int, now time
--   out  nothing, or not found
UPDATE song
   SET state = 'live', deleted_at = NULL, updated_at = :now, row_version = row_version + 1
 WHERE id = :id AND account_id = :account AND state = 'deleted';

-- query song_left_alone: a song that came with an upload, whose only version has come to nothing, goes with it
--   in   version uuid, now time
--   out  one song_id
UPDATE song s
   SET state = 'deleted', deleted_at = :now, updated_at = :now, row_version = s.row_version + 1
  FROM version v
 WHERE v.id = :version AND s.id = v.song_id AND s.state = 'live' AND s.row_version = 1
   AND s.created_at = v.created_at
   AND NOT EXISTS (SELECT FROM version other WHERE other.song_id = s.id AND other.id <> v.id)
RETURNING s.id;

-- query song_purge: the song, its versions and masters; what names their files is marked as gone
--   in   id uuid, before time
--   out  many asset_key
WITH doomed AS (
    SELECT id FROM song WHERE id = :id AND state = 'deleted' AND deleted_at <= :before FOR UPDATE
), files AS (
    SELECT unnest(ARRAY[v.original_id, v.mix_id, v.peaks_id, v.overview_id]) AS id
      FROM version v JOIN doomed d ON v.song_id = d.id
     UNION
    SELECT f.asset_id FROM master_file f JOIN master m ON m.id = f.master_id JOIN doomed d ON m.song_id = d.id
     UNION
    SELECT f.asset_id FROM trial_file f JOIN trial t ON t.id = f.trial_id JOIN version v ON v.id = t.version_id JOIN doomed d ON v.song_id = d.id
), pieces AS (
    SELECT c.key FROM upload_chunk c JOIN upload u ON u.id = c.upload_id JOIN doomed d ON u.song_id = d.id
), gone AS (
    UPDATE asset a
       SET state = 'purged'
      FROM files f
     WHERE a.id = f.id AND a.state = 'live'
       AND NOT EXISTS (SELECT FROM version_keeping v WHERE v.original_id = a.id AND v.song_id NOT IN (SELECT id FROM doomed))
    RETURNING a.key
), dropped AS (
    DELETE FROM song s USING doomed d WHERE s.id = d.id
)
SELECT key FROM gone UNION ALL SELECT key FROM pieces;
