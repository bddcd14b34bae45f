/* SPDX-License-Identifier: ISC */
/* album.h - several songs that belong together, mastered as one work.
 *
 * Tone: each goes half of the way to the one they agree on (consensus.h).  Loudness: the loudest song comes to the
 * target, the others keep their distance from it, all of it or a share.  All have one ceiling and one treatment of
 * the bass.
 *
 * Where the sound goes on from one song into the next, the two are one run: rendered as one piece, with one set
 * of settings, and cut again at the same sample.  So there is nothing at the cut that could step.
 *
 * Elsewhere there is a gap.  It is no part of a master, which is heard and measured without it: it is written behind
 * the music of every file that is delivered (output_job), as zeros behind the dither, so that the files played one
 * after the other have it wherever they go; a pregap would be in a cue sheet alone, which no streaming service reads. */
#ifndef AUDIO_ALBUM_H
#define AUDIO_ALBUM_H

#include "audio/render.h"

enum { ALBUM_SONGS_MOST = 99, ALBUM_GAP_MOST_S = 10 };
static const double album_gap_usual_s = 2; /* as between the tracks of a compact disc */

struct album_song {
    const char *name;
    int mix_fd;    /* canonical */
    int master_fd; /* empty, writable: becomes canonical */
    /* Silence before the next song: 0 is none, and where the sound goes on the two are one run; more, and they are not.
     * NAN: nobody said it; the usual one, but none where the sound goes on. */
    double gap_s;
};

struct album_job {
    const struct album_song *songs;
    size_t count;
    struct render_job as; /* for every song; its mix, master and decision are not looked at */
    double distances;     /* 0..100 %: how much of the distances in loudness is kept */
};

struct album_track {
    const char *name;
    int64_t run;       /* songs of the same number are one piece, from 1 */
    bool joined;       /* the sound goes on from the song before */
    double gap_s;      /* silence before the next song; of the last: 0 */
    double mix_lufs;   /* absent: too short or too quiet */
    double target_lufs, reached_lufs;
    double distance_lu; /* from the loudest song, in the master */
    double error_lu;    /* of that distance against the wished one */
    double ride_db;     /* its own gain within the run, against the one with the most; mostly 0 */
    double true_peak_db; /* of its run: a cut that is heard alone, against silence, rings above it for some samples */
    double tone_before_db, tone_after_db; /* how far its tone is from the album's, mix and master */
    const char *stopped, *stopped_code;   /* as in the report of its run, or NULL */
};
extern const struct record album_track_record;

struct album_report {
    const char *engine;
    const struct recipe *recipe;
    double distances;
    struct list songs; /* of struct album_track */
    double album_lufs; /* all songs as one programme (AES TD1008: album normalisation keeps their distances) */
    double loudest_lufs, true_peak_db, error_lu;
    struct list runs; /* of struct report, one a run */
};
extern const struct record album_report_record;

/* One song of a run, as its report tells it. */
struct album_part {
    int mix_fd;     /* canonical */
    double ride_db; /* album_track */
};
/* The mixes of a run in one file, each with its gain: what the master of the run was made from.  With gains of 0 dB it
 * is what was listened to before.  fd (empty, writable) becomes canonical. */
enum err album_lay(struct arena *a, const struct album_part *parts, size_t count, int fd);

/* The report lives in the arena.  ERR_INVALID: a recipe with trims or fades, no song or too many. */
enum err album_master(struct arena *a, const struct album_job *job, struct album_report *out);

#endif
