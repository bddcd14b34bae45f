/* SPDX-License-Identifier: ISC */
/* A request of arbitrary bytes, as nginx could pass it on: the first byte is the method; then, each on a line,
 * path, query, cookie, content type, key, language and body.  No door is run that needs a database; whatever
 * comes, the answer is whole. */
#include "base/language.h"
#include "fcgi/request.h"
#include "json/json.h"

#include <stdlib.h>
#include <string.h>

enum { LINES = 7 };
static const char *const names[LINES] = {"DOCUMENT_URI",         "QUERY_STRING",         "HTTP_COOKIE", "CONTENT_TYPE",
                                         "HTTP_IDEMPOTENCY_KEY", "HTTP_ACCEPT_LANGUAGE", NULL};

static const char *line_named(void *from, const char *name)
{
    const char **lines = from;

    for (int i = 0; i < LINES - 1; i++)
        if (!strcmp(names[i], name))
            return lines[i];
    return strcmp(name, "REQUEST_URI") ? NULL : lines[0];
}

struct asked {
    const char *q, *cursor;
    int64_t limit, at;
    bool all;
};
static const struct field asked_fields[] = {
    TEXT(asked, q, .optional = true, .max = 20),
    TEXT(asked, cursor, .optional = true),
    INT(asked, limit, .min = 1, .max = 9, .preset = "5"),
    TIME(asked, at, .optional = true),
    BOOL(asked, all, .preset = "no"),
};
static const struct record asked_record = RECORD(asked, asked_fields);

static void ask_everything(struct request *rq)
{
    const char *id, *key, *text = header(rq, "QUERY_STRING");
    struct asked asked;

    for (int i = 0; i < 2; i++) { /* the second time nothing has moved */
        if (query_read(rq->work->arena, text ? text : "", &asked_record, &asked) == OK &&
            (asked.limit < 1 || asked.limit > 9))
            abort();
        (void)cursor_read(rq->work->arena, text, "title", &key, &id);
        (void)cookie(rq, "__Host-sid");
        (void)guard_origin(rq);
    }
}

static void check_answer(struct request *rq)
{
    if (rq->status < 200 || rq->status > 599)
        abort();
    if (!strcmp(rq->media, "application/problem+json") && rq->method != HEAD && json_check(rq->reply.ptr, rq->reply.len) != OK)
        abort();
    for (const char *p = rq->headers.ptr; p && *p; p = strchr(p, '\n') + 1)
        if (!strstr(p, ": ") || strcspn(p, "\r") > strcspn(p, "\n"))
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct route door = {.method = POST, .who = USER};
    static const struct config config = {.site_url = "https://mastering.example"};
    struct arena *a = arena_new();
    struct work work = {.arena = a, .config = &config};
    char *text = size ? arena_strndup(a, (const char *)data + 1, size - 1) : arena_strdup(a, "");
    const char *lines[LINES] = {0}, *rest;

    for (int i = 0; i < LINES && text; i++)
        lines[i] = i == LINES - 1 ? text : strsep(&text, "\n");
    rest = lines[LINES - 1] ? lines[LINES - 1] : "";
    struct request rq = {.work = &work, .method = size ? data[0] % (OTHER_METHOD + 1) : GET, .path = lines[0] ? lines[0] : "",
                         .id = "fuzz", .language = language_pick(lines[5]), .var = line_named, .from = lines,
                         .in = reader_of_text(&rest)};
    rq.cursor = arena_alloc(a, CURSOR_SIZE);
    dispatch(&rq);
    check_answer(&rq);
    rq.route = &door;
    ask_everything(&rq);
    arena_free(&a);
    return 0;
}
