-- Each program connects with a role of its own and may do what its work needs, no more.
DO $$
DECLARE
    r text;
BEGIN
    FOREACH r IN ARRAY ARRAY['mastering_api', 'mastering_render', 'mastering_timer', 'mastering_egress', 'mastering_ctl'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', r);
        END IF;
    END LOOP;
END $$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

GRANT SELECT ON ALL TABLES IN SCHEMA public
   TO mastering_api, mastering_render, mastering_timer, mastering_egress, mastering_ctl;
-- The log only grows; its seal is written by the timer, and read by everyone.
GRANT INSERT ON event, event_note, event_unsealed
   TO mastering_api, mastering_render, mastering_timer, mastering_egress, mastering_ctl;
GRANT INSERT ON event_seal TO mastering_timer, mastering_ctl;
GRANT DELETE ON event_unsealed TO mastering_timer, mastering_ctl;
GRANT INSERT, UPDATE ON sweep, clock_watch TO mastering_timer, mastering_ctl;
GRANT DELETE ON event_note TO mastering_timer, mastering_ctl;
-- Notes to the world come from anywhere in the house; egress alone carries them out.
GRANT INSERT ON outbox TO mastering_api, mastering_render, mastering_timer, mastering_egress, mastering_ctl;
GRANT UPDATE ON outbox TO mastering_egress, mastering_ctl;
GRANT INSERT ON inbox TO mastering_api, mastering_egress, mastering_ctl;
GRANT UPDATE ON inbox TO mastering_egress, mastering_ctl;
GRANT INSERT, UPDATE ON job TO mastering_api, mastering_render, mastering_timer, mastering_egress, mastering_ctl;
GRANT INSERT, UPDATE ON due TO mastering_api, mastering_render, mastering_timer, mastering_egress, mastering_ctl;
GRANT INSERT, UPDATE ON matter, message, permit TO mastering_api, mastering_timer, mastering_egress, mastering_ctl;
GRANT INSERT, UPDATE ON policy, policy_text, hold TO mastering_api, mastering_ctl;
GRANT INSERT, UPDATE, DELETE ON answer, bucket, attempt TO mastering_api;
GRANT DELETE ON answer, bucket, attempt, due, job TO mastering_timer;

GRANT INSERT, UPDATE ON account, session, token TO mastering_api, mastering_ctl;
GRANT UPDATE, DELETE ON account, session, token TO mastering_timer;
GRANT DELETE ON session, token TO mastering_api;
GRANT INSERT, UPDATE ON asset, song, version, upload, upload_chunk, master, master_file TO mastering_api, mastering_render;
GRANT DELETE ON upload, upload_chunk, master_file TO mastering_api, mastering_render;
GRANT DELETE ON master TO mastering_api;
GRANT INSERT, UPDATE, DELETE ON preset TO mastering_api;
GRANT UPDATE, DELETE ON asset, song, version, upload, upload_chunk, master, master_file TO mastering_timer, mastering_ctl;
