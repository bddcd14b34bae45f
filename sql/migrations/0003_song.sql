-- The music: bytes, uploads, songs, their versions (mixes) and masters (revisions).
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
    peaks_id    uuid REFERENCES asset,
    sha256      text,
    bytes       bigint,
    analysis    jsonb,
    created_at  timestamptz NOT NULL,
    ready_at    timestamptz,
    row_version bigint NOT NULL DEFAULT 1,
    UNIQUE (song_id, n)
);
CREATE INDEX version_account ON version (account_id);

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
               CHECK (state IN ('receiving', 'complete', 'cancelled', 'expired')),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX upload_account ON upload (account_id);
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
    step        text,
    progress    double precision NOT NULL DEFAULT 0,
    report      jsonb,
    preview     jsonb,                        -- segments: count, seconds, rate, lead, frames
    created_at  timestamptz NOT NULL,
    ready_at    timestamptz,
    row_version bigint NOT NULL DEFAULT 1,
    UNIQUE (song_id, n)
);
CREATE INDEX master_account ON master (account_id);
CREATE INDEX master_version ON master (version_id);

-- The files of a master: full (32-bit float), outputs by format, preview segments and peaks.
CREATE TABLE master_file (
    master_id uuid NOT NULL REFERENCES master ON DELETE CASCADE,
    kind      text NOT NULL,                  -- full, wav16, wav24, wav32f, flac, mp3, opus, preview, lossless, peaks
    n         bigint NOT NULL DEFAULT 0,      -- the segment
    asset_id  uuid NOT NULL REFERENCES asset,
    PRIMARY KEY (master_id, kind, n)
);
