/* SPDX-License-Identifier: ISC */
/* zip.h - what a ZIP file says around its files, for files that are stored as they are
 * (APPNOTE 6.3.10).
 *
 * Sound does not get smaller by deflating, so a ZIP of it is its files behind one another, each
 * behind a header, and a directory at the end.  The bytes of these are made here; who copies the
 * files, and how, is the caller's business.  The same entries give the same bytes.  Sizes and
 * places beyond 4 GiB, and more than 65535 files, are written as ZIP64; names are UTF-8.
 *
 * Every file begins at a multiple of ZIP_ALIGN, so that a file system that can share blocks copies
 * none. */
#ifndef BASE_ZIP_H
#define BASE_ZIP_H

#include "base/buf.h"

#include <stdint.h>

enum { ZIP_ALIGN = 4096, ZIP_NAME_MAX = 240 };

struct zip_entry {
    const char *name; /* zip_name made it */
    int64_t bytes, time_us;
    uint32_t crc;
    int64_t at; /* where its header stands: zip_header fills it in */
};

/* CRC-32 as ZIP wants it, over one piece after another; it begins with 0. */
uint32_t zip_crc(uint32_t crc, const void *bytes, size_t n);

/* A name that every system can keep: no path, nothing that some file system gives a meaning, at
 * most ZIP_NAME_MAX bytes with its ending. */
const char *zip_name(struct arena *a, const char *wanted);
/* The same, numbered if one of the n entries has it already; capital or small makes no difference.
 */
const char *zip_name_among(struct arena *a, const char *wanted, const struct zip_entry *entries,
                           size_t n);

/* The header of a file; at is where it will stand, behind all that is there.  The file's bytes
 * follow. */
void zip_header(struct buf *b, struct zip_entry *e, int64_t at);
/* Everything behind the last file; at as above. */
void zip_directory(struct buf *b, const struct zip_entry *entries, size_t n, int64_t at);

#endif
