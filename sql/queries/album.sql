-- Albums: songs mastered as one work; core/app/album.h tells the rules.
-- enum album_state: queued, running, ready, failed, cancelled

-- record album
--   id           uuid
--   title        text
--   upc          text?
--   state        album_state
--   code         text?
--   step         text?
--   progress     real
--   recipe       json
--   distances    real
--   songs        json
--   created_at   time
--   ready_at     time?
--   row_version  int

-- record album_whole
--   id           uuid
--   title        text
--   upc          text?
--   state        album_state
--   code         text?
--   step         text?
--   progress     real
--   recipe       json
--   distances    real
--   songs        json
--   report       json?
--   created_at   time
--   ready_at     time?
--   row_version  int

-- record album_work
--   id          uuid
--   account_id  int
--   title       text
--   state       album_state
--   recipe      json
--   distances   real
--   language    text

-- record album_member
--   n           int
--   version_id  uuid
--   master_id   uuid?
--   gap_s       real?
--   joined      bool

-- record album_id
--   id  uuid

-- record album_told
--   id      uuid
--   report  json?

-- record album_beside
--   n          int
--   master_id  uuid?
--   mix_key    text?

-- query album_insert: an album is wanted
--   in   id uuid, account int, title text, upc text, recipe json, distances real, now time
--   out  nothing
INSERT INTO album (id, account_id, title, upc, recipe, distances, created_at)
VALUES (:id, :account, :title, :upc, :recipe, :distances, :now);

-- query album_song_insert: one of its songs, the master that it will be, and the silence after it; NULL: as the songs are
--   in   id uuid, n int, version uuid, master uuid, gap_s real
--   out  nothing
INSERT INTO album_song (album_id, n, version_id, master_id, gap_s) VALUES (:id, :n, :version, :master, :gap_s);

-- query album_song_part: so much silence after one of its songs
--   in   id uuid, n int, gap_s real
--   out  nothing
UPDATE album_song SET gap_s = :gap_s WHERE album_id = :id AND n = :n;

-- query album_get: one
--   in   id uuid, account int
--   out  one album_whole
SELECT {a.album_whole} FROM album_seen a WHERE a.id = :id AND a.account_id = :account;

-- query album_list: those of an account, the newest first
--   in   account int
--   out  many album
SELECT {a.album} FROM album_seen a WHERE a.account_id = :account ORDER BY a.created_at DESC, a.id DESC LIMIT 1000;

-- query album_work_get: what the worker needs to know
--   in   id uuid
--   out  one album_work
SELECT a.id, a.account_id, a.title, a.state, a.recipe, a.distances, o.language
  FROM album a JOIN account o ON o.id = a.account_id
 WHERE a.id = :id;

-- query album_members: its songs in order, and whether the sound of each goes on from the song before, once that is known
--   in   id uuid
--   out  many album_member
SELECT x.n, x.version_id, x.master_id, x.gap_s,
       COALESCE((a.report -> 'songs' -> (x.n - 1)::int ->> 'joined')::bool, false) AS joined
  FROM album_song x JOIN album a ON a.id = x.album_id
 WHERE x.album_id = :id
 ORDER BY x.n;

-- query album_of_master: the album a master was made with, and how it was made
--   in   master uuid
--   out  one album_told
SELECT a.id, a.report FROM album_song x JOIN album a ON a.id = x.album_id WHERE x.master_id = :master;

-- query album_mixes: what its songs were made from, in order
--   in   id uuid
--   out  many album_beside
SELECT x.n, x.master_id, m.key AS mix_key
  FROM album_song x
  JOIN version v ON v.id = x.version_id
  LEFT JOIN asset m ON m.id = v.mix_id AND m.state = 'live'
 WHERE x.album_id = :id
 ORDER BY x.n
 LIMIT 100;

-- query album_edit: another title or code; what is NULL stays, an empty code is none
--   in   id uuid, account int, title text, upc text
--   out  nothing, or not found
UPDATE album
   SET title = COALESCE(:title, title), upc = CASE WHEN :upc::text IS NULL THEN upc ELSE NULLIF(:upc, '') END,
       row_version = row_version + 1
 WHERE id = :id AND account_id = :account;

-- query album_begin: a worker is at it
--   in   id uuid
--   out  nothing, or conflict
UPDATE album SET state = 'running' WHERE id = :id AND state IN ('queued', 'running');

-- query album_begin_masters: and at its songs
--   in   id uuid
--   out  nothing
UPDATE master SET state = 'running'
 WHERE id IN (SELECT master_id FROM album_song WHERE album_id = :id) AND state = 'queued';

-- query album_ready: it is done
--   in   id uuid, report json, now time
--   out  nothing, or conflict
UPDATE album
   SET state = 'ready', code = NULL, report = :report, ready_at = :now, row_version = row_version + 1
 WHERE id = :id AND state = 'running';

-- query album_fail: it could not be made, and why
--   in   id uuid, code text
--   out  nothing, or conflict
UPDATE album SET state = 'failed', code = :code, row_version = row_version + 1
 WHERE id = :id AND state IN ('queued', 'running');

-- query album_fail_masters: nor could its songs
--   in   id uuid, code text
--   out  nothing
UPDATE master SET state = 'failed', code = :code, row_version = row_version + 1
 WHERE id IN (SELECT master_id FROM album_song WHERE album_id = :id) AND state IN ('queued', 'running');

-- query album_wanted: it was given up, and is made after all
--   in   id uuid
--   out  nothing
UPDATE album SET state = 'queued', code = NULL, row_version = row_version + 1 WHERE id = :id AND state = 'failed';

-- query album_again_masters: with its songs
--   in   id uuid
--   out  nothing
UPDATE master SET state = 'queued', code = NULL, row_version = row_version + 1
 WHERE id IN (SELECT master_id FROM album_song WHERE album_id = :id) AND state = 'failed';

-- query album_cancel: nobody wants it any more
--   in   id uuid, account int
--   out  nothing, or conflict
UPDATE album SET state = 'cancelled', code = 'cancelled', row_version = row_version + 1
 WHERE id = :id AND account_id = :account AND state IN ('queued', 'running');

-- query album_cancel_masters: nor its songs
--   in   id uuid
--   out  nothing
UPDATE master SET state = 'cancelled', code = 'cancelled', row_version = row_version + 1
 WHERE id IN (SELECT master_id FROM album_song WHERE album_id = :id) AND state IN ('queued', 'running');

-- query album_open_of_master: the unfinished album that a master belongs to
--   in   master uuid
--   out  many album_id
SELECT a.id
  FROM album_song x JOIN album a ON a.id = x.album_id
 WHERE x.master_id = :master AND a.state IN ('queued', 'running');

-- query album_drop: the album; its masters stay
--   in   id uuid, account int
--   out  nothing, or not found
DELETE FROM album WHERE id = :id AND account_id = :account;
