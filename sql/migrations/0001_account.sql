-- Who: accounts, their sessions and keys, and the one-time tokens that letters carry.
CREATE TABLE account (
    id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- never leaves the house
    public_id           uuid NOT NULL UNIQUE,
    state               text NOT NULL DEFAULT 'pending'
                        CHECK (state IN ('pending', 'active', 'suspended', 'frozen_minor', 'closing', 'erased')),
    region              text NOT NULL,
    email               text,                 -- as it was written
    email_key           text UNIQUE,          -- as it is compared
    family_name         text,
    given_name          text,
    organization        text,
    postal              jsonb,
    language            text NOT NULL DEFAULT 'en',
    age_checked_at      timestamptz,
    password            text,                 -- argon2id, PHC string
    password_changed_at timestamptz,
    totp_secret         text,                 -- sealed; base64
    totp_step           bigint,               -- the last one used: a code is good once
    totp_at             timestamptz,          -- since when it is on
    recovery_codes      text[] NOT NULL DEFAULT '{}', -- SHA-256, hex
    plan                text NOT NULL DEFAULT 'free',
    plan_until          timestamptz,
    preferences         jsonb NOT NULL DEFAULT '{}',
    learning            boolean NOT NULL DEFAULT true,
    consents            jsonb NOT NULL DEFAULT '{}', -- as last said; every change is an event
    source              jsonb NOT NULL DEFAULT '{}', -- field -> self, staff, payment, partner:X
    avatar_id           uuid,
    referrer            text,
    created_at          timestamptz NOT NULL,
    verified_at         timestamptz,
    last_access_at      timestamptz NOT NULL,
    row_version         bigint NOT NULL DEFAULT 1
);
CREATE INDEX account_pending ON account (created_at) WHERE state = 'pending';

-- One table for whatever a client shows us to be somebody.
CREATE TABLE session (
    id         uuid PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    kind       text NOT NULL CHECK (kind IN ('session', 'remember', 'key', 'staff')),
    selector   text UNIQUE,                   -- of a remember token; a key's visible beginning
    hash       text NOT NULL UNIQUE,          -- SHA-256 of the secret, hex
    old_hash   text,                          -- a remember token just rotated: good for parallel tabs
    old_until  timestamptz,
    family     uuid,                          -- remember tokens that came from one another
    name       text,                          -- a key's
    scopes     text[] NOT NULL DEFAULT '{}',
    device     text,
    agent      text,
    ip         text,
    referrer   text,
    fresh_at   timestamptz,                   -- when a password or code was last given
    created_at timestamptz NOT NULL,
    used_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE INDEX session_account ON session (account_id, kind);
CREATE INDEX session_family ON session (family);
CREATE INDEX session_age ON session (created_at) WHERE ip IS NOT NULL;

CREATE TABLE token (
    hash       text PRIMARY KEY,              -- SHA-256 of what the letter carries, hex
    account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    purpose    text NOT NULL,
    data       jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX token_account ON token (account_id, purpose);

-- Wrong passwords, by account and network: beyond a number of them every next try must wait longer.
-- The key is a hash; losing it in a crash costs nothing.
CREATE UNLOGGED TABLE attempt (
    key      text PRIMARY KEY,
    failures bigint NOT NULL,
    last_at  timestamptz NOT NULL,
    until_at timestamptz NOT NULL             -- no try before this
);
