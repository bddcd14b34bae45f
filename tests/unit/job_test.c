/* SPDX-License-Identifier: ISC */
#include "app/heart.h"
#include "app/jobs.h"
#include "app/wake.h"
#include "tests/tap.h"
#include "tests/world.h"

#include <stdlib.h>
#include <unistd.h>

static const char ANYBODY[] = "00000000-0000-7000-8000-000000000001", OTHER[] = "00000000-0000-7000-8000-000000000002";

/* What the kinds below do is written on these. */
static struct {
    int runs, given_up;
    char code[40], subjects[200];
    const char *steal_sql; /* what happens to the row while the job runs */
} seen;

static enum err ends_well(struct job *j)
{
    seen.runs++;
    strncat(seen.subjects, j->row.subject, sizeof seen.subjects - strlen(seen.subjects) - 1);
    return OK;
}

static enum err is_refused(struct job *j)
{
    (void)j;
    seen.runs++;
    return refuse(ERR_INVALID, "not_a_song", "this is no song");
}

static enum err is_in_trouble(struct job *j)
{
    (void)j;
    seen.runs++;
    return fail(ERR_BUSY, "the disk is away (this line is part of a test)");
}

static enum err is_watched(struct job *j)
{
    seen.runs++;
    TRY(db_script(j->w->db, seen.steal_sql));
    j->told_us = 0;
    return job_watch(j, "halfway", 0.5) ? ERR_GONE : OK;
}

/* Writes in a fenced transaction, after what befalls it. */
static enum err writes(struct job *j)
{
    CLEANUP(tx_end) struct tx tx = {0};

    seen.runs++;
    TRY(db_script(j->w->db, seen.steal_sql));
    TRY(tx_begin(j->w->db, &tx));
    TRY(job_fence(j));
    TRY(db_script(j->w->db, "UPDATE account SET organization = 'written'"));
    TRY(job_done(j));
    return tx_commit(&tx);
}

static enum err tell(struct work *w, const struct job_row *row, const char *code)
{
    (void)w;
    (void)row;
    seen.given_up++;
    (void)snprintf(seen.code, sizeof seen.code, "%s", code);
    return OK;
}

static const struct job_kind KINDS[] = {
    {"well", ends_well, tell, NULL},     {"refused", is_refused, tell, NULL}, {"trouble", is_in_trouble, tell, NULL},
    {"watched", is_watched, tell, NULL}, {"writes", writes, tell, NULL},      {NULL, NULL, NULL, NULL},
};
static const struct worker ME = {.id = ANYBODY, .kinds = KINDS};

static struct world fresh_world(void)
{
    struct world w = world_open();

    memset(&seen, 0, sizeof seen);
    seen.steal_sql = "SELECT";
    w.config->retry_base_ms = 10;
    return w;
}

/* "state attempts error" of the newest job of a kind for a subject. */
static const char *told(struct world *w, const char *kind, const char *subject)
{
    const char *found = "none";
    struct job_row *rows;
    size_t n;

    for (int s = 0; s <= JOB_STATE_CANCELLED; s++) {
        if (job_list(w->work.db, (enum job_state)s, "00000000-0000-0000-0000-000000000000", 100, &rows, &n) != OK)
            return "trouble";
        for (size_t i = 0; i < n; i++)
            if (!strcmp(rows[i].kind, kind) && !strcmp(rows[i].subject, subject))
                found = arena_printf(w->work.arena, "%s %lld %s", job_state_words[s], (long long)rows[i].attempts,
                                     rows[i].error ? rows[i].error : "-");
    }
    return found;
}

TEST(a_job_is_run_once_and_is_done)
{
    CLEANUP(world_close) struct world w = fresh_world();

    NEED(job_put(&w.work, "well", "a", 0, NULL, JOB_NOW) == OK);
    CHECK(jobs_run_all(&ME, &w.work) == OK);
    CHECK(seen.runs == 1 && seen.given_up == 0);
    CHECK_TEXT(told(&w, "well", "a"), "done 1 -");
}

TEST(a_subject_has_one_open_job_and_a_new_one_when_that_is_done)
{
    CLEANUP(world_close) struct world w = fresh_world();

    for (int i = 0; i < 3; i++)
        NEED(job_put(&w.work, "well", "a", 0, NULL, JOB_NOW) == OK);
    CHECK(jobs_run_all(&ME, &w.work) == OK && seen.runs == 1);
    NEED(job_put(&w.work, "well", "a", 0, NULL, JOB_NOW) == OK);
    CHECK(jobs_run_all(&ME, &w.work) == OK && seen.runs == 2);
}

TEST(lighter_jobs_come_first_and_equals_in_their_order)
{
    CLEANUP(world_close) struct world w = fresh_world();

    NEED(job_put(&w.work, "well", "c", 0, NULL, JOB_LATER) == OK);
    NEED(job_put(&w.work, "well", "a", 0, NULL, JOB_NOW) == OK);
    NEED(job_put(&w.work, "well", "b", 0, NULL, JOB_NOW) == OK);
    CHECK(jobs_run_all(&ME, &w.work) == OK);
    CHECK_TEXT(seen.subjects, "abc");
}

TEST(a_refusal_ends_a_job_with_its_word_and_the_musician_is_told)
{
    CLEANUP(world_close) struct world w = fresh_world();

    NEED(job_put(&w.work, "refused", "a", 0, NULL, JOB_NOW) == OK);
    CHECK(jobs_run_all(&ME, &w.work) == OK);
    CHECK(seen.runs == 1 && seen.given_up == 1);
    CHECK_TEXT(seen.code, "not_a_song");
    CHECK_TEXT(told(&w, "refused", "a"), "failed 1 not_a_song");
}

TEST(a_trouble_is_tried_again_after_a_pause_and_given_up_in_the_end)
{
    CLEANUP(world_close) struct world w = fresh_world();

    w.config->retry_base_ms = 60;
    NEED(job_put(&w.work, "trouble", "a", 0, NULL, JOB_NOW) == OK);
    CHECK(jobs_run_all(&ME, &w.work) == OK);
    CHECK(seen.runs == 1); /* the pause holds it back */
    for (int i = 0; i < 20; i++) {
        usleep(30000);
        CHECK(jobs_run_all(&ME, &w.work) == OK);
    }
    CHECK(seen.runs == 3 && seen.given_up == 1);
    CHECK_TEXT(seen.code, "busy");
    CHECK_TEXT(told(&w, "trouble", "a"), "failed 3 busy");
}

TEST(a_kind_this_worker_does_not_know_is_left_to_others)
{
    CLEANUP(world_close) struct world w = fresh_world();

    NEED(job_put(&w.work, "of_tomorrow", "a", 0, NULL, JOB_NOW) == OK);
    CHECK(jobs_run_one(&ME, &w.work) == ERR_NOT_FOUND);
}

TEST(the_one_who_lost_the_lease_writes_nothing)
{
    CLEANUP(world_close) struct world w = fresh_world();
    struct job_row row;

    world_account(&w, "a@example.org");
    NEED(job_put(&w.work, "writes", "a", 0, NULL, JOB_NOW) == OK);
    seen.steal_sql = "UPDATE job SET lease = gen_random_uuid(), worker = '00000000-0000-7000-8000-000000000002'";
    CHECK(jobs_run_one(&ME, &w.work) == OK);
    CHECK(job_open(w.work.db, "writes", "a", &row) == OK && row.state == JOB_STATE_RUNNING); /* the other's, untouched */
    world_sql(&w, "DO $$ BEGIN ASSERT (SELECT organization IS NULL FROM account); END $$");
    CHECK(seen.given_up == 0);
}

TEST(progress_of_the_one_who_lost_the_lease_stops_him)
{
    CLEANUP(world_close) struct world w = fresh_world();

    NEED(job_put(&w.work, "watched", "a", 0, NULL, JOB_NOW) == OK);
    seen.steal_sql = "UPDATE job SET lease = gen_random_uuid()";
    CHECK(jobs_run_one(&ME, &w.work) == OK);
    CHECK_TEXT(told(&w, "watched", "a"), "running 1 -");
    world_sql(&w, "DO $$ BEGIN ASSERT (SELECT step IS NULL FROM job); END $$");
}

TEST(a_cancelled_job_stops_and_nobody_is_told_that_it_failed)
{
    CLEANUP(world_close) struct world w = fresh_world();

    NEED(job_put(&w.work, "watched", "a", 0, NULL, JOB_NOW) == OK);
    NEED(job_put(&w.work, "watched", "b", 0, NULL, JOB_LATER) == OK);
    CHECK(job_stop(&w.work, "watched", "b") == OK); /* not begun: cancelled here and now */
    CHECK(job_stop(&w.work, "watched", "b") == ERR_NOT_FOUND);
    seen.steal_sql = "UPDATE job SET cancel = true WHERE subject = 'a'";
    CHECK(jobs_run_all(&ME, &w.work) == OK);
    CHECK(seen.runs == 1 && seen.given_up == 0);
    CHECK_TEXT(told(&w, "watched", "a"), "cancelled 1 cancelled");
    CHECK_TEXT(told(&w, "watched", "b"), "cancelled 0 -");
}

TEST(a_worker_that_is_told_to_go_gives_the_job_back_uncounted)
{
    CLEANUP(world_close) struct world w = fresh_world();
    volatile int stopping = 1;
    struct worker leaving = ME;

    leaving.stopping = &stopping;
    NEED(job_put(&w.work, "watched", "a", 0, NULL, JOB_NOW) == OK);
    CHECK(jobs_run_one(&leaving, &w.work) == OK);
    CHECK_TEXT(told(&w, "watched", "a"), "queued 0 -");
    CHECK(jobs_run_one(&ME, &w.work) == OK);
    CHECK_TEXT(told(&w, "watched", "a"), "done 1 -");
}

TEST(a_silent_worker_loses_its_job_and_a_job_that_kills_its_workers_is_set_aside)
{
    CLEANUP(world_close) struct world w = fresh_world();
    struct job_row row;

    w.config->lease_ms = 1;
    w.config->heartbeat_ms = 3600000; /* judge by the lease alone */
    NEED(job_put(&w.work, "well", "a", 0, NULL, JOB_NOW) == OK);
    for (int i = 0; i < 3; i++) { /* taken, and never heard of again */
        NEED(job_claim(w.work.db, (const char *const[]){"well", NULL}, OTHER, 1, 3, &row) == OK);
        CHECK(row.attempts == i + 1);
        usleep(5000);
        CHECK(jobs_rescue(&ME, &w.work) == OK);
    }
    CHECK(seen.runs == 0 && seen.given_up == 1);
    CHECK_TEXT(seen.code, "worker_died");
    CHECK_TEXT(told(&w, "well", "a"), "failed 3 worker_died");
    CHECK(jobs_run_one(&ME, &w.work) == ERR_NOT_FOUND);
}

TEST(a_dead_worker_is_seen_by_its_free_lock_long_before_the_lease_ends_and_a_living_one_is_left_alone)
{
    CLEANUP(world_close) struct world w = fresh_world();
    struct heart_lock held;
    struct job_row row;
    struct db *other;

    w.config->lease_ms = 600000;
    w.config->heartbeat_ms = 1; /* this session is old enough to judge */
    usleep(10000);
    struct arena *its_life = arena_new();
    NEED(db_open(its_life, w.config->database_url, true, &other) == OK && db_use(other, its_life) == OK);
    NEED(heart_lock_keep(other, OTHER, &held) == OK && held.held);
    NEED(job_put(&w.work, "well", "a", 0, NULL, JOB_NOW) == OK);
    NEED(job_claim(w.work.db, (const char *const[]){"well", NULL}, OTHER, 600000, 3, &row) == OK);
    CHECK(jobs_rescue(&ME, &w.work) == OK);
    CHECK(jobs_run_one(&ME, &w.work) == ERR_NOT_FOUND);
    arena_free(&its_life); /* it dies */
    enum err e = ERR_NOT_FOUND;
    for (int i = 0; i < 100 && e == ERR_NOT_FOUND; i++) {
        usleep(10000);
        NEED(jobs_rescue(&ME, &w.work) == OK);
        e = jobs_run_one(&ME, &w.work);
    }
    CHECK(e == OK && seen.runs == 1);
}

TEST(the_heart_renews_the_lease_of_a_busy_worker_and_hears_that_it_is_cancelled)
{
    CLEANUP(world_close) struct world w = fresh_world();
    struct heart *heart;
    struct job_row row;

    w.config->lease_ms = 400;
    w.config->heartbeat_ms = 50;
    NEED(heart_start(w.life, w.config, OTHER, &heart) == OK);
    NEED(job_put(&w.work, "well", "a", 0, NULL, JOB_NOW) == OK);
    NEED(job_claim(w.work.db, (const char *const[]){"well", NULL}, OTHER, 400, 3, &row) == OK);
    heart_hold(heart, row.id, row.lease);
    usleep(800000); /* twice the lease */
    CHECK(jobs_rescue(&ME, &w.work) == OK);
    CHECK(heart_pulse(heart) == PULSE_FINE);
    CHECK_TEXT(told(&w, "well", "a"), "running 1 -");
    NEED(job_stop(&w.work, "well", "a") == OK);
    for (int i = 0; i < 50 && heart_pulse(heart) == PULSE_FINE; i++)
        usleep(10000);
    CHECK(heart_pulse(heart) == PULSE_CANCELLED);
    world_sql(&w, "UPDATE job SET lease = gen_random_uuid()");
    for (int i = 0; i < 50 && heart_pulse(heart) != PULSE_LOST; i++)
        usleep(5000);
    CHECK(heart_pulse(heart) == PULSE_LOST);
    heart_release(heart);
    heart_stop(heart);
}

TEST(progress_wakes_those_who_watch_the_account)
{
    CLEANUP(world_close) struct world w = fresh_world();
    int64_t account = world_account(&w, "a@example.org");
    const char *note;

    NEED(job_put(&w.work, "watched", "a", account, NULL, JOB_NOW) == OK);
    NEED(db_listen(w.work.db, "wake") == OK);
    CHECK(jobs_run_one(&ME, &w.work) == OK);
    NEED(db_wait(w.work.db, -1, 1000, &note) == OK);
    CHECK_TEXT(note, wake_topic(w.work.arena, account));
}
