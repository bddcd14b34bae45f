-- Where masters go (core/audio/platform.h).
-- record listed_platform
--   name           text
--   title          text
--   loudness       real
--   mono_loudness  real?
--   ceiling        real
--   normalises     text
--   plays_at       real?
--   format         text
--   rate_hz        int?
--   codec_safe     bool
--   mono_below     real?
--   plr_min        real?
--   notes          text
--   source         text

-- query listed_platforms: all of them, in the order of the list
--   out  many listed_platform
SELECT {listed_platform} FROM platform ORDER BY position, name LIMIT 200;
