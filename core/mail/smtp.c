/* SPDX-License-Identifier: ISC */
#include "mail/smtp.h"

#include "base/text.h"
#include "mail/address.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CONNECT_SECONDS = 15, WHOLE_SECONDS = 120, SLOW_SECONDS = 30 };

/* What was said, as far as it matters: libcurl has one error for "later" and "never". */
struct talk {
    enum { BEFORE, RECIPIENT, LETTER, AFTER } phase;
    char reply[200];
    struct beat beat;
};

static size_t take(char *out, size_t size, size_t n, void *from)
{
    const char **rest = from;
    size_t len = strlen(*rest);

    len = len < size * n ? len : size * n;
    memcpy(out, *rest, len);
    *rest += len;
    return len;
}

/* Servers repeat the address in their refusals; it belongs neither in a log nor in a row that
 * stays. */
static void hide_addresses(char *reply)
{
    for (char *word = reply; *word; word += strspn(word, " ")) {
        size_t n = strcspn(word, " ");
        if (memchr(word, '@', n))
            memset(word, '*', n);
        word += n;
    }
}

static void heard(struct talk *t, const char *data, size_t n)
{
    while (n > 0 && (data[n - 1] == '\r' || data[n - 1] == '\n'))
        n--;
    n = n < sizeof t->reply - 1 ? n : sizeof t->reply - 1;
    for (size_t i = 0; i < n; i++)
        t->reply[i] = (char)(data[i] >= ' ' && data[i] < 0x7f ? data[i] : '?');
    t->reply[n] = '\0';
    hide_addresses(t->reply);
}

static int listen_in(CURL *curl, curl_infotype type, char *data, size_t n, void *arg)
{
    struct talk *t = arg;
    char verb[5] = "";

    (void)curl;
    if (type == CURLINFO_HEADER_IN && t->phase != AFTER)
        heard(t, data, n);
    if (type != CURLINFO_HEADER_OUT)
        return 0;
    memcpy(verb, data, n < 4 ? n : 4);
    if (!strcmp(verb, "RCPT"))
        t->phase = RECIPIENT;
    else if (!strcmp(verb, "DATA"))
        t->phase = LETTER;
    else if (!strcmp(verb, "QUIT") || !strcmp(verb, "RSET"))
        t->phase = AFTER;
    return 0;
}

static int keep_alive(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    struct talk *t = arg;

    (void)a, (void)b, (void)c, (void)d;
    return t->beat.run && !t->beat.run(t->beat.arg);
}

static void close_curl(CURL **curl)
{
    curl_easy_cleanup(*curl);
}

static void free_list(struct curl_slist **list)
{
    curl_slist_free_all(*list);
}

/* Whether the server is this machine, so that a password on the way is nobody's to see. */
static bool is_here(const char *url)
{
    const char *host = strstr(url, "://") ? strstr(url, "://") + 3 : url;
    size_t n = strcspn(host, ":/");

    return (n == 9 && (!strncmp(host, "127.0.0.1", n) || !strncmp(host, "localhost", n))) ||
           text_starts(host, "[::1]");
}

/* libcurl takes what it says in EHLO from the path. */
static const char *url_with_name(struct arena *a, const struct smtp *s, const char *return_path)
{
    const char *host = strstr(s->url, "://") ? strstr(s->url, "://") + 3 : s->url;
    const char *path = strchr(host, '/');

    return path && path[1]
               ? s->url
               : arena_printf(a, "%s%s%s", s->url, path ? "" : "/", address_host(return_path));
}

static void set_limits(CURL *c, struct talk *talk)
{
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(c, CURLOPT_PROXY, "");
    curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)WHOLE_SECONDS);
    curl_easy_setopt(c, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)SLOW_SECONDS);
    curl_easy_setopt(c, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(c, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(c, CURLOPT_DEBUGFUNCTION, listen_in);
    curl_easy_setopt(c, CURLOPT_DEBUGDATA, talk);
    curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, keep_alive);
    curl_easy_setopt(c, CURLOPT_XFERINFODATA, talk);
}

static void set_peer(CURL *c, struct arena *a, const struct smtp *s, const struct smtp_letter *l)
{
    bool here = is_here(s->url), must = s->tls_required || (s->user && !here);
    long tls = must   ? CURLUSESSL_ALL
               : here ? CURLUSESSL_NONE
                      : CURLUSESSL_TRY; /* a local relay's certificate is nobody's */

    curl_easy_setopt(c, CURLOPT_URL, url_with_name(a, s, l->return_path));
    curl_easy_setopt(c, CURLOPT_USE_SSL, tls);
    if (s->ca_file)
        curl_easy_setopt(c, CURLOPT_CAINFO, s->ca_file);
    if (s->user) {
        curl_easy_setopt(c, CURLOPT_USERNAME, s->user);
        curl_easy_setopt(c, CURLOPT_PASSWORD, s->password ? s->password : "");
    }
}

static enum err verdict(CURLcode code, const struct talk *t)
{
    if (code == CURLE_OK)
        return OK;
    if ((t->phase == RECIPIENT || t->phase == LETTER || t->phase == AFTER) && t->reply[0] == '5')
        return fail(ERR_GONE, "refused: %s", t->reply);
    if (t->phase != BEFORE && t->reply[0] == '4')
        return fail(ERR_TOO_MANY, "later: %s", t->reply);
    return fail(ERR_BUSY, "mail server: %s (%s)", curl_easy_strerror(code), t->reply);
}

enum err smtp_send(struct arena *a, const struct smtp *s, const struct smtp_letter *l,
                   struct beat beat, const char **said)
{
    CLEANUP(close_curl) CURL *c = curl_easy_init();
    const char *rest = l->bytes, *from, *to;
    struct talk talk = {.beat = beat};

    TRY(address_ascii(a, l->return_path, &from));
    TRY(address_ascii(a, l->recipient, &to));
    CLEANUP(free_list) struct curl_slist *recipients = curl_slist_append(NULL, to);
    if (!c || !recipients)
        return fail(ERR_FAULT, "no libcurl");
    set_limits(c, &talk);
    set_peer(c, a, s, l);
    curl_easy_setopt(c, CURLOPT_MAIL_FROM, from);
    curl_easy_setopt(c, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(c, CURLOPT_READFUNCTION, take);
    curl_easy_setopt(c, CURLOPT_READDATA, &rest);
    curl_easy_setopt(c, CURLOPT_INFILESIZE_LARGE, (curl_off_t)strlen(l->bytes));
    TRY(verdict(curl_easy_perform(c), &talk));
    *said = arena_strdup(a, talk.reply);
    return OK;
}
