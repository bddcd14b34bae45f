-- The recording's code (ISO 3901), as it stands in the files that are taken home.
ALTER TABLE song ADD COLUMN isrc text CHECK (isrc ~ '^[A-Z]{2}[A-Z0-9]{3}[0-9]{7}$');

-- A view keeps the columns it was made with.
DROP VIEW song_seen;
CREATE VIEW song_seen AS
SELECT s.*, NULL::jsonb AS latest_version, NULL::jsonb AS latest_master FROM song s;
GRANT SELECT ON song_seen TO mastering_api, mastering_ctl;

-- master_file.n is, of a file to take home and of its certificate, the rate it is delivered at; 0: the mix's own.
