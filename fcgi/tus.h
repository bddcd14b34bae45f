/* SPDX-License-Identifier: ISC */
/* tus.h - the headers of tus 1.0.0 (https://tus.io/protocols/resumable-upload) as values. */
#ifndef FCGI_TUS_H
#define FCGI_TUS_H

#include "app/upload.h"

#define TUS_VERSION "1.0.0"
#define TUS_EXTENSIONS "creation,creation-with-upload,expiration,checksum,termination"
#define TUS_ALGORITHMS "sha1,sha256"
#define TUS_MEDIA "application/offset+octet-stream"

/* A number of bytes: digits alone.  ERR_MALFORMED. */
enum err tus_number(const char *header, const char *text, int64_t *out);
/* "key base64, key base64": filename, filetype, title, song and sha256 are ours; the others are passed
 * over.  NULL is nothing.  ERR_MALFORMED; ERR_INVALID for a value of ours that cannot be. */
enum err tus_metadata(struct arena *a, const char *text, struct upload_order *out);

struct tus_checksum {
    const char *algorithm;
    unsigned char *bytes;
    size_t n;
};
/* "sha256 base64" */
enum err tus_checksum(struct arena *a, const char *text, struct tus_checksum *out);
/* An HTTP date (RFC 9110, 5.6.7). */
const char *tus_date(struct arena *a, int64_t us);

#endif
