/* SPDX-License-Identifier: ISC */
#include "http/http.h"

#include "base/buf.h"
#include "base/text.h"
#include "http/address.h"

#include <curl/curl.h>
#include <string.h>
#include <strings.h>

enum {
    TIMEOUT_MS = 30000,
    CONNECT_MS = 10000,
    BYTES_MAX = 4 << 20,
    HEADERS_MAX = 64 << 10,
    SLOW_SECONDS = 15
};

/* ---- the client ---------------------------------------------------------- */

static void free_url(CURLU **u)
{
    curl_url_cleanup(*u);
}

static void free_part(char **s)
{
    curl_free(*s);
}

/* Whether the host of a base address is private: "[::1]" loses its brackets. */
static bool host_is_near(struct arena *a, const char *host)
{
    size_t n = strlen(host);

    return address_text_is_private(*host == '[' && n > 2 ? arena_strndup(a, host + 1, n - 2)
                                                         : host);
}

enum err http_open(struct http *h, struct arena *life, const char *base)
{
    CLEANUP(free_url) CURLU *u = curl_url();
    CLEANUP(free_part) char *scheme = NULL;
    CLEANUP(free_part) char *host = NULL;
    size_t n = strlen(base);

    if (!u || curl_url_set(u, CURLUPART_URL, base, CURLU_DISALLOW_USER) ||
        curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) || curl_url_get(u, CURLUPART_HOST, &host, 0))
        return fail(ERR_INVALID, "%s is no address", base);
    *h = (struct http){
        .base = arena_strndup(life, base, n > 0 && base[n - 1] == '/' ? n - 1 : n),
        .near = host_is_near(life, host),
        .plain = !strcmp(scheme, "http"),
        .timeout_ms = TIMEOUT_MS,
        .connect_ms = CONNECT_MS,
        .bytes_max = BYTES_MAX,
    };
    if (strcmp(scheme, "https") != 0 && !(h->plain && h->near))
        return fail(ERR_INVALID, "%s must begin with https", base);
    return OK;
}

/* ---- one request --------------------------------------------------------- */

struct exchange {
    const struct http *http;
    struct buf body, headers;
    bool too_big, refused;
    struct beat beat;
};

static size_t take_body(char *data, size_t size, size_t n, void *arg)
{
    struct exchange *x = arg;

    if (x->body.len + size * n > x->http->bytes_max) {
        x->too_big = true;
        return 0;
    }
    buf_add(&x->body, data, size * n);
    return size * n;
}

static size_t take_header(char *data, size_t size, size_t n, void *arg)
{
    struct exchange *x = arg;

    if (size * n > 5 && text_starts(data, "HTTP/")) /* 100 Continue came before */
        x->headers.len = 0;
    if (x->headers.len + size * n > HEADERS_MAX) {
        x->too_big = true;
        return 0;
    }
    buf_add(&x->headers, data, size * n);
    return size * n;
}

/* A name may stand for any address: so it is looked at here, where it is known for good. */
static curl_socket_t open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *to)
{
    struct exchange *x = arg;

    if (purpose != CURLSOCKTYPE_IPCXN || (!x->http->near && address_is_private(&to->addr))) {
        x->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static int keep_alive(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    struct exchange *x = arg;

    (void)a, (void)b, (void)c, (void)d;
    return x->beat.run && !x->beat.run(x->beat.arg);
}

static void set_limits(CURL *c, struct exchange *x)
{
    const struct http *h = x->http;

    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, h->plain ? "http" : "https");
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(c, CURLOPT_PROXY, "");
    curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (h->ca_file)
        curl_easy_setopt(c, CURLOPT_CAINFO, h->ca_file);
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)h->timeout_ms);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)h->connect_ms);
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)SLOW_SECONDS);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, x);
    curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, keep_alive);
    curl_easy_setopt(c, CURLOPT_XFERINFODATA, x);
}

static void free_list(struct curl_slist **list)
{
    curl_slist_free_all(*list);
}

static enum err set_request(CURL *c, struct arena *a, struct exchange *x,
                            const struct http_request *rq, struct curl_slist **list)
{
    if (*rq->path != '/' || text_has_controls(rq->path))
        return fail(ERR_INVALID, "a path begins with a slash");
    for (const char *const *h = rq->headers; h && *h; h++) {
        struct curl_slist *longer = text_has_controls(*h) ? NULL : curl_slist_append(*list, *h);
        if (!longer)
            return fail(ERR_INVALID, "a header cannot be sent");
        *list = longer;
    }
    curl_easy_setopt(c, CURLOPT_URL, arena_printf(a, "%s%s", x->http->base, rq->path));
    if (rq->body) {
        curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)rq->bytes);
        curl_easy_setopt(c, CURLOPT_POSTFIELDS, rq->body);
    }
    curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, rq->method);
    if (!strcmp(rq->method, "HEAD"))
        curl_easy_setopt(c, CURLOPT_NOBODY, 1L);
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, *list);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, x);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, x);
    return OK;
}

static enum err verdict(const struct exchange *x, CURLcode code)
{
    if (x->refused)
        return fail(ERR_DENIED, "%s leads to a private address", x->http->base);
    if (x->too_big)
        return fail(ERR_TOO_BIG, "%s sends more than %zu bytes", x->http->base, x->http->bytes_max);
    if (code != CURLE_OK)
        return fail(ERR_BUSY, "%s: %s", x->http->base, curl_easy_strerror(code));
    return OK;
}

static void close_curl(CURL **curl)
{
    curl_easy_cleanup(*curl);
}

enum err http_ask(const struct http *h, struct arena *a, const struct http_request *rq,
                  struct http_reply *out)
{
    CLEANUP(free_list) struct curl_slist *headers = NULL;
    CLEANUP(close_curl) CURL *c = curl_easy_init();
    struct exchange x = {
        .http = h, .body = {.arena = a}, .headers = {.arena = a}, .beat = rq->beat};
    long status;

    if (!c)
        return fail(ERR_FAULT, "no libcurl");
    buf_puts(&x.body, "");
    buf_puts(&x.headers, "");
    set_limits(c, &x);
    TRY(set_request(c, a, &x, rq, &headers));
    TRY(verdict(&x, curl_easy_perform(c)));
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
    *out = (struct http_reply){(int)status, x.body.ptr, x.headers.ptr, x.body.len};
    return OK;
}

const char *http_header(struct arena *a, const struct http_reply *r, const char *name)
{
    size_t n = strlen(name);

    for (const char *line = r->headers; *line;) {
        size_t len = strcspn(line, "\r\n");
        if (len > n && line[n] == ':' && !strncasecmp(line, name, n)) {
            const char *value = line + n + 1;
            value += strspn(value, " \t");
            return arena_strndup(a, value, (size_t)(line + len - value));
        }
        line += len + strspn(line + len, "\r\n");
    }
    return NULL;
}
