/* SPDX-License-Identifier: ISC */
#include "fcgi/wire.h"

#include <errno.h>
#include <fcgiapp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>

/* We set two members that fcgiapp.h asks us to leave alone: without them the library closes every
 * connection after one request, or waits in accept() itself.  Another libfcgi than the one this was
 * proven with (2.4.2) must not compile unnoticed. */
_Static_assert(__builtin_types_compatible_p(__typeof__(((FCGX_Request *)0)->ipcFd), int), "libfcgi: ipcFd");
_Static_assert(__builtin_types_compatible_p(__typeof__(((FCGX_Request *)0)->keepConnection), int), "libfcgi: keepConnection");
_Static_assert(offsetof(FCGX_Request, ipcFd) == 5 * sizeof(void *) + 2 * sizeof(int), "libfcgi: another layout");
_Static_assert(offsetof(FCGX_Request, keepConnection) == offsetof(FCGX_Request, ipcFd) + 2 * sizeof(int), "libfcgi: another layout");
_Static_assert(offsetof(FCGX_Request, listen_sock) == offsetof(FCGX_Request, ipcFd) + 6 * sizeof(int), "libfcgi: another layout");

enum { PATIENCE_S = 10, RECORD_MAX = 65535, STDOUT_RECORD = 6 };

struct wire {
    FCGX_Request r;
};

void wire_init(void)
{
    /* How long the library waits for the other side when it closes: 2 s of a thread by default. */
    (void)setenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT", "100", 1);
    if (FCGX_Init() != 0)
        abort();
}

struct wire *wire_new(int fd)
{
    const struct timeval patience = {.tv_sec = PATIENCE_S};
    struct wire *w = calloc(1, sizeof *w);

    if (!w)
        abort();
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    FCGX_InitRequest(&w->r, -1, FCGI_FAIL_ACCEPT_ON_INTR); /* no socket: it never accepts by itself */
    w->r.ipcFd = fd;
    w->r.keepConnection = 1;
    return w;
}

void wire_free(struct wire *w)
{
    FCGX_Free(&w->r, 1);
    free(w);
}

int wire_fd(const struct wire *w)
{
    return w->r.ipcFd;
}

/* At the end of the connection the library would go on to accept(): so look first. */
static bool somebody_there(int fd)
{
    char byte;
    ssize_t n = recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);

    return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

bool wire_begin(struct wire *w)
{
    return somebody_there(w->r.ipcFd) && FCGX_Accept_r(&w->r) == 0;
}

const char *wire_var(void *wire, const char *name)
{
    struct wire *w = wire;

    return FCGX_GetParam(name, w->r.envp);
}

size_t wire_times(void *wire, const char *name)
{
    struct wire *w = wire;
    size_t len = strlen(name), n = 0;

    for (char **p = w->r.envp; p && *p; p++)
        n += !strncmp(*p, name, len) && (*p)[len] == '=';
    return n;
}

static size_t body_read(void *from, void *buf, size_t n)
{
    struct wire *w = from;
    int got = FCGX_GetStr(buf, n > INT32_MAX ? INT32_MAX : (int)n, w->r.in);

    return got > 0 ? (size_t)got : 0;
}

struct reader wire_body(struct wire *w)
{
    return (struct reader){body_read, w};
}

void wire_write(struct wire *w, const char *bytes, size_t n)
{
    for (size_t piece; n > 0; bytes += piece, n -= piece) {
        piece = n > INT32_MAX ? INT32_MAX : n;
        (void)FCGX_PutStr(bytes, (int)piece, w->r.out); /* its failure shows at the flush or the finish */
    }
}

bool wire_flush(struct wire *w)
{
    return FCGX_FFlush(w->r.out) == 0;
}

static bool push_record(struct wire *w, const char *bytes, size_t n)
{
    int id = w->r.requestId;
    unsigned char head[8] = {1, STDOUT_RECORD, (unsigned char)(id >> 8), (unsigned char)id, (unsigned char)(n >> 8), (unsigned char)n};
    struct iovec v[2] = {{head, sizeof head}, {(void *)(uintptr_t)bytes, n}};
    struct msghdr m = {.msg_iov = v, .msg_iovlen = 2};

    return sendmsg(w->r.ipcFd, &m, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)(sizeof head + n);
}

bool wire_push(struct wire *w, const char *bytes, size_t n)
{
    for (size_t piece; n > 0; bytes += piece, n -= piece) {
        piece = n > RECORD_MAX ? RECORD_MAX : n;
        if (!push_record(w, bytes, piece))
            return false;
    }
    return true;
}

/* What was not read of the body would be taken for the next request. */
static void drain(struct wire *w)
{
    char rest[8192];

    while (body_read(w, rest, sizeof rest) > 0)
        ;
}

bool wire_finish(struct wire *w)
{
    drain(w);
    FCGX_Finish_r(&w->r);
    return w->r.ipcFd >= 0;
}
