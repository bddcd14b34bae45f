/* SPDX-License-Identifier: ISC */
#include "audio/decoder.h"

#include "audio/refusals.h"
#include "audio/sandbox.h"
#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

const struct decoder_limits decoder_limits_usual = {
    .sound = {.seconds_min = 1, .seconds_max = 3600, .decoded_bytes_max = INT64_C(6) << 30, .expansion_max = 1000},
    .memory_bytes = INT64_C(512) << 20,
    .cpu_seconds = 60,
    .wall_seconds = 120,
};

/* The child speaks in messages of a fixed head; FRAMES is followed by n frames of floats. */
enum tongue { BEGIN = 0x5eed, FRAMES, END, REFUSED };
struct message {
    uint32_t kind, n;
    int64_t one, two;
};

enum { FRAMES_MOST = 4096, TICK_MS = 100 };

/* ---- the child ------------------------------------------------------------------------- */

static bool say(const void *bytes, size_t n)
{
    for (const char *p = bytes; n;) {
        ssize_t wrote = write(1, p, n);
        if (wrote <= 0)
            return false;
        p += wrote;
        n -= (size_t)wrote;
    }
    return true;
}

static enum err say_begin(void *to, int64_t rate_hz, int64_t channels)
{
    *(int64_t *)to = channels;
    return say(&(struct message){BEGIN, 0, rate_hz, channels}, sizeof(struct message)) ? OK : ERR_GONE;
}

static enum err say_frames(void *to, const float *interleaved, size_t n)
{
    struct message m = {FRAMES, (uint32_t)n, 0, 0};

    return say(&m, sizeof m) && say(interleaved, n * (size_t)*(int64_t *)to * sizeof(float)) ? OK : ERR_GONE;
}

_Noreturn static void child(int fd_in, int fd_out, const struct decoder_limits *l)
{
    struct decoded d;
    int64_t channels = 0;

    if (!sandbox_enter(&(struct sandbox){l->memory_bytes, l->cpu_seconds}, fd_in, fd_out))
        _exit(2);
    enum err e = sound_read(0, &l->sound, (struct sound_sink){say_begin, say_frames, &channels}, &d);
    struct message m = {END, 0, d.frames, d.bits};
    if (e != OK)
        m = (struct message){REFUSED, refusal_named(err_code()), 0, 0};
    say(&m, sizeof m);
    _exit(0);
}

/* ---- the parent ------------------------------------------------------------------------- */

struct run {
    const struct decoder_limits *limits;
    struct sound_judge judge;
    struct decoded *out;
    pid_t pid;
    int pipe;
    int64_t until_us, next_us;
    bool ended;
};

static void end_child(struct run *r)
{
    if (r->pid > 0) {
        kill(r->pid, SIGKILL);
        while (waitpid(r->pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    if (r->pipe >= 0)
        close(r->pipe);
    r->pid = 0;
    r->pipe = -1;
}

static enum err look_up(struct run *r)
{
    int64_t now = clock_ticks();

    if (now < r->next_us)
        return OK;
    r->next_us = now + TICK_MS * 1000;
    if (now >= r->until_us)
        return refusal(REFUSAL_DECODER_TIMEOUT);
    if (r->limits->cancelled && r->limits->cancelled(r->limits->cancelled_arg))
        return fail(ERR_GONE, "stopped, as asked");
    return OK;
}

/* The child left without a last word: why? */
static enum err post_mortem(struct run *r)
{
    int status = 0;
    pid_t pid;

    while ((pid = waitpid(r->pid, &status, 0)) < 0 && errno == EINTR)
        ;
    r->pid = 0;
    if (pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 2)
        return fail(ERR_FAULT, "the decoder could not lock itself in");
    if (pid > 0 && WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL))
        return refusal(REFUSAL_DECODER_TIMEOUT);
    return refusal(REFUSAL_DECODER_CRASHED);
}

static enum err hear(struct run *r, void *bytes, size_t n)
{
    char *p = bytes;

    while (n) {
        struct pollfd ready = {.fd = r->pipe, .events = POLLIN};
        TRY(look_up(r));
        if (poll(&ready, 1, TICK_MS) <= 0)
            continue;
        ssize_t got = read(r->pipe, p, n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return post_mortem(r);
        p += got;
        n -= (size_t)got;
    }
    return OK;
}

/* Nothing the child says is believed: every number is checked against what is possible. */
static enum err take(struct run *r, const struct message *m)
{
    float block[FRAMES_MOST * 2];

    switch (m->kind) {
    case BEGIN:
        if (r->judge.begun)
            return refusal(REFUSAL_DECODER_CRASHED);
        return sound_judge_begin(&r->judge, m->one, m->two);
    case FRAMES:
        if (!r->judge.begun || m->n > FRAMES_MOST)
            return refusal(REFUSAL_DECODER_CRASHED);
        TRY(hear(r, block, m->n * (size_t)r->judge.out.channels * sizeof(float)));
        return sound_judge_frames(&r->judge, block, m->n);
    case END:
        r->ended = true;
        r->out->bits = m->two < 0 || m->two > 64 ? 0 : m->two;
        return OK;
    case REFUSED:
        return refusal(m->n < REFUSAL_COUNT ? (enum refusal)m->n : REFUSAL_DECODER_CRASHED);
    default:
        return refusal(REFUSAL_DECODER_CRASHED);
    }
}

static enum err start(struct run *r, int fd_in)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC))
        return fail(ERR_BUSY, "pipe: %s", strerror(errno));
    (void)fcntl(ends[0], F_SETPIPE_SZ, 1 << 20);
    r->pipe = ends[0];
    r->pid = fork();
    if (r->pid == 0)
        child(fd_in, ends[1], r->limits);
    close(ends[1]);
    return r->pid < 0 ? fail(ERR_BUSY, "fork: %s", strerror(errno)) : OK;
}

enum err decoder_run(int fd_in, const struct decoder_limits *l, int fd_out, struct decoded *out)
{
    CLEANUP(end_child) struct run r = {.limits = l, .out = out, .pipe = -1};
    struct sniffed kind;
    struct message m;
    struct stat file;

    *out = (struct decoded){0};
    TRY(sniff_fd(fd_in, &kind));
    if (fstat(fd_in, &file))
        return fail(ERR_FAULT, "fstat: %s", strerror(errno));
    r.judge = (struct sound_judge){.out.fd = fd_out, .limits = &l->sound, .file_bytes = file.st_size};
    r.until_us = clock_ticks() + SECONDS(l->wall_seconds);
    TRY(start(&r, fd_in));
    while (!r.ended) {
        TRY(hear(&r, &m, sizeof m));
        TRY(take(&r, &m));
    }
    TRY(sound_judge_finish(&r.judge));
    out->kind = kind;
    out->rate_hz = r.judge.out.rate_hz;
    out->channels = r.judge.out.channels;
    out->frames = r.judge.out.frames;
    out->seconds = (double)out->frames / (double)out->rate_hz;
    return OK;
}
