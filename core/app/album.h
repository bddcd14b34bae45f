/* SPDX-License-Identifier: ISC */
/* album.h - songs that belong together, mastered as one work.
 *
 * An album is an order of versions.  Each becomes a master, a revision of its song like any other: heard, taken
 * home and deleted like one.  One job makes them all (audio/album.h), and one transaction makes them ready, so
 * there is never half an album.  Whoever cancels or deletes one of its unfinished masters cancels the album;
 * deleting a finished album leaves its masters where they are.
 *
 * One letter tells of it: a dozen for one wish would be noise. */
#ifndef APP_ALBUM_H
#define APP_ALBUM_H

#include "app/job.h"
#include "audio/recipe.h"

/* Silence after one of its songs, before the next. */
struct album_gap {
    const char *version;
    double gap_s;
};
extern const struct record album_gap_record;

struct album_order {
    const char *title, *upc;     /* upc: or NULL */
    const struct recipe *recipe; /* NULL: as the preferences of the first song say */
    const char *const *versions;
    double distances; /* per cent */
    double gap_s;     /* absent: the usual one, but none where the sound goes on */
    struct list gaps; /* of struct album_gap: where it is another */
};
extern const struct record album_order_record;

struct album_change {
    const char *title; /* or NULL */
    const char *upc;   /* or NULL; "": none any more */
    struct list gaps;  /* of struct album_gap: the files are made anew when they are asked for */
    bool cancel;
};
extern const struct record album_change_record;

enum err album_order_put(struct work *w, int64_t account, const struct album_order *o, struct album_whole *out);
enum err album_alter(struct work *w, int64_t account, const char *id, const struct album_change *c);
enum err album_remove(struct work *w, int64_t account, const char *id);
/* Inside a transaction: a master goes, and with it the unfinished album it belongs to. */
enum err album_stop_with(struct work *w, int64_t account, const char *master);

enum err album_run(struct job *j);
enum err album_given_up(struct work *w, const struct job_row *row, const char *code);
/* Queued once more by a sysadmin: it is waited for again. */
enum err album_again(struct work *w, const struct job_row *row);

#endif
