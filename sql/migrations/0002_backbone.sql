-- What every promise leans on: the event log, notes to and from the world, cases, permits, policies,
-- holds, deadlines, jobs.

-- Append-only.  Personal text stands in event_note; only its salted hash is in data, so that erasing
-- somebody never breaks the chain.
CREATE TABLE event (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          timestamptz NOT NULL,
    actor_kind  text NOT NULL CHECK (actor_kind IN ('account', 'staff', 'system', 'visitor', 'partner')),
    actor       bigint,                       -- an account's id
    on_behalf   bigint,                       -- whose things it was about
    verb        text NOT NULL,
    object_kind text NOT NULL,
    object      text NOT NULL,
    data        jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX event_on_behalf ON event (on_behalf, id);
CREATE INDEX event_object ON event (object_kind, object, id);

CREATE TABLE event_note (
    event_id bigint PRIMARY KEY REFERENCES event,
    salt     text NOT NULL,
    text     text NOT NULL
);

-- Written by one sealer, in order: hash = SHA-256(hash before || the event in canonical form).
CREATE TABLE event_seal (
    seq       bigint PRIMARY KEY,
    event_id  bigint NOT NULL UNIQUE REFERENCES event,
    hash      text NOT NULL,
    sealed_at timestamptz NOT NULL
);

-- What waits for the sealer.  Ids are handed out before transactions end, so "all after the last one
-- sealed" would miss the slow.
CREATE TABLE event_unsealed (
    event_id bigint PRIMARY KEY REFERENCES event
);

CREATE TABLE outbox (
    id          uuid PRIMARY KEY,
    kind        text NOT NULL,                -- mail, or a call to somebody outside
    dedupe_key  text UNIQUE,
    account_id  bigint REFERENCES account ON DELETE SET NULL,
    payload     jsonb NOT NULL,
    state       text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'sending', 'done', 'retry', 'dead')),
    tries       bigint NOT NULL DEFAULT 0,
    next_at     timestamptz NOT NULL,
    lease       uuid,
    lease_until timestamptz,
    answer      jsonb,
    error       text,
    created_at  timestamptz NOT NULL,
    done_at     timestamptz
);
CREATE INDEX outbox_open ON outbox (next_at) WHERE state IN ('new', 'retry', 'sending');

CREATE TABLE inbox (
    id          uuid PRIMARY KEY,
    provider    text NOT NULL,
    ext_id      text NOT NULL,
    raw         text NOT NULL,
    coded       boolean NOT NULL DEFAULT false, -- raw is base64: the bytes were no clean text
    headers     jsonb NOT NULL DEFAULT '{}',
    state       text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'done', 'failed')),
    error       text,
    received_at timestamptz NOT NULL,
    done_at     timestamptz,
    UNIQUE (provider, ext_id)
);

-- A case: a thread where a human or a deadline decides.
CREATE TABLE matter (
    id           uuid PRIMARY KEY,
    kind         text NOT NULL,
    account_id   bigint REFERENCES account ON DELETE SET NULL,
    subject_kind text,
    subject      text,
    state        text NOT NULL DEFAULT 'open',
    outcome      text,
    deadline_at  timestamptz,
    assignee     bigint REFERENCES account ON DELETE SET NULL,
    data         jsonb NOT NULL DEFAULT '{}',
    opened_at    timestamptz NOT NULL,
    closed_at    timestamptz,
    row_version  bigint NOT NULL DEFAULT 1
);
CREATE INDEX matter_open ON matter (COALESCE(deadline_at, '9999-12-31T00:00:00Z'), id) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX matter_once ON matter (kind, COALESCE(account_id, 0), subject_kind, subject) WHERE closed_at IS NULL;
CREATE INDEX matter_account ON matter (account_id, opened_at);

CREATE TABLE message (
    id          uuid PRIMARY KEY,
    n           bigint GENERATED ALWAYS AS IDENTITY, -- the order of a thread
    matter_id   uuid NOT NULL REFERENCES matter ON DELETE CASCADE,
    author_kind text NOT NULL CHECK (author_kind IN ('account', 'staff', 'system', 'visitor')),
    author      bigint REFERENCES account ON DELETE SET NULL,
    channel     text NOT NULL CHECK (channel IN ('web', 'email', 'phone', 'social')),
    body        text NOT NULL,
    source_url  text,
    sent_at     timestamptz NOT NULL
);
CREATE INDEX message_matter ON message (matter_id, n);

-- A grant: whoever is not the owner acts only through a live one.
CREATE TABLE permit (
    id           uuid PRIMARY KEY,
    subject_kind text NOT NULL CHECK (subject_kind IN ('account', 'link', 'public', 'partner')),
    subject      text NOT NULL,
    object_kind  text NOT NULL,
    object       text NOT NULL,
    rights       text[] NOT NULL,
    limits       jsonb NOT NULL DEFAULT '{}',
    parent       uuid REFERENCES permit ON DELETE CASCADE,
    state        text NOT NULL DEFAULT 'active'
                 CHECK (state IN ('requested', 'active', 'paused', 'revoked', 'expired', 'exhausted')),
    uses         bigint NOT NULL DEFAULT 0,
    created_by   bigint REFERENCES account ON DELETE SET NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz,
    ended_at     timestamptz
);
CREATE INDEX permit_subject ON permit (subject_kind, subject);
CREATE INDEX permit_object ON permit (object_kind, object);

CREATE TABLE policy (
    id           uuid PRIMARY KEY,
    kind         text NOT NULL CHECK (kind IN ('privacy', 'terms', 'aup', 'payment')),
    version      bigint NOT NULL,
    state        text NOT NULL DEFAULT 'draft'
                 CHECK (state IN ('draft', 'announced', 'effective', 'superseded', 'withdrawn')),
    effective_at timestamptz,
    hash         text NOT NULL,
    created_at   timestamptz NOT NULL,
    UNIQUE (kind, version)
);
CREATE TABLE policy_text (
    policy_id uuid NOT NULL REFERENCES policy ON DELETE CASCADE,
    language  text NOT NULL,
    body      text NOT NULL,
    PRIMARY KEY (policy_id, language)
);

CREATE TABLE hold (
    id          uuid PRIMARY KEY,
    object_kind text NOT NULL,
    object      text NOT NULL,
    basis       text NOT NULL,
    reason      text NOT NULL,
    held_by     bigint REFERENCES account ON DELETE SET NULL,
    created_at  timestamptz NOT NULL,
    until_at    timestamptz,
    released_at timestamptz
);
CREATE INDEX hold_object ON hold (object_kind, object) WHERE released_at IS NULL;

-- Every promise with a clock is a row here; the timer only runs due rows.
CREATE TABLE due (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind          text NOT NULL,
    object_kind   text NOT NULL,
    object        text NOT NULL,
    due_at        timestamptz NOT NULL,
    state         text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'claimed', 'done', 'dropped')),
    claimed_by    uuid,
    claimed_until timestamptz,
    tries         bigint NOT NULL DEFAULT 0,
    created_at    timestamptz NOT NULL,
    done_at       timestamptz
);
CREATE UNIQUE INDEX due_once ON due (kind, object_kind, object) WHERE state IN ('waiting', 'claimed');
CREATE INDEX due_next ON due (due_at) WHERE state IN ('waiting', 'claimed');

-- When each sweep last ran.
CREATE TABLE sweep (
    name    text PRIMARY KEY,
    ran_at  timestamptz NOT NULL,
    took_us bigint NOT NULL,
    result  text NOT NULL
);

-- One row: what the clocks said at the last sweep.  A promise's clock that went another way than the
-- machine's has jumped; what cannot be undone then waits for a human.
CREATE TABLE clock_watch (
    one        boolean PRIMARY KEY DEFAULT true CHECK (one),
    promise_at timestamptz NOT NULL,
    machine_at timestamptz NOT NULL,
    boot       text,                          -- which machine's which start, where it says so
    boot_us    bigint NOT NULL,               -- since that start
    jumped_at  timestamptz,
    jump_us    bigint
);

-- Leases and heartbeats measure machines, so they use the database's own clock.
CREATE TABLE job (
    id          uuid PRIMARY KEY,
    kind        text NOT NULL,
    subject     text NOT NULL,
    account_id  bigint REFERENCES account ON DELETE CASCADE,
    payload     jsonb NOT NULL DEFAULT '{}',
    state       text NOT NULL DEFAULT 'queued'
                CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    weight      bigint NOT NULL DEFAULT 0,    -- lower first
    attempts    bigint NOT NULL DEFAULT 0,    -- counted when it is begun
    run_at      timestamptz NOT NULL,
    lease       uuid,                         -- the fencing token: every write names it
    lease_until timestamptz,
    worker      uuid,                         -- a process; it holds an advisory lock made from this
    step        text,
    progress    double precision NOT NULL DEFAULT 0,
    cancel      boolean NOT NULL DEFAULT false,
    error       text,
    created_at  timestamptz NOT NULL,
    done_at     timestamptz
);
CREATE UNIQUE INDEX job_once ON job (kind, subject) WHERE state IN ('queued', 'running');
CREATE INDEX job_next ON job (weight, run_at, id) WHERE state = 'queued';
CREATE INDEX job_running ON job (id) WHERE state = 'running';

-- What was answered to an Idempotency-Key.
CREATE TABLE answer (
    principal  text NOT NULL,
    key        text NOT NULL,
    request    text NOT NULL,                 -- SHA-256 of method, path and body, hex
    status     bigint,                        -- null while the first one is at work
    headers    text,
    body       text,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (principal, key)
);

-- GCRA: the theoretical arrival time of the next request, and what was granted last.  Losing it in a crash
-- costs nothing.
CREATE UNLOGGED TABLE bucket (
    key    text PRIMARY KEY,
    tat_us bigint NOT NULL,                   -- microseconds since 1970
    taken  bigint NOT NULL
);
