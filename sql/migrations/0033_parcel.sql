-- Many masters in one ZIP file: packed by a job, there for hours, not for ever.
CREATE TABLE parcel (
    id         uuid PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    format     text NOT NULL,
    rate_hz    bigint NOT NULL,               -- 0: each master's own
    files      bigint NOT NULL,               -- how many it was ordered with
    state      text NOT NULL DEFAULT 'packing' CHECK (state IN ('packing', 'ready', 'failed')),
    code       text,                          -- why it could not be packed
    asset_id   uuid REFERENCES asset,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX parcel_account ON parcel (account_id, created_at DESC, id DESC);
CREATE INDEX parcel_asset ON parcel (asset_id);
CREATE TABLE parcel_master (
    parcel_id uuid NOT NULL REFERENCES parcel ON DELETE CASCADE,
    n         bigint NOT NULL,
    master_id uuid NOT NULL REFERENCES master ON DELETE CASCADE,
    PRIMARY KEY (parcel_id, n)
);
CREATE INDEX parcel_master_master ON parcel_master (master_id);

-- As they are shown; one whose masters are not all there any more tells of fewer.
CREATE VIEW parcel_seen AS
SELECT p.*, (SELECT count(*) FROM parcel_master x JOIN master m ON m.id = x.master_id
                JOIN song s ON s.id = m.song_id AND s.state IN ('live', 'disabled')
              WHERE x.parcel_id = p.id) AS there,
       CASE p.state WHEN 'ready' THEN 1 ELSE COALESCE(j.progress, 0) END AS progress, a.bytes, a.key
  FROM parcel p
  LEFT JOIN asset a ON a.id = p.asset_id
  LEFT JOIN job j ON j.kind = 'parcel' AND j.subject = p.id::text AND j.state IN ('queued', 'running');

GRANT SELECT, INSERT, DELETE ON parcel TO mastering_api;
GRANT INSERT ON parcel_master TO mastering_api;
GRANT SELECT ON parcel_seen TO mastering_api;
GRANT SELECT, UPDATE ON parcel TO mastering_render;
GRANT SELECT ON parcel_master TO mastering_render;
GRANT SELECT, DELETE ON parcel TO mastering_timer;
GRANT SELECT ON parcel_seen TO mastering_ctl;
GRANT SELECT, INSERT, UPDATE, DELETE ON parcel, parcel_master TO mastering_ctl;
