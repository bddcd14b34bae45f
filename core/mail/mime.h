/* SPDX-License-Identifier: ISC */
/* mime.h - a letter as the bytes that travel: RFC 5322, 2045, 2047, 8058.
 *
 * Built once and kept, so that every try sends the same bytes.  All is 7-bit, every line ends in CR
 * LF and no line is longer than 78 characters, but a header that is one word (an address, a link).
 */
#ifndef MAIL_MIME_H
#define MAIL_MIME_H

#include "base/arena.h"
#include "base/err.h"

#include <stdint.h>

struct mail {
    const char *id; /* of the outbox row: makes Message-ID, return path and boundary */
    int64_t at;     /* microseconds */
    const char *from, *from_name, *reply_to, *to;
    const char *language, *subject, *text, *html;
    const char *unsubscribe; /* a link, or NULL */
};

/* ERR_INVALID for an address that is none or a link that could end its line. */
enum err mime_build(struct arena *a, const struct mail *m, const char **bytes);
/* Where its bounces go: bounce+<id>@ the host of from. */
const char *mime_return_path(struct arena *a, const char *from, const char *id);

#endif
