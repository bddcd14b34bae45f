/* SPDX-License-Identifier: ISC */
#include "audio/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool keep_two(int fd_in, int fd_out)
{
    int in = fcntl(fd_in, F_DUPFD, 64), out = fcntl(fd_out, F_DUPFD, 64);

    return in >= 0 && out >= 0 && dup2(in, 0) == 0 && dup2(out, 1) == 1 && !close_range(2, ~0U, 0);
}

static bool limit(int what, rlim_t most, rlim_t hard)
{
    struct rlimit l = {.rlim_cur = most, .rlim_max = hard};

    return !setrlimit((__rlimit_resource_t)what, &l);
}

/* The address space of now: the parent's, inherited. */
static rlim_t space_now(void)
{
    unsigned long pages = 0;
    FILE *f = fopen("/proc/self/statm", "re");

    if (f && fscanf(f, "%lu", &pages) != 1)
        pages = 0;
    if (f)
        fclose(f);
    return (rlim_t)pages * 4096;
}

static bool limits(const struct sandbox *s, rlim_t space)
{
    rlim_t cpu = (rlim_t)s->cpu_seconds;

#ifndef __SANITIZE_ADDRESS__ /* its shadow is terabytes of address space */
    if (!limit(RLIMIT_AS, space + (rlim_t)s->memory_bytes, space + (rlim_t)s->memory_bytes))
        return false;
#else
    (void)space;
#endif
    return limit(RLIMIT_CPU, cpu, cpu + 1) && limit(RLIMIT_FSIZE, 0, 0) && limit(RLIMIT_NOFILE, 8, 8) &&
           limit(RLIMIT_NPROC, 0, 0) && limit(RLIMIT_CORE, 0, 0);
}

/* A rule set without a rule denies everything it handles.  Debian 12's header knows the first
 * versions; the bits of the later ones are numbered here (ABI 2 refer, 3 truncate, 4 TCP, 5 ioctl,
 * 6 signals and abstract sockets). */
static bool no_files(void)
{
    struct {
        uint64_t fs, net, scoped;
    } all = {0};
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

    if (abi < 1)
        return true; /* a kernel without it: seccomp refuses open all the same */
    all.fs = 0x1fff | (abi >= 2 ? 1 << 13 : 0) | (abi >= 3 ? 1 << 14 : 0) | (abi >= 5 ? 1 << 15 : 0);
    all.net = abi >= 4 ? 3 : 0;
    all.scoped = abi >= 6 ? 3 : 0;
    size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
    int fd = (int)syscall(SYS_landlock_create_ruleset, &all, size, 0);
    bool done = fd >= 0 && !syscall(SYS_landlock_restrict_self, fd, 0);
    if (fd >= 0)
        close(fd);
    return done;
}

/* Found by decoding every kind of file we take; sysinfo is what glibc's qsort asks. */
static bool few_calls(void)
{
    static const int calls[] = {
        SCMP_SYS(read),       SCMP_SYS(write),        SCMP_SYS(lseek),   SCMP_SYS(newfstatat),    SCMP_SYS(fstat),
        SCMP_SYS(munmap),     SCMP_SYS(mremap),       SCMP_SYS(brk),     SCMP_SYS(futex),         SCMP_SYS(exit_group),
        SCMP_SYS(close),      SCMP_SYS(rt_sigreturn), SCMP_SYS(madvise), SCMP_SYS(clock_gettime), SCMP_SYS(getrandom),
        SCMP_SYS(getpid),     SCMP_SYS(fadvise64),    SCMP_SYS(sysinfo), SCMP_SYS(pread64),
#ifdef __SANITIZE_ADDRESS__
        SCMP_SYS(sigaltstack), /* asked by the sanitizer on the way out */
#endif
    };
    scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_KILL_PROCESS);
    bool done = ctx != NULL;

    for (size_t i = 0; done && i < sizeof calls / sizeof *calls; i++)
        done = !seccomp_rule_add(ctx, SCMP_ACT_ALLOW, calls[i], 0);
    done = done && !seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                                     SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)); /* memory, but no code */
    /* The heap of a thread other than the first grows by mprotect: in the API every picture is read there. */
    done = done && !seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    /* For some MP3s libsndfile looks for a Macintosh resource fork first: it is told that it may not. */
    done = done && !seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(openat), 0);
    done = done && !seccomp_load(ctx);
    if (ctx)
        seccomp_release(ctx);
    return done;
}

bool sandbox_enter(const struct sandbox *s, int fd_in, int fd_out)
{
    pid_t parent = getppid();
    rlim_t space = space_now();

    return !prctl(PR_SET_PDEATHSIG, SIGKILL) && getppid() == parent && keep_two(fd_in, fd_out) &&
           limits(s, space) && !prctl(PR_SET_DUMPABLE, 0) && !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) && no_files() &&
           few_calls();
}
