-- A new mix of a mastered song gets the same master, and what changed in it is told.
ALTER TABLE master ADD like_id uuid;          -- the master whose settings it is made by; that one may go
CREATE TABLE version_diff (
    version_id uuid NOT NULL REFERENCES version ON DELETE CASCADE,
    with_id    uuid NOT NULL REFERENCES version ON DELETE CASCADE,
    difference jsonb,                         -- what the one changed against the other
    code       text,                          -- or why that cannot be said
    PRIMARY KEY (version_id, with_id)
);
CREATE INDEX version_diff_with ON version_diff (with_id);

DROP VIEW master_seen;
CREATE VIEW master_seen AS
SELECT m.*, x.album_id, j.step, CASE m.state WHEN 'ready' THEN 1 ELSE COALESCE(j.progress, 0) END AS progress,
       (m.report -> 'before' ->> 'lufs')::float8 AS mix_lufs,
       (m.report -> 'after' ->> 'lufs')::float8 AS lufs,
       (m.report -> 'after' ->> 'true_peak_db')::float8 AS true_peak_db
  FROM master m
  LEFT JOIN album_song x ON x.master_id = m.id
  LEFT JOIN job j ON j.kind = CASE WHEN x.album_id IS NULL THEN 'master' ELSE 'album' END
                 AND j.subject = COALESCE(x.album_id, m.id)::text AND j.state IN ('queued', 'running');

GRANT SELECT ON master_seen TO mastering_api, mastering_ctl;
GRANT SELECT ON version_diff TO mastering_api;
GRANT INSERT ON version_diff TO mastering_render;
GRANT SELECT, INSERT, UPDATE, DELETE ON version_diff TO mastering_ctl;
