/* SPDX-License-Identifier: ISC */
#include "tests/tap.h"
#include "tests/world.h"

static bool says(struct request *rq, const char *part)
{
    return rq->reply.ptr && strstr(rq->reply.ptr, part);
}

TEST(a_house_in_order_is_ready)
{
    CLEANUP(world_close) struct world w = world_open();
    struct request rq = ask(&w, 0, GET, "/readyz", NULL);

    CHECK(rq.status == 200);
    CHECK(says(&rq, "\"ready\":true"));
    CHECK(says(&rq, "\"queue_age_s\":0"));
}

TEST(a_moved_clock_of_tests_is_no_clock_apart)
{
    CLEANUP(world_close) struct world w = world_open();

    w.work.now += DAYS(400);
    struct request rq = ask(&w, 0, GET, "/readyz", NULL);
    CHECK(says(&rq, "\"clock\":true"));
}

TEST(another_schema_is_not_ready)
{
    CLEANUP(world_close) struct world w = world_open();

    world_sql(&w, "INSERT INTO migration (name, sha256) VALUES ('9999_later', 'x')");
    struct request rq = ask(&w, 0, GET, "/readyz", NULL);
    world_sql(&w, "DELETE FROM migration WHERE name = '9999_later'");
    CHECK(rq.status == 503);
    CHECK(says(&rq, "\"schema\":false"));
    CHECK(says(&rq, "\"database\":true"));
}

TEST(a_store_without_room_is_not_ready)
{
    CLEANUP(world_close) struct world w = world_open();

    w.config->disk_free_min = INT64_C(1) << 60;
    struct request rq = ask(&w, 0, GET, "/readyz", NULL);
    CHECK(rq.status == 503);
    CHECK(says(&rq, "\"room\":false"));
}

TEST(the_oldest_job_that_waits_is_told)
{
    CLEANUP(world_close) struct world w = world_open();

    world_sql(&w, "INSERT INTO job (id, kind, subject, run_at, created_at) VALUES"
                  " (gen_random_uuid(), 'master', 'x', '2025-12-31T23:58:00Z', '2025-12-31T23:58:00Z')");
    struct request rq = ask(&w, 0, GET, "/readyz", NULL);
    CHECK(rq.status == 200);
    CHECK(says(&rq, "\"queue_age_s\":120"));
    w.headers[0] = "REMOTE_ADDR";
    w.headers[1] = "127.0.0.1";
    rq = ask(&w, 0, GET, "/metrics", NULL);
    CHECK(says(&rq, "mastering_jobs{kind=\"master\",state=\"queued\"} 1\n"));
    CHECK(says(&rq, "mastering_queue_age_seconds 120\n"));
    CHECK(says(&rq, "mastering_database 1\n"));
}
