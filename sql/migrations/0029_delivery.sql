-- What is delivered: the album's code, and masters of one mix for many places, made in one listening.
ALTER TABLE album ADD COLUMN upc text CHECK (upc ~ '^[0-9]{12,13}$');   -- a UPC, or an EAN; its check digit is right

ALTER TABLE master ADD COLUMN bundle_id uuid;                           -- what it was ordered with, or nothing
ALTER TABLE master ADD COLUMN platform text;                            -- for which place; that row may go
ALTER TABLE master ADD CONSTRAINT master_bundle CHECK ((bundle_id IS NULL) = (platform IS NULL));
CREATE INDEX master_bundle_id ON master (bundle_id) WHERE bundle_id IS NOT NULL;

-- FLAC has 16 bits too.
ALTER TABLE platform DROP CONSTRAINT platform_format_check;
ALTER TABLE platform ADD CONSTRAINT platform_format_check
      CHECK (format IN ('wav16', 'wav24', 'wav32f', 'flac', 'flac16', 'mp3', 'opus'));

-- A view keeps the columns it was made with.
DROP VIEW album_seen;
CREATE VIEW album_seen AS
SELECT a.*, j.step, CASE a.state WHEN 'ready' THEN 1 ELSE COALESCE(j.progress, 0) END AS progress,
       (SELECT COALESCE(jsonb_agg(jsonb_build_object('n', x.n, 'song_id', s.id, 'title', s.title, 'version_id', x.version_id,
                                                     'master_id', x.master_id, 'state', m.state) ORDER BY x.n), '[]')
          FROM album_song x
          JOIN version v ON v.id = x.version_id
          JOIN song s ON s.id = v.song_id
          LEFT JOIN master m ON m.id = x.master_id
         WHERE x.album_id = a.id) AS songs
  FROM album a
  LEFT JOIN job j ON j.kind = 'album' AND j.subject = a.id::text AND j.state IN ('queued', 'running');

-- The masters of a bundle are made one after the other: what waits has not begun.
DROP VIEW master_seen;
CREATE VIEW master_seen AS
SELECT m.*, x.album_id, CASE WHEN m.bundle_id IS NULL OR m.state = 'running' THEN j.step END AS step,
       CASE WHEN m.state = 'ready' THEN 1
            WHEN m.bundle_id IS NULL OR m.state = 'running' THEN COALESCE(j.progress, 0)
            ELSE 0 END AS progress,
       (m.report -> 'before' ->> 'lufs')::float8 AS mix_lufs,
       (m.report -> 'after' ->> 'lufs')::float8 AS lufs,
       (m.report -> 'after' ->> 'true_peak_db')::float8 AS true_peak_db
  FROM master m
  LEFT JOIN album_song x ON x.master_id = m.id
  LEFT JOIN job j ON j.kind = CASE WHEN x.album_id IS NOT NULL THEN 'album' WHEN m.bundle_id IS NOT NULL THEN 'bundle' ELSE 'master' END
                 AND j.subject = COALESCE(x.album_id, m.bundle_id, m.id)::text AND j.state IN ('queued', 'running');

GRANT SELECT ON master_seen, album_seen TO mastering_api, mastering_ctl;
