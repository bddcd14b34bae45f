/* SPDX-License-Identifier: ISC */
/* certificate.h - every file that is taken home has its certificate: what it was made from, how, what it measures,
 * signed by this house (base/seal.h).
 *
 * The key is the credential `certificate.key`, which the render workers alone are handed.  An installation without
 * one delivers without certificates. */
#ifndef APP_CERTIFICATE_H
#define APP_CERTIFICATE_H

#include "app/master.h"
#include "audio/report.h"

/* The report of a finished master. */
enum err certificate_report(struct work *w, const char *master, struct report *out);

/* Signs what is on fd: the output of this master that was wished, with the hash the store has told.
 * *line is NULL where no key is. */
enum err certificate_make(struct work *w, const struct master_work *m, const struct report *r,
                          const struct file_wish *wish, int fd, const char *sha256, int64_t bytes,
                          const char **line);

/* The kind of its part: "flac.certificate". */
const char *certificate_kind(struct arena *a, const char *format);

#endif
