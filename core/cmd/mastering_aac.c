/* SPDX-License-Identifier: ISC */
/* mastering_aac.c - AAC for codec-safe masters: by the command ffmpeg, where there is one, because no library of
 * Debian's main archive that we link encodes it.  It is decoded again by the same ffmpeg, so that what comes back is
 * plain WAV. */
#include "audio/codec.h"
#include "cmd/mastering.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { ARGUMENTS_MOST = 16 };

/* Runs ffmpeg with the file as its descriptor 3. */
static enum err ffmpeg(int fd, const char *const args[ARGUMENTS_MOST])
{
    char *argv[ARGUMENTS_MOST];
    posix_spawn_file_actions_t actions;
    int status = 0;
    pid_t child;

    memcpy(argv, args, sizeof argv); /* exec's prototype is older than const */
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, fd, 3);
    int error = posix_spawnp(&child, "ffmpeg", &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error)
        return fail(ERR_NOT_FOUND, "ffmpeg, which --aac needs: %s", strerror(error));
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return status == 0 ? OK : fail(ERR_INVALID, "ffmpeg could not encode or decode AAC");
}

static void forget(char **path)
{
    if (*path)
        unlink(*path);
}

/* MP4 in a file with a name for a moment: only there the codec's delay is written down and taken away again. */
static enum err encode_aac(const struct codec *c, int canonical_fd, int fd_out)
{
    const char *folder = getenv("TMPDIR");
    char name[4096];
    CLEANUP(forget) char *path = NULL;

    (void)snprintf(name, sizeof name, "%s/mastering-XXXXXX", folder && *folder ? folder : "/tmp");
    CLEANUP(file_shut) int fd = mkostemp(name, O_CLOEXEC);
    if (fd < 0)
        return fail(ERR_FAULT, "%s: %s", name, strerror(errno));
    path = name;
    const char *rate = strstr(c->name, "256") ? "256k" : "128k";
    const char *const encode[ARGUMENTS_MOST] = {"ffmpeg", "-nostdin", "-v", "error", "-y", "-i", "/dev/fd/3", "-c:a",
                                               "aac", "-b:a", rate, "-f", "mp4", name};
    const char *const decode[ARGUMENTS_MOST] = {"ffmpeg", "-nostdin", "-v", "error", "-y", "-i", name, "-c:a",
                                               "pcm_f32le", "-f", "wav", "/dev/fd/3"};
    TRY(ffmpeg(canonical_fd, encode));
    return ffmpeg(fd_out, decode);
}

const struct codec aac_codecs[AAC_CODECS] = {
    {.name = "aac_256", .encode = encode_aac, .limit_db = -0.5, .aim_db = -0.8},
    {.name = "aac_128", .encode = encode_aac, .limit_db = -0.5, .aim_db = -0.8},
};
