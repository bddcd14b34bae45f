/* SPDX-License-Identifier: ISC */
/* pixels.h - from the bytes of a picture file to a square of pixels.  Runs in picture.c's sandboxed child. */
#ifndef APP_PIXELS_H
#define APP_PIXELS_H

#include <stdbool.h>
#include <stddef.h>

/* Whether it begins as a PNG, a JPEG or a WebP does. */
bool pixels_known(const unsigned char *file, size_t n);
/* The middle of the picture as side x side pixels of red, green, blue, alpha. */
bool pixels_square(const unsigned char *file, size_t n, int side, unsigned char *out);

#endif
