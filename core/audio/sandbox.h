/* SPDX-License-Identifier: ISC */
/* sandbox.h - a child that keeps two descriptors, its memory and its time, and nothing else. */
#ifndef AUDIO_SANDBOX_H
#define AUDIO_SANDBOX_H

#include <stdbool.h>
#include <stdint.h>

struct sandbox {
    int64_t memory_bytes; /* on top of what the process has now */
    int64_t cpu_seconds;
};

/* For the child after fork: fd_in becomes 0 and fd_out 1, every other descriptor is closed; dies
 * with its parent; to open a file is refused (seccomp, and landlock where the kernel has it); any other
 * system call but those of reading, writing and memory ends it.  False if it could not. */
bool sandbox_enter(const struct sandbox *s, int fd_in, int fd_out);

#endif
