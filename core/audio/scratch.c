/* SPDX-License-Identifier: ISC */
#include "audio/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum err scratch_open(int folder_fd, int *fd)
{
    *fd = folder_fd >= 0 ? openat(folder_fd, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)
                         : memfd_create("sound", MFD_CLOEXEC);
    return *fd >= 0 ? OK : fail(ERR_FAULT, "scratch folder: %s", strerror(errno));
}

void scratch_shut(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}
