/* SPDX-License-Identifier: ISC */
/* remix.h - a new mix of a song that is mastered already: what changed, and the same master of it.
 *
 * The new mix is laid over the old one to the sample (cross-correlation of five excerpts, by their slopes, so that
 * the bass does not blur the peak), its polarity and overall gain are taken back, and every stage is set as it was
 * for the old mix, the gain in front of the limiter included.  So what the musician changed is heard in the master
 * as they changed it, and nothing else changes. */
#ifndef AUDIO_REMIX_H
#define AUDIO_REMIX_H

#include "audio/render.h"

/* A stretch in which a range of frequencies is louder or quieter than it was, the overall gain set apart. */
struct mix_change {
    double start_s, end_s; /* in the old mix */
    const char *what;      /* "2 to 4 kHz", "kick" */
    const char *where;     /* middle, sides */
    double db;
};
extern const struct record mix_change_record;

struct mix_difference {
    int64_t offset;    /* samples the new mix has more at its beginning: its sample i + offset is the old one's i */
    double offset_s;
    bool inverted;
    double gain_db;    /* of the new mix against the old one, overall */
    double similarity; /* correlation of the excerpts where they lie on one another, 0..1 */
    struct list changes; /* of struct mix_change, by time */
};
extern const struct record mix_difference_record;

/* Both canonical.  The rows live in the arena.  ERR_INVALID: another rate, other channels, or another song (nothing
 * of it is found within a million samples of where it was, 22 seconds at 44.1 kHz). */
enum err remix_compare(struct arena *a, int old_fd, int new_fd, struct mix_difference *out);

/* Compares, and writes the new mix where the old one was, as loud as it was, into fd (empty, writable). */
enum err remix_lay(struct arena *a, int old_fd, int new_fd, int fd, struct mix_difference *out);

struct remix_report {
    const struct mix_difference *difference;
    const struct report *report;
};
extern const struct record remix_report_record;

struct remix_job {
    struct render_job as; /* mix_fd: the new mix; recipe: that of the old master */
    int old_fd;
    const struct list *settings; /* of struct frozen: from the old master's report */
};
enum err remix_master(struct arena *a, const struct remix_job *job, struct remix_report *out);

#endif
