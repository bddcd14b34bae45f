-- Where masters go: how loud, how high, in what form, and what the place does to them.  The rows an installation
-- begins with are those of core/audio/platform.c (tests/unit/platform_test.c compares them); an operator changes a
-- row here when a place changes its mind, and the API and the page show it at once.
CREATE TABLE platform (
    name          text PRIMARY KEY CHECK (name ~ '^[a-z0-9_]{1,32}$'),
    position      int NOT NULL,
    title         text NOT NULL,
    loudness      float8 NOT NULL CHECK (loudness BETWEEN -23 AND -6),
    mono_loudness float8 CHECK (mono_loudness BETWEEN -23 AND -6),
    ceiling       float8 NOT NULL CHECK (ceiling BETWEEN -9 AND -0.1),
    normalises    text NOT NULL CHECK (normalises IN ('no', 'down', 'both')),
    plays_at      float8 CHECK ((plays_at IS NULL) = (normalises = 'no')),
    format        text NOT NULL CHECK (format IN ('wav16', 'wav24', 'wav32f', 'flac', 'mp3', 'opus')),
    rate_hz       bigint CHECK (rate_hz BETWEEN 8000 AND 192000),
    codec_safe    boolean NOT NULL,
    mono_below    float8 CHECK (mono_below BETWEEN 60 AND 300),
    plr_min       float8,
    notes         text NOT NULL,
    source        text NOT NULL
);
GRANT SELECT ON platform TO mastering_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON platform TO mastering_ctl;

INSERT INTO platform (name, position, title, loudness, mono_loudness, ceiling, normalises, plays_at, format, rate_hz, codec_safe, mono_below, plr_min, notes, source) VALUES
('spotify', 1, 'Spotify', -14, NULL, -1, 'both', -14, 'flac', NULL, TRUE, NULL, NULL, 'Albums are played at one gain; above -14 LUFS it asks for -2 dBTP. Quiet songs are turned up as far as their peaks allow.', 'Spotify for Artists, Loudness normalization'),
('apple', 2, 'Apple Music', -16, NULL, -1, 'both', -16, 'wav24', NULL, TRUE, NULL, NULL, 'Sound Check. Apple Digital Masters wants 24 bits and no clipping after AAC.', 'Apple Digital Masters; level from secondary pages'),
('youtube', 3, 'YouTube', -14, NULL, -1, 'down', -14, 'wav24', NULL, TRUE, NULL, NULL, 'Loud songs are turned down, quiet ones stay.', 'secondary pages'),
('tidal', 4, 'Tidal', -14, NULL, -1, 'down', -14, 'flac', NULL, FALSE, NULL, NULL, 'Normalised by album.', 'secondary pages'),
('amazon', 5, 'Amazon Music', -14, NULL, -2, 'down', -14, 'flac', NULL, TRUE, NULL, NULL, 'Asks for -2 dBTP.', 'secondary pages'),
('deezer', 6, 'Deezer', -15, NULL, -1, 'down', -15, 'flac', NULL, TRUE, NULL, NULL, '', 'secondary pages'),
('soundcloud', 7, 'SoundCloud', -14, NULL, -1, 'no', NULL, 'flac', NULL, TRUE, NULL, NULL, 'Encodes to low bit rates: peaks move far.', 'secondary pages'),
('podcast', 8, 'Podcast', -16, -19, -1, 'no', NULL, 'mp3', 44100, TRUE, NULL, NULL, 'Stereo -16, mono -19 LUFS.', 'AES TD1008 and podcast directories'),
('broadcast', 9, 'Broadcast, Europe', -23, NULL, -1, 'no', NULL, 'wav24', 48000, FALSE, NULL, NULL, '-23 LUFS within half a LU.', 'EBU R 128'),
('cd', 10, 'CD', -10, NULL, -0.3, 'no', NULL, 'wav16', 44100, FALSE, NULL, NULL, '16 bits at 44.1 kHz with shaped dither; -9 to -12 LUFS is usual.', 'IEC 60908; loudness from practice'),
('club', 11, 'Club', -8, NULL, -0.3, 'no', NULL, 'wav24', 44100, FALSE, 120, NULL, '-6 to -9 LUFS is usual; the bass is mono below 120 Hz.', 'practice'),
('vinyl', 12, 'Vinyl pre-master', -14, NULL, -1, 'no', NULL, 'wav24', NULL, FALSE, 150, 12, 'For the cutting engineer: unclipped, bass in the middle below 150 Hz, sides never above the middle; sharp esses are best tamed in the mix.', 'cutting rooms'' guides');
