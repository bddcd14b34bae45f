/* SPDX-License-Identifier: ISC */
/* ctl.h - the verbs of masteringctl: one function each, its words and options taken from argv.
 *
 * To add one: a line in the table of ctl.c, and the function in ctl_<noun>.c.  ERR_MALFORMED and ERR_INVALID
 * end with status 64, ERR_BUSY with 75, any other failure with 1. */
#ifndef CMD_CTL_H
#define CMD_CTL_H

#include "app/work.h"

enum { CTL_DATABASE = 1, CTL_STORE = 2 };

struct verb {
    const char *name; /* one word, or two */
    enum err (*run)(struct work *w, int argc, char **argv); /* what follows the name; argv ends with NULL */
    unsigned needs;
    const char *doc;
};

/* ---- ctl_args.c: taking options out of argv, and printing --------------------------- */

/* "--json": whether it was there.  "--older 24h": its value, or NULL. */
bool ctl_flag(char **argv, const char *name);
const char *ctl_option(char **argv, const char *name);
/* The next word, or NULL; and that nothing is left. */
const char *ctl_word(char **argv);
enum err ctl_end(char **argv, const char *usage);
/* "0s", "90m", "24h", "7d", or seconds. */
enum err ctl_duration(const char *text, int64_t *seconds);
/* Rows as a JSON array, or as lines of columns with a head. */
void ctl_rows(struct work *w, bool json, const struct record *r, const void *rows, size_t n);
/* One row as JSON, or as "name value" lines. */
void ctl_row(struct work *w, bool json, const struct record *r, const void *row);

/* ---- the verbs ------------------------------------------------------------------------ */

enum err ctl_doctor(struct work *w, int argc, char **argv);
enum err ctl_setup(struct work *w, int argc, char **argv);
enum err ctl_staff_add(struct work *w, int argc, char **argv);
enum err ctl_staff_link(struct work *w, int argc, char **argv);
enum err ctl_staff_totp_reset(struct work *w, int argc, char **argv);
enum err ctl_events_head(struct work *w, int argc, char **argv);
enum err ctl_events_verify(struct work *w, int argc, char **argv);
enum err ctl_queue_ls(struct work *w, int argc, char **argv);
enum err ctl_queue_retry(struct work *w, int argc, char **argv);
enum err ctl_outbox_ls(struct work *w, int argc, char **argv);
enum err ctl_outbox_retry(struct work *w, int argc, char **argv);
enum err ctl_run(struct work *w, int argc, char **argv);
enum err ctl_clock_show(struct work *w, int argc, char **argv);
enum err ctl_clock_accept(struct work *w, int argc, char **argv);
enum err ctl_hold_add(struct work *w, int argc, char **argv);
enum err ctl_hold_rm(struct work *w, int argc, char **argv);
enum err ctl_hold_ls(struct work *w, int argc, char **argv);
enum err ctl_assets_fsck(struct work *w, int argc, char **argv);
enum err ctl_assets_reap(struct work *w, int argc, char **argv);

#endif
