/* SPDX-License-Identifier: ISC */
#include "app/password.h"

#include "app/person.h"

#include <argon2.h>
#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <pthread.h>
#include <string.h>
#include <time.h>
#include <zxcvbn.h>

enum { MEMORY_KIB = 19456, PASSES = 2, LANES = 1, SALT_SIZE = 16, HASH_SIZE = 32, PHC_SIZE = 128, WAIT_S = 3 };
enum { GUESSED_BYTES = 100 }; /* zxcvbn's time grows with the square of the length */
static const double BITS_MIN = 26.575; /* log2 of 10^8 */
static const char PEPPERED[] = "k1:";

/* A hash like any other, of a password nobody has: unknown addresses cost the time of known ones. */
static const char NOBODY[] = "$argon2id$v=19$m=19456,t=2,p=1$c29tZWJvZHkgZWxzZSEh$"
                             "Q0uEoBVbc0nzzpHJRRHZIrKUQZAQkE2mF/LrXwuMUzM";

/* ---- is it fit ----------------------------------------------------------- */

static double bits_of(struct work *w, const char *password, const char *const *known)
{
    char head[GUESSED_BYTES + 1];
    const char *words[16];
    size_t n = 0;

    memccpy(head, person_nfc(w->arena, password), '\0', sizeof head);
    head[GUESSED_BYTES] = '\0';
    for (; known && known[n] && n < 14; n++)
        words[n] = known[n];
    words[n++] = "mastering";
    words[n] = NULL;
    double bits = ZxcvbnMatch(head, words, NULL);
    OPENSSL_cleanse(head, sizeof head);
    return bits;
}

struct strength password_strength(struct work *w, const char *password, const char *const *known)
{
    double bits = bits_of(w, password, known);

    return (struct strength){bits, bits >= BITS_MIN && text_length(password) >= PASSWORD_LENGTH_MIN};
}

enum err password_fit(struct work *w, const char *field, const char *password, const char *const *known)
{
    if (strlen(password) > PASSWORD_BYTES_MAX)
        return blame(field, "a password has at most %d bytes", PASSWORD_BYTES_MAX);
    if (text_length(password) < PASSWORD_LENGTH_MIN)
        return fail_at(__FILE__, __LINE__, ERR_INVALID, "password_weak", field, "a password has at least %d characters", PASSWORD_LENGTH_MIN);
    if (!password_strength(w, password, known).fit)
        return fail_at(__FILE__, __LINE__, ERR_INVALID, "password_weak", field, "this password is easily guessed; a few words in a row are better");
    return OK;
}

/* ---- a place at the hasher ----------------------------------------------- */

/* Processor time belongs to the process, so this one counter does too. */
static pthread_mutex_t door = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t left = PTHREAD_COND_INITIALIZER;
static int64_t inside;

static enum err place_take(const struct config *c)
{
    struct timespec until;
    int rc = 0;

    clock_gettime(CLOCK_REALTIME, &until); /* machine time: how long a thread waits */
    until.tv_sec += WAIT_S;
    pthread_mutex_lock(&door);
    while (inside >= c->password_hashes_at_once && rc != ETIMEDOUT)
        rc = pthread_cond_timedwait(&left, &door, &until);
    bool got = inside < c->password_hashes_at_once;
    inside += got;
    pthread_mutex_unlock(&door);
    if (got)
        return OK;
    enum err e = fail(ERR_BUSY, "too many sign in at once");
    err_retry_after(WAIT_S);
    return e;
}

static void place_give(void)
{
    pthread_mutex_lock(&door);
    inside--;
    pthread_cond_signal(&left);
    pthread_mutex_unlock(&door);
}

/* ---- hashing ------------------------------------------------------------- */

/* What is hashed: the text, or its HMAC under the pepper. */
static enum err seasoned(struct work *w, const char *password, bool pepper, const char **out)
{
    unsigned char mac[EVP_MAX_MD_SIZE];
    const char *key, *nfc = person_nfc(w->arena, password);
    unsigned n = 0;

    *out = nfc;
    if (!pepper)
        return OK;
    TRY(secret_read(w->arena, w->config, "pepper", &key));
    if (!HMAC(EVP_sha256(), key, (int)strlen(key), (const unsigned char *)nfc, strlen(nfc), mac, &n))
        return fail(ERR_FAULT, "HMAC-SHA256");
    *out = hex_text(w->arena, mac, n);
    return OK;
}

static bool pepper_there(struct work *w)
{
    const char *key;

    return w->config->credentials_directory && secret_read(w->arena, w->config, "pepper", &key) == OK;
}

enum err password_hash(struct work *w, const char *password, const char **phc)
{
    unsigned char salt[SALT_SIZE];
    const char *text;
    char out[PHC_SIZE];
    bool pepper = pepper_there(w);

    TRY(seasoned(w, password, pepper, &text));
    random_bytes(salt, sizeof salt);
    TRY(place_take(w->config));
    int rc = argon2id_hash_encoded(PASSES, MEMORY_KIB, LANES, text, strlen(text), salt, sizeof salt, HASH_SIZE, out, sizeof out);
    place_give();
    if (rc != ARGON2_OK)
        return fail(ERR_FAULT, "argon2: %s", argon2_error_message(rc));
    *phc = arena_printf(w->arena, "%s%s", pepper ? PEPPERED : "", out);
    return OK;
}

enum err password_check(struct work *w, const char *phc, const char *password, bool *right)
{
    bool known = phc != NULL, pepper = known ? text_starts(phc, PEPPERED) : pepper_there(w);
    const char *text;

    *right = false;
    if (strlen(password) > PASSWORD_BYTES_MAX)
        return blame("password", "a password has at most %d bytes", PASSWORD_BYTES_MAX);
    enum err e = seasoned(w, password, pepper, &text);
    if (e != OK)
        return fail(ERR_FAULT, "the credential `pepper` is missing");
    const char *hash = !known ? NOBODY : pepper ? phc + strlen(PEPPERED) : phc;
    TRY(place_take(w->config));
    int rc = argon2id_verify(hash, text, strlen(text));
    place_give();
    if (rc != ARGON2_OK && rc != ARGON2_VERIFY_MISMATCH)
        return fail(ERR_FAULT, "argon2: %s", argon2_error_message(rc));
    *right = known && rc == ARGON2_OK;
    return OK;
}

bool password_outdated(struct work *w, const char *phc)
{
    bool peppered = text_starts(phc, PEPPERED);
    const char *hash = peppered ? phc + strlen(PEPPERED) : phc;

    return !text_starts(hash, "$argon2id$v=19$m=19456,t=2,p=1$") || peppered != pepper_there(w);
}
