/* SPDX-License-Identifier: ISC */
/* http.h - one request to somebody outside, by libcurl.
 *
 * A client belongs to one base address, from the settings.  It speaks https only; plain http is
 * taken where the base address is this machine (a test, a simulator).  It follows no redirect, uses
 * no proxy and no .netrc, and connects to no private address, unless the base address itself is
 * one.  What comes back has a limit, and so has the time. */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include "base/arena.h"
#include "base/err.h"
#include "http/beat.h"

#include <stdint.h>

struct http {
    const char *base; /* without a slash at the end */
    bool plain, near; /* http is allowed; private addresses are */
    const char *ca_file;
    int64_t timeout_ms, connect_ms;
    size_t bytes_max;
};

struct http_request {
    const char *method, *path;  /* the path begins with a slash */
    const char *const *headers; /* "Name: value", ended by NULL; may be NULL */
    const char *body;           /* may be NULL */
    size_t bytes;
    struct beat beat;
};

struct http_reply {
    int status;
    const char *body,
        *headers; /* both end in a NUL; headers: "name: value\r\n", the last response's */
    size_t bytes;
};

/* With the usual limits: 30 s, of them 10 s to connect, 4 MiB.  ERR_INVALID: not an address we
 * speak to. */
enum err http_open(struct http *h, struct arena *life, const char *base);
/* Any status is OK here.  ERR_BUSY: nobody there, or too slow; ERR_TOO_BIG: more than bytes_max;
 * ERR_DENIED: an address it may not connect to. */
enum err http_ask(const struct http *h, struct arena *a, const struct http_request *rq,
                  struct http_reply *out);
/* The value of a header (any case), or NULL. */
const char *http_header(struct arena *a, const struct http_reply *r, const char *name);

#endif
