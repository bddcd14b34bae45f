/* SPDX-License-Identifier: ISC */
#include "app/totp.h"

#include "app/event.h"
#include "app/letters.h"
#include "app/qr.h"
#include "app/token.h"

#include <ctype.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>
#include <string.h>

enum { STEP_S = 30, DIGITS = 6, IV_SIZE = 12, TAG_SIZE = 16, KEY_SIZE = 32, RECOVERY_SIZE = 16 };
enum { SEALED_SIZE = IV_SIZE + TOTP_SECRET_SIZE + TAG_SIZE };

/* ---- codes --------------------------------------------------------------- */

unsigned totp_code(const unsigned char *secret, size_t n, int64_t step)
{
    unsigned char mac[EVP_MAX_MD_SIZE], counter[8];
    unsigned len = 0;

    for (int i = 7; i >= 0; i--, step >>= 8)
        counter[i] = (unsigned char)(step & 0xff);
    if (!HMAC(EVP_sha1(), secret, (int)n, counter, sizeof counter, mac, &len))
        abort();
    unsigned at = mac[len - 1] & 15;
    unsigned word = (unsigned)(mac[at] & 0x7f) << 24 | (unsigned)mac[at + 1] << 16 | (unsigned)mac[at + 2] << 8 | mac[at + 3];
    return word % 1000000;
}

static const char *base32(struct arena *a, const unsigned char *bytes, size_t n)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    char *out = arena_alloc(a, n * 8 / 5 + 2), *o = out;
    unsigned hold = 0, bits = 0;

    for (size_t i = 0; i < n; i++) {
        hold = hold << 8 | bytes[i];
        for (bits += 8; bits >= 5; bits -= 5)
            *o++ = alphabet[hold >> (bits - 5) & 31];
        hold &= (1u << bits) - 1;
    }
    if (bits)
        *o++ = alphabet[hold << (5 - bits) & 31];
    *o = '\0';
    return out;
}

/* ---- the seal ------------------------------------------------------------ */

/* The key: 32 bytes, as hex in the credential. */
static enum err seal_key(struct work *w, unsigned char key[KEY_SIZE])
{
    const char *hex;

    if (secret_read(w->arena, w->config, "totp.key", &hex) != OK || strlen(hex) != 2 * KEY_SIZE || !hex_bytes(hex, key, KEY_SIZE))
        return refuse(ERR_BUSY, "totp_away", "the credential `totp.key` is missing or is not 64 hex digits");
    return OK;
}

/* The account's number is authenticated with the secret, so that no other row can carry it. */
static const unsigned char *bound_to(struct work *w, int64_t account, int *n)
{
    const char *text = arena_printf(w->arena, "account %lld", (long long)account);

    *n = (int)strlen(text);
    return (const unsigned char *)text;
}

static void ctx_free(EVP_CIPHER_CTX **ctx)
{
    EVP_CIPHER_CTX_free(*ctx);
}

/* iv || ciphertext || tag, base64. */
static enum err seal(struct work *w, int64_t account, const unsigned char *secret, const char **out)
{
    CLEANUP(ctx_free) EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    unsigned char key[KEY_SIZE], box[SEALED_SIZE];
    int n, bound_size;
    const unsigned char *bound = bound_to(w, account, &bound_size);

    TRY(seal_key(w, key));
    random_bytes(box, IV_SIZE);
    bool ok = ctx && EVP_EncryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, key, box) == 1 &&
              EVP_EncryptUpdate(ctx, NULL, &n, bound, bound_size) == 1 &&
              EVP_EncryptUpdate(ctx, box + IV_SIZE, &n, secret, TOTP_SECRET_SIZE) == 1 &&
              EVP_EncryptFinal_ex(ctx, box + IV_SIZE + n, &n) == 1 &&
              EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, TAG_SIZE, box + IV_SIZE + TOTP_SECRET_SIZE) == 1;
    OPENSSL_cleanse(key, sizeof key);
    if (!ok)
        return fail(ERR_FAULT, "AES-256-GCM");
    *out = base64_text(w->arena, box, sizeof box);
    return OK;
}

static enum err unseal(struct work *w, int64_t account, const char *sealed, unsigned char secret[TOTP_SECRET_SIZE])
{
    CLEANUP(ctx_free) EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    unsigned char key[KEY_SIZE], *box, rest[TAG_SIZE];
    size_t size;
    int n, bound_size;
    const unsigned char *bound = bound_to(w, account, &bound_size);

    TRY(seal_key(w, key));
    if (!base64_bytes(w->arena, sealed, &box, &size) || size != SEALED_SIZE)
        return fail(ERR_FAULT, "a sealed secret of the wrong size");
    bool ok = ctx && EVP_DecryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, key, box) == 1 &&
              EVP_DecryptUpdate(ctx, NULL, &n, bound, bound_size) == 1 &&
              EVP_DecryptUpdate(ctx, secret, &n, box + IV_SIZE, TOTP_SECRET_SIZE) == 1 &&
              EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_TAG, TAG_SIZE, box + IV_SIZE + TOTP_SECRET_SIZE) == 1 &&
              EVP_DecryptFinal_ex(ctx, rest, &n) == 1;
    OPENSSL_cleanse(key, sizeof key);
    return ok ? OK : fail(ERR_FAULT, "a sealed secret that does not open: another key, or another account's");
}

/* ---- the rules ----------------------------------------------------------- */

enum err totp_begin(struct work *w, const struct account *a, struct totp_offer *out)
{
    unsigned char secret[TOTP_SECRET_SIZE];
    const char *sealed = NULL, *issuer = "mastering";

    random_bytes(secret, sizeof secret);
    TRY(seal(w, a->id, secret, &sealed));
    enum err e = account_totp_begin(w->db, a->id, sealed);
    if (e == ERR_CONFLICT)
        return refuse(ERR_CONFLICT, "totp_on", "the second step is on already; turn it off first");
    TRY(e);
    out->secret = base32(w->arena, secret, sizeof secret);
    out->uri = arena_printf(w->arena, "otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits=6&period=30", issuer,
                            qr_escaped(w->arena, a->email_key ? a->email_key : ""), out->secret, issuer);
    OPENSSL_cleanse(secret, sizeof secret);
    return qr_svg(w->arena, out->uri, &out->qr_svg);
}

static bool six_digits(const char *code)
{
    return strlen(code) == DIGITS && strspn(code, "0123456789") == DIGITS;
}

/* The step whose code it is, near now; -1 if there is none. */
static enum err step_of(struct work *w, const struct account *a, const char *code, int64_t *step)
{
    unsigned char secret[TOTP_SECRET_SIZE];
    int64_t now = w->now / 1000000 / STEP_S;

    *step = -1;
    TRY(unseal(w, a->id, a->totp_secret, secret));
    for (int64_t s = now - 1; s <= now + 1; s++) {
        const char *want = arena_printf(w->arena, "%06u", totp_code(secret, sizeof secret, s));
        if (same_secret(want, code) && *step < 0)
            *step = s;
    }
    OPENSSL_cleanse(secret, sizeof secret);
    return OK;
}

static enum err no(void)
{
    return refuse(ERR_DENIED, "totp_wrong", "this code is not right or has been used");
}

static enum err used_once(enum err e)
{
    return e == ERR_CONFLICT ? no() : e;
}

/* People write recovery codes with dashes and in capitals. */
static const char *recovery_plain(struct arena *a, const char *code)
{
    char *out = arena_strdup(a, code), *o = out;

    for (const char *c = code; *c; c++)
        if (isalnum((unsigned char)*c))
            *o++ = (char)tolower((unsigned char)*c);
    *o = '\0';
    return out;
}

enum err totp_check(struct work *w, const struct account *a, const char *code)
{
    int64_t step;

    if (a->totp_at == TIME_ABSENT || !a->totp_secret)
        return no();
    if (!six_digits(code))
        return used_once(account_recovery_used(w->db, a->id, token_hash(w->arena, recovery_plain(w->arena, code))));
    TRY(step_of(w, a, code, &step));
    return step < 0 ? no() : used_once(account_totp_used(w->db, a->id, step));
}

/* "3f2a-91bc-..." in eight groups of four: 128 bits a person can copy. */
static const char *recovery_new(struct arena *a)
{
    unsigned char bytes[RECOVERY_SIZE];

    random_bytes(bytes, sizeof bytes);
    const char *h = hex_text(a, bytes, sizeof bytes);
    return arena_printf(a, "%.4s-%.4s-%.4s-%.4s-%.4s-%.4s-%.4s-%.4s", h, h + 4, h + 8, h + 12, h + 16, h + 20, h + 24, h + 28);
}

enum err totp_confirm(struct work *w, const struct account *a, const char *code, const char *const **codes)
{
    CLEANUP(tx_end) struct tx tx = {0};
    const char **shown = arena_alloc(w->arena, (RECOVERY_CODES + 1) * sizeof *shown);
    const char **kept = arena_alloc(w->arena, (RECOVERY_CODES + 1) * sizeof *kept);
    int64_t step;

    if (a->totp_at != TIME_ABSENT || !a->totp_secret)
        return refuse(ERR_CONFLICT, "totp_on", a->totp_at != TIME_ABSENT ? "the second step is on already" : "ask for a secret first");
    TRY(step_of(w, a, code, &step));
    if (step < 0)
        return blame("code", "this code is not right; is the clock of your device right?");
    for (int i = 0; i < RECOVERY_CODES; i++) {
        shown[i] = recovery_new(w->arena);
        kept[i] = token_hash(w->arena, recovery_plain(w->arena, shown[i]));
    }
    TRY(tx_begin(w->db, &tx));
    TRY(account_totp_on(w->db, a->id, step, kept, w->now));
    TRY(event_by(w, a->id, "totp_on", "account", a->public_id, NULL));
    TRY(letter_totp_on(w, a->id, time_text(w->arena, w->now)));
    *codes = shown;
    return tx_commit(&tx);
}

enum err totp_end(struct work *w, const struct account *a)
{
    CLEANUP(tx_end) struct tx tx = {0};

    TRY(tx_begin(w->db, &tx));
    TRY(account_totp_off(w->db, a->id));
    TRY(event_by(w, a->id, "totp_off", "account", a->public_id, NULL));
    TRY(letter_totp_off(w, a->id, time_text(w->arena, w->now), token_link(w, "reset", NULL)));
    return tx_commit(&tx);
}
