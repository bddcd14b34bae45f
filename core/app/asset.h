/* SPDX-License-Identifier: ISC */
/* asset.h - a file of the store and the row that gives it a meaning.
 *
 * The file comes before its row, and goes after it: a row never names a
 * missing file.  A file that no row names was left by somebody who died in
 * between; files_reap takes it when it is old enough. */
#ifndef APP_ASSET_H
#define APP_ASSET_H

#include "app/work.h"

/* Inside a transaction: the row of a file that draft_keep has named.  *id: of the row. */
enum err asset_add(struct work *w, int64_t account, const struct stored *file, const char *media, const char *kind,
                   const char **id);
/* Names a draft and adds its row. */
enum err asset_keep(struct work *w, int64_t account, struct draft *d, const char *media, const char *kind,
                    const char **id);
/* Opened for reading; the caller closes it. */
enum err asset_open(struct work *w, const char *id, int *fd);
/* Inside a transaction: marks them as gone (NULLs are passed over) and adds their keys to what must be
 * dropped after the commit. */
enum err asset_purge(struct work *w, const char *const *ids, size_t n, struct asset_key **keys, size_t *count);
/* After the commit.  A file that cannot be dropped now is left to the reaper. */
void asset_drop_files(struct work *w, const struct asset_key *keys, size_t n);

/* Whether the account may keep so many bytes more.  Call it in the transaction that announces them: who
 * counts takes turns.  ERR_FULL: over_quota; full: the house's own disk. */
enum err asset_room(struct work *w, int64_t account, int64_t bytes);

#endif
