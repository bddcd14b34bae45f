/* SPDX-License-Identifier: ISC */
/* csp.c - browsers tell here what the content security policy made them refuse.
 *
 * Anybody may post anything: so the report is counted and its directive is
 * logged if it is one we know; the rest is a stranger's text and is not kept. */
#include "base/log.h"
#include "fcgi/doors.h"

#include <string.h>

enum { REPORT_MAX = 16 * 1024 };

static const char *const directives[] = {"script-src", "style-src", "img-src", "media-src", "connect-src", "worker-src", "font-src",
                                         "manifest-src", "form-action", "base-uri", "frame-ancestors", "object-src",
                                         "require-trusted-types-for", "default-src"};

static const char *directive_in(const char *report)
{
    for (size_t i = 0; i < sizeof directives / sizeof *directives; i++)
        if (strstr(report, directives[i]))
            return directives[i];
    return "other";
}

enum err csp_post(struct request *rq)
{
    char *report = arena_alloc(rq->work->arena, REPORT_MAX + 1);
    size_t n, len = 0;

    while (len < REPORT_MAX && (n = rq->in.read(rq->in.from, report + len, REPORT_MAX - len)) > 0)
        len += n;
    log_line(LOG_WARN, "csp id=%s directive=%s bytes=%zu", rq->id, directive_in(report), len);
    return reply_nothing(rq);
}
