-- The same bytes are one file within an account: an original goes when the last version that has it goes.
CREATE VIEW version_keeping AS
SELECT id, song_id, original_id FROM version WHERE state <> 'purged' AND (state <> 'rejected' OR code = 'verify_failed');
CREATE INDEX version_original ON version (original_id);
CREATE INDEX asset_sha256 ON asset (account_id, sha256);
GRANT SELECT ON version_keeping TO mastering_api, mastering_render, mastering_timer, mastering_ctl;
