/* SPDX-License-Identifier: ISC */
#include "tests/world.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int64_t NEW_YEAR = INT64_C(1767225600) * 1000000; /* 2026 */

static void must(enum err e, const char *what)
{
    if (e == OK)
        return;
    fprintf(stderr, "# %s: %s\n", what, err_detail());
    abort();
}

/* What a migration puts in stays; everything else goes. */
static const char EMPTY[] = "DO $$ DECLARE t text; BEGIN"
                            " SELECT string_agg(quote_ident(relname), ', ') INTO t FROM pg_class"
                            "  WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
                            "    AND relname NOT IN ('migration', 'policy', 'policy_text', 'platform');"
                            " EXECUTE 'TRUNCATE ' || t || ' RESTART IDENTITY CASCADE'; END $$";

struct world world_open(void)
{
    struct world w = {.life = arena_new()};

    w.config = NEW(w.life, struct config);
    w.work = (struct work){.arena = arena_new(), .config = w.config, .now = NEW_YEAR};
    must(config_load(w.life, w.config), "settings");
    must(db_open(w.life, w.config->database_url, true, &w.work.db), "database");
    must(db_use(w.work.db, w.work.arena), "database");
    must(store_open(w.life, w.config->store_url, &w.work.store), "store");
    must(db_script(w.work.db, EMPTY), "an empty world");
    return w;
}

void world_close(struct world *w)
{
    arena_free(&w->work.arena);
    arena_free(&w->life);
}

void world_sql(struct world *w, const char *sql)
{
    must(db_script(w->work.db, sql), sql);
}

const char *world_text(struct world *w, const char *sql)
{
    PGconn *pg = PQconnectdb(w->config->database_url);
    PGresult *res = PQexec(pg, sql);
    bool found = PQresultStatus(res) == PGRES_TUPLES_OK;

    if (!found)
        fprintf(stderr, "# %s: %s\n", sql, PQresultErrorMessage(res));
    const char *text = arena_strdup(w->work.arena, found && PQntuples(res) ? PQgetvalue(res, 0, 0) : "");
    PQclear(res);
    PQfinish(pg);
    return text;
}

/* Undoes quoted-printable: soft line ends and =XX. */
static const char *plain(struct arena *a, const char *coded)
{
    char *out = arena_strdup(a, coded), *o = out;
    unsigned byte;

    for (const char *c = coded; *c; c++) {
        if (*c == '=' && (c[1] == '\n' || (c[1] == '\r' && c[2] == '\n'))) {
            c += c[1] == '\r' ? 2 : 1;
        } else if (*c == '=' && sscanf(c + 1, "%2X", &byte) == 1) {
            *o++ = (char)byte;
            c += 2;
        } else {
            *o++ = *c;
        }
    }
    *o = '\0';
    return out;
}

const char *world_letter(struct world *w, const char *name)
{
    return plain(w->work.arena,
                 world_text(w, arena_printf(w->work.arena, "SELECT payload->>'message' FROM outbox WHERE kind = 'mail'"
                                                           " AND payload->>'letter' = '%s' ORDER BY ctid DESC LIMIT 1", name)));
}

int64_t world_account(struct world *w, const char *email)
{
    static int64_t made;
    struct arena *a = w->work.arena;
    const char *id = uuid_new(a, w->work.now), *at = time_text(a, w->work.now);

    world_sql(w, arena_printf(a,
                              "INSERT INTO account (id, public_id, state, region, email, email_key, family_name, given_name,"
                              " created_at, verified_at, last_access_at) OVERRIDING SYSTEM VALUE"
                              " VALUES (%lld, '%s', 'active', 'us', '%s', lower('%s'), 'Test', 'Person', '%s', '%s', '%s')",
                              (long long)++made, id, email, email, at, at, at));
    return made;
}

static const char *world_header(void *from, const char *name)
{
    struct world *w = from;

    for (size_t i = 0; i + 1 < sizeof w->headers / sizeof *w->headers && w->headers[i]; i += 2)
        if (!strcmp(w->headers[i], name))
            return w->headers[i + 1];
    return strcmp(name, "CONTENT_TYPE") ? NULL : "application/json";
}

struct request ask(struct world *w, int64_t account, enum method m, const char *path, const char *body)
{
    const char *rest = body ? body : "";
    struct request rq = {
        .work = &w->work,
        .method = m,
        .path = path,
        .id = "test",
        .language = "en",
        .guest = {.account = account, .by = account ? BY_SESSION : BY_NOTHING, .fresh = account != 0},
        .var = world_header,
        .from = w,
        .in = reader_of_text(&rest),
        .cursor = arena_alloc(w->work.arena, CURSOR_SIZE),
    };

    dispatch(&rq);
    rq.in = (struct reader){0};
    return rq;
}
