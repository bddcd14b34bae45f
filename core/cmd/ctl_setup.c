/* SPDX-License-Identifier: ISC */
/* ctl_setup.c - the secrets of an installation: files only their owner reads, never written twice. */
#include "cmd/ctl.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECRET_BYTES = 32 };

static void forget_key(EVP_PKEY **k)
{
    EVP_PKEY_free(*k);
}

static void forget_bio(BIO **b)
{
    BIO_free(*b);
}

static enum err random_secret(struct arena *a, const char **text)
{
    unsigned char bytes[SECRET_BYTES];

    random_bytes(bytes, sizeof bytes);
    *text = arena_printf(a, "%s\n", hex_text(a, bytes, sizeof bytes));
    return OK;
}

static enum err signing_key(struct arena *a, const char **text)
{
    CLEANUP(forget_key) EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    CLEANUP(forget_bio) BIO *out = BIO_new(BIO_s_mem());
    char *pem;

    if (!key || !out || !PEM_write_bio_PrivateKey(out, key, NULL, NULL, 0, NULL, NULL))
        return fail(ERR_FAULT, "no Ed25519 key could be made");
    long n = BIO_get_mem_data(out, &pem);
    *text = arena_strndup(a, pem, (size_t)n);
    return OK;
}

static const struct {
    const char *name;
    enum err (*make)(struct arena *a, const char **text);
    const char *doc;
} SECRETS[] = {
    {"pepper", random_secret, "mixed into every password"},
    {"totp.key", random_secret, "seals the secrets of second factors"},
    {"backup.key", random_secret, "seals the keys of backups"},
    {"certificate.key", signing_key, "signs certificates of masters"},
    {"receipt.key", signing_key, "signs receipts of deletion"},
};

static enum err write_secret(struct work *w, const char *path, const char *text)
{
    CLEANUP(fd_shut) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    size_t n = strlen(text);

    (void)w;
    if (fd < 0 || write(fd, text, n) != (ssize_t)n || fsync(fd))
        return fail(ERR_FAULT, "%s: %s", path, strerror(errno));
    return OK;
}

enum err ctl_setup(struct work *w, int argc, char **argv)
{
    bool dry = ctl_flag(argv, "--dry-run");
    const char *dir = ctl_word(argv), *text;
    struct stat st;

    (void)argc;
    TRY(ctl_end(argv, "setup DIRECTORY [--dry-run]"));
    dir = dir ? dir : w->config->credentials_directory;
    if (!dir)
        return fail(ERR_MALFORMED, "usage: masteringctl setup DIRECTORY [--dry-run]");
    if (!dry && mkdir(dir, 0700) && errno != EEXIST)
        return fail(ERR_FAULT, "%s: %s", dir, strerror(errno));
    for (size_t i = 0; i < sizeof SECRETS / sizeof *SECRETS; i++) {
        const char *path = arena_printf(w->arena, "%s/%s", dir, SECRETS[i].name);
        bool there = !stat(path, &st) && st.st_size > 0;
        if (!there && !dry) {
            TRY(SECRETS[i].make(w->arena, &text));
            TRY(write_secret(w, path, text));
        }
        printf("%-16s %s; %s\n", SECRETS[i].name, there ? "kept" : dry ? "would be made" : "made", SECRETS[i].doc);
    }
    return OK;
}
