-- The library: what a song is sorted and filtered by stands in one row, which follows the song, its mixes and its
-- masters by itself.

-- Titles as people put them in order: small beside capital, with accents, 2 before 10.
CREATE COLLATION title_order (provider = icu, locale = 'und-u-kn-true');

CREATE TABLE song_shelf (
    song_id    uuid PRIMARY KEY REFERENCES song ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    stage      text NOT NULL CHECK (stage IN ('empty', 'mix', 'making', 'ready', 'failed')),
    title      text NOT NULL COLLATE title_order,
    style      text,
    words      text NOT NULL,                 -- what is looked for: all that is written about it, in one spelling
    seconds    float8 NOT NULL,               -- of the newest sound mix; 0: there is none
    lufs       float8 NOT NULL,               -- of the newest master that is ready; '-infinity': there is none
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,          -- of the song, a mix or a master, whichever came last
    made_at    timestamptz                    -- the newest master
);
CREATE INDEX song_shelf_created ON song_shelf (account_id, created_at DESC, song_id DESC);
CREATE INDEX song_shelf_changed ON song_shelf (account_id, changed_at DESC, song_id DESC);
CREATE INDEX song_shelf_title ON song_shelf (account_id, title, song_id);
CREATE INDEX song_shelf_seconds ON song_shelf (account_id, seconds DESC, song_id DESC);
CREATE INDEX song_shelf_lufs ON song_shelf (account_id, lufs DESC, song_id DESC);
DROP INDEX song_account;                      -- nobody lists songs without their shelf any more
CREATE INDEX song_account ON song (account_id);

-- Where a song stands, worked out from what there is of it; no row for one that is not in the library.
-- The newest master says how far it is; while there is none, the newest mix does.
CREATE VIEW song_standing AS
SELECT s.id AS song_id, s.account_id,
       CASE WHEN m.state IN ('ready', 'locked') THEN 'ready'
            WHEN m.state = 'failed' THEN 'failed'
            WHEN m.state IN ('queued', 'running') THEN 'making'
            WHEN v.state = 'rejected' THEN 'failed'
            WHEN v.state IN ('receiving', 'verifying') THEN 'making'
            WHEN v.state = 'ready' THEN 'mix'
            ELSE 'empty' END AS stage,
       s.title, s.style,
       normalize(lower(concat_ws(' ', s.title, s.artist, s.style, s.notes, array_to_string(s.instruments, ' '))), NFKC) AS words,
       COALESCE((SELECT (x.analysis ->> 'seconds')::float8 FROM version x
                  WHERE x.song_id = s.id AND x.state = 'ready' ORDER BY x.n DESC LIMIT 1), 0) AS seconds,
       COALESCE(r.lufs, '-infinity') AS lufs, s.created_at,
       greatest(s.updated_at, v.created_at, v.ready_at, m.created_at, m.ready_at, r.ready_at) AS changed_at,
       r.ready_at AS made_at
  FROM song s
  LEFT JOIN LATERAL (SELECT x.state, x.created_at, x.ready_at FROM version x WHERE x.song_id = s.id ORDER BY x.n DESC LIMIT 1) v ON true
  LEFT JOIN LATERAL (SELECT x.state, x.created_at, x.ready_at FROM master x WHERE x.song_id = s.id ORDER BY x.n DESC LIMIT 1) m ON true
  LEFT JOIN LATERAL (SELECT x.ready_at, (x.report -> 'after' ->> 'lufs')::float8 AS lufs FROM master x
                      WHERE x.song_id = s.id AND x.state = 'ready' ORDER BY x.n DESC LIMIT 1) r ON true
 WHERE s.state IN ('live', 'disabled');

-- Runs at the end of the transaction, when it holds all its other rows: so nobody waits crosswise.  Whoever is second
-- takes the row first and looks then, and so sees what the first has done.
CREATE FUNCTION song_shelve() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    which uuid;
BEGIN
    IF TG_TABLE_NAME = 'song' THEN
        which := NEW.id;
    ELSIF TG_OP = 'DELETE' THEN
        which := OLD.song_id;
    ELSE
        which := NEW.song_id;
    END IF;
    INSERT INTO song_shelf (song_id, account_id, stage, title, words, seconds, lufs, created_at, changed_at)
    SELECT id, account_id, 'empty', title, '', 0, '-infinity', created_at, updated_at FROM song WHERE id = which
        ON CONFLICT (song_id) DO NOTHING;
    PERFORM FROM song_shelf WHERE song_id = which FOR UPDATE;
    UPDATE song_shelf f
       SET stage = n.stage, title = n.title, style = n.style, words = n.words, seconds = n.seconds, lufs = n.lufs,
           changed_at = n.changed_at, made_at = n.made_at
      FROM song_standing n
     WHERE f.song_id = which AND n.song_id = which;
    IF NOT FOUND THEN
        DELETE FROM song_shelf WHERE song_id = which;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER song_shelved AFTER INSERT OR UPDATE ON song
       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION song_shelve();
CREATE CONSTRAINT TRIGGER version_shelved AFTER INSERT OR DELETE OR UPDATE OF state, analysis ON version
       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION song_shelve();
CREATE CONSTRAINT TRIGGER master_shelved AFTER INSERT OR DELETE OR UPDATE OF state, report ON master
       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION song_shelve();

INSERT INTO song_shelf SELECT * FROM song_standing;

-- What of an account's library answers: every word must stand in it, as it is; nothing (NULL) asks nothing.  The
-- statements that sort it are planned as if this stood in them.
CREATE FUNCTION shelf_found(account bigint, wanted text[], stage text, style text, since timestamptz, album uuid)
       RETURNS SETOF song_shelf LANGUAGE sql STABLE AS $$
SELECT f.*
  FROM song_shelf f
 WHERE f.account_id = $1
   AND ($3 IS NULL OR f.stage = $3)
   AND ($4 IS NULL OR f.style = $4)
   AND ($5 IS NULL OR f.made_at >= $5)
   AND ($6 IS NULL OR EXISTS (SELECT FROM album_song x JOIN version v ON v.id = x.version_id
                               WHERE x.album_id = $6 AND v.song_id = f.song_id))
   AND NOT EXISTS (SELECT FROM unnest($2) AS w (word) WHERE position(normalize(lower(w.word), NFKC) IN f.words) = 0)
$$;
GRANT SELECT ON song_shelf TO mastering_api;

-- A song that was opened in this very transaction stands on no shelf yet.
DROP VIEW song_seen;
CREATE VIEW song_seen AS
SELECT s.*, COALESCE(f.stage, 'empty') AS stage, NULLIF(f.seconds, 0) AS seconds, NULLIF(f.lufs, '-infinity') AS lufs,
       COALESCE(f.changed_at, s.updated_at) AS changed_at, NULL::jsonb AS latest_version, NULL::jsonb AS latest_master
  FROM song s LEFT JOIN song_shelf f ON f.song_id = s.id;
GRANT SELECT ON song_seen TO mastering_api, mastering_ctl;

GRANT SELECT, INSERT, UPDATE, DELETE ON song_shelf TO mastering_ctl;
