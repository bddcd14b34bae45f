-- How loud a mix can go, and what it costs: measured once, when somebody asks.
CREATE TABLE version_curve (
    version_id uuid PRIMARY KEY REFERENCES version ON DELETE CASCADE,
    curve      jsonb,                         -- what was measured
    code       text                           -- or why that cannot be done
);
GRANT SELECT ON version_curve TO mastering_api;
GRANT SELECT, INSERT ON version_curve TO mastering_render;
GRANT SELECT, INSERT, UPDATE, DELETE ON version_curve TO mastering_ctl;
