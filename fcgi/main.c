/* SPDX-License-Identifier: ISC */
/* main.c - mastering-api: settings, the listening socket, the desk.
 *
 * The socket is passed by systemd (LISTEN_FDS, or as standard input), so that
 * several processes share it; --socket PATH makes one, for a single process. */
#include "base/log.h"
#include "fcgi/desk.h"
#include "fcgi/metrics.h"
#include "fcgi/request.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { FIRST_PASSED_FD = 3, BACKLOG = 512 };

static bool listens(int fd)
{
    int yes = 0;
    socklen_t n = sizeof yes;

    return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &yes, &n) == 0 && yes;
}

static enum err listen_at(const char *path, int *fd)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};

    if (strlen(path) >= sizeof at.sun_path)
        return fail(ERR_INVALID, "%s: too long for a socket", path);
    (void)snprintf(at.sun_path, sizeof at.sun_path, "%s", path);
    (void)unlink(path);
    mode_t before = umask(0177); /* whoever can connect is believed: nginx's user alone */
    *fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool made = *fd >= 0 && bind(*fd, (struct sockaddr *)&at, sizeof at) == 0 && listen(*fd, BACKLOG) == 0;
    (void)umask(before);
    return made ? OK : fail(ERR_FAULT, "%s: %s", path, strerror(errno));
}

static bool passed_to_me(void)
{
    const char *fds = getenv("LISTEN_FDS"), *pid = getenv("LISTEN_PID");

    return fds && atoi(fds) >= 1 && pid && atol(pid) == (long)getpid() && listens(FIRST_PASSED_FD);
}

static enum err find_listener(const char *path, int *fd)
{
    if (path)
        TRY(listen_at(path, fd));
    else if (passed_to_me())
        *fd = FIRST_PASSED_FD;
    else if (listens(STDIN_FILENO))
        *fd = STDIN_FILENO;
    else
        return fail(ERR_INVALID, "no listening socket: pass one as systemd does, or say --socket PATH");
    /* two of us are told of one connection: the second must not wait for the next */
    return fcntl(*fd, F_SETFL, fcntl(*fd, F_GETFL) | O_NONBLOCK) == 0 ? OK : fail(ERR_FAULT, "fcntl: %s", strerror(errno));
}

static enum err serve_all(struct arena *life, const char *path)
{
    struct config config;
    struct desk_needs needs = {.config = &config};

    TRY(config_load(life, &config));
    clock_use(config.clock_file);
    metrics_open(config.metrics_file);
    TRY(store_open(life, config.store_url, &needs.store));
    TRY(find_listener(path, &needs.listener));
    return desk_run(&needs);
}

static int print_openapi(void)
{
    struct arena *a = arena_new();
    struct buf b = {.arena = a};

    openapi(&b);
    puts(b.ptr);
    arena_free(&a);
    return 0;
}

int main(int argc, char **argv)
{
    const char *path = argc == 3 && !strcmp(argv[1], "--socket") ? argv[2] : NULL;

    if (argc == 2 && !strcmp(argv[1], "--openapi"))
        return print_openapi();
    if (argc > 1 && !path) {
        fprintf(stderr, "usage: mastering-api [--socket PATH | --openapi]\n");
        return 64;
    }
    struct arena *life = arena_new();
    enum err e = serve_all(life, path);
    if (e != OK)
        fprintf(stderr, "<3>mastering-api: %s\n", err_detail());
    arena_free(&life);
    return e == OK ? 0 : e == ERR_BUSY ? 75 : 1;
}
