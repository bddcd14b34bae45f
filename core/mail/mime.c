/* SPDX-License-Identifier: ISC */
#include "mail/mime.h"

#include "base/buf.h"
#include "base/text.h"
#include "mail/address.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { LINE_MAX_QP = 76, LINE_WISHED = 78, WORD_MAX = 75 };

/* ---- quoted-printable (RFC 2045, 6.7) ------------------------------------ */

/* One byte of a line in its coded form; how long that is.  Blanks at the line's end, a dot or "From
 * " at its beginning are coded too: some relays stumble over them. */
static int qp_code(char out[4], const char *line, size_t i, size_t n)
{
    unsigned char c = (unsigned char)line[i];
    bool blank = c == ' ' || c == '\t';
    bool plain = blank ? i + 1 < n : c > ' ' && c < 0x7f && c != '=';

    if (i == 0 && (c == '.' || !strncmp(line, "From ", 5)))
        plain = false;
    return plain ? snprintf(out, 4, "%c", c) : snprintf(out, 4, "=%02X", c);
}

/* The first byte of a letter: where a line may be broken without tearing a letter of several bytes.
 */
static bool begins_letter(char c)
{
    return ((unsigned char)c & 0xc0) != 0x80;
}

static size_t letter_size(const char *line, size_t i, size_t n)
{
    size_t k = 1;

    while (i + k < n && k < 4 && !begins_letter(line[i + k]))
        k++;
    return k;
}

static void qp_line(struct buf *b, const char *line, size_t n)
{
    size_t column = 0;
    char code[4];

    for (size_t i = 0, k; i < n; i += k) {
        size_t width = 0;
        k = letter_size(line, i, n);
        for (size_t j = i; j < i + k; j++)
            width += (size_t)qp_code(code, line, j, n);
        if (column + width > LINE_MAX_QP - 1) { /* one column is the soft break's own */
            buf_puts(b, "=\r\n");
            column = 0;
        }
        for (size_t j = i; j < i + k; j++)
            buf_add(b, code, (size_t)qp_code(code, line, j, n));
        column += width;
    }
    buf_puts(b, "\r\n");
}

static void qp_text(struct buf *b, const char *s)
{
    while (*s) {
        size_t n = strcspn(s, "\n");
        qp_line(b, s, n);
        s += n + (s[n] == '\n');
    }
}

/* ---- headers ------------------------------------------------------------- */

static bool is_ascii(const char *s)
{
    for (; *s; s++)
        if ((unsigned char)*s < ' ' || (unsigned char)*s >= 0x7f)
            return false;
    return true;
}

static int word_code(char *out, char letter)
{
    unsigned char c = (unsigned char)letter;
    bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');

    return plain || c == ' ' ? snprintf(out, 4, "%c", plain ? c : '_')
                             : snprintf(out, 4, "=%02X", c);
}

/* Text as encoded words (RFC 2047, Q), each whole in its letters, folded between them. */
static void encoded_words(struct buf *b, size_t column, const char *s)
{
    static const char OPEN[] = "=?utf-8?Q?";
    size_t n = strlen(s), used = 0;

    for (size_t i = 0, k; i < n; i += k) {
        char code[16];
        size_t width = 0;
        k = letter_size(s, i, n);
        for (size_t j = i; j < i + k; j++)
            width += (size_t)word_code(code + width, s[j]);
        if (used && used + width + 2 > WORD_MAX - (column > 1 ? column : 1)) {
            buf_puts(b, "?=\r\n ");
            column = 1;
            used = 0;
        }
        if (!used) {
            buf_puts(b, OPEN);
            used = sizeof OPEN - 1;
        }
        buf_add(b, code, width);
        used += width;
    }
    if (used)
        buf_puts(b, "?=");
}

/* Words of plain ASCII, folded before the one that would be too long. */
static void plain_words(struct buf *b, size_t column, const char *s)
{
    while (*s) {
        size_t blank = strspn(s, " "), n = blank + strcspn(s + blank, " ");
        if (blank && column + n > LINE_WISHED) {
            buf_puts(b, "\r\n");
            column = 0;
        }
        buf_add(b, s, n);
        column += n;
        s += n;
    }
}

/* Whether text may stand in a header as it is: nothing to encode, nothing that only looks encoded,
 * no word too long to fold around, no blanks that folding could lose. */
static bool stands_plain(const char *s)
{
    size_t n = strlen(s);

    if (!is_ascii(s) || strstr(s, "=?") || strstr(s, "  ") || (n && (*s == ' ' || s[n - 1] == ' ')))
        return false;
    for (; *s; s += strspn(s, " ")) {
        n = strcspn(s, " ");
        if (n > 60)
            return false;
        s += n;
    }
    return true;
}

static void header_text(struct buf *b, const char *name, const char *text)
{
    size_t column = strlen(name) + 2;

    buf_printf(b, "%s: ", name);
    if (stands_plain(text))
        plain_words(b, column, text);
    else
        encoded_words(b, column, text);
    buf_puts(b, "\r\n");
}

/* "Name" <address>; the name is left out where there is none. */
static void header_mailbox(struct buf *b, const char *header, const char *name, const char *address)
{
    size_t begin = b->len;

    buf_printf(b, "%s: ", header);
    if (name && *name && stands_plain(name) && !strpbrk(name, "\"\\") && strlen(name) < 50)
        buf_printf(b, "\"%s\"", name);
    else if (name && *name)
        encoded_words(b, strlen(header) + 2, name);
    if (name && *name)
        buf_puts(b, b->len - begin + strlen(address) + 3 > LINE_WISHED ? "\r\n " : " ");
    buf_printf(b, name && *name ? "<%s>\r\n" : "%s\r\n", address);
}

static const char *date_text(struct arena *a, int64_t us)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t s = (time_t)(us / 1000000);
    struct tm tm;

    gmtime_r(&s, &tm);
    return arena_printf(a, "%s, %02d %s %04d %02d:%02d:%02d +0000", days[tm.tm_wday], tm.tm_mday,
                        months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* A link in <>: visible ASCII, and not so long that the line would break RFC 5322's 998. */
static enum err header_unsubscribe(struct buf *b, const char *link)
{
    if (!is_ascii(link) || strpbrk(link, " <>\"") || strlen(link) > 900)
        return fail(ERR_INVALID, "this link cannot stand in a header");
    buf_printf(b, "List-Unsubscribe: <%s>\r\n", link);
    buf_puts(b, "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
    return OK;
}

/* ---- the whole ----------------------------------------------------------- */

const char *mime_return_path(struct arena *a, const char *from, const char *id)
{
    return arena_printf(a, "bounce+%s@%s", id, address_host(from));
}

static void part(struct buf *b, const char *boundary, const char *kind, const char *text)
{
    buf_printf(b, "--%s\r\nContent-Type: text/%s; charset=utf-8\r\n", boundary, kind);
    buf_puts(b, "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
    qp_text(b, text);
}

enum err mime_build(struct arena *a, const struct mail *m, const char **bytes)
{
    struct buf b = {.arena = a};
    const char *from, *reply_to, *to,
        *boundary = arena_printf(a, "=_%s", m->id); /* "=_" is never in QP */

    if (!text_is_uuid(m->id) || !is_ascii(m->language))
        return fail(ERR_INVALID, "a letter needs an id and a language");
    TRY(address_ascii(a, m->from, &from));
    TRY(address_ascii(a, m->reply_to, &reply_to));
    TRY(address_ascii(a, m->to, &to));
    buf_printf(&b, "Date: %s\r\n", date_text(a, m->at));
    header_mailbox(&b, "From", m->from_name, from);
    header_mailbox(&b, "Reply-To", NULL, reply_to);
    header_mailbox(&b, "To", NULL, to);
    header_text(&b, "Subject", m->subject);
    buf_printf(&b, "Message-ID: <%s@%s>\r\n", m->id, address_host(from));
    buf_printf(&b, "Auto-Submitted: auto-generated\r\nContent-Language: %s\r\n", m->language);
    if (m->unsubscribe)
        TRY(header_unsubscribe(&b, m->unsubscribe));
    buf_printf(
        &b, "MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary=\"%s\"\r\n\r\n",
        boundary);
    part(&b, boundary, "plain", m->text);
    part(&b, boundary, "html", m->html);
    buf_printf(&b, "--%s--\r\n", boundary);
    *bytes = b.ptr;
    return OK;
}
