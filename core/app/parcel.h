/* SPDX-License-Identifier: ISC */
/* parcel.h - many masters in one ZIP file, to take home.
 *
 * An order names masters, or songs whose newest finished master is meant, and one format for all.
 * Whether they are there, ready and not too much is said at once.  A job packs them: what was made
 * before is taken as it is, the rest is encoded on the way and kept nowhere else.  The ZIP is a
 * file of the store like any other, so nginx sends it, with its length, and goes on where a line
 * broke; it does not count as the musician's storage, and goes after PARCEL_HOURS or when
 * PARCELS_KEPT newer ones were ordered.
 *
 * Whoever deletes a song or a master meanwhile takes it out of every parcel: that parcel cannot be
 * had any more. */
#ifndef APP_PARCEL_H
#define APP_PARCEL_H

#include "app/due.h"
#include "app/job.h"

#define PARCEL_END "parcel_end"

enum { PARCEL_FILES_MAX = 500, PARCEL_HOURS = 12, PARCELS_KEPT = 3 };

struct parcel_order {
    const char *const *songs, *const *masters; /* one of them, or both; NULL: none */
    const char *format, *bits, *rate;          /* as of a file; bits and rate: or NULL */
};
extern const struct record parcel_order_record;

/* ERR_INVALID blames the one that is not there.  ERR_CONFLICT: master_not_ready.  ERR_TOO_BIG:
 * parcel_too_big. */
enum err parcel_order_put(struct work *w, int64_t account, const struct parcel_order *o,
                          struct parcel *out);

/* A ZIP, and what it should be called; key: NULL while it is being packed.  ERR_GONE: parcel_gone.
 * ERR_CONFLICT: why it could not be packed. */
struct parcel_out {
    const char *key, *filename;
};
enum err parcel_take(struct work *w, int64_t account, const char *id, struct parcel_out *out);
/* Somebody takes it home: an event. */
enum err parcel_taken(struct work *w, int64_t account, const char *id);
/* It is not wanted any more. */
enum err parcel_remove(struct work *w, int64_t account, const char *id);

enum err parcel_run(struct job *j);
enum err parcel_given_up(struct work *w, const struct job_row *row, const char *code);
enum err parcel_wanted(struct work *w, const struct job_row *row);

/* The due kind PARCEL_END: its time is over; the reaper takes the file. */
enum err parcel_end(struct work *w, const struct due_row *d);

#endif
