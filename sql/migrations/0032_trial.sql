-- A stretch of a master that nobody has ordered yet: a recipe to listen to.  It goes by itself, and never became a master.
CREATE TABLE trial (
    id         uuid PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    version_id uuid NOT NULL REFERENCES version ON DELETE CASCADE,
    recipe     jsonb NOT NULL,
    start_s    double precision NOT NULL,     -- of the master
    seconds    double precision NOT NULL,
    shown      jsonb,                         -- what the page needs to play it
    code       text,                          -- or why it cannot be made
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX trial_account ON trial (account_id, created_at);
CREATE INDEX trial_version ON trial (version_id);

CREATE TABLE trial_file (
    trial_id uuid NOT NULL REFERENCES trial ON DELETE CASCADE,
    n        bigint NOT NULL,                 -- the segment
    asset_id uuid NOT NULL REFERENCES asset,
    PRIMARY KEY (trial_id, n)
);

GRANT SELECT, INSERT, DELETE ON trial TO mastering_api;
GRANT SELECT ON trial_file TO mastering_api;
GRANT SELECT, UPDATE ON trial TO mastering_render;
GRANT INSERT ON trial_file TO mastering_render;
GRANT SELECT, DELETE ON trial TO mastering_timer;
GRANT SELECT ON trial_file TO mastering_timer;
GRANT SELECT, INSERT, UPDATE, DELETE ON trial, trial_file TO mastering_ctl;
