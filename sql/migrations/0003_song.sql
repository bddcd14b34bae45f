-- The music: bytes, uploads, songs, their versions (mixes) and masters (revisions).

-- The transaction that wrote a row last.  An event stream that remembers the oldest transaction that was
-- still open when it looked (pg_snapshot_xmin) and asks for rows changed since then misses nothing, in
-- whatever order transactions end; a row may be told twice, which is no harm: it is told as it is.
CREATE FUNCTION changed_now() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;

CREATE TABLE asset (
    id           uuid PRIMARY KEY,
    account_id   bigint REFERENCES account ON DELETE SET NULL,
    key          text NOT NULL UNIQUE,        -- in the store; written once
    sha256       text NOT NULL,
    bytes        bigint NOT NULL,
    media        text NOT NULL,
    kind         text NOT NULL,               -- original, mix, master, output, preview, peaks, avatar
    state        text NOT NULL DEFAULT 'live' CHECK (state IN ('live', 'purged')),
    created_at   timestamptz NOT NULL,
    backed_up_at timestamptz
);
CREATE INDEX asset_account ON asset (account_id);

CREATE TABLE song (
    id          uuid PRIMARY KEY,
    account_id  bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    title       text NOT NULL,
    artist      text,
    style       text,
    instruments text[] NOT NULL DEFAULT '{}',
    notes       text,
    markers     jsonb NOT NULL DEFAULT '[]',
    preferences jsonb NOT NULL DEFAULT '{}',
    state       text NOT NULL DEFAULT 'live' CHECK (state IN ('live', 'disabled', 'deleted', 'erased')),
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    deleted_at  timestamptz,
    row_version bigint NOT NULL DEFAULT 1
);
CREATE INDEX song_account ON song (account_id, created_at DESC, id DESC);
CREATE INDEX song_deleted ON song (deleted_at) WHERE state = 'deleted';

CREATE TABLE version (
    id          uuid PRIMARY KEY,
    song_id     uuid NOT NULL REFERENCES song ON DELETE CASCADE,
    account_id  bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    n           bigint NOT NULL,
    family      text NOT NULL DEFAULT 'main',
    filename    text,
    state       text NOT NULL DEFAULT 'receiving'
                CHECK (state IN ('receiving', 'verifying', 'ready', 'rejected', 'purged')),
    code        text,                         -- why it was rejected
    original_id uuid REFERENCES asset,        -- as it came
    mix_id      uuid REFERENCES asset,        -- decoded; nothing later touches the original
    peaks_id    uuid REFERENCES asset,        -- 512 samples a pixel
    overview_id uuid REFERENCES asset,        -- 4096
    sha256      text,
    bytes       bigint,
    analysis    jsonb,
    created_at  timestamptz NOT NULL,
    ready_at    timestamptz,
    row_version bigint NOT NULL DEFAULT 1,
    changed     bigint NOT NULL,
    UNIQUE (song_id, n)
);
CREATE INDEX version_changed ON version (account_id, changed);
CREATE TRIGGER version_changed BEFORE INSERT OR UPDATE ON version FOR EACH ROW EXECUTE FUNCTION changed_now();

CREATE TABLE upload (
    id         uuid PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    song_id    uuid REFERENCES song ON DELETE CASCADE,
    version_id uuid REFERENCES version ON DELETE SET NULL,
    bytes      bigint NOT NULL,
    filename   text,
    media      text,
    sha256     text,                          -- as declared
    metadata   text,                          -- Upload-Metadata as it came
    state      text NOT NULL DEFAULT 'receiving'
               CHECK (state IN ('receiving', 'complete', 'refused', 'expired')),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    changed    bigint NOT NULL
);
CREATE INDEX upload_changed ON upload (account_id, changed);
CREATE INDEX upload_version ON upload (version_id);
CREATE INDEX upload_expires ON upload (expires_at);
CREATE TRIGGER upload_changed BEFORE INSERT OR UPDATE ON upload FOR EACH ROW EXECUTE FUNCTION changed_now();

-- What came so far, in pieces that are each written once; they follow one another without a gap.
CREATE TABLE upload_chunk (
    upload_id uuid NOT NULL REFERENCES upload ON DELETE CASCADE,
    start     bigint NOT NULL,
    bytes     bigint NOT NULL,
    key       text NOT NULL UNIQUE,
    PRIMARY KEY (upload_id, start)
);

CREATE TABLE master (
    id          uuid PRIMARY KEY,
    version_id  uuid NOT NULL REFERENCES version ON DELETE CASCADE,
    song_id     uuid NOT NULL REFERENCES song ON DELETE CASCADE,
    account_id  bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    n           bigint NOT NULL,              -- the revision, counted in the song
    recipe      jsonb NOT NULL,
    engine      text,
    state       text NOT NULL DEFAULT 'queued'
                CHECK (state IN ('queued', 'running', 'ready', 'failed', 'cancelled', 'locked')),
    code        text,                         -- why it failed
    report      jsonb,
    preview     jsonb,                        -- rate, frames and the segments' leads and lengths
    created_at  timestamptz NOT NULL,
    ready_at    timestamptz,
    row_version bigint NOT NULL DEFAULT 1,
    changed     bigint NOT NULL,
    UNIQUE (song_id, n)
);
CREATE INDEX master_changed ON master (account_id, changed);
CREATE TRIGGER master_changed BEFORE INSERT OR UPDATE ON master FOR EACH ROW EXECUTE FUNCTION changed_now();
CREATE INDEX master_version ON master (version_id);

-- The files of a master: full (32-bit float), outputs by format, preview segments and peaks.
CREATE TABLE master_file (
    master_id uuid NOT NULL REFERENCES master ON DELETE CASCADE,
    kind      text NOT NULL,                  -- full, wav16, wav24, wav32f, flac, mp3, opus, preview, lossless, peaks
    n         bigint NOT NULL DEFAULT 0,      -- the segment; of peaks the samples a pixel
    asset_id  uuid NOT NULL REFERENCES asset,
    tags      text,                           -- what an output says of title and artist: another title, another file
    PRIMARY KEY (master_id, kind, n)
);

-- A recipe with a name; masters keep copies, so renaming or dropping one changes no master.
CREATE TABLE preset (
    id         uuid PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    name       text NOT NULL,
    recipe     jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (account_id, name)
);

-- As they are shown: with what stands in other tables.
CREATE VIEW upload_seen AS
SELECT u.*, COALESCE((SELECT sum(c.bytes) FROM upload_chunk c WHERE c.upload_id = u.id),
                     CASE u.state WHEN 'complete' THEN u.bytes END, 0)::bigint AS "offset"
  FROM upload u;
CREATE VIEW song_seen AS
SELECT s.*, NULL::jsonb AS latest_version, NULL::jsonb AS latest_master FROM song s;
CREATE VIEW version_seen AS
SELECT v.*, j.step, CASE v.state WHEN 'ready' THEN 1 ELSE COALESCE(j.progress, 0) END AS progress
  FROM version v
  LEFT JOIN job j ON j.kind = 'verify' AND j.subject = v.id::text AND j.state IN ('queued', 'running');
CREATE VIEW master_seen AS
SELECT m.*, j.step, CASE m.state WHEN 'ready' THEN 1 ELSE COALESCE(j.progress, 0) END AS progress,
       (m.report -> 'before' ->> 'lufs')::float8 AS mix_lufs,
       (m.report -> 'after' ->> 'lufs')::float8 AS lufs,
       (m.report -> 'after' ->> 'true_peak_db')::float8 AS true_peak_db
  FROM master m
  LEFT JOIN job j ON j.kind = 'master' AND j.subject = m.id::text AND j.state IN ('queued', 'running');
