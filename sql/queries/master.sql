-- Masters: revisions of a song, each made from one version by one recipe; core/app/master.h tells the rules.
-- enum master_state: queued, running, ready, failed, cancelled, locked

-- record master
--   id            uuid
--   song_id       uuid
--   version_id    uuid
--   album_id      uuid?
--   like_id       uuid?
--   bundle_id     uuid?
--   platform      text?
--   n             int
--   state         master_state
--   code          text?
--   step          text?
--   progress      real
--   recipe        json
--   engine        text?
--   newer_engine  bool
--   mix_lufs      real?
--   lufs          real?
--   true_peak_db  real?
--   created_at    time
--   ready_at      time?
--   row_version   int

-- record master_whole
--   id            uuid
--   song_id       uuid
--   version_id    uuid
--   album_id      uuid?
--   like_id       uuid?
--   bundle_id     uuid?
--   platform      text?
--   n             int
--   state         master_state
--   code          text?
--   step          text?
--   progress      real
--   recipe        json
--   engine        text?
--   newer_engine  bool
--   mix_lufs      real?
--   lufs          real?
--   true_peak_db  real?
--   report        json?
--   preview       json?
--   created_at    time
--   ready_at      time?
--   row_version   int

-- record master_work
--   id           uuid
--   song_id      uuid
--   version_id   uuid
--   like_id      uuid?
--   account_id   int
--   state        master_state
--   recipe       json
--   mix_key      text?
--   seconds      real?
--   title        text
--   artist       text?
--   isrc         text?
--   album        text?
--   track        int?
--   gap_s        real?
--   upc          text?
--   platform     text?
--   rate_hz      int?
--   language     text

-- record master_part
--   kind      text
--   n         int
--   asset_id  uuid
--   key       text
--   media     text
--   bytes     int
--   tags      text?

-- record master_id
--   id  uuid

-- query master_insert: a revision is wanted; the next number of its song
--   in   id uuid, version uuid, account int, recipe json, like uuid, now time
--   out  nothing, or not found
INSERT INTO master (id, version_id, song_id, account_id, n, recipe, like_id, created_at)
SELECT :id, v.id, s.id, s.account_id, 1 + COALESCE((SELECT max(m.n) FROM master m WHERE m.song_id = s.id), 0), :recipe, :like, :now
  FROM version v JOIN song s ON s.id = v.song_id AND s.state = 'live'
 WHERE v.id = :version AND v.account_id = :account AND v.state = 'ready';

-- query master_get: one of a song that is there
--   in   id uuid, account int, engine text
--   out  one master_whole
SELECT {m.master_whole}
  FROM (SELECT x.*, COALESCE(x.engine <> :engine, false) AS newer_engine FROM master_seen x) m JOIN song s ON s.id = m.song_id AND s.state IN ('live', 'disabled')
 WHERE m.id = :id AND m.account_id = :account;

-- query master_list: all of a song, the newest first
--   in   song uuid, account int, engine text
--   out  many master
SELECT {m.master} FROM (SELECT x.*, COALESCE(x.engine <> :engine, false) AS newer_engine FROM master_seen x) m WHERE m.song_id = :song AND m.account_id = :account ORDER BY m.n DESC LIMIT 1000;

-- query master_newest: of one song the newest, or none; see version_newest
--   in   song uuid, engine text
--   out  many master
SELECT {m.master}
  FROM (SELECT x.*, COALESCE(x.engine <> :engine, false) AS newer_engine FROM master_seen x) m
 WHERE m.song_id = :song
 ORDER BY m.n DESC LIMIT 1;

-- query master_latest: of each of these songs the newest
--   in   songs texts, engine text
--   out  many master
SELECT DISTINCT ON (m.song_id) {m.master}
  FROM (SELECT x.*, COALESCE(x.engine <> :engine, false) AS newer_engine FROM master_seen x) m
 WHERE m.song_id = ANY (:songs::uuid[])
 ORDER BY m.song_id, m.n DESC;

-- query master_work_get: what the worker needs to know
--   in   id uuid
--   out  one master_work
SELECT m.id, m.song_id, m.version_id, m.like_id, m.account_id, m.state, m.recipe, a.key AS mix_key,
       (v.analysis ->> 'seconds')::float8 AS seconds, s.title, s.artist, s.isrc,
       b.title AS album, x.n AS track, x.gap_s, b.upc, m.platform, (m.report -> 'after' ->> 'rate_hz')::bigint AS rate_hz, o.language
  FROM master m
  JOIN version v ON v.id = m.version_id
  JOIN song s ON s.id = m.song_id
  JOIN account o ON o.id = m.account_id
  LEFT JOIN asset a ON a.id = v.mix_id AND a.state = 'live'
  LEFT JOIN album_song x ON x.master_id = m.id
  LEFT JOIN album b ON b.id = x.album_id
 WHERE m.id = :id;

-- record master_made
--   engine    text
--   report    json
--   sha256    text
--   bytes     int
--   rate_hz   int
--   channels  int
--   frames    int

-- query master_made_get: what its certificates say of it and of its mix
--   in   id uuid
--   out  one master_made
SELECT m.engine, m.report, v.sha256, v.bytes, (v.analysis ->> 'rate_hz')::bigint AS rate_hz,
       (v.analysis ->> 'channels')::bigint AS channels, (v.analysis ->> 'frames')::bigint AS frames
  FROM master m JOIN version v ON v.id = m.version_id
 WHERE m.id = :id AND m.state = 'ready';

-- record master_like
--   id          uuid
--   version_id  uuid
--   recipe      json
--   settings    json?
--   mix_key     text?

-- query master_like_get: how a master that is ready was made, for another to be like it
--   in   id uuid, account int
--   out  one master_like
SELECT m.id, m.version_id, m.recipe, NULLIF(m.report -> 'settings', 'null') AS settings, a.key AS mix_key
  FROM master m
  JOIN version v ON v.id = m.version_id
  LEFT JOIN asset a ON a.id = v.mix_id AND a.state = 'live'
 WHERE m.id = :id AND m.account_id = :account AND m.state = 'ready';

-- query master_begin: a worker is at it
--   in   id uuid
--   out  nothing, or conflict
UPDATE master SET state = 'running' WHERE id = :id AND state IN ('queued', 'running');

-- query master_ready: it is done
--   in   id uuid, engine text, report json, preview json, now time
--   out  nothing, or conflict
UPDATE master
   SET state = 'ready', code = NULL, engine = :engine, report = :report, preview = :preview, ready_at = :now,
       row_version = row_version + 1
 WHERE id = :id AND state = 'running';

-- query master_fail: it could not be made, and why
--   in   id uuid, code text
--   out  nothing, or conflict
UPDATE master SET state = 'failed', code = :code, row_version = row_version + 1
 WHERE id = :id AND state IN ('queued', 'running');

-- query master_again: it was given up, and is made after all
--   in   id uuid
--   out  nothing
UPDATE master SET state = 'queued', code = NULL, row_version = row_version + 1 WHERE id = :id AND state = 'failed';

-- query master_cancel: nobody wants it any more
--   in   id uuid, account int
--   out  nothing, or conflict
UPDATE master SET state = 'cancelled', code = 'cancelled', row_version = row_version + 1
 WHERE id = :id AND account_id = :account AND state IN ('queued', 'running');

-- query master_open_of_song: those of a song that are not finished
--   in   song uuid
--   out  many master_id
SELECT id FROM master WHERE song_id = :song AND state IN ('queued', 'running');

-- query master_drop: the revision and the rows of its files
--   in   id uuid, account int
--   out  nothing, or not found
DELETE FROM master WHERE id = :id AND account_id = :account;

-- query master_part_insert: one of its files
--   in   id uuid, kind text, n int, asset uuid, tags text
--   out  nothing
INSERT INTO master_file (master_id, kind, n, asset_id, tags) VALUES (:id, :kind, :n, :asset, :tags);

-- query master_part_drop: that one makes room for another
--   in   id uuid, kind text, n int
--   out  nothing
DELETE FROM master_file WHERE master_id = :id AND kind = :kind AND n = :n;

-- query master_part_get: one of its files
--   in   id uuid, kind text, n int
--   out  one master_part
SELECT f.kind, f.n, f.asset_id, a.key, a.media, a.bytes, f.tags
  FROM master_file f JOIN asset a ON a.id = f.asset_id AND a.state = 'live'
 WHERE f.master_id = :id AND f.kind = :kind AND f.n = :n;

-- query master_parts: all of its files
--   in   id uuid
--   out  many master_part
SELECT f.kind, f.n, f.asset_id, a.key, a.media, a.bytes, f.tags
  FROM master_file f JOIN asset a ON a.id = f.asset_id AND a.state = 'live'
 WHERE f.master_id = :id
 ORDER BY f.kind, f.n;

-- record master_delta
--   shown  json?
--   code   text?

-- query master_delta_get: what a move of it changed, once somebody asked
--   in   id uuid, move text
--   out  one master_delta
SELECT shown, code FROM master_delta WHERE master_id = :id AND move = :move;

-- query master_delta_put: what was made; the first word stands
--   in   id uuid, move text, shown json, code text
--   out  nothing
INSERT INTO master_delta (master_id, move, shown, code) VALUES (:id, :move, :shown, :code) ON CONFLICT DO NOTHING;

-- query master_wishes: what the musician likes: the account's and the song's preferences, the song's style
--   in   song uuid
--   out  one preferred
SELECT a.preferences AS account, s.preferences AS song, s.style FROM song s JOIN account a ON a.id = s.account_id WHERE s.id = :song;

-- record preferred
--   account  json
--   song     json
--   style    text?
