/* SPDX-License-Identifier: ISC */
#include "app/picture.h"

#include "app/pixels.h"
#include "audio/sandbox.h"
#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spng.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SQUARE_BYTES = PICTURE_SIDE * PICTURE_SIDE * 4, WALL_S = 20 };

static const struct sandbox cell = {.memory_bytes = 512 << 20, .cpu_seconds = 10};

/* ---- the child ----------------------------------------------------------- */

static bool say(int fd, const unsigned char *bytes, size_t n)
{
    for (ssize_t k; n > 0; bytes += k, n -= (size_t)k)
        if ((k = write(fd, bytes, n)) <= 0)
            return false;
    return true;
}

/* Has the file in memory already, says one square of pixels and is gone. */
_Noreturn static void child(int null, int out, const unsigned char *file, size_t n)
{
    static unsigned char square[SQUARE_BYTES];

    if (!sandbox_enter(&cell, null, out))
        _exit(2);
    if (!pixels_square(file, n, PICTURE_SIDE, square))
        _exit(1);
    _exit(say(1, square, sizeof square) ? 0 : 2);
}

/* ---- the parent ---------------------------------------------------------- */

struct sitting {
    pid_t pid;
    int pipe;
};

static void end(struct sitting *s)
{
    if (s->pipe >= 0)
        close(s->pipe);
    if (s->pid > 0) {
        kill(s->pid, SIGKILL);
        while (waitpid(s->pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
}

static void shut(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static enum err begin(struct sitting *s, const unsigned char *file, size_t n)
{
    CLEANUP(shut) int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int ends[2];

    if (null < 0 || pipe2(ends, O_CLOEXEC))
        return fail(ERR_BUSY, "pipe: %s", strerror(errno));
    s->pipe = ends[0];
    s->pid = fork();
    if (s->pid == 0)
        child(null, ends[1], file, n);
    close(ends[1]);
    return s->pid < 0 ? fail(ERR_BUSY, "fork: %s", strerror(errno)) : OK;
}

static enum err unreadable(void)
{
    return refuse(ERR_INVALID, "picture", "this picture could not be read; another one, perhaps, of at most 8192 by 8192");
}

/* All of the square or nothing: whatever else the child says or does is a picture that cannot be read. */
static enum err hear(struct sitting *s, unsigned char *square)
{
    int64_t until = clock_ticks() + SECONDS(WALL_S);
    size_t got = 0;

    while (got < SQUARE_BYTES) {
        struct pollfd p = {.fd = s->pipe, .events = POLLIN};
        int64_t left = (until - clock_ticks()) / 1000;
        if (left <= 0 || (poll(&p, 1, (int)left) < 0 && errno != EINTR))
            return unreadable();
        ssize_t k = p.revents ? read(s->pipe, square + got, SQUARE_BYTES - got) : 0;
        if (p.revents && k <= 0)
            return unreadable();
        got += (size_t)k;
    }
    return OK;
}

/* ---- a new file ---------------------------------------------------------- */

static void ctx_free(spng_ctx **ctx)
{
    spng_ctx_free(*ctx);
}

static enum err draw(struct arena *a, const unsigned char *square, const unsigned char **png, size_t *size)
{
    CLEANUP(ctx_free) spng_ctx *ctx = spng_ctx_new(SPNG_CTX_ENCODER);
    struct spng_ihdr head = {.width = PICTURE_SIDE, .height = PICTURE_SIDE, .bit_depth = 8, .color_type = SPNG_COLOR_TYPE_TRUECOLOR_ALPHA};
    int rc = ctx ? spng_set_option(ctx, SPNG_ENCODE_TO_BUFFER, 1) : SPNG_EMEM;

    rc = rc ? rc : spng_set_ihdr(ctx, &head);
    rc = rc ? rc : spng_encode_image(ctx, square, SQUARE_BYTES, SPNG_FMT_PNG, SPNG_ENCODE_FINALIZE);
    void *bytes = rc ? NULL : spng_get_png_buffer(ctx, size, &rc);
    if (!bytes)
        return fail(ERR_FAULT, "png: %s", spng_strerror(rc));
    *png = memcpy(arena_alloc(a, *size), bytes, *size);
    free(bytes);
    return OK;
}

enum err picture_square(struct arena *a, const unsigned char *file, size_t n, const unsigned char **png, size_t *size)
{
    CLEANUP(end) struct sitting s = {.pipe = -1};
    unsigned char *square = arena_alloc(a, SQUARE_BYTES);

    if (!pixels_known(file, n))
        return fail(ERR_MEDIA, "a picture is a PNG, a JPEG or a WebP");
    TRY(begin(&s, file, n));
    TRY(hear(&s, square));
    return draw(a, square, png, size);
}
