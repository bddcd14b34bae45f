/* SPDX-License-Identifier: ISC */
/* openapi.c - routes.def as OpenAPI 3.1, for /docs, the page's client and the tests' proxy. */
#include "fcgi/request.h"
#include "json/json.h"

#include <string.h>

static const char *const verbs[] = {"get", "head", "post", "put", "patch", "delete", "options"};

static void parameters(struct buf *b, const struct route *r)
{
    const char *before = "";

    buf_puts(b, ",\"parameters\":[");
    for (const char *p = r->path; (p = strchr(p, '{')); p++) {
        buf_printf(b, "%s{\"name\":\"%.*s\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":\"string\"}}", before,
                   (int)strcspn(p + 1, "}"), p + 1);
        before = ",";
    }
    if (r->who & MONEY)
        buf_printf(b, "%s{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"required\":true,\"schema\":{\"type\":\"string\","
                      "\"minLength\":1,\"maxLength\":255}}", before);
    buf_puts(b, "]");
}

static void content(struct buf *b, const char *media)
{
    buf_printf(b, ",\"content\":{\"%s\":{\"schema\":", media);
}

static void request_body(struct buf *b, const struct route *r)
{
    if (r->body == &none_record)
        return;
    buf_puts(b, r->body->size ? ",\"requestBody\":{\"required\":true" : ",\"requestBody\":{\"required\":false");
    content(b, r->body->size ? "application/json" : "*/*");
    if (r->body->size)
        json_schema(b, r->body, JSON_SENT);
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

static void operation(struct buf *b, const struct route *r)
{
    buf_printf(b, "\"%s\":{\"operationId\":\"%s\",\"summary\":", verbs[r->method], r->handler);
    json_text(b, r->doc);
    parameters(b, r);
    buf_printf(b, ",\"security\":[%s]", keys_of(r));
    request_body(b, r);
    buf_puts(b, ",\"responses\":{\"2XX\":{\"description\":\"It is done.\"");
    reply_schema(b, r);
    if (r->who & LATER)
        buf_puts(b, "},\"202\":{\"description\":\"It is being made; ask again.\",\"content\":{\"application/json\":{\"schema\":"
                    "{\"type\":\"object\",\"required\":[\"state\"],\"properties\":{\"state\":{\"type\":\"string\"}}}}}");
    if (r->who & PROBE) {
        buf_puts(b, "},\"503\":{\"description\":\"Not now; the same figures.\"");
        reply_schema(b, r);
    }
    buf_puts(b, "},\"4XX\":{\"$ref\":\"#/components/responses/problem\"},"
                "\"5XX\":{\"$ref\":\"#/components/responses/problem\"}}}");
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
    buf_puts(b, "},\"components\":{\"securitySchemes\":{"
                "\"cookie\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"__Host-sid\"},"
                "\"staff\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"__Host-staff\"},"
                "\"key\":{\"type\":\"http\",\"scheme\":\"bearer\"}},"
                "\"responses\":{\"problem\":{\"description\":\"RFC 9457: what is wrong and what to do next.\","
                "\"content\":{\"application/problem+json\":{\"schema\":{\"type\":\"object\","
                "\"required\":[\"type\",\"title\",\"status\",\"code\",\"detail\",\"instance\"],\"properties\":{"
                "\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},"
                "\"code\":{\"type\":\"string\"},\"detail\":{\"type\":\"string\"},\"instance\":{\"type\":\"string\"},"
                "\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{"
                "\"pointer\":{\"type\":\"string\"},\"detail\":{\"type\":\"string\"}}}}}}}}}}}}");
}
