/* SPDX-License-Identifier: ISC */
/* credentials.h - a folder of secrets for a test, gone at its end; and codes as Debian's oathtool makes them. */
#ifndef TESTS_CREDENTIALS_H
#define TESTS_CREDENTIALS_H

#include "tests/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct credentials_dir {
    char path[64];
};

static inline void credentials_drop(struct credentials_dir *d)
{
    char file[128];

    (void)snprintf(file, sizeof file, "%s/totp.key", d->path);
    (void)unlink(file);
    (void)snprintf(file, sizeof file, "%s/certificate.key", d->path);
    (void)unlink(file);
    (void)rmdir(d->path);
}

static inline struct credentials_dir credentials_make(struct world *w)
{
    struct credentials_dir d = {"/tmp/mastering-credentials.XXXXXX"};
    char file[128];

    if (!mkdtemp(d.path))
        abort();
    (void)snprintf(file, sizeof file, "%s/totp.key", d.path);
    FILE *f = fopen(file, "we");
    if (!f)
        abort();
    for (int i = 0; i < 32; i++)
        fprintf(f, "%02x", i * 7 & 255);
    fclose(f);
    (void)snprintf(file, sizeof file, "%s/certificate.key", d.path);
    f = fopen(file, "we");
    if (!f)
        abort();
    /* RFC 8032, 7.1, test 1. */
    fputs("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----\n", f);
    fclose(f);
    w->config->credentials_directory = arena_strdup(w->life, d.path);
    return d;
}

/* What a third party's program shows for this secret at this time. */
static inline const char *oathtool(struct world *w, const char *base32, int64_t now_us)
{
    char line[32] = "";
    FILE *p = popen(arena_printf(w->work.arena, "oathtool --totp -b -N '@%lld' %s", (long long)(now_us / 1000000), base32), "re");

    if (p) {
        if (!fgets(line, sizeof line, p))
            line[0] = '\0';
        pclose(p);
    }
    return arena_strndup(w->work.arena, line, strcspn(line, "\n"));
}

static inline const char *code_body(struct world *w, const char *code)
{
    return arena_printf(w->work.arena, "{\"code\":\"%s\"}", code);
}

#endif
