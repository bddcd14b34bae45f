/* SPDX-License-Identifier: ISC */
#include "store/store.h"
#include "tests/tap.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The house's test command names an empty folder; the keys of a store are its own, so tests share it. */
static struct store *store_of(struct arena *a)
{
    struct store *s = NULL;

    CHECK(store_open(a, getenv("STORE_URL"), &s) == OK);
    return s;
}

struct found {
    const char *key;
    size_t files, same;
};

static enum err look(void *arg, const char *key, int64_t bytes, int64_t age_s)
{
    struct found *f = arg;

    (void)bytes;
    f->files++;
    f->same += f->key && !strcmp(f->key, key) && age_s >= 0;
    return OK;
}

static size_t files_in(struct store *s, struct arena *a)
{
    struct found f = {0};

    CHECK(store_list(s, a, look, &f) == OK);
    return f.files;
}

TEST(what_is_put_comes_back_and_is_listed)
{
    struct arena *a = arena_new();
    struct store *s = store_of(a);
    const char *text = "abc";
    struct stored got;
    char back[8] = "";

    NEED(store_put(s, a, reader_of_text(&text), 3, &got) == OK);
    CHECK(got.bytes == 3);
    CHECK_TEXT(got.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); /* FIPS 180-2 */
    CLEANUP(fd_shut) int fd = -1;
    NEED(store_get(s, a, got.key, &fd) == OK);
    CHECK(read(fd, back, sizeof back) == 3 && !strcmp(back, "abc"));
    struct found f = {.key = got.key};
    CHECK(store_list(s, a, look, &f) == OK && f.same == 1);
    CHECK(store_drop(s, a, got.key) == OK);
    CHECK(store_drop(s, a, got.key) == OK);
    CLEANUP(fd_shut) int gone = -1;
    CHECK(store_get(s, a, got.key, &gone) == ERR_NOT_FOUND);
    arena_free(&a);
}

TEST(too_many_bytes_leave_nothing_behind)
{
    struct arena *a = arena_new();
    struct store *s = store_of(a);
    size_t before = files_in(s, a);
    const char *text = "abcd";
    struct stored got;

    CHECK(store_put(s, a, reader_of_text(&text), 3, &got) == ERR_TOO_BIG);
    CHECK(files_in(s, a) == before);
    arena_free(&a);
}

TEST(a_writer_that_dies_leaves_nothing_behind)
{
    struct arena *a = arena_new();
    struct store *s = store_of(a);
    size_t before = files_in(s, a);
    pid_t child = fork();

    if (child == 0) {
        struct draft d;
        if (draft_new(s, &d) == OK && write(d.fd, "half", 4) == 4)
            _exit(0);
        _exit(1);
    }
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    CHECK(files_in(s, a) == before);
    arena_free(&a);
}

TEST(a_key_cannot_leave_the_store)
{
    static const char *const bad[] = {"../etc/passwd", "ab/../../../../../../../etc/passwd", "", "ab",
                                      "ab/0123456789abcdef0123456789abcde", "AB/0123456789abcdef0123456789abcdef",
                                      "ab/0123456789abcdef/123456789abcdef"};
    struct arena *a = arena_new();
    struct store *s = store_of(a);

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CLEANUP(fd_shut) int fd = -1;
        CHECK(store_get(s, a, bad[i], &fd) == ERR_NOT_FOUND);
        CHECK(store_drop(s, a, bad[i]) == ERR_NOT_FOUND);
    }
    arena_free(&a);
}
