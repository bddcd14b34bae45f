/* SPDX-License-Identifier: ISC */
#include "app/inbox.h"
#include "tests/tap.h"
#include "tests/world.h"

static bool holds(struct world *w, const char *condition)
{
    return db_script(w->work.db, arena_printf(w->work.arena, "DO $$ BEGIN ASSERT (%s); END $$",
                                              condition)) == OK;
}

TEST(a_note_from_outside_is_kept_with_its_job)
{
    CLEANUP(world_close) struct world w = world_open();
    bool fresh;

    CHECK(
        inbox_put(&w.work,
                  &(struct inbox_order){"paypal", "WH-1", "{\"a\": 1}", 8, "{\"x\":\"y\"}", "hook"},
                  &fresh) == OK);
    CHECK(fresh);
    CHECK(holds(
        &w, "(SELECT raw = '{\"a\": 1}' AND state = 'new' AND headers->>'x' = 'y' FROM inbox)"));
    CHECK(holds(&w, "(SELECT j.kind = 'hook' AND j.subject = i.id::text FROM job j, inbox i)"));
}

TEST(a_note_told_twice_is_noted_once)
{
    CLEANUP(world_close) struct world w = world_open();
    bool fresh;

    CHECK(inbox_put(&w.work, &(struct inbox_order){"paypal", "WH-1", "{}", 2, NULL, "hook"},
                    &fresh) == OK &&
          fresh);
    world_sql(&w, "UPDATE job SET state = 'done'"); /* so that only the note itself can hold back a
                                                       second job */
    CHECK(inbox_put(&w.work, &(struct inbox_order){"paypal", "WH-1", "[]", 2, NULL, "hook"},
                    &fresh) == OK &&
          !fresh);
    CHECK(holds(
        &w,
        "(SELECT count(*) = 1 AND max(raw) = '{}' FROM inbox) AND (SELECT count(*) = 1 FROM job)"));
    CHECK(inbox_put(&w.work, &(struct inbox_order){"bank", "WH-1", "{}", 2, NULL, NULL}, &fresh) ==
              OK &&
          fresh);
}

TEST(a_note_keeps_every_byte)
{
    CLEANUP(world_close) struct world w = world_open();
    const char odd[] = "\xff\0 \r\n\x80";
    const char *const bytes[] = {odd, "clean \xc3\xa1\r\n"};
    const size_t sizes[] = {sizeof odd - 1, 9};

    for (size_t i = 0; i < 2; i++) {
        struct inbox_row row;
        const unsigned char *got;
        size_t n;
        bool fresh;
        NEED(inbox_put(&w.work,
                       &(struct inbox_order){"mail", i ? "b" : "a", bytes[i], sizes[i], NULL, NULL},
                       &fresh) == OK);
        const char *id = world_text(&w, i ? "SELECT id FROM inbox WHERE ext_id = 'b'"
                                          : "SELECT id FROM inbox WHERE ext_id = 'a'");
        NEED(inbox_get(w.work.db, id, &row) == OK);
        CHECK(inbox_bytes(&w.work, &row, &got, &n) == OK && n == sizes[i] &&
              !memcmp(got, bytes[i], n));
        CHECK(row.coded == (i == 0));
    }
}

TEST(a_note_needs_a_name)
{
    CLEANUP(world_close) struct world w = world_open();
    bool fresh;

    CHECK(inbox_put(&w.work, &(struct inbox_order){"x", "", "{}", 2, NULL, NULL}, &fresh) ==
          ERR_INVALID);
    CHECK(inbox_put(&w.work, &(struct inbox_order){"x", "a\nb", "{}", 2, NULL, NULL}, &fresh) ==
          ERR_INVALID);
    CHECK(inbox_put(&w.work,
                    &(struct inbox_order){"x", arena_printf(w.work.arena, "%0256d", 0), "{}", 2,
                                          NULL, NULL},
                    &fresh) == ERR_INVALID);
}

TEST(a_note_is_done_once)
{
    CLEANUP(world_close) struct world w = world_open();
    bool fresh;

    NEED(inbox_put(&w.work, &(struct inbox_order){"x", "1", "{}", 2, NULL, NULL}, &fresh) == OK);
    const char *id = world_text(&w, "SELECT id FROM inbox");
    CHECK(inbox_failed(w.work.db, id, w.work.now, "odd") == OK);
    CHECK(inbox_done(w.work.db, id, w.work.now) == OK); /* mended */
    CHECK(inbox_done(w.work.db, id, w.work.now) == ERR_CONFLICT);
    CHECK(inbox_failed(w.work.db, id, w.work.now, "odd") == ERR_CONFLICT);
}
