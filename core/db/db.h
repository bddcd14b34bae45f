/* SPDX-License-Identifier: ISC */
/* db.h - one connection to PostgreSQL, and the statements of sql/queries on it.
 *
 * Rows and their texts live in the arena given to db_use, which belongs to the
 * request or job at hand.  Only the generated functions of gen/queries.h call
 * db_one, db_many and db_do; everyone else calls those.
 *
 * A lost connection is ERR_BUSY; the next unit of work calls db_use and finds
 * a new one, or is told so. */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/arena.h"
#include "base/err.h"
#include "base/field.h"

enum { DB_PARAMS_MAX = 32 };

union value {
    const char *text;
    const char *const *texts;
    int64_t num;
    double real;
    bool flag;
};

struct statement {
    const char *name, *sql;
    int params;
    enum field_type types[DB_PARAMS_MAX];
    const struct record *out;
    enum err none; /* what it means that there is no row; OK: nothing */
};
extern const struct statement statements[];
extern const size_t statement_count;

struct db;

/* prepare: keep statements prepared on the server; not behind a pooler. */
enum err db_open(struct arena *life, const char *conninfo, bool prepare, struct db **out);
/* Begins a unit of work: rows go to this arena; a lost connection is made again. */
enum err db_use(struct db *db, struct arena *arena);
struct arena *db_arena(struct db *db);

enum err db_one(struct db *db, const struct statement *s, const union value *in, void *row);
enum err db_many(struct db *db, const struct statement *s, const union value *in, void **rows, size_t *n);
enum err db_do(struct db *db, const struct statement *s, const union value *in);

/* A transaction that is undone unless it was committed:
 *     CLEANUP(tx_end) struct tx tx = {0};
 *     TRY(tx_begin(db, &tx));  ...  return tx_commit(&tx);
 * Inside another transaction it is a savepoint. */
struct tx {
    struct db *db;
    int depth;
};
enum err tx_begin(struct db *db, struct tx *tx);
/* The same around code that does not know of it: a statement that fails inside undoes itself alone, as it
 * would without. */
enum err tx_around(struct db *db, struct tx *tx);
enum err tx_commit(struct tx *tx);
void tx_end(struct tx *tx);

/* LISTEN on a channel; then db_wait sleeps until a note comes, wake_fd (or -1) is readable or ms have
 * passed (-1: for ever).  *payload is NULL when no note came. */
enum err db_listen(struct db *db, const char *channel);
enum err db_wait(struct db *db, int wake_fd, int ms, const char **payload);
int db_socket(struct db *db);
/* Takes a note that has come already; NULL when there is none. */
enum err db_note(struct db *db, const char **payload);

/* Prepares every statement and compares what the server says of it with what
 * its comment says: the test of sql/queries. */
enum err db_check(struct db *db);

/* For migrations and the scenes of tests: plain SQL, several statements. */
enum err db_script(struct db *db, const char *sql);

#endif
