/* SPDX-License-Identifier: ISC */
#include "db/db.h"

#include "base/clock.h"
#include "base/log.h"
#include "db/codec.h"

#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static const int64_t LOOK_AFTER_US = SECONDS(1) / 5;

struct db {
    PGconn *pg;
    struct arena *arena;
    bool prepare, *prepared;
    int depth;    /* of transactions */
    bool careful; /* the outermost was begun by tx_around */
    int64_t seen_us; /* when it was last known to be there, in clock_ticks() */
};

/* ---- connection ---------------------------------------------------------- */

static void close_db(void *arg)
{
    struct db *db = arg;

    PQfinish(db->pg);
}

static void quiet(void *arg, const PGresult *res)
{
    (void)arg;
    (void)res; /* notices are for psql; what matters comes as an error */
}

static enum err connected(struct db *db)
{
    if (PQstatus(db->pg) != CONNECTION_OK)
        return fail(ERR_BUSY, "database: %.200s", PQerrorMessage(db->pg));
    PQsetNoticeReceiver(db->pg, quiet, NULL);
    return OK;
}

enum err db_open(struct arena *life, const char *conninfo, bool prepare, struct db **out)
{
    struct db *db = NEW(life, struct db);

    db->pg = PQconnectdb(conninfo);
    db->prepare = prepare;
    db->prepared = arena_alloc(life, statement_count * sizeof *db->prepared);
    arena_defer(life, close_db, db);
    TRY(connected(db));
    *out = db;
    return OK;
}

/* What came while nobody asked: notes, or the last words of a server that went away. */
static bool hung_up(struct db *db)
{
    char byte;
    ssize_t n;

    while ((n = recv(PQsocket(db->pg), &byte, 1, MSG_PEEK | MSG_DONTWAIT)) > 0)
        if (!PQconsumeInput(db->pg))
            return true;
    return n == 0 || (errno != EAGAIN && errno != EINTR);
}

/* Better found out now than by the first statement; a connection in use every moment is spared the look. */
static bool is_there(struct db *db)
{
    int64_t now = clock_ticks();

    if (PQstatus(db->pg) != CONNECTION_OK || PQtransactionStatus(db->pg) != PQTRANS_IDLE)
        return false;
    if (now - db->seen_us > LOOK_AFTER_US && hung_up(db))
        return false;
    db->seen_us = now;
    return true;
}

enum err db_use(struct db *db, struct arena *arena)
{
    db->arena = arena;
    db->depth = 0;
    db->careful = false;
    if (is_there(db))
        return OK;
    log_line(LOG_WARN, "database connection=again");
    PQreset(db->pg);
    memset(db->prepared, 0, statement_count * sizeof *db->prepared);
    return connected(db);
}

struct arena *db_arena(struct db *db)
{
    return db->arena;
}

/* ---- statements ---------------------------------------------------------- */

static void clear(PGresult **res)
{
    PQclear(*res);
}

static enum err verdict(struct db *db, const char *name, const PGresult *res)
{
    ExecStatusType st = PQresultStatus(res);
    const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);

    if (st == PGRES_COMMAND_OK || st == PGRES_TUPLES_OK)
        return OK;
    if (!state)
        return fail(ERR_BUSY, "%s: %.200s", name, PQerrorMessage(db->pg));
    if (!strcmp(state, "23505") || !strcmp(state, "23P01")) /* unique, exclusion */
        return fail(ERR_CONFLICT, "%s", PQresultErrorField(res, PG_DIAG_CONSTRAINT_NAME));
    if (!strncmp(state, "23", 2)) /* another constraint: our own rules should have caught it */
        return fail(ERR_FAULT, "%s: %s", name, PQresultErrorMessage(res));
    if (!strncmp(state, "08", 2) || !strncmp(state, "40", 2) || !strncmp(state, "53", 2) ||
        !strncmp(state, "55", 2) || !strncmp(state, "57", 2)) /* gone, deadlock, full, locked, stopped */
        return fail(ERR_BUSY, "%s: %.200s", name, PQresultErrorMessage(res));
    return fail(ERR_FAULT, "%s: %.300s", name, PQresultErrorMessage(res));
}

static enum err prepare(struct db *db, const struct statement *s, const char *name)
{
    Oid types[DB_PARAMS_MAX];

    for (int i = 0; i < s->params; i++)
        types[i] = codec_oid(s->types[i]);
    CLEANUP(clear) PGresult *res = PQprepare(db->pg, name, s->sql, s->params, types);
    return verdict(db, s->name, res);
}

static enum err execute(struct db *db, const struct statement *s, const union value *in, PGresult **res)
{
    const char *ptr[DB_PARAMS_MAX];
    int len[DB_PARAMS_MAX], binary[DB_PARAMS_MAX];
    bool *known = &db->prepared[s - statements];
    const char *name = db->prepare ? s->name : "";

    if (!*known || !db->prepare)
        TRY(prepare(db, s, name));
    *known = db->prepare;
    for (int i = 0; i < s->params; i++) {
        struct packed p;
        TRY(codec_pack(db->arena, s->types[i], &in[i], &p));
        ptr[i] = p.ptr;
        len[i] = p.len;
        binary[i] = 1;
    }
    *res = PQexecPrepared(db->pg, name, s->params, ptr, len, binary, 1);
    return verdict(db, s->name, *res);
}

static enum err run(struct db *db, const struct statement *s, const union value *in, PGresult **res)
{
    bool alone = db->careful && db->depth == 1;

    if (!alone)
        return execute(db, s, in, res);
    TRY(db_script(db, "SAVEPOINT statement"));
    enum err e = execute(db, s, in, res);
    if (PQstatus(db->pg) == CONNECTION_OK)
        TRY(db_script(db, e == OK ? "RELEASE statement" : "ROLLBACK TO statement; RELEASE statement"));
    return e;
}

static void read_row(struct db *db, const struct record *r, const PGresult *res, int row, void *out)
{
    for (size_t i = 0; i < r->count; i++) {
        int c = (int)i;
        struct packed p = {PQgetvalue(res, row, c), PQgetlength(res, row, c)};
        if (PQgetisnull(res, row, c))
            field_clear(&r->fields[i], out);
        else
            codec_unpack(db->arena, &r->fields[i], p, out);
    }
}

static enum err nobody(const struct statement *s)
{
    return fail(s->none, s->none == ERR_CONFLICT ? "it is not in a state that allows this" : "there is no such thing");
}

enum err db_one(struct db *db, const struct statement *s, const union value *in, void *row)
{
    CLEANUP(clear) PGresult *res = NULL;

    TRY(run(db, s, in, &res));
    if (PQntuples(res) == 0)
        return nobody(s);
    read_row(db, s->out, res, 0, row);
    return OK;
}

enum err db_many(struct db *db, const struct statement *s, const union value *in, void **rows, size_t *n)
{
    CLEANUP(clear) PGresult *res = NULL;

    TRY(run(db, s, in, &res));
    *n = (size_t)PQntuples(res);
    *rows = arena_alloc(db->arena, *n * s->out->size + 1);
    for (size_t i = 0; i < *n; i++)
        read_row(db, s->out, res, (int)i, (char *)*rows + i * s->out->size);
    return OK;
}

enum err db_do(struct db *db, const struct statement *s, const union value *in)
{
    CLEANUP(clear) PGresult *res = NULL;

    TRY(run(db, s, in, &res));
    bool touched = PQntuples(res) > 0 || strtoll(PQcmdTuples(res), NULL, 10) > 0;
    return s->none == OK || touched ? OK : nobody(s);
}

/* ---- transactions -------------------------------------------------------- */

enum err db_script(struct db *db, const char *sql)
{
    CLEANUP(clear) PGresult *res = PQexec(db->pg, sql);

    return verdict(db, "script", res);
}

static enum err savepoint(struct db *db, const char *verb, int depth)
{
    char sql[64];

    (void)snprintf(sql, sizeof sql, "%s s%d", verb, depth);
    return db_script(db, sql);
}

enum err tx_begin(struct db *db, struct tx *tx)
{
    tx->db = NULL;
    TRY(db->depth ? savepoint(db, "SAVEPOINT", db->depth) : db_script(db, "BEGIN"));
    tx->db = db;
    tx->depth = db->depth++;
    return OK;
}

enum err tx_around(struct db *db, struct tx *tx)
{
    TRY(tx_begin(db, tx));
    db->careful = tx->depth == 0;
    return OK;
}

enum err tx_commit(struct tx *tx)
{
    struct db *db = tx->db;

    tx->db = NULL;
    db->careful = db->careful && tx->depth > 0;
    db->depth = tx->depth;
    return tx->depth ? savepoint(db, "RELEASE", tx->depth) : db_script(db, "COMMIT");
}

void tx_end(struct tx *tx)
{
    if (!tx->db)
        return;
    tx->db->depth = tx->depth;
    tx->db->careful = tx->db->careful && tx->depth > 0;
    if (PQstatus(tx->db->pg) == CONNECTION_OK)
        (void)(tx->depth ? savepoint(tx->db, "ROLLBACK TO", tx->depth) : db_script(tx->db, "ROLLBACK"));
}

/* ---- notes --------------------------------------------------------------- */

enum err db_listen(struct db *db, const char *channel)
{
    char sql[80];

    (void)snprintf(sql, sizeof sql, "LISTEN %s", channel);
    return db_script(db, sql);
}

int db_socket(struct db *db)
{
    return PQsocket(db->pg);
}

enum err db_note(struct db *db, const char **payload)
{
    *payload = NULL;
    if (!PQconsumeInput(db->pg))
        return fail(ERR_BUSY, "database: %.200s", PQerrorMessage(db->pg));
    PGnotify *n = PQnotifies(db->pg);
    if (n) {
        *payload = arena_strdup(db->arena, n->extra);
        PQfreemem(n);
    }
    return OK;
}

enum err db_wait(struct db *db, int wake_fd, int ms, const char **payload)
{
    struct pollfd fds[] = {{.fd = PQsocket(db->pg), .events = POLLIN}, {.fd = wake_fd, .events = POLLIN}};

    TRY(db_note(db, payload));
    if (*payload)
        return OK;
    (void)poll(fds, wake_fd < 0 ? 1 : 2, ms);
    return db_note(db, payload);
}

/* ---- the test of sql/queries --------------------------------------------- */

static enum err check_one(struct db *db, const struct statement *s)
{
    TRY(prepare(db, s, s->name));
    CLEANUP(clear) PGresult *d = PQdescribePrepared(db->pg, s->name);
    size_t columns = s->out ? s->out->count : 0;
    if (s->out && (size_t)PQnfields(d) != columns)
        return fail(ERR_FAULT, "%s: %d columns, not %zu", s->name, PQnfields(d), columns);
    for (size_t c = 0; c < columns; c++) {
        const struct field *f = &s->out->fields[c];
        if (strcmp(PQfname(d, (int)c), f->name) != 0)
            return fail(ERR_FAULT, "%s: column %s, not %s", s->name, PQfname(d, (int)c), f->name);
        if (PQftype(d, (int)c) != codec_oid(f->type))
            return fail(ERR_FAULT, "%s: column %s has another type", s->name, f->name);
    }
    db->prepared[s - statements] = true;
    return OK;
}

enum err db_check(struct db *db)
{
    for (size_t i = 0; i < statement_count; i++)
        TRY(check_one(db, &statements[i]));
    return OK;
}
