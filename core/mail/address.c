/* SPDX-License-Identifier: ISC */
#include "mail/address.h"

#include <idn2.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const char ALPHANUMERIC[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/* RFC 5321, 4.1.2: Dot-string. */
static bool name_is_good(const char *s, size_t n)
{
    bool dot = true; /* one was just seen, so that none may follow */

    for (size_t i = 0; i < n; i++) {
        if (s[i] == '.' ? dot : !strchr(ALPHANUMERIC, s[i]) && !strchr("!#$%&'*+-/=?^_`{|}~", s[i]))
            return false;
        dot = s[i] == '.';
    }
    return n > 0 && n <= 64 && !dot;
}

/* Labels of 1 to 63, no hyphen at their ends, the last one not a number. */
static bool host_is_good(const char *s)
{
    for (size_t n;; s += n + 1) {
        n = strcspn(s, ".");
        if (n == 0 || n > 63 || s[0] == '-' || s[n - 1] == '-')
            return false;
        if (s[n] == '\0')
            return strspn(s, "0123456789") < n;
    }
}

/* Letters, digits, hyphens, dots, and what is not ASCII: libidn2 lets the others pass. */
static bool host_has_good_letters(const char *s)
{
    for (; *s; s++)
        if ((unsigned char)*s < 0x80 && *s != '-' && *s != '.' && !strchr(ALPHANUMERIC, *s))
            return false;
    return true;
}

static enum err no_address(void)
{
    return fail(ERR_INVALID, "this is not an e-mail address we can write to");
}

static const char *lower(struct arena *a, const char *s)
{
    char *out = arena_strdup(a, s);

    for (char *p = out; *p; p++)
        *p = (char)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p);
    return out;
}

static void free_text(char **p)
{
    free(*p);
}

enum err address_ascii(struct arena *a, const char *address, const char **out)
{
    CLEANUP(free_text) char *host = NULL;
    const char *at = strrchr(address, '@');
    const int strictly =
        IDN2_NFC_INPUT | IDN2_NO_TR46; /* TR46 drops what it dislikes: "x.test>" passes */

    if (!at || strlen(address) > ADDRESS_BYTES_MAX ||
        !name_is_good(address, (size_t)(at - address)) || !host_has_good_letters(at + 1))
        return no_address();
    if (idn2_to_ascii_8z(lower(a, at + 1), &host, strictly) != IDN2_OK)
        return no_address();
    if (!host_is_good(host) || strlen(host) + (size_t)(at - address) + 1 > ADDRESS_BYTES_MAX)
        return no_address();
    *out = arena_printf(a, "%.*s@%s", (int)(at - address), address, host);
    return OK;
}

const char *address_host(const char *address)
{
    const char *at = strrchr(address, '@');

    return at ? at + 1 : address;
}
