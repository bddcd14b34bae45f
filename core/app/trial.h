/* SPDX-License-Identifier: ISC */
/* trial.h - a recipe to listen to before it is ordered: half a minute of the master it would make,
 * beside the mix.
 *
 * It is made before everything else that waits, takes the place of what the same account has asked
 * for of the same version and nobody has begun to hear, and goes by itself after a quarter of an
 * hour.  What it says of loudness is this stretch's; what codecs need is known of a whole song
 * only, so a trial leaves that out. */
#ifndef APP_TRIAL_H
#define APP_TRIAL_H

#include "app/due.h"
#include "app/job.h"
#include "audio/recipe.h"

#define TRIAL_END "trial_end"

struct trial_order {
    const struct recipe *recipe; /* NULL: by the song's and the account's preferences */
    double start_s;              /* of the master; absent: where the song is loudest */
};
extern const struct record trial_order_record;

struct preview_shown;

/* ERR_CONFLICT: version_not_ready.  ERR_INVALID blames the recipe's fields.  ERR_TOO_MANY: so often
 * cannot be. */
enum err trial_put(struct work *w, int64_t account, const char *version,
                   const struct trial_order *o, struct trial *out);
/* Without urls.  *made is false: it is being made.  ERR_CONFLICT: why it cannot be. */
enum err trial_shown(struct work *w, int64_t account, const char *id, bool *made,
                     struct preview_shown *out);

/* The job (subject TRIAL). */
enum err trial_run(struct job *j);
enum err trial_given_up(struct work *w, const struct job_row *row, const char *code);
/* The due kind TRIAL_END. */
enum err trial_end(struct work *w, const struct due_row *d);

#endif
