/* SPDX-License-Identifier: ISC */
/* qr.h - text as a QR code that a page may show (SVG without script or style). */
#ifndef APP_QR_H
#define APP_QR_H

#include "base/arena.h"
#include "base/err.h"

enum err qr_svg(struct arena *a, const char *text, const char **svg);
/* RFC 3986: everything but unreserved characters as %XX. */
const char *qr_escaped(struct arena *a, const char *text);

#endif
