/* SPDX-License-Identifier: ISC */
#include "base/seal.h"
#include "tests/tap.h"

#include <stdlib.h>
#include <string.h>

/* RFC 8032, 7.1, test 1: the secret key 9d61b19d..., as PKCS #8. */
static const char pem[] = "-----BEGIN PRIVATE KEY-----\n"
                          "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
                          "-----END PRIVATE KEY-----\n";

TEST(a_sealed_text_opens_and_its_key_is_the_signers)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    struct buf line = {.arena = a};
    unsigned char key[SEAL_KEY_BYTES];
    struct sealed s;

    NEED(seal_text(a, pem, "{\"a\":\"\xc3\xa9\"}", 10, &line) == OK && seal_open(a, line.ptr, line.len, &s) == OK);
    CHECK(s.len == 10 && !memcmp(s.text, "{\"a\":\"\xc3\xa9\"}", 10));
    NEED(seal_key(pem, key) == OK);
    CHECK(!memcmp(key, s.key, sizeof key) && key[0] == 0xd7 && key[31] == 0x1a);
    buf_puts(&line, "\n");
    CHECK(seal_open(a, line.ptr, line.len, &s) == OK);
    CHECK(seal_key("-----BEGIN NOTHING", key) == ERR_INVALID && seal_text(a, "", "{}", 2, &line) == ERR_INVALID);
}

TEST(no_byte_of_a_sealed_text_can_be_changed_dropped_or_added)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    struct buf line = {.arena = a};
    struct sealed s;

    NEED(seal_text(a, pem, "{\"n\":1}", 7, &line) == OK);
    for (size_t i = 0; i < line.len; i++) {
        char *other = arena_strndup(a, line.ptr, line.len);
        other[i] ^= 1;
        CHECK(seal_open(a, other, line.len, &s) != OK);
        CHECK(i == 0 || seal_open(a, line.ptr, i, &s) != OK);
        memcpy(other, line.ptr, line.len);
        memmove(other + i, other + i + 1, line.len - i - 1);
        CHECK(seal_open(a, other, line.len - 1, &s) != OK);
    }
}
