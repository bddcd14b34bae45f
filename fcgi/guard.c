/* SPDX-License-Identifier: ISC */
/* guard.c - what no honest client sends, refused before a door is looked for.
 *
 * nginx routes by the decoded path and passes both spellings on, passes a
 * header that came twice as two parameters, and lets %0d%0a arrive as bytes. */
#include "fcgi/request.h"

#include <string.h>
#include <strings.h>

static const char *const once[] = {"HTTP_COOKIE",         "HTTP_ORIGIN",   "HTTP_AUTHORIZATION", "HTTP_IDEMPOTENCY_KEY",
                                   "CONTENT_TYPE",        "HTTP_IF_MATCH", "HTTP_CONTENT_TYPE",  "HTTP_X_REQUESTED_WITH",
                                   "HTTP_SEC_FETCH_SITE", "HTTP_RANGE",    "HTTP_UPLOAD_OFFSET", "HTTP_UPLOAD_METADATA"};
static const char *const our_cookies[] = {"__Host-sid", "__Host-rm", "__Host-staff"};

static bool clean(const char *path)
{
    for (const unsigned char *p = (const unsigned char *)path; *p; p++)
        if (*p < 0x20 || *p == 0x7f)
            return false;
    return text_is_utf8(path, strlen(path));
}

/* A slash, a dot, a backslash or a NUL in disguise means to be read differently by somebody. */
static bool disguised(const char *uri)
{
    static const char *const escapes[] = {"%2f", "%2e", "%5c", "%00"};

    for (const char *p = uri; *p && *p != '?'; p++)
        for (size_t i = 0; *p == '%' && i < sizeof escapes / sizeof *escapes; i++)
            if (!strncasecmp(p, escapes[i], 3))
                return true;
    return false;
}

enum err guard_request(struct request *rq)
{
    const char *uri = header(rq, "REQUEST_URI");

    if (!clean(rq->path) || (uri && disguised(uri)))
        return fail(ERR_MALFORMED, "this is no path of ours");
    for (size_t i = 0; rq->times && i < sizeof once / sizeof *once; i++)
        if (rq->times(rq->from, once[i]) > 1)
            return fail(ERR_MALFORMED, "a header came twice that may come once");
    return OK;
}

/* ---- requests that another site made the browser send ---------------------- */

static bool by_cookie(struct request *rq)
{
    if (header(rq, "HTTP_AUTHORIZATION"))
        return false; /* no page of another site can make a browser send that */
    for (size_t i = 0; i < sizeof our_cookies / sizeof *our_cookies; i++)
        if (cookie(rq, our_cookies[i]))
            return true;
    return false;
}

/* Whether the browser vouches that our own page asks; old browsers name the origin instead. */
static bool from_our_page(struct request *rq)
{
    const char *site = header(rq, "HTTP_SEC_FETCH_SITE"), *origin = header(rq, "HTTP_ORIGIN");

    if (site)
        return !strcmp(site, "same-origin");
    return origin && rq->work->config && !strcmp(origin, rq->work->config->site_url);
}

enum err guard_origin(struct request *rq)
{
    const char *with = header(rq, "HTTP_X_REQUESTED_WITH");
    unsigned who = rq->route->who;

    if (rq->method == GET || rq->method == HEAD || rq->method == OPTIONS || !by_cookie(rq))
        return OK;
    if ((who & WHO_MASK) == PROVIDER || ((who & WHO_MASK) == ANYONE && !(who & COOKIE)))
        return OK; /* who asks makes no difference there */
    if (!from_our_page(rq))
        return refuse(ERR_DENIED, "cross_site", "this has to come from our own page");
    if (!with || strcmp(with, "mastering") != 0)
        return refuse(ERR_DENIED, "cross_site", "send X-Requested-With: mastering");
    return OK;
}
