/* SPDX-License-Identifier: ISC */
#include "db/migrate.h"

#include "base/text.h"
#include "gen/queries.h"

#include <openssl/sha.h>
#include <string.h>

static const char *sum_of(struct arena *a, const char *sql)
{
    unsigned char hash[SHA256_DIGEST_LENGTH];

    SHA256((const unsigned char *)sql, strlen(sql), hash);
    return hex_text(a, hash, sizeof hash);
}

/* What has run is a beginning of what we have, letter by letter. */
static enum err compare(struct arena *a, const struct migration_row *rows, size_t n)
{
    if (n > migration_count)
        return fail(ERR_CONFLICT, "the database is newer than this program: it has %s", rows[migration_count].name);
    for (size_t i = 0; i < n; i++)
        if (strcmp(rows[i].name, migrations[i].name) != 0 || strcmp(rows[i].sha256, sum_of(a, migrations[i].sql)) != 0)
            return fail(ERR_CONFLICT, "migration %s ran as another text than ours (%s)", rows[i].name, migrations[i].name);
    return OK;
}

static enum err run_one(struct db *db, struct arena *a, const struct migration *m)
{
    CLEANUP(tx_end) struct tx tx = {0};

    TRY(tx_begin(db, &tx));
    TRY(db_script(db, m->sql));
    TRY(migration_insert(db, m->name, sum_of(a, m->sql)));
    return tx_commit(&tx);
}

enum err migrate(struct db *db, struct arena *a, size_t *ran)
{
    struct migration_row *rows;
    size_t n;

    TRY(db_script(db, "SELECT pg_advisory_lock(7216001);"
                      "CREATE TABLE IF NOT EXISTS migration"
                      " (name text PRIMARY KEY, sha256 text NOT NULL, ran_at timestamptz NOT NULL DEFAULT clock_timestamp());"
                      "GRANT SELECT ON migration TO PUBLIC"));
    TRY(migration_list(db, &rows, &n));
    TRY(compare(a, rows, n));
    for (size_t i = n; i < migration_count; i++)
        TRY(run_one(db, a, &migrations[i]));
    *ran = migration_count - n;
    return db_script(db, "SELECT pg_advisory_unlock(7216001)");
}

enum err migrate_check(struct db *db, struct arena *a)
{
    struct migration_row *rows;
    size_t n;

    TRY(migration_list(db, &rows, &n));
    TRY(compare(a, rows, n));
    if (n < migration_count)
        return fail(ERR_CONFLICT, "the database lacks %s; run masteringctl migrate", migrations[n].name);
    return OK;
}
