-- Each program connects with a role of its own and may do what its statements need, and nothing else.
-- tests/sql/rights_test.sh compares these rights with the statements each program can reach, both ways: a new
-- statement brings its right along, and the last one that needs a right takes it away.  What would be exact:
--     tests/with-postgres tests/sql/rights.py print
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

-- The front desk: everything a musician or staff may do over the web.
GRANT SELECT, INSERT, UPDATE ON account, session, token TO mastering_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON answer, attempt TO mastering_api;
GRANT SELECT, INSERT, UPDATE ON bucket TO mastering_api;
GRANT SELECT, INSERT, UPDATE ON asset, song, version TO mastering_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON upload, master TO mastering_api;
GRANT SELECT, INSERT, DELETE ON upload_chunk, preset TO mastering_api;
GRANT SELECT ON song_seen, version_seen, upload_seen, master_seen TO mastering_api;
GRANT SELECT ON master_file, permit, policy, policy_text TO mastering_api;
GRANT SELECT, INSERT, UPDATE ON job, due TO mastering_api;
GRANT SELECT, INSERT ON outbox, matter TO mastering_api;

-- Rendering: sound and jobs; of an account just what a letter and a master need.
GRANT SELECT (id, email, given_name, family_name, language, preferences) ON account TO mastering_render;
GRANT SELECT, INSERT, UPDATE ON asset, master TO mastering_render;
GRANT SELECT, UPDATE ON song, version TO mastering_render;
GRANT SELECT, INSERT, DELETE ON master_file TO mastering_render;
GRANT SELECT ON upload_seen TO mastering_render;
GRANT SELECT, DELETE ON upload_chunk TO mastering_render;
GRANT SELECT, INSERT, UPDATE ON job TO mastering_render;
GRANT SELECT, INSERT ON outbox TO mastering_render;

-- The timers: they keep promises, seal the log, and drop what is over.
GRANT SELECT (state, created_at, verified_at), DELETE ON account TO mastering_timer;
GRANT SELECT (ip, created_at, used_at, expires_at, revoked_at), UPDATE (ip), DELETE ON session TO mastering_timer;
GRANT SELECT (expires_at), DELETE ON token TO mastering_timer;
GRANT SELECT, DELETE ON answer, attempt, bucket TO mastering_timer;
GRANT SELECT, INSERT, UPDATE, DELETE ON due TO mastering_timer;
GRANT SELECT, UPDATE, DELETE ON job, upload, song TO mastering_timer;
GRANT SELECT, DELETE ON upload_chunk TO mastering_timer;
GRANT SELECT, UPDATE ON asset, version, hold, permit TO mastering_timer;
GRANT SELECT ON upload_seen, master, master_file TO mastering_timer;
GRANT SELECT, INSERT, UPDATE ON sweep, clock_watch TO mastering_timer;

-- Egress: it carries notes to the world, the only one with a network.
GRANT SELECT, UPDATE ON outbox TO mastering_egress;

-- The log only grows, and one seals it.  What is noted of a person is read by the desk alone.
GRANT INSERT ON event, event_note, event_unsealed TO mastering_api, mastering_render, mastering_timer, mastering_egress;
GRANT SELECT (id) ON event TO mastering_render, mastering_egress;
GRANT SELECT ON event TO mastering_api, mastering_timer;
GRANT SELECT ON event_note TO mastering_api;
GRANT SELECT, INSERT ON event_seal TO mastering_timer;
GRANT SELECT, DELETE ON event_unsealed TO mastering_timer;

-- The sysadmin's tool runs any sweep and mends by hand, but changes neither the log nor what people accepted.
GRANT SELECT ON ALL TABLES IN SCHEMA public TO mastering_ctl;
GRANT INSERT ON event, event_note, event_unsealed, event_seal TO mastering_ctl;
GRANT DELETE ON event_unsealed TO mastering_ctl;
GRANT INSERT, UPDATE, DELETE ON account, session, token, answer, attempt, bucket, asset, song, version, upload,
      upload_chunk, master, master_file, preset, job, due, outbox, inbox, matter, message, permit, hold, sweep,
      clock_watch TO mastering_ctl;
