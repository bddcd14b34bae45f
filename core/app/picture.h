/* SPDX-License-Identifier: ISC */
/* picture.h - a stranger's picture, made harmless: decoded by a child that can do nothing else, cut to a
 * square, drawn anew.  Nothing of the file but its pixels comes through: no EXIF, no place, no colour
 * profile, no comment.  EXIF's orientation is obeyed, as a person would see it. */
#ifndef APP_PICTURE_H
#define APP_PICTURE_H

#include "base/arena.h"
#include "base/err.h"

#include <stdint.h>

enum { PICTURE_SIDE = 256, PICTURE_BYTES_MAX = 5 << 20 };

/* PNG, JPEG or WebP of at most 8192 x 8192 and 40 million pixels -> a PNG of 256 x 256.
 * ERR_MEDIA: another kind.  ERR_INVALID "picture": it cannot be read. */
enum err picture_square(struct arena *a, const unsigned char *file, size_t n, const unsigned char **png, size_t *size);

#endif
