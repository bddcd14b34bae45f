-- What one move of a master changed, to listen to: made once, when somebody asks.  Its files are the master's.
CREATE TABLE master_delta (
    master_id uuid NOT NULL REFERENCES master ON DELETE CASCADE,
    move      text NOT NULL,
    shown     jsonb,                          -- what the page needs to play it
    code      text,                           -- or why it cannot be made
    PRIMARY KEY (master_id, move)
);
GRANT SELECT ON master_delta TO mastering_api;
GRANT SELECT, INSERT ON master_delta TO mastering_render;
GRANT SELECT, INSERT, UPDATE, DELETE ON master_delta TO mastering_ctl;
