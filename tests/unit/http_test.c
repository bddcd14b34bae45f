/* SPDX-License-Identifier: ISC */
#include "base/clock.h"
#include "base/text.h"
#include "http/address.h"
#include "http/http.h"
#include "tests/tap.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- a server of one answer ---------------------------------------------- */

struct server {
    int port;
    pid_t pid;
    int heard; /* what was asked can be read here */
};

static void serve_once(int fd, const char *answer, int heard)
{
    char ask[4096];
    int c = accept(fd, NULL, NULL);
    ssize_t n = read(c, ask, sizeof ask);

    if (n > 0 && write(heard, ask, (size_t)n) < 0)
        _exit(1);
    for (const char *p = answer; *p; p++) /* '~' is a pause */
        if (*p == '~')
            usleep(600000);
        else if (write(c, p, 1) < 0)
            break;
    close(c);
}

static struct server server_open(const char *answer)
{
    struct sockaddr_in sin = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof sin;
    int fd = socket(AF_INET, SOCK_STREAM, 0), told[2];

    if (fd < 0 || bind(fd, (struct sockaddr *)&sin, len) || listen(fd, 5) ||
        getsockname(fd, (struct sockaddr *)&sin, &len) || pipe(told))
        abort();
    struct server s = {.port = ntohs(sin.sin_port), .pid = fork(), .heard = told[0]};
    if (s.pid == 0) {
        (void)signal(SIGPIPE, SIG_IGN);
        serve_once(fd, answer, told[1]);
        _exit(0);
    }
    close(fd);
    close(told[1]);
    return s;
}

static void server_close(struct server *s)
{
    kill(s->pid, SIGKILL);
    waitpid(s->pid, NULL, 0);
    close(s->heard);
}

static const char *heard(struct arena *a, const struct server *s)
{
    char *text = arena_alloc(a, 4097);

    return read(s->heard, text, 4096) < 0 ? "" : text;
}

static enum err ask(struct arena *a, const struct server *s, struct http_request rq,
                    struct http_reply *out, void (*tune)(struct http *))
{
    struct http h;

    TRY(http_open(&h, a, arena_printf(a, "http://127.0.0.1:%d/", s->port)));
    if (tune)
        tune(&h);
    return http_ask(&h, a, &rq, out);
}

/* ---- promises ------------------------------------------------------------ */

TEST(a_request_goes_out_and_its_answer_comes_back)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    CLEANUP(server_close)
    struct server s =
        server_open("HTTP/1.1 201 Created\r\nX-Id:  seven \r\nContent-Length: 4\r\n\r\nbody");
    const char *const headers[] = {"X-Mine: 1", "Content-Type: application/json", NULL};
    struct http_reply r;

    NEED(ask(a, &s,
             (struct http_request){
                 .method = "POST", .path = "/a?b=1", .headers = headers, .body = "{}", .bytes = 2},
             &r, NULL) == OK);
    CHECK(r.status == 201 && r.bytes == 4);
    CHECK_TEXT(r.body, "body");
    CHECK(text_starts(http_header(a, &r, "x-id"), "seven"));
    CHECK(!http_header(a, &r, "x-other"));
    const char *asked = heard(a, &s);
    CHECK(text_starts(asked, "POST /a?b=1 HTTP/1.1\r\n"));
    CHECK(strstr(asked, "X-Mine: 1\r\n") && strstr(asked, "\r\n\r\n{}"));
}

TEST(a_redirect_is_an_answer_and_is_not_followed)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    CLEANUP(server_close)
    struct server s = server_open(
        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
    struct http_reply r;

    NEED(ask(a, &s, (struct http_request){.method = "GET", .path = "/"}, &r, NULL) == OK);
    CHECK(r.status == 302);
}

static void ten_bytes(struct http *h)
{
    h->bytes_max = 10;
}

TEST(more_than_the_limit_is_refused_while_it_comes)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    CLEANUP(server_close)
    struct server s =
        server_open("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n0123456789A~~~~~~~~~~~~~~~~~~~~");
    int64_t began = clock_ticks();
    struct http_reply r;

    CHECK(ask(a, &s, (struct http_request){.method = "GET", .path = "/"}, &r, ten_bytes) ==
          ERR_TOO_BIG);
    CHECK(clock_ticks() - began < SECONDS(5));
}

static void half_a_second(struct http *h)
{
    h->timeout_ms = 500;
}

TEST(a_silent_server_is_left)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    CLEANUP(server_close) struct server s = server_open("~~~~~~~~~~~~");
    int64_t began = clock_ticks();
    struct http_reply r;

    CHECK(ask(a, &s, (struct http_request){.method = "GET", .path = "/"}, &r, half_a_second) ==
          ERR_BUSY);
    CHECK(clock_ticks() - began < SECONDS(3));
}

static bool no_more(void *arg)
{
    int *beats = arg;

    return ++*beats < 2;
}

TEST(who_asked_can_give_up_meanwhile)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    CLEANUP(server_close) struct server s = server_open("~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~");
    int beats = 0;
    struct http_reply r;

    CHECK(ask(a, &s, (struct http_request){.method = "GET", .path = "/", .beat = {no_more, &beats}},
              &r, NULL) == ERR_BUSY);
    CHECK(beats == 2);
}

TEST(nobody_there_is_busy)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    struct server s = server_open("");
    struct http_reply r;

    server_close(&s);
    CHECK(ask(a, &s, (struct http_request){.method = "GET", .path = "/"}, &r, NULL) == ERR_BUSY);
}

TEST(a_name_that_leads_home_is_refused)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    CLEANUP(server_close)
    struct server s = server_open("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    struct http h;
    struct http_reply r;

    NEED(http_open(&h, a, arena_printf(a, "http://localhost:%d", s.port)) == OK);
    h.near = false; /* as for a name of the internet that some resolver answers with 127.0.0.1 */
    CHECK(http_ask(&h, a, &(struct http_request){.method = "GET", .path = "/"}, &r) == ERR_DENIED);
}

TEST(a_header_or_path_cannot_smuggle_another)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    struct server s = {.port = 1};
    const char *const headers[] = {"X-Mine: 1\r\nX-Yours: 2", NULL};
    struct http_reply r;

    CHECK(ask(a, &s, (struct http_request){.method = "GET", .path = "/", .headers = headers}, &r,
              NULL) == ERR_INVALID);
    CHECK(ask(a, &s, (struct http_request){.method = "GET", .path = "/a\r\nX: 1"}, &r, NULL) ==
          ERR_INVALID);
    CHECK(ask(a, &s, (struct http_request){.method = "GET", .path = "@x.test/"}, &r, NULL) ==
          ERR_INVALID);
}

TEST(a_base_address_is_https_or_this_machine)
{
    static const struct {
        const char *base;
        bool good, near;
    } cases[] = {
        {"https://api.example.test", true, false},
        {"https://10.1.2.3:9000", true, true},
        {"https://[fd00::1]/", true, true},
        {"https://[2606:4700::1]/", true, false},
        {"http://127.0.0.1:18300", true, true},
        {"http://[::1]:18300", true, true},
        {"http://localhost", true, true},
        {"http://example.test", false, false},
        {"http://8.8.8.8", false, false},
        {"http://127.0.0.1.example.test", false, false},
        {"ftp://127.0.0.1", false, false},
        {"file:///etc/passwd", false, false},
        {"https://user:secret@example.test", false, false},
        {"", false, false},
        {"example.test", false, false},
    };
    CLEANUP(arena_free) struct arena *a = arena_new();

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct http h;
        enum err e = http_open(&h, a, cases[i].base);
        if (!CHECK((e == OK) == cases[i].good && (e != OK || h.near == cases[i].near)))
            printf("#   %s\n", cases[i].base);
    }
}

TEST(private_addresses_are_known_in_all_their_forms)
{
    static const char *const private[] = {"0.0.0.0",
                                          "10.0.0.1",
                                          "100.64.0.1",
                                          "100.127.255.255",
                                          "127.0.0.1",
                                          "127.255.255.255",
                                          "169.254.169.254",
                                          "172.16.0.1",
                                          "172.31.255.255",
                                          "192.168.1.1",
                                          "198.19.0.1",
                                          "224.0.0.1",
                                          "255.255.255.255",
                                          "::",
                                          "::1",
                                          "::ffff:127.0.0.1",
                                          "::ffff:a9fe:a9fe",
                                          "::10.0.0.1",
                                          "64:ff9b::10.0.0.1",
                                          "2002:7f00:1::1",
                                          "fe80::1",
                                          "fc00::1",
                                          "fdff::1",
                                          "ff02::1",
                                          "2001:db8::1",
                                          "localhost"};
    static const char *const public[] = {
        "1.1.1.1",      "9.255.255.255",  "11.0.0.1",         "100.63.255.255",  "100.128.0.1",
        "172.15.0.1",   "172.32.0.1",     "192.167.1.1",      "198.17.0.1",      "223.255.255.255",
        "2606:4700::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1", "example.test"};

    for (size_t i = 0; i < sizeof private / sizeof *private; i++)
        if (!CHECK(address_text_is_private(private[i])))
            printf("#   %s\n", private[i]);
    for (size_t i = 0; i < sizeof public / sizeof *public; i++)
        if (!CHECK(!address_text_is_private(public[i])))
            printf("#   %s\n", public[i]);
}
