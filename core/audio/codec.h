/* SPDX-License-Identifier: ISC */
/* codec.h - masters that stay below full scale when a service has encoded them and a player decodes them.
 *
 * A lossy codec moves the peaks: a master at -1 dBTP may come back at +1.  Turning the whole song down by what the
 * worst moment needs would cost loudness everywhere.  So the song is encoded and decoded by each codec, and where
 * something comes back too high, the song is turned down there only: by what is missing, flat for 2 ms on both
 * sides and back within 5 ms more, like a limiter: no frame has more noise than it hides.  Again, a little wider, until
 * nothing is too high; and only should something be left after sixteen such rounds, the whole song goes down by it.
 *
 * The same codec libraries give the same bytes.  Another program round them need not: MP3 and Vorbis then come out
 * within a tenth of a dB; so much below full scale must they come back.  Opus decides anew in every frame: ffmpeg's came
 * back up to 1.1 dB above ours (six loud excerpts of 30 s).  It gets 0.9 dB, with which none of these was over; all of
 * it would cost more loudness than it is worth.  What is turned down is turned down a little further, or every round
 * would find new hairs. */
#ifndef AUDIO_CODEC_H
#define AUDIO_CODEC_H

#include "audio/measure.h"
#include "base/field.h"

struct codec {
    const char *name; /* mp3_320 ... */
    /* Writes what libsndfile reads: the song encoded, or already decoded again.  fd_out is empty, seekable. */
    enum err (*encode)(const struct codec *c, int canonical_fd, int fd_out);
    double limit_db; /* of its decoded true peak: below 0 by what another's encoder may do differently */
    double aim_db;   /* what stands above this is turned down to it */
    int format;      /* and compression: of libsndfile */
    double compression;
};
/* MP3 at 320 and 128 kbit/s, Opus at 128, Vorbis at 160. */
enum { CODECS = 4 };
extern const struct codec codecs[CODECS];

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
    const struct codec *more; /* beside `codecs`, or NULL */
    size_t more_count;
    int threads;    /* so many codecs at a time; the sound does not depend on it; 0 is 1 */
    const struct watcher *watcher;
};

/* The report lives in the arena.  ERR_GONE: the watcher stopped it. */
enum err codec_make_safe(struct arena *a, const struct codec_job *job, struct codec_safe_report *out);

#endif
