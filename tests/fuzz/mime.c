/* SPDX-License-Identifier: ISC */
/* Whatever a stranger calls himself and his songs, a letter is a letter: its headers are ours, its
 * lines are short and clean, and its text reads back as it was filled in.  And what passes for an
 * address can stand in a command of SMTP.
 *
 * Input: name, title, link, recipient, each ended by a zero. */
#include "mail/mime.h"
#include "mail/address.h"
#include "mail/letter.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const struct letter_text text = {
    "en", "{title} of {name}",
    "Hello {name},\n\n- {title}\n\n{go_link}\n{title} {name}\n.\nFrom {name}\n"};

static const char *next(struct arena *a, const uint8_t **p, const uint8_t *end)
{
    const uint8_t *zero = *p < end ? memchr(*p, 0, (size_t)(end - *p)) : NULL;
    size_t n = (size_t)((zero ? zero : end) - *p);
    const char *s = arena_strndup(a, (const char *)*p, n);

    *p += n + (zero != NULL);
    return s;
}

static void check_address(struct arena *a, const char *address)
{
    const char *out, *again;
    size_t ats = 0;

    if (address_ascii(a, address, &out) != OK)
        return;
    assert(strlen(out) <= ADDRESS_BYTES_MAX);
    for (const char *c = out; *c; c++) {
        assert(*c > ' ' && *c < 0x7f && !strchr("<>()[]\\,;:\"", *c));
        ats += *c == '@';
    }
    assert(ats == 1);
    assert(address_ascii(a, out, &again) == OK && !strcmp(out, again));
}

/* 7-bit, CR and LF only together, short lines, only our own headers in our own order. */
static const char *check_shape(const char *bytes)
{
    static const char *const names[] = {
        "Date: ",         "From: ",        "Reply-To: ",       "To: ",
        "Subject: ",      "Message-ID: ",  "Auto-Submitted: ", "Content-Language: ",
        "MIME-Version: ", "Content-Type: "};
    size_t header = 0;
    const char *body = NULL;

    for (const char *line = bytes; *line;) {
        size_t n = strcspn(line, "\r\n");
        assert(line[n] == '\r' && line[n + 1] == '\n');
        assert(n <= 78 || (!body && n < 400 && !memchr(line + 12, ' ', n - 12)));
        for (size_t i = 0; i < n; i++)
            assert((line[i] >= ' ' && line[i] < 0x7f) || line[i] == '\t');
        if (!body && n == 0)
            body = line + 2;
        else if (!body && *line != ' ')
            assert(header < 10 && !strncmp(line, names[header], strlen(names[header]))), header++;
        line += n + 2;
    }
    assert(header == 10 && body);
    return body;
}

static char *unquoted(struct arena *a, const char *s, const char *end)
{
    char *out = arena_alloc(a, (size_t)(end - s) + 1), *o = out;

    while (s < end) {
        if (s[0] == '=' && s[1] == '\r') {
            s += 3;
        } else if (s[0] == '=') {
            char hex[3] = {s[1], s[2], '\0'};
            *o++ = (char)strtol(hex, NULL, 16);
            s += 3;
        } else if (*s == '\r') {
            s++;
        } else {
            *o++ = *s++;
        }
    }
    return out;
}

static void check_text(struct arena *a, const char *body, const char *wanted)
{
    const char *begin = strstr(body, "\r\n\r\n") + 4, *end = strstr(begin, "--=_");

    assert(begin && end);
    assert(!strcmp(unquoted(a, begin, end), wanted));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_free) struct arena *a = arena_new();
    const uint8_t *end = data + size;
    const char *name = next(a, &data, end), *title = next(a, &data, end),
               *link = next(a, &data, end);
    const struct slot slots[] = {{"name", name}, {"title", title}, {"go_link", link}, {0}};
    const char *recipient = next(a, &data, end), *bytes;
    struct letter_filled filled;

    check_address(a, recipient);
    letter_fill(a, &text, slots, &filled);
    struct mail mail = {
        .id = "019b76da-a800-7f68-972c-58881c42492c",
        .at = INT64_C(1767225600000000),
        .from = "house@x.test",
        .from_name = title,
        .reply_to = "support@x.test",
        .to = recipient,
        .language = filled.language,
        .subject = filled.subject,
        .text = filled.text,
        .html = filled.html,
    };
    if (mime_build(a, &mail, &bytes) != OK) {
        mail.to = "ana@x.test";
        assert(mime_build(a, &mail, &bytes) == OK);
    }
    check_text(a, check_shape(bytes), filled.text);
    return 0;
}
