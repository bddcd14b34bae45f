/* SPDX-License-Identifier: ISC */
/* seal.h - a text that nobody can change unnoticed: SHA-256 of files, and Ed25519 signatures (RFC 8032).
 *
 * A sealed text is one line:
 *
 *     {"sealed":TEXT,"key":"PUBLIC","signature":"SIGNATURE"}
 *
 * TEXT is a JSON value exactly as it was written; the signature is over its bytes, from the brace to the brace,
 * with "mastering seal 1\n" before them, so that it can never pass for a signature of something else.  Key (32 bytes)
 * and signature (64) are base64url without padding, so that the end of the line has a fixed length: whoever
 * verifies needs no parser, only the first 10 bytes and the last 154.  The line is plain JSON all the same.
 *
 * This stands in base because the service seals what the command line verifies, and both lean on base;
 * libcrypto is all it needs. */
#ifndef BASE_SEAL_H
#define BASE_SEAL_H

#include "base/buf.h"
#include "base/err.h"

enum { SEAL_KEY_BYTES = 32, SHA256_HEX = 65 };

/* The whole file's SHA-256, as 64 hex digits; the position of fd does not move. */
enum err sha256_file(int fd, char out[SHA256_HEX]);

/* pem: a private key as `openssl genpkey -algorithm ed25519` writes it.  ERR_INVALID if it is another. */
enum err seal_text(struct arena *a, const char *pem, const char *text, size_t len, struct buf *out);

/* What stands in a sealed line whose signature is true.  ERR_MALFORMED: no such line; ERR_CHECKSUM: somebody
 * changed it.  Whose key it is, is for the caller to judge. */
struct sealed {
    const char *text; /* within the line */
    size_t len;
    unsigned char key[SEAL_KEY_BYTES];
};
enum err seal_open(struct arena *a, const char *line, size_t len, struct sealed *out);

/* The public key in a PEM file, of a private or a public one. */
enum err seal_key(const char *pem, unsigned char out[SEAL_KEY_BYTES]);

#endif
