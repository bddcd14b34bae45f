/* SPDX-License-Identifier: ISC */
#include "base/seal.h"

#include "base/text.h"

#include <errno.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>
#include <unistd.h>

static const char head[] = "{\"sealed\":", middle[] = ",\"key\":\"", signature_mark[] = "\",\"signature\":\"", tail[] = "\"}";
static const char domain[] = "mastering seal 1\n";
enum { SIGNATURE_BYTES = 64, KEY_TEXT = 43, SIGNATURE_TEXT = 86, HEAD = sizeof head - 1, MIDDLE = sizeof middle - 1 };
enum { MARK = sizeof signature_mark - 1, TAIL = sizeof tail - 1, END = MIDDLE + KEY_TEXT + MARK + SIGNATURE_TEXT + TAIL };

static void forget_digest(EVP_MD_CTX **c)
{
    EVP_MD_CTX_free(*c);
}

static void forget_key(EVP_PKEY **k)
{
    EVP_PKEY_free(*k);
}

static void forget_bio(BIO **b)
{
    BIO_free(*b);
}

enum err sha256_file(int fd, char out[SHA256_HEX])
{
    CLEANUP(forget_digest) EVP_MD_CTX *sum = EVP_MD_CTX_new();
    unsigned char block[1 << 16], hash[32];
    off_t at = 0;
    ssize_t n;

    if (!sum || !EVP_DigestInit_ex(sum, EVP_sha256(), NULL))
        return fail(ERR_FAULT, "no SHA-256 here");
    for (; (n = pread(fd, block, sizeof block, at)) > 0; at += n)
        EVP_DigestUpdate(sum, block, (size_t)n);
    if (n < 0)
        return fail(ERR_FAULT, "read: %s", strerror(errno));
    EVP_DigestFinal_ex(sum, hash, NULL);
    for (int i = 0; i < 32; i++) {
        out[2 * i] = "0123456789abcdef"[hash[i] >> 4];
        out[2 * i + 1] = "0123456789abcdef"[hash[i] & 15];
    }
    out[64] = 0;
    return OK;
}

/* ---- keys ------------------------------------------------------------------------------ */

static EVP_PKEY *read_pem(const char *pem, bool private)
{
    CLEANUP(forget_bio) BIO *in = BIO_new_mem_buf(pem, -1);

    if (!in)
        return NULL;
    EVP_PKEY *key = private ? PEM_read_bio_PrivateKey(in, NULL, NULL, NULL) : PEM_read_bio_PUBKEY(in, NULL, NULL, NULL);
    if (key && EVP_PKEY_is_a(key, "ED25519"))
        return key;
    EVP_PKEY_free(key);
    return NULL;
}

static enum err raw_key(const EVP_PKEY *key, unsigned char out[SEAL_KEY_BYTES])
{
    size_t n = SEAL_KEY_BYTES;

    return EVP_PKEY_get_raw_public_key(key, out, &n) == 1 && n == SEAL_KEY_BYTES ? OK : fail(ERR_FAULT, "no public key");
}

enum err seal_key(const char *pem, unsigned char out[SEAL_KEY_BYTES])
{
    CLEANUP(forget_key) EVP_PKEY *key = read_pem(pem, strstr(pem, "PRIVATE KEY") != NULL);

    return key ? raw_key(key, out) : fail(ERR_INVALID, "this is no Ed25519 key in PEM");
}

/* ---- sealing ------------------------------------------------------------------------------ */

/* Ed25519 takes its message in one piece. */
static unsigned char *message_of(struct arena *a, const char *text, size_t len, size_t *size)
{
    unsigned char *m = arena_alloc(a, sizeof domain - 1 + len + 1);

    memcpy(m, domain, sizeof domain - 1);
    memcpy(m + sizeof domain - 1, text, len);
    *size = sizeof domain - 1 + len;
    return m;
}

enum err seal_text(struct arena *a, const char *pem, const char *text, size_t len, struct buf *out)
{
    CLEANUP(forget_key) EVP_PKEY *key = read_pem(pem, true);
    CLEANUP(forget_digest) EVP_MD_CTX *sign = EVP_MD_CTX_new();
    unsigned char public[SEAL_KEY_BYTES], signature[SIGNATURE_BYTES];
    size_t size, n = sizeof signature;

    if (!key)
        return fail(ERR_INVALID, "this is no private Ed25519 key in PEM");
    unsigned char *message = message_of(a, text, len, &size);
    TRY(raw_key(key, public));
    if (!sign || EVP_DigestSignInit(sign, NULL, NULL, NULL, key) != 1 ||
        EVP_DigestSign(sign, signature, &n, message, size) != 1 || n != sizeof signature)
        return fail(ERR_FAULT, "no signature could be made");
    buf_puts(out, head);
    buf_add(out, text, len);
    buf_printf(out, "%s%s%s%s%s", middle, base64url_text(a, public, sizeof public), signature_mark,
               base64url_text(a, signature, sizeof signature), tail);
    return OK;
}

/* Takes what is at *p if it is the mark. */
static bool mark(const char **p, const char *what, size_t n)
{
    if (memcmp(*p, what, n) != 0)
        return false;
    *p += n;
    return true;
}

static bool bytes_of(struct arena *a, const char **p, size_t letters, size_t want, unsigned char *out)
{
    unsigned char *bytes;
    size_t n;

    if (!base64url_bytes(a, arena_strndup(a, *p, letters), &bytes, &n) || n != want)
        return false;
    memcpy(out, bytes, n);
    *p += letters;
    return true;
}

enum err seal_open(struct arena *a, const char *line, size_t len, struct sealed *out)
{
    CLEANUP(forget_digest) EVP_MD_CTX *verify = EVP_MD_CTX_new();
    unsigned char signature[SIGNATURE_BYTES];
    size_t size;

    while (len && (line[len - 1] == '\n' || line[len - 1] == '\r'))
        len--;
    if (len < HEAD + END + 2 || memcmp(line, head, HEAD) != 0)
        return fail(ERR_MALFORMED, "this is no sealed text");
    out->text = line + HEAD;
    out->len = len - HEAD - END;
    const char *p = line + len - END;
    if (!mark(&p, middle, MIDDLE) || !bytes_of(a, &p, KEY_TEXT, SEAL_KEY_BYTES, out->key) ||
        !mark(&p, signature_mark, MARK) || !bytes_of(a, &p, SIGNATURE_TEXT, SIGNATURE_BYTES, signature) ||
        !mark(&p, tail, TAIL))
        return fail(ERR_MALFORMED, "this is no sealed text");
    CLEANUP(forget_key) EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, out->key, SEAL_KEY_BYTES);
    unsigned char *message = message_of(a, out->text, out->len, &size);
    if (!key || !verify || EVP_DigestVerifyInit(verify, NULL, NULL, NULL, key) != 1)
        return fail(ERR_FAULT, "Ed25519 does not work here");
    if (EVP_DigestVerify(verify, signature, sizeof signature, message, size) != 1)
        return refuse(ERR_CHECKSUM, "signature", "the signature is not true: somebody changed this text");
    return OK;
}
