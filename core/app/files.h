/* SPDX-License-Identifier: ISC */
/* files.h - the store and the rows that name its files, kept in step.
 *
 * A file comes before its row and goes after it.  So a file without a row is what a crash left behind:
 * it is dropped once it is old by the machine's clock.  A row without a file cannot be, and is an alarm. */
#ifndef APP_FILES_H
#define APP_FILES_H

#include "app/work.h"

struct files_news {
    int64_t seen, bytes;       /* files in the store */
    int64_t strays;            /* without a row and old enough: dropped, unless it was only asked */
    int64_t stray_bytes;
    int64_t missing, damaged;  /* rows whose file is not there, or is not what they say */
};

/* Files that no row names and that are older than this. */
enum err files_reap(struct work *w, int64_t older_s, bool dry, struct files_news *out);
/* The same, only looking, and every row's file: is it there, as long as said and, if hash, with its sum? */
enum err files_check(struct work *w, bool hash, struct files_news *out);

#endif
