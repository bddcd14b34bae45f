-- The silence after each song of an album, in seconds: written behind the music of the files that are taken home.
-- Albums that are there keep the files they have: 0.  NULL: nobody said it, and the worker that makes the album
-- finds out whether the sound goes on.
ALTER TABLE album_song ADD COLUMN gap_s float8 DEFAULT 0 CHECK (gap_s BETWEEN 0 AND 10);
-- Who ordered silence, and has nothing yet, gets the usual one.
UPDATE album_song x SET gap_s = 2
  FROM album a
 WHERE a.id = x.album_id AND a.gaps AND a.state NOT IN ('ready', 'cancelled')
   AND x.n < (SELECT max(l.n) FROM album_song l WHERE l.album_id = x.album_id);
-- A yes or no is not asked any more; the column goes when no program writes it.
ALTER TABLE album ALTER COLUMN gaps SET DEFAULT false;

CREATE OR REPLACE VIEW album_seen AS
SELECT a.*, j.step, CASE a.state WHEN 'ready' THEN 1 ELSE COALESCE(j.progress, 0) END AS progress,
       (SELECT COALESCE(jsonb_agg(jsonb_build_object('n', x.n, 'song_id', s.id, 'title', s.title, 'version_id', x.version_id,
                                                     'master_id', x.master_id, 'state', m.state, 'gap_s', x.gap_s) ORDER BY x.n), '[]')
          FROM album_song x
          JOIN version v ON v.id = x.version_id
          JOIN song s ON s.id = v.song_id
          LEFT JOIN master m ON m.id = x.master_id
         WHERE x.album_id = a.id) AS songs
  FROM album a
  LEFT JOIN job j ON j.kind = 'album' AND j.subject = a.id::text AND j.state IN ('queued', 'running');

GRANT UPDATE (gap_s) ON album_song TO mastering_api, mastering_render;
