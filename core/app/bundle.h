/* SPDX-License-Identifier: ISC */
/* bundle.h - one mix, one order, a master for every place.
 *
 * A bundle is masters that were ordered together: each a revision of its song like any other,
 * heard, taken home, cancelled and deleted alone, which also says for which place it is (the table
 * `platform`).  What the place decides of the recipe it decides when the order comes: a place that
 * changes its mind later changes no master.  The bundle itself is only the number they share.
 *
 * One job makes them all, in the order they were wished in, and listens to the mix once.  Each is
 * ready when it is; a job that is interrupted goes on with what is left.  One letter tells of it,
 * when the last one is ready. */
#ifndef APP_BUNDLE_H
#define APP_BUNDLE_H

#include "app/job.h"
#include "audio/recipe.h"

struct bundle_order {
    const char *version_id;
    const struct recipe *recipe;  /* NULL: by the song's and the account's preferences */
    const char *const *platforms; /* by their names; NULL: all there are */
};
extern const struct record bundle_order_record;

struct bundle {
    const char *id;
    struct list masters; /* of struct bundled */
};
extern const struct record bundle_record;

enum err bundle_order_put(struct work *w, int64_t account, const struct bundle_order *o,
                          struct bundle *out);
/* ERR_NOT_FOUND: nothing of it is there. */
enum err bundle_get(struct work *w, int64_t account, const char *id, struct bundle *out);
/* What is not finished is not wanted any more; the rest stays.  ERR_NOT_FOUND as above. */
enum err bundle_stop(struct work *w, int64_t account, const char *id);

enum err bundle_run(struct job *j);
enum err bundle_given_up(struct work *w, const struct job_row *row, const char *code);
/* Queued once more by a sysadmin: what failed is waited for again. */
enum err bundle_wanted(struct work *w, const struct job_row *row);

#endif
