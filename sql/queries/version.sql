-- Versions of a song: mixes as they were sent; core/app/version.h tells the rules.
-- enum version_state: receiving, verifying, ready, rejected, purged

-- record version
--   id           uuid
--   song_id      uuid
--   n            int
--   family       text
--   filename     text?
--   state        version_state
--   code         text?
--   step         text?
--   progress     real
--   sha256       text?
--   bytes        int?
--   created_at   time
--   ready_at     time?
--   row_version  int

-- record version_files
--   id           uuid
--   song_id      uuid
--   account_id   int
--   state        version_state
--   code         text?
--   original_id  uuid?
--   mix_id       uuid?
--   peaks_id     uuid?
--   overview_id  uuid?
--   sha256       text?
--   analysis     json?

-- query version_insert: a version that is to come; the next number of its song
--   in   id uuid, song uuid, account int, filename text, bytes int, now time
--   out  nothing
INSERT INTO version (id, song_id, account_id, n, filename, bytes, created_at)
SELECT :id, s.id, s.account_id, 1 + COALESCE((SELECT max(v.n) FROM version v WHERE v.song_id = s.id), 0),
       :filename, :bytes, :now
  FROM song s
 WHERE s.id = :song AND s.account_id = :account;

-- query version_get: one of a song that is there
--   in   id uuid, account int
--   out  one version
SELECT {v.version}
  FROM version_seen v JOIN song s ON s.id = v.song_id AND s.state IN ('live', 'disabled')
 WHERE v.id = :id AND v.account_id = :account;

-- query version_list: all of a song, the newest first
--   in   song uuid, account int
--   out  many version
SELECT {v.version} FROM version_seen v WHERE v.song_id = :song AND v.account_id = :account ORDER BY v.n DESC LIMIT 1000;

-- query version_newest: of one song the newest, or none.  A statement of its own beside version_latest: with an
--   array PostgreSQL plans anew at every call, which takes longer than the answer.
--   in   song uuid
--   out  many version
SELECT {v.version} FROM version_seen v WHERE v.song_id = :song ORDER BY v.n DESC LIMIT 1;

-- query version_latest: of each of these songs the newest
--   in   songs texts
--   out  many version
SELECT DISTINCT ON (v.song_id) {v.version}
  FROM version_seen v
 WHERE v.song_id = ANY (:songs::uuid[])
 ORDER BY v.song_id, v.n DESC;

-- query version_files_get: what a version has, for the doors
--   in   id uuid, account int
--   out  one version_files
SELECT {v.version_files}
  FROM version v JOIN song s ON s.id = v.song_id AND s.state IN ('live', 'disabled')
 WHERE v.id = :id AND v.account_id = :account;

-- query version_work: the same for the workers
--   in   id uuid
--   out  one version_files
SELECT {v.version_files} FROM version v WHERE v.id = :id;

-- query version_arrived: all of it came; it will be looked at
--   in   id uuid
--   out  nothing, or conflict
UPDATE version SET state = 'verifying', row_version = row_version + 1 WHERE id = :id AND state = 'receiving';

-- query version_whole: its bytes are one file now
--   in   id uuid, original uuid, sha256 text, bytes int
--   out  nothing, or conflict
UPDATE version
   SET original_id = :original, sha256 = :sha256, bytes = :bytes, row_version = row_version + 1
 WHERE id = :id AND state = 'verifying' AND original_id IS NULL;

-- query version_ready: it is sound; this is what it is like
--   in   id uuid, mix uuid, peaks uuid, overview uuid, analysis json, now time
--   out  nothing, or conflict
UPDATE version
   SET state = 'ready', code = NULL, mix_id = :mix, peaks_id = :peaks, overview_id = :overview, analysis = :analysis,
       ready_at = :now, row_version = row_version + 1
 WHERE id = :id AND state = 'verifying';

-- query version_reject: it cannot be taken, and why
--   in   id uuid, code text
--   out  nothing, or conflict
UPDATE version
   SET state = 'rejected', code = :code, row_version = row_version + 1
 WHERE id = :id AND state IN ('receiving', 'verifying');

-- query version_again: it was given up by our fault, and is looked at once more
--   in   id uuid
--   out  nothing
UPDATE version
   SET state = 'verifying', code = NULL, row_version = row_version + 1
 WHERE id = :id AND state = 'rejected' AND code = 'verify_failed';

-- record analysis_length
--   seconds  real
--   bytes    int

-- query version_length: how long a mix is, and how much of our room it takes
--   in   id uuid
--   out  one analysis_length
SELECT (v.analysis ->> 'seconds')::float8 AS seconds, a.bytes FROM version v JOIN asset a ON a.id = v.mix_id WHERE v.id = :id;

-- query version_analysis: what a version that is ready was found to be, for another master to follow
--   in   id uuid, account int
--   out  one version_files
SELECT {v.version_files} FROM version v WHERE v.id = :id AND v.account_id = :account AND v.state = 'ready';

-- record version_diff
--   difference  json?
--   code        text?

-- query version_diff_get: what a mix changed against another, once somebody looked
--   in   id uuid, with uuid
--   out  one version_diff
SELECT difference, code FROM version_diff WHERE version_id = :id AND with_id = :with;

-- query version_diff_put: what it was found to be; the first word stands
--   in   id uuid, with uuid, difference json, code text
--   out  nothing
INSERT INTO version_diff (version_id, with_id, difference, code) VALUES (:id, :with, :difference, :code) ON CONFLICT DO NOTHING;

-- record version_curve
--   curve  json?
--   code   text?

-- query version_curve_get: how loud a mix can go with this engine, once somebody asked
--   in   id uuid, engine text
--   out  one version_curve
SELECT curve, code FROM version_curve WHERE version_id = :id AND engine = :engine;

-- query version_curve_put: what was measured; the first word of each engine stands
--   in   id uuid, curve json, code text, engine text
--   out  nothing
INSERT INTO version_curve (version_id, curve, code, engine) VALUES (:id, :curve, :code, :engine)
    ON CONFLICT (version_id) DO UPDATE SET curve = EXCLUDED.curve, code = EXCLUDED.code, engine = EXCLUDED.engine
                                     WHERE version_curve.engine <> EXCLUDED.engine;

-- record version_source
--   sha256    text
--   bytes     int
--   rate_hz   int
--   channels  int
--   frames    int

-- query version_source_get: what a certificate says of a version that a master followed
--   in   id uuid, account int
--   out  one version_source
SELECT v.sha256, v.bytes, (v.analysis ->> 'rate_hz')::bigint AS rate_hz, (v.analysis ->> 'channels')::bigint AS channels,
       (v.analysis ->> 'frames')::bigint AS frames
  FROM version v
 WHERE v.id = :id AND v.account_id = :account AND v.sha256 IS NOT NULL AND v.analysis IS NOT NULL;
