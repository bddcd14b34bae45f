/* SPDX-License-Identifier: ISC */
/* problem.c - a failure as application/problem+json (RFC 9457), in the guest's language. */
#include "app/words.h"
#include "base/language.h"
#include "fcgi/doors.h"
#include "gen/details.h"
#include "gen/problems.h"
#include "json/json.h"

#include <string.h>

static const int statuses[ERR_COUNT] = {
    [OK] = 200,           [ERR_MALFORMED] = 400, [ERR_INVALID] = 422, [ERR_UNKNOWN] = 401, [ERR_UNPAID] = 402,
    [ERR_DENIED] = 403,   [ERR_NOT_FOUND] = 404, [ERR_METHOD] = 405,  [ERR_CONFLICT] = 409, [ERR_GONE] = 410,
    [ERR_STALE] = 412,    [ERR_TOO_BIG] = 413,   [ERR_MEDIA] = 415,   [ERR_REGION] = 421,  [ERR_HELD] = 423,
    [ERR_NEEDED] = 428,   [ERR_TOO_MANY] = 429,  [ERR_LEGAL] = 451,   [ERR_CHECKSUM] = 460, [ERR_FULL] = 507,
    [ERR_BUSY] = 503,     [ERR_FAULT] = 500,
};

static const struct problem_text *text_in(const char *language, const char *code)
{
    for (size_t i = 0; i < problem_text_count; i++)
        if (!strcmp(problem_texts[i].code, code) && !strcmp(problem_texts[i].language, language))
            return &problem_texts[i];
    return NULL;
}

/* What language lacks is said in English; a code without any text is its own title. */
static struct problem_text text_of(const char *language, const char *code)
{
    const struct problem_text *english = text_in("en", code),
                              *own = language ? text_in(language, code) : NULL;

    if (!own && language)
        language_missed(language, code);
    own = own ? own : english;
    return (struct problem_text){language, code, own ? own->title : code,
                                 own && own->next ? own->next
                                 : english        ? english->next
                                                  : NULL};
}

/* ---- what to do next, in the guest's language ---------------------------------------------- */

struct span {
    const char *at;
    size_t n;
};

/* Whether the text is the pattern with something for {1} and {2}, and what that is. */
static bool matches(const char *pattern, const char *text, struct span slots[2])
{
    size_t n = strcspn(pattern, "{");

    if (strncmp(pattern, text, n) != 0)
        return false;
    for (pattern += n, text += n; *pattern; pattern += 3 + n, text += n) {
        n = strcspn(pattern + 3, "{");
        size_t left = strlen(text);
        bool last = !pattern[3 + n];
        const char *end = last ? text + (left > n ? left - n : 0)
                               : memmem(text, left, pattern + 3, n);
        if (!end || strncmp(end, pattern + 3, n) != 0)
            return false;
        slots[pattern[1] - '1'] = (struct span){text, (size_t)(end - text)};
        text = end;
    }
    return !*text;
}

static const char *filled(struct arena *a, const char *said, const struct span slots[2])
{
    struct buf b = {.arena = a};

    for (size_t n; *said; said += n) {
        n = strcspn(said, "{");
        buf_add(&b, said, n);
        if (said[n]) {
            buf_add(&b, slots[said[n + 1] - '1'].at, slots[said[n + 1] - '1'].n);
            n += 3;
        }
    }
    return b.ptr;
}

static const char *detail_in(struct arena *a, const char *language, const char *code,
                             const char *detail)
{
    struct span slots[2] = {{"", 0}, {"", 0}};

    if (!language || !strcmp(language, "en"))
        return detail;
    for (const struct problem_detail *d = problem_details; d->language; d++)
        if (!strcmp(d->language, language) && matches(d->english, detail, slots))
            return filled(a, d->said, slots);
    const char *refusal = words_said(language, arena_printf(a, "refusal.%s", code));
    const char *reason = words_said(NULL, arena_printf(a, "reason.%s", code));
    if (refusal)
        return refusal;
    if (reason && !strcmp(reason, detail))
        return words_said(language, arena_printf(a, "reason.%s", code));
    language_missed(language, code);
    return detail;
}

/* ---- the answer ------------------------------------------------------------------------------ */

static void add(struct buf *b, const char *name, const char *text)
{
    buf_printf(b, "\"%s\":", name);
    json_text(b, text);
    buf_puts(b, ",");
}

/* "postal.city" -> "/postal/city", a JSON pointer (RFC 6901). */
static const char *pointer(struct arena *a, const char *field)
{
    char *p = arena_printf(a, "/%s", field);

    for (char *c = p; *c; c++)
        if (*c == '.')
            *c = '/';
    return p;
}

/* The methods this path knows, for Allow. */
static const char *allowed(struct request *rq)
{
    static const char *const words[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
    struct buf b = {.arena = rq->work->arena};
    const char *param[PATH_PARAMS_MAX];
    bool known;

    for (enum method m = GET; m <= OPTIONS; m++)
        if (route_find(rq->work->arena, m, rq->path, param, &known))
            buf_printf(&b, "%s%s", b.len ? ", " : "", words[m]);
    return b.len ? b.ptr : "";
}

void problem(struct request *rq, enum err e)
{
    struct arena *a = rq->work->arena;
    const char *code = arena_strdup(a, err_code()), *field = err_field();
    const char *detail = e < ERR_BUSY ? err_detail() : "this is our fault and has been noted; please try again in a moment";
    struct problem_text said = text_of(rq->language, code);
    int retry = err_retry() ? err_retry() : e == ERR_BUSY ? 5 : 0;

    detail = detail_in(a, rq->language, code, detail);
    rq->status = statuses[e];
    rq->media = "application/problem+json";
    rq->park_on = NULL;
    rq->headers.len = 0;
    rq->reply.len = 0;
    if (retry)
        reply_header(rq, "Retry-After", "%d", retry);
    if (e == ERR_METHOD)
        reply_header(rq, "Allow", "%s", allowed(rq));
    reply_header(rq, "Cache-Control", "no-store");
    buf_puts(&rq->reply, "{");
    add(&rq->reply, "type", arena_printf(a, "/docs/problems#%s", code));
    add(&rq->reply, "title", said.title);
    buf_printf(&rq->reply, "\"status\":%d,", rq->status);
    add(&rq->reply, "code", code);
    add(&rq->reply, "detail", detail);
    if (said.next)
        add(&rq->reply, "next", said.next);
    if (field) {
        buf_puts(&rq->reply, "\"errors\":[{");
        add(&rq->reply, "pointer", pointer(a, field));
        add(&rq->reply, "detail", detail);
        rq->reply.len--; /* the last comma */
        buf_puts(&rq->reply, "}],");
    }
    buf_puts(&rq->reply, "\"instance\":");
    json_text(&rq->reply, arena_printf(a, "urn:request:%s", rq->id ? rq->id : "-"));
    buf_puts(&rq->reply, "}");
}

/* ---- all of them, for who wants to know before it happens --------------------------- */

static const struct field problem_text_fields[] = {
    TEXT(problem_text, code, .doc = "The stable word for programs: code of a problem."),
    TEXT(problem_text, title, .doc = "What happened."),
    TEXT(problem_text, next, .optional = true, .doc = "What to do next."),
};
const struct record problem_text_record = RECORD(problem_text, problem_text_fields);

enum err problems_get(struct request *rq)
{
    struct problem_text *rows = arena_alloc(rq->work->arena, problem_text_count * sizeof *rows);
    size_t n = 0;

    for (size_t i = 0; i < problem_text_count; i++)
        if (!strcmp(problem_texts[i].language, "en"))
            rows[n++] = text_of(rq->language, problem_texts[i].code);
    return reply_list(rq, &problem_text_record, rows, n, NULL);
}
