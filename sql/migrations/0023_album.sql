-- Albums: songs that belong together and are mastered as one work.  Each song of one is a master as any other
-- (a revision of its song); the album holds what they have in common.
CREATE TABLE album (
    id          uuid PRIMARY KEY,
    account_id  bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    title       text NOT NULL,
    recipe      jsonb NOT NULL,               -- for every song
    distances   float8 NOT NULL,              -- how much of the distances in loudness is kept, per cent
    gaps        boolean NOT NULL,             -- silence between the songs: nothing is rendered as one piece
    state       text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'ready', 'failed', 'cancelled')),
    code        text,                         -- why it failed
    report      jsonb,                        -- of the whole; those of the songs are with their masters
    created_at  timestamptz NOT NULL,
    ready_at    timestamptz,
    row_version bigint NOT NULL DEFAULT 1,
    changed     bigint NOT NULL
);
CREATE INDEX album_account ON album (account_id, created_at DESC, id DESC);
CREATE INDEX album_changed ON album (account_id, changed);
CREATE TRIGGER album_changed BEFORE INSERT OR UPDATE ON album FOR EACH ROW EXECUTE FUNCTION changed_now();

CREATE TABLE album_song (
    album_id   uuid NOT NULL REFERENCES album ON DELETE CASCADE,
    n          bigint NOT NULL,               -- its place, from 1
    version_id uuid NOT NULL REFERENCES version ON DELETE CASCADE,
    master_id  uuid UNIQUE REFERENCES master ON DELETE SET NULL,
    PRIMARY KEY (album_id, n),
    UNIQUE (album_id, version_id)
);
CREATE INDEX album_song_version ON album_song (version_id);

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

-- A master of an album is as far as the album is.
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

GRANT SELECT ON master_seen, album_seen TO mastering_api, mastering_ctl;
GRANT SELECT, INSERT, UPDATE, DELETE ON album TO mastering_api;
GRANT SELECT, INSERT ON album_song TO mastering_api;
GRANT SELECT, UPDATE ON album TO mastering_render;
GRANT SELECT ON album_song TO mastering_render;
GRANT SELECT, INSERT, UPDATE, DELETE ON album, album_song TO mastering_ctl;
