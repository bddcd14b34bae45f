/* SPDX-License-Identifier: ISC */
/* text.h - small things about bytes and letters: UTF-8, hex, base64url, ids. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { UUID_SIZE = 37 };

/* Whether n bytes are well-formed UTF-8 (RFC 3629) without a NUL. */
bool text_is_utf8(const char *s, size_t n);
/* Code points in well-formed UTF-8. */
size_t text_length(const char *s);
/* Whether it has a control character (C0, DEL, C1) or a bidirectional override. */
bool text_has_controls(const char *s);
/* The same text if it is well-formed UTF-8, else a copy with U+FFFD for each byte that is not. */
const char *text_clean(struct arena *a, const char *s);
bool text_is_uuid(const char *s);
bool text_starts(const char *s, const char *with);

char *hex_text(struct arena *a, const void *bytes, size_t n);
/* Exactly n bytes from 2n hex digits; false if they are not. */
bool hex_bytes(const char *hex, void *out, size_t n);

/* base64url without padding (RFC 4648, 5), strict: no stray bits, no white space. */
char *base64url_text(struct arena *a, const void *bytes, size_t n);
bool base64url_bytes(struct arena *a, const char *text, unsigned char **out, size_t *n);
/* Plain base64 with padding, strict (RFC 4648, 4). */
char *base64_text(struct arena *a, const void *bytes, size_t n);
bool base64_bytes(struct arena *a, const char *text, unsigned char **out, size_t *n);

/* Bytes from the kernel's generator; ends the process if there are none. */
void random_bytes(void *out, size_t n);
/* A UUID of version 7 (RFC 9562): 48 bits of milliseconds, the rest random.  Sortable, no secret. */
char *uuid_new(struct arena *a, int64_t now_us);
/* 32 random bytes as base64url: a secret nobody guesses. */
char *secret_new(struct arena *a);

/* Compares in a time that depends on n alone. */
bool same_bytes(const void *x, const void *y, size_t n);
/* The same for texts; their lengths may show. */
bool same_secret(const char *x, const char *y);

#endif
