/* SPDX-License-Identifier: ISC */
#include "mail/letter.h"

#include "base/buf.h"
#include "base/language.h"
#include "base/text.h"

#include <string.h>

/* ---- languages ----------------------------------------------------------- */

const struct letter_text *letter_in(const struct letter *l, const char *language)
{
    const char *near = language_near(language);

    for (const struct letter_text *t = l->texts; t->language; t++)
        if (!strcmp(t->language, near))
            return t;
    language_missed(near, l->name);
    return l->texts;
}

/* ---- values -------------------------------------------------------------- */

bool slot_is_link(const char *name)
{
    size_t n = strlen(name);

    return n >= 4 && !strcmp(name + n - 4, "link");
}

/* One line of clean text: controls and what turns the direction of writing become blanks. */
static const char *clean(struct arena *a, const char *value)
{
    struct buf b = {.arena = a};

    buf_puts(&b, "");
    for (size_t n; *value; value += n) {
        char letter[5] = {*value};
        for (n = 1; n < 4 && (value[n] & 0xc0) == 0x80; n++)
            letter[n] = value[n];
        buf_puts(&b, !text_is_utf8(letter, n) ? "?" : text_has_controls(letter) ? " " : letter);
    }
    return b.ptr;
}

static const char *value_of(const struct slot *slots, const char *name, size_t n)
{
    for (; slots->name; slots++)
        if (strlen(slots->name) == n && !strncmp(slots->name, name, n))
            return slots->value ? slots->value : "";
    return "";
}

/* ---- filling ------------------------------------------------------------- */

/* How a piece of the letter is written: as it is, or as HTML. */
typedef void put_text(struct buf *b, const char *s, size_t n);
typedef void put_value(struct buf *b, const char *name, const char *value);

static void plain_text(struct buf *b, const char *s, size_t n)
{
    buf_add(b, s, n);
}

static void plain_value(struct buf *b, const char *name, const char *value)
{
    (void)name;
    buf_puts(b, value);
}

static void html_text(struct buf *b, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        switch (s[i]) {
        case '&':
            buf_puts(b, "&amp;");
            break;
        case '<':
            buf_puts(b, "&lt;");
            break;
        case '>':
            buf_puts(b, "&gt;");
            break;
        case '"':
            buf_puts(b, "&quot;");
            break;
        default:
            buf_add(b, &s[i], 1);
        }
}

static void html_value(struct buf *b, const char *name, const char *value)
{
    size_t n = strlen(value);
    bool link =
        slot_is_link(name) && (text_starts(value, "https://") || text_starts(value, "http://"));

    if (link) {
        buf_puts(b, "<a href=\"");
        html_text(b, value, n);
        buf_puts(b, "\">");
    }
    html_text(b, value, n);
    if (link)
        buf_puts(b, "</a>");
}

static void fill(struct buf *b, const char *s, size_t n, const struct slot *slots, put_text *text,
                 put_value *value)
{
    for (const char *end = s + n; s < end;) {
        const char *open = memchr(s, '{', (size_t)(end - s));
        text(b, s, (size_t)((open ? open : end) - s));
        if (!open)
            return;
        const char *name = open + 1;
        size_t len = strcspn(name, "}");
        value(b, arena_strndup(b->arena, name, len), clean(b->arena, value_of(slots, name, len)));
        s = name + len + 1;
    }
}

/* ---- HTML ---------------------------------------------------------------- */

static const char HEAD[] = "<!doctype html>\n"
                           "<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
                           "<meta name=\"viewport\" content=\"width=device-width\">\n"
                           "<meta name=\"color-scheme\" content=\"light dark\">\n<title>";
static const char STYLE[] = "</title>\n<style>\n"
                            ":root { color-scheme: light dark; }\n"
                            "body { margin: 0; background: #ffffff; color: #1c1c1e; font: 16px/1.5 "
                            "system-ui, sans-serif; }\n"
                            "main { max-width: 36em; margin: 0 auto; padding: 24px 16px; }\n"
                            "a { color: #0b57d0; overflow-wrap: anywhere; }\n"
                            "@media (prefers-color-scheme: dark) {\n"
                            "  body { background: #1c1c1e; color: #f2f2f2; }\n"
                            "  a { color: #a8c7fa; }\n"
                            "}\n</style>\n</head>\n<body>\n<main>\n";

enum block { BLOCK_NONE, BLOCK_PARAGRAPH, BLOCK_LIST };

/* Ends the block before a line and begins the line's own; lines of one paragraph flow together, but
 * a line that is a link stands on its own. */
static enum block html_step(struct buf *b, enum block now, const char *line, size_t n)
{
    static const char *const ends[] = {"", "</p>\n", "</li>\n</ul>\n"};
    bool link = n > 6 && *line == '{' && !strncmp(line + n - 5, "link}", 5);
    enum block next = n == 0 ? BLOCK_NONE : text_starts(line, "- ") ? BLOCK_LIST : BLOCK_PARAGRAPH;

    if (next != now)
        buf_puts(b, ends[now]);
    if (next == BLOCK_LIST)
        buf_puts(b, now == BLOCK_LIST ? "</li>\n<li>" : "<ul>\n<li>");
    if (next == BLOCK_PARAGRAPH)
        buf_puts(b, now != BLOCK_PARAGRAPH ? "<p>" : link ? "<br>\n" : "\n");
    return next;
}

static void html_body(struct buf *b, const char *body, const struct slot *slots)
{
    enum block block = BLOCK_NONE;

    while (*body) {
        size_t n = strcspn(body, "\n"), skip;
        block = html_step(b, block, body, n);
        skip = block == BLOCK_LIST ? 2 : 0;
        fill(b, body + skip, n - skip, slots, html_text, html_value);
        body += n + (body[n] == '\n');
    }
    (void)html_step(b, block, "", 0);
}

void letter_fill(struct arena *a, const struct letter_text *t, const struct slot *slots,
                 struct letter_filled *out)
{
    struct buf subject = {.arena = a}, text = {.arena = a}, html = {.arena = a};

    fill(&subject, t->subject, strlen(t->subject), slots, plain_text, plain_value);
    fill(&text, t->body, strlen(t->body), slots, plain_text, plain_value);
    buf_printf(&html, HEAD, t->language);
    html_text(&html, subject.ptr, subject.len);
    buf_puts(&html, STYLE);
    html_body(&html, t->body, slots);
    buf_puts(&html, "</main>\n</body>\n</html>\n");
    *out = (struct letter_filled){t->language, subject.ptr, text.ptr, html.ptr};
}
