/* SPDX-License-Identifier: ISC */
/* openapi.c - routes.def as OpenAPI 3.1, for /docs, the page's client and the tests' proxy. */
#include "fcgi/request.h"
#include "fcgi/tus.h"
#include "json/json.h"

#include <string.h>

static const char *const verbs[] = {"get", "head", "post", "put", "patch", "delete", "options"};

static void parameter(struct buf *b, const char *name, int length, const char *in, bool required)
{
    buf_printf(b, "%s{\"name\":\"%.*s\",\"in\":\"%s\",\"required\":%s,",
               b->ptr[b->len - 1] == '[' ? "" : ",", length, name, in, required ? "true" : "false");
}

static void asked(struct buf *b, const struct field *f)
{
    parameter(b, f->name, (int)strlen(f->name), "query", !f->optional && !f->preset);
    if (f->doc) {
        buf_puts(b, "\"description\":");
        json_text(b, f->doc);
        buf_puts(b, ",");
    }
    buf_puts(b, "\"schema\":");
    json_schema_word(b, f);
    buf_puts(b, "}");
}

static void header_asked(struct buf *b, const char *name, bool required, const char *doc, int most)
{
    parameter(b, name, (int)strlen(name), "header", required);
    buf_printf(b, "\"description\":\"%s\",\"schema\":{\"type\":\"string\",\"maxLength\":%d}}", doc,
               most);
}

/* What tus says in headers: where uploads begin (POST), and at one of them. */
static void tus_asked(struct buf *b, const struct route *r)
{
    static const struct {
        enum method method;
        bool one, required;
        const char *name, *doc;
    } said[] = {
        {POST, false, true, "Upload-Length", "How many bytes will come."},
        {POST, false, false, "Upload-Metadata",
         "Keys and their values in base64, with commas between: filename, filetype, title, song, "
         "sha256."},
        {POST, true, true, "X-HTTP-Method-Override", "PATCH, HEAD or DELETE, with their headers."},
        {PATCH, true, true, "Upload-Offset", "Where these bytes begin: how far the upload is."},
        {PATCH, true, false, "Upload-Checksum",
         "sha1 or sha256, and the digest of these bytes in base64."},
    };

    if (r->method != OPTIONS)
        header_asked(b, "Tus-Resumable", true, "The version that is spoken here: 1.0.0.", 16);
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (said[i].method == r->method && said[i].one == (strchr(r->path, '{') != NULL))
            header_asked(b, said[i].name, said[i].required, said[i].doc, 4096);
}

static void parameters(struct buf *b, const struct route *r)
{
    const struct record *query = route_query(r);

    buf_puts(b, ",\"parameters\":[");
    for (const char *p = r->path; (p = strchr(p, '{')); p++) {
        parameter(b, p + 1, (int)strcspn(p + 1, "}"), "path", true);
        buf_puts(b, "\"schema\":{\"type\":\"string\"}}");
    }
    for (size_t i = 0; i < query->count; i++)
        asked(b, &query->fields[i]);
    if (r->who & MATCH)
        header_asked(b, "If-Match", true,
                     "The ETag of the state that was seen; another state is not changed.", 64);
    if (r->who & MONEY)
        header_asked(b, "Idempotency-Key", true,
                     "The same for every try: what is done, is done once.", 255);
    if (r->who & TUS)
        tus_asked(b, r);
    buf_puts(b, "]");
}

static void content(struct buf *b, const char *media)
{
    buf_printf(b, ",\"content\":{\"%s\":{\"schema\":", media);
}

static void request_body(struct buf *b, const struct route *r)
{
    const struct record *body = route_body(r);

    if (body == &none_record)
        return;
    buf_puts(b, body->size ? ",\"requestBody\":{\"required\":true"
                           : ",\"requestBody\":{\"required\":false");
    content(b, body->size ? "application/json" : r->who & TUS ? TUS_MEDIA : "*/*");
    if (body->size)
        json_schema(b, body, JSON_SENT);
    else
        buf_puts(b, "{}");
    buf_puts(b, "}}}");
}

static void reply_schema(struct buf *b, const struct route *r)
{
    if (r->reply == &events_record) {
        content(b, "text/event-stream");
        buf_puts(b, "{\"type\":\"string\"}}}");
    } else if (r->reply == &text_record) {
        content(b, "text/plain");
        buf_puts(b, "{\"type\":\"string\"}}}");
    } else if (r->reply == &value_record) {
        content(b, "application/json");
        buf_puts(b, "{\"type\":\"object\"}}}");
    } else if (r->reply == &file_record) {
        content(b, "*/*");
        buf_puts(b, "{}}}");
    } else if (r->reply->size) {
        content(b, "application/json");
        if (r->list)
            buf_puts(b, "{\"type\":\"object\",\"required\":[\"items\",\"next\"],\"properties\":{\"next\":{\"type\":[\"string\",\"null\"]},"
                        "\"items\":{\"type\":\"array\",\"items\":");
        json_schema(b, r->reply, JSON_ANSWERED);
        buf_puts(b, r->list ? "}}}}}" : "}}");
    }
}

static const struct {
    const char *name, *doc;
    bool offer; /* told by OPTIONS */
} tus_told[] = {
    {"Upload-Offset", "How far the upload is.", false},
    {"Upload-Expires", "Until when it waits for more.", false},
    {"Song-Id", "The song that the upload is for.", false},
    {"Version-Id", "The version that it becomes.", false},
    {"Tus-Version", "Which tus is spoken.", true},
    {"Tus-Extension", "Which extensions of it.", true},
    {"Tus-Max-Size", "How many bytes a file may have.", true},
    {"Tus-Checksum-Algorithm", "Which digests are known.", true},
    {NULL, NULL, false},
};

static void header_told(struct buf *b, const char *name)
{
    buf_printf(b, "%s\"%s\":{\"$ref\":\"#/components/headers/%s\"}",
               b->ptr[b->len - 1] == '{' ? "" : ",", name, name);
}

/* Whether what this door makes can be got by a door below it. */
static bool makes(const struct route *r)
{
    size_t n = strlen(r->path);

    if (r->method != POST)
        return false;
    for (const struct route *q = routes; q < routes + route_count; q++)
        if (q->method == GET && !strncmp(q->path, r->path, n) && !strcmp(q->path + n, "/{id}"))
            return true;
    return false;
}

/* What a client may want to know beside the body. */
static void headers_told(struct buf *b, const struct route *r)
{
    buf_puts(b, ",\"headers\":{");
    if (field_named(r->reply, "row_version") && !r->list)
        header_told(b, "ETag");
    if (makes(r))
        header_told(b, "Location");
    if (field_named(route_query(r), "cursor"))
        header_told(b, "Link");
    if (r->reply == &file_record)
        header_told(b, "Content-Disposition");
    for (size_t i = 0; r->who & TUS && tus_told[i].name; i++)
        if (tus_told[i].offer == (r->method == OPTIONS))
            header_told(b, tus_told[i].name);
    if (!(r->who & BARE)) {
        header_told(b, "RateLimit");
        header_told(b, "RateLimit-Policy");
    }
    buf_puts(b, "}");
}

/* Any one of these opens the door; nothing: it is open. */
static const char *keys_of(const struct route *r)
{
    switch (r->who & WHO_MASK) {
    case ANYONE:
    case PROVIDER:
        return "";
    case STAFF:
        return "{\"staff\":[]}";
    default:
        return r->who & KEYS ? "{\"cookie\":[]},{\"key\":[]}" : "{\"cookie\":[]}";
    }
}

/* Who may knock, which no security scheme can say: in which state the account may be, and whether
 * the password was just given. */
static void guests(struct buf *b, const struct route *r)
{
    static const char *const words[] = {[ANYONE] = "anyone",
                                        [USER] = "user",
                                        [OWNER] = "owner",
                                        [STAFF] = "staff",
                                        [PROVIDER] = "provider"};

    buf_printf(b, ",\"x-who\":\"%s\",\"x-fresh\":%s", words[r->who & WHO_MASK],
               r->who & FRESH ? "true" : "false");
}

static void operation(struct buf *b, const struct route *r)
{
    buf_printf(b, "\"%s\":{\"operationId\":\"%s\",\"summary\":", verbs[r->method], r->handler);
    json_text(b, r->doc);
    parameters(b, r);
    buf_printf(b, ",\"security\":[%s]", keys_of(r));
    guests(b, r);
    request_body(b, r);
    buf_puts(b, ",\"responses\":{\"2XX\":{\"description\":\"It is done.\"");
    headers_told(b, r);
    reply_schema(b, r);
    if (r->who & LATER)
        buf_puts(b, "},\"202\":{\"description\":\"It is being made; ask again.\","
                    "\"headers\":{\"Retry-After\":{\"$ref\":\"#/components/headers/"
                    "Retry-After\"}},\"content\":{\"application/json\":{\"schema\":"
                    "{\"type\":\"object\",\"required\":[\"state\"],\"properties\":{\"state\":{"
                    "\"type\":\"string\"}}}}}");
    if (r->who & PROBE) {
        buf_puts(b, "},\"503\":{\"description\":\"Not now; the same figures.\"");
        reply_schema(b, r);
    }
    buf_puts(b, "},\"4XX\":{\"$ref\":\"#/components/responses/problem\"},"
                "\"5XX\":{\"$ref\":\"#/components/responses/problem\"}}}");
}

static void header_known(struct buf *b, const char *name, const char *doc)
{
    buf_printf(b, "%s\"%s\":{\"description\":\"%s\",\"schema\":{\"type\":\"%s\"}}",
               b->ptr[b->len - 1] == '{' ? "" : ",", name, doc,
               !strcmp(name, "Retry-After") ? "integer" : "string");
}

static void components(struct buf *b)
{
    static const char *const headers[][2] = {
        {"ETag", "The state of what is told, for If-Match and If-None-Match."},
        {"Location", "Where what was made can be got."},
        {"Link", "The next page of a list, if there is one."},
        {"Content-Disposition", "What the file should be called."},
        {"Retry-After", "In how many seconds it is worth asking again."},
        {"RateLimit",
         "How much of the limit is left (r), and in how many seconds there is more (t)."},
        {"RateLimit-Policy", "How many requests (q) there may be in how many seconds (w)."},
    };

    buf_puts(b, "\"components\":{\"headers\":{");
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        header_known(b, headers[i][0], headers[i][1]);
    for (size_t i = 0; tus_told[i].name; i++)
        header_known(b, tus_told[i].name, tus_told[i].doc);
    buf_puts(b, "},\"securitySchemes\":{"
                "\"cookie\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"__Host-sid\"},"
                "\"staff\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"__Host-staff\"},"
                "\"key\":{\"type\":\"http\",\"scheme\":\"bearer\"}},"
                "\"responses\":{\"problem\":{\"description\":\"RFC 9457: what is wrong and what to "
                "do next.\","
                "\"headers\":{\"Retry-After\":{\"$ref\":\"#/components/headers/Retry-After\"}},"
                "\"content\":{\"application/problem+json\":{\"schema\":{\"type\":\"object\","
                "\"required\":[\"type\",\"title\",\"status\",\"code\",\"detail\",\"instance\"],"
                "\"properties\":{"
                "\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},\"status\":{"
                "\"type\":\"integer\"},"
                "\"code\":{\"type\":\"string\"},\"detail\":{\"type\":\"string\"},\"next\":{"
                "\"type\":\"string\"},\"instance\":{\"type\":\"string\"},"
                "\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{"
                "\"pointer\":{\"type\":\"string\"},\"detail\":{\"type\":\"string\"}}}}}}}}}}}");
}

static bool seen_before(const struct route *r)
{
    for (const struct route *q = routes; q < r; q++)
        if (!strcmp(q->path, r->path))
            return true;
    return false;
}

static void path_item(struct buf *b, const struct route *first)
{
    const char *before = "";

    json_text(b, first->path);
    buf_puts(b, ":{");
    for (const struct route *r = first; r < routes + route_count; r++) {
        if (strcmp(r->path, first->path) != 0)
            continue;
        buf_puts(b, before);
        operation(b, r);
        before = ",";
    }
    buf_puts(b, "}");
}

void openapi(struct buf *b)
{
    const char *before = "";

    buf_puts(b, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"mastering\",\"version\":\"1\",\"description\":"
                "\"Audio mastering: upload a mix, hear mix and master at equal loudness, download.\","
                "\"license\":{\"name\":\"ISC\",\"identifier\":\"ISC\"}},\"servers\":[{\"url\":\"/\"}],\"paths\":{");
    for (const struct route *r = routes; r < routes + route_count; r++) {
        if (seen_before(r))
            continue;
        buf_puts(b, before);
        path_item(b, r);
        before = ",";
    }
    buf_puts(b, "},");
    components(b);
    buf_puts(b, "}");
}
