/* SPDX-License-Identifier: ISC */
/* codec.h - masters that stay below full scale when a service has encoded them and a player decodes them.
 *
 * A lossy codec moves the peaks: a master at -1 dBTP may come back at +1.  Turning the whole song down by what the
 * worst moment needs would cost loudness everywhere.  So the song is encoded and decoded by each codec, and where
 * something comes back too high, the song is turned down there only: by what is missing, flat for 2 ms on both
 * sides and back within 5 ms more, like a limiter: no frame has more noise than it hides.  Again, a little wider, until
 * nothing is too high; and only should something be left after sixteen such rounds, the whole song goes down by it.
 *
 * The same library with the same settings gives another program the same peaks, so each codec is asked as those who
 * deliver ask it (coders.h), and has to come back so much below full scale as they still differ: MP3 by a tenth of a
 * decibel as a rule, once by 0.27 (ffmpeg asks LAME for another quality), Vorbis by hundredths, Opus by hundredths where
 * libopus decodes it, but one frame in a thousand by up to 0.6 dB where ffmpeg's own decoder does.  What is turned down
 * is turned down a little further, or every round would find new hairs.
 *
 * It is the song as it is delivered, from its first sample on, that comes back so: cut or moved by one sample it is
 * another song to an encoder: three at -9 and -7 LUFS, moved by 1 to 900, were up to 1 dB over.  Hearing Opus at half a
 * frame's distance, too, made the other distances no better. */
#ifndef AUDIO_CODEC_H
#define AUDIO_CODEC_H

#include "audio/coders.h"
#include "audio/measure.h"
#include "base/field.h"

/* What one codec made of the master: true peaks after decoding, in dBTP. */
struct codec_report {
    const char *name;
    double before_db, after_db; /* of the master as it was, and as it is now */
};
extern const struct record codec_report_record;

struct codec_safe_report {
    struct list codecs; /* of struct codec_report */
    int64_t rounds, places;
    double deepest_db, mean_db; /* of the turning down: at its deepest, and over the whole song; positive */
};
extern const struct record codec_safe_report_record;

struct codec_job {
    int master_fd;  /* canonical; changed in place */
    int scratch_fd; /* a folder for nameless files, or -1: in memory */
    const struct codec *more; /* beside those of coders.h, or NULL */
    size_t more_count;
    int threads;    /* so many codecs at a time; the sound does not depend on it; 0 is 1 */
    const struct watcher *watcher;
};

/* The report lives in the arena.  ERR_GONE: the watcher stopped it. */
enum err codec_make_safe(struct arena *a, const struct codec_job *job, struct codec_safe_report *out);

#endif
