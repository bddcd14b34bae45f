-- A curve is good for the engine that measured it: another one measures again.  '' is one from before this was noted.
ALTER TABLE version_curve ADD engine text NOT NULL DEFAULT '';
GRANT UPDATE ON version_curve TO mastering_render;
