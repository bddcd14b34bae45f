/* SPDX-License-Identifier: ISC */
#include "app/token.h"

#include <openssl/evp.h>
#include <string.h>

const char *token_hash(struct arena *a, const char *secret)
{
    unsigned char sum[32];

    if (!EVP_Digest(secret, strlen(secret), sum, NULL, EVP_sha256(), NULL))
        return ""; /* matches nothing */
    return hex_text(a, sum, sizeof sum);
}

enum err token_new(struct work *w, int64_t account, enum token_purpose purpose, const char *data, int64_t lasts_us,
                   const char **secret)
{
    *secret = secret_new(w->arena);
    if (purpose != TOKEN_PURPOSE_EMAIL_UNDO) /* whoever changes an address twice must not outrun its owner */
        TRY(token_void(w->db, account, purpose, w->now));
    return token_insert(w->db, token_hash(w->arena, *secret), account, purpose, data ? data : "{}", w->now, w->now + lasts_us);
}

static enum err verdict(enum err e)
{
    return e == ERR_NOT_FOUND ? refuse(ERR_GONE, "token", "this link has been used or has ended; please ask for another one") : e;
}

enum err token_take(struct work *w, enum token_purpose purpose, const char *secret, struct token *out)
{
    return verdict(token_use(w->db, token_hash(w->arena, secret), purpose, w->now, out));
}

enum err token_look(struct work *w, enum token_purpose purpose, const char *secret, struct token *out)
{
    return verdict(token_peek(w->db, token_hash(w->arena, secret), purpose, w->now, out));
}

const char *token_link(struct work *w, const char *page, const char *secret)
{
    return arena_printf(w->arena, "%s/#/%s%s%s", w->config->site_url, page, secret ? "?token=" : "", secret ? secret : "");
}
