/* SPDX-License-Identifier: ISC */
/* rendering.h - a master that is being made: its files before they have rows, and the rows.
 *
 * For the jobs that make masters: one of a song (render.h), all of an album (album.h).  A file has its name
 * before the transaction that gives it a row; what never gets there is dropped (rendering_drop) or, where
 * nobody lived to do it, swept. */
#ifndef APP_RENDERING_H
#define APP_RENDERING_H

#include "app/job.h"
#include "app/master.h"
#include "audio/render.h"

struct part;

struct rendering {
    struct job *job;
    struct master_work m;
    struct recipe recipe;
    struct report report;
    struct preview_shown preview;
    struct {
        double start_s, gain_db; /* where the mix lies against the master, and what was taken back of its gain */
        const char *over, *difference; /* the version it was laid over, and what changed; or NULL */
    } laid;
    struct part *parts;
    size_t n, room;
};

/* Row and recipe.  ERR_NOT_FOUND: the master is gone. */
enum err rendering_open(struct job *j, const char *master, struct rendering *r);
/* Whether anybody still waits for it. */
bool rendering_wanted(const struct rendering *r);
/* Its mix, opened for reading; the caller closes it.  ERR_INVALID, mix_gone. */
enum err rendering_mix(struct rendering *r, int *fd);
/* The job follows what the recipe's references were found to be.  ERR_INVALID, reference_gone. */
enum err rendering_references(struct rendering *r, struct render_job *job);

/* Two sounds of one length side by side, in segments of four channels: files of this kind. */
struct cut_job {
    int first_fd, second_fd;        /* canonical */
    double first_start_s;           /* what is left out of the first, so that they fit */
    double first_lufs, second_lufs; /* absent where nobody knows */
};
enum err rendering_cut(struct rendering *r, const char *kind, const struct cut_job *c, struct preview_shown *shown);
/* Preview, pictures and the whole of a master that is rendered and has its report. */
enum err rendering_files(struct rendering *r, int mix, struct draft *master);

/* Inside the transaction that holds the job: rows for the files; put names each of them. */
enum err rendering_each(struct rendering *r, enum err (*put)(struct rendering *r, const char *kind, int64_t n, const char *asset));
/* As parts of the master. */
enum err rendering_rows(struct rendering *r);
/* The same, and the master is ready; what the preferences want to have at hand is queued.  ERR_CONFLICT: nobody
 * wants it any more. */
enum err rendering_ready(struct rendering *r);
/* What was named without getting its row goes at once, where we live to do it. */
void rendering_drop(struct rendering *r);

#endif
