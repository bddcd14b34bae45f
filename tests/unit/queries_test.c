/* SPDX-License-Identifier: ISC */
#include "tests/tap.h"
#include "tests/world.h"

TEST(every_statement_says_what_it_does)
{
    CLEANUP(world_close) struct world w = world_open();

    CHECK(db_check(w.work.db) == OK);
}
