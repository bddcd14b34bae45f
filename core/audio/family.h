/* SPDX-License-Identifier: ISC */
/* family.h - the versions of one song (instrumental, a cappella, clean ...) with the main version's master.
 *
 * They go through what was done to the main version, moment by moment, not through what would be done to them:
 * its filters; its dynamics' gains of every turn; and of everything after that (limiter, cancellation, the last
 * word on the ceiling) one gain over time, found by comparing the master with what went in.
 *
 * What no gain explains is the rest: master minus gain times input, mostly the cancelled peaks.  It is shared by
 * energy: a version gets as much of it as it has of the energy of version and remainder (main minus version), per
 * 10 ms, sliding.  So two versions that sum to the main mix have masters that sum to the main master, whichever
 * limiter made it; and a version's master does not depend on which others were asked for. */
#ifndef AUDIO_FAMILY_H
#define AUDIO_FAMILY_H

#include "audio/render.h"

enum { FAMILY_MOST = 16 };

struct family_version {
    const char *name;
    int mix_fd;    /* canonical, of the main version's rate and channels, beginning at the same moment */
    int master_fd; /* empty, writable: becomes canonical, of the main master's length */
};

struct family_job {
    struct render_job as; /* of the main version, all of it */
    const struct family_version *versions;
    size_t count;
};

struct family_told {
    const char *name;
    double reached_lufs, true_peak_db; /* the peak has no promise: a version may be above the main one */
    double rest_share;                 /* of the rest, by energy */
};
extern const struct record family_told_record;

struct family_report {
    const struct report *main;
    struct list versions; /* of struct family_told */
    double rest_db;       /* level of the rest against the master */
    double mixes_sum_db, masters_sum_db; /* all versions together minus the main one, against it; two or more */
};
extern const struct record family_report_record;

/* Renders the main version (into as.master_fd) and all others.  ERR_INVALID: a version does not fit. */
enum err family_master(struct arena *a, const struct family_job *job, struct family_report *out);

#endif
