/* SPDX-License-Identifier: ISC */
/* preview.h - mix and master in one four-channel stream, so that switching cannot drift.
 *
 * preview_join resamples the whole once and lays mix (left, right) and master
 * (left, right) side by side; preview_segment cuts ten seconds out, with 80 ms
 * of the true neighbours on both sides, so that a lossy codec's edges fall
 * outside of what is played.  A page decodes in a context of `rate_hz` and
 * plays start(t, lead / rate_hz, frames / rate_hz). */
#ifndef AUDIO_PREVIEW_H
#define AUDIO_PREVIEW_H

#include "base/field.h"

enum { PREVIEW_RATE = 48000, PREVIEW_SECONDS = 10, PREVIEW_LEAD_MS = 80 };
enum preview_format { PREVIEW_OPUS, PREVIEW_FLAC };

struct preview {
    int64_t rate_hz, frames, segments;
    double mix_gain_db, master_gain_db; /* what keeps the streams below full scale; 0 or less */
};
extern const struct record preview_record;

struct preview_segment {
    int64_t number, start; /* the first frame played, in frames of the whole */
    int64_t lead, frames;  /* frames to skip after decoding, and to play */
};
extern const struct record preview_segment_record;

/* fd_joined: empty, writable: becomes canonical with four channels.  rate_hz 0: the files' own (for
 * FLAC); Opus wants PREVIEW_RATE.  mix_start_s: what the recipe trimmed off the beginning. */
enum err preview_join(int mix_fd, int master_fd, double mix_start_s, int64_t rate_hz, int fd_joined,
                      struct preview *out);
/* What preview_join said, from its file (the gains are 0 then). */
enum err preview_open(int fd_joined, struct preview *out);
/* Number from 0; ERR_NOT_FOUND beyond the last. */
enum err preview_segment(int fd_joined, int64_t number, enum preview_format f, int fd_out,
                         struct preview_segment *out);

#endif
