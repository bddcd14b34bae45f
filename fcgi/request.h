/* SPDX-License-Identifier: ISC */
/* request.h - what a door sees of the web.
 *
 * dispatch() finds the route, lets in who may come, decodes the body into the
 * route's record, and calls the handler, which calls one thing of core/app and
 * replies once.  Whatever goes wrong becomes a problem (RFC 9457) here.
 *
 * A handler may also park: an event stream, or an answer that egress must
 * fetch first.  The dispatcher then runs it again, with resumed set, when a
 * note on the topic comes or the time is over; nothing waits in a thread.
 * What it must remember stands in cursor. */
#ifndef FCGI_REQUEST_H
#define FCGI_REQUEST_H

#include "app/work.h"
#include "base/buf.h"
#include "base/reader.h"

enum method { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, OTHER_METHOD };

enum who {
    ANYONE,
    USER,  /* an active account */
    OWNER, /* an account in whatever state: pending, suspended, closing */
    STAFF, /* a staff session; who is no staff is told there is no such door */
    PROVIDER,
    WHO_MASK = 0x0f,
    FRESH = 0x10,   /* the password or a code was given in the last 15 minutes */
    KEYS = 0x20,    /* API keys may come: scope "read" to GET, "write" to do */
    MONEY = 0x40,   /* Idempotency-Key is not optional */
    COOKIE = 0x80,  /* sets or clears cookies; counted against the sign-in bucket */
    BARE = 0x100,   /* answered without the database; not counted */
    PROBE = 0x400,  /* says no by the same record with 503 */
    LATER = 0x800,  /* 202 while a worker makes what is asked for (reply_await) */
    MATCH = 0x1000, /* If-Match is not optional: the handler compares it (want_match) */
    TUS = 0x2000,   /* speaks tus (tus.io): in headers, and bytes in its own media type */
    SECRET = 0x200, /* the answer holds a secret and is never kept, whatever the Idempotency-Key */
};

enum { PATH_PARAMS_MAX = 4, CURSOR_SIZE = 256, BODY_MAX = 64 * 1024 };

/* Who came, as admit() found out. */
struct guest {
    int64_t account; /* 0: nobody we know */
    const char *session, *family; /* ids; family: of the "remember me" it belongs to */
    enum guest_by { BY_NOTHING, BY_SESSION, BY_REMEMBER, BY_KEY, BY_STAFF } by;
    bool fresh;
    enum account_state state;
    const char *const *roles;  /* of staff */
    const char *const *scopes; /* of an API key */
};

/* How much of a limit is left; name NULL: not counted. */
struct allowance {
    const char *name;
    int64_t quota, left, reset_s;
};

struct request {
    struct work *work;
    struct guest guest;
    int64_t account; /* guest.account, said shorter */
    enum method method;
    const char *path, *id;              /* id: of this request, in the log and in problems */
    const char *param[PATH_PARAMS_MAX]; /* what stood at {...} in the path */
    const char *language;               /* the best of ours for this guest */
    const struct route *route;

    const char *(*var)(void *from, const char *name); /* a FastCGI parameter, or NULL */
    size_t (*times)(void *from, const char *name);    /* how often it came */
    void *from;
    struct db *(*database)(void *of); /* ours, when a door needs it: work->db is NULL until then */
    void *of;
    struct reader in; /* the body, unread, of a "stream" route */
    const void *body; /* the body of any other, or the query of a door that takes no body: the
                         route's record, checked */
    struct buf raw;   /* its bytes */

    const char *once; /* the Idempotency-Key that is being honoured, or NULL: for an outbox row's dedupe_key */
    struct allowance allowance;

    bool resumed;
    bool late;    /* resumed because the time is over: answer now */
    char *cursor; /* CURSOR_SIZE bytes that outlive parking */

    int status;
    struct buf headers; /* "Name: value\r\n", in order */
    struct buf cookies; /* Set-Cookie lines: they go out with a problem too */
    struct buf reply;
    size_t length;         /* of the reply that HEAD does not send */
    const char *media;     /* of reply; application/json unless said */
    const char *park_on;   /* a topic: do not finish, run me again */
    int64_t park_until_us; /* in clock_ticks(); 0: for ever */
};

struct route {
    enum method method;
    const char *path;
    unsigned who;
    const struct record *body, *reply; /* body: see route_body and route_query */
    bool list;
    enum err (*handle)(struct request *);
    const char *handler, *doc;
};
extern const struct route routes[];
extern const size_t route_count;

/* What is no record: nothing, bytes that the handler reads itself, a file, an event stream, plain text, JSON
 * of another shape. */
extern const struct record none_record, stream_record, file_record, events_record, text_record, value_record;

/* What the body and what the query of a door must be; none_record: there is none.  GET, HEAD,
 * DELETE and OPTIONS take no body: what they are sent stands in the address.  A handler finds
 * either in rq->body; nothing reads a query that is not described. */
const struct record *route_body(const struct route *r);
const struct record *route_query(const struct route *r);

/* Fills status, headers and reply, whatever happens; or park_on. */
void dispatch(struct request *rq);

/* work->db, if the database can be reached: only for BARE doors, the others find it there. */
void reach_database(struct request *rq);

/* ---- for handlers -------------------------------------------------------- */

/* "HTTP_IF_MATCH"; NULL if not sent. */
const char *header(struct request *rq, const char *http_name);
const char *cookie(struct request *rq, const char *name);
/* Where the page to come begins in a list that is sorted by key and id; without a cursor both are NULL.  A cursor is good
 * for the order it was made in.  SQL: WHERE (title, id) > (:key, :after) ORDER BY title, id. */
enum err cursor_read(struct arena *a, const char *cursor, const char *sort, const char **key, const char **id);
/* The cursor that names the last row of this page: reply_list's next. */
const char *cursor_new(struct arena *a, const char *sort, const char *key, const char *id);

void reply_header(struct request *rq, const char *name, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
enum err reply_record(struct request *rq, int status, const struct record *r, const void *row);
/* {"items":[...],"next":cursor or null}, and Link: rel="next". */
enum err reply_list(struct request *rq, const struct record *r, const void *rows, size_t n, const char *next);
enum err reply_nothing(struct request *rq);
enum err reply_text(struct request *rq, int status, const char *media, const char *text);
/* A file of the store, by nginx (X-Accel-Redirect): Range, ETag and Content-Length are its work.
 * filename: for Content-Disposition, or NULL to show it in place. */
enum err reply_file(struct request *rq, const char *key, const char *media, const char *filename);
/* Whether a file is asked for anew: who asks for its next stretch does not take it home once more. */
bool from_the_beginning(struct request *rq);
/* ETag of a row's version, and the check of If-Match against it: ERR_STALE.  Only for MATCH doors.
 */
void reply_etag(struct request *rq, int64_t row_version);
enum err want_match(struct request *rq, int64_t row_version);
/* Not now: run me again when somebody notes the topic, or after so many milliseconds. */
enum err reply_park(struct request *rq, const char *topic, int64_t ms);
/* For what a worker is making: asks again when the topic is noted, and after a while answers 202. */
enum err reply_await(struct request *rq, const char *topic);
/* One event of an event stream; data is one line of JSON. */
void stream_event(struct request *rq, const char *name, const char *id, const char *data);

/* ---- the other parts of the desk ------------------------------------------ */

/* The text behind the ? of an address as a record; what it does not know is refused by name. */
enum err query_read(struct arena *a, const char *text, const struct record *r, void *out);
/* Is it clean?  Before the route is known: path and headers; after: not made by another site's page. */
enum err guard_request(struct request *rq);
enum err guard_origin(struct request *rq);
/* Who is it, and may they use this route? */
enum err admit(struct request *rq);
/* May they come again already?  Tells in headers how often. */
enum err limit_visit(struct request *rq);
void limit_headers(struct request *rq);
void limit_forget(void); /* for tests: the table alone knows */
/* Runs the door; once only for one Idempotency-Key. */
enum err idempotent(struct request *rq);
/* The failure at hand as application/problem+json. */
void problem(struct request *rq, enum err e);
void openapi(struct buf *b);
const struct route *route_find(struct arena *a, enum method m, const char *path, const char **param, bool *known);

#endif
