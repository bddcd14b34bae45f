/* SPDX-License-Identifier: ISC */
/* world.h - a small true world for a test: an arena, an empty database, a store, a clock. */
#ifndef TESTS_WORLD_H
#define TESTS_WORLD_H

#include "fcgi/request.h"

struct world {
    struct work work;
    struct config *config;
    struct arena *life;
    const char *headers[32]; /* "HTTP_IF_MATCH", "\"1\"", ... for the next ask */
};

/* Every table is empty but for what migrations put there; the time is 2026-01-01. */
struct world world_open(void);
void world_close(struct world *w);

/* Sets the scene: plain SQL, as the owner of the tables.  An account of the scene: world_account. */
void world_sql(struct world *w, const char *sql);
/* The one value that a SELECT finds, as text; "" if there is none. */
const char *world_text(struct world *w, const char *sql);
/* The last letter of this name in the outbox: its text as a person reads it; "" if there is none. */
const char *world_letter(struct world *w, const char *name);
/* An active account; its id. */
int64_t world_account(struct world *w, const char *email);

/* Knocks at a door as the account would (0: as nobody); body is JSON or NULL.  The reply lives as long as
 * the world. */
struct request ask(struct world *w, int64_t account, enum method m, const char *path, const char *body);

#endif
