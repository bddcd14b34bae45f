/* SPDX-License-Identifier: ISC */
/* migrate.h - the schema: migrations are compiled in, run forward only, each in one transaction. */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include "db/db.h"

struct migration {
    const char *name, *sql;
};
extern const struct migration migrations[];
extern const size_t migration_count;

/* Runs what is new, one runner at a time (an advisory lock).  ERR_CONFLICT: one that has run is not
 * the one we have.  *ran: how many. */
enum err migrate(struct db *db, struct arena *a, size_t *ran);
/* Whether the database has just our migrations; ERR_FAULT says which differs. */
enum err migrate_check(struct db *db, struct arena *a);

#endif
