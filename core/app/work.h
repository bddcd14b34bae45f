/* SPDX-License-Identifier: ISC */
/* work.h - what a unit of work may lean on: one request, one job, one sweep. */
#ifndef APP_WORK_H
#define APP_WORK_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/text.h"
#include "db/db.h"
#include "gen/queries.h"
#include "store/store.h"

struct work {
    struct arena *arena; /* emptied when the work is done */
    struct db *db;
    struct store *store;
    const struct config *config;
    int64_t now; /* microseconds; the only clock the rules know */
};

#endif
