/* SPDX-License-Identifier: ISC */
/* remix.h - a new mix of a mastered song: the same master of it, and what changed.
 *
 * "Like" a master means by its settings, every stage as it was.  Where the two mixes are of one song, the new one
 * is laid over the old to the sample and gets the very same gain (audio/remix.h), so what the musician changed is
 * heard as they changed it; another song gets the same treatment and comes to its loudness by itself. */
#ifndef APP_REMIX_H
#define APP_REMIX_H

#include "app/rendering.h"

/* The master whose settings are wished for.  ERR_INVALID blames `like`. */
enum err remix_wish(struct work *w, int64_t account, const char *like, struct master_like *out);
/* Renders by it; how the mix lies beside the master stands in r->laid.  ERR_INVALID, like_gone. */
enum err remix_render(struct rendering *r, struct render_job *job);

/* The mix as it went into a finished master: where that is like another, the mix laid over that one's.  The caller
 * closes it.  ERR_INVALID: mix_gone, like_gone. */
enum err remix_mix(struct rendering *r, int *fd);

/* What version `id` changed against version `with`, as JSON (mix_difference).  NULL: it is not known yet, and the
 * job that finds out is queued. */
enum err remix_difference(struct work *w, int64_t account, const char *id, const char *with, const char **json);
/* The job (subject VERSION/WITH). */
enum err remix_run(struct job *j);

#endif
