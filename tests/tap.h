/* SPDX-License-Identifier: ISC */
/* tap.h - the whole test library: TEST, CHECK, and a TAP report for prove(1). */
#ifndef TESTS_TAP_H
#define TESTS_TAP_H

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct test {
    const char *name;
    void (*run)(void);
    struct test *next;
};
static struct test *tap_first, **tap_last = &tap_first;
static bool tap_failed;

#define TEST(id)                                                                                   \
    static void id(void);                                                                          \
    __attribute__((constructor)) static void id##_join(void)                                       \
    {                                                                                              \
        static struct test t = {.name = #id, .run = id};                                           \
        *tap_last = &t;                                                                            \
        tap_last = &t.next;                                                                        \
    }                                                                                              \
    static void id(void)

#define CHECK(cond) tap_check((cond), #cond, __FILE__, __LINE__)
#define NEED(cond)                                                                                 \
    do {                                                                                           \
        if (!CHECK(cond))                                                                          \
            return;                                                                                \
    } while (0)
#define CHECK_TEXT(got, want) tap_text((got), (want), #got, __FILE__, __LINE__)
#define CHECK_NEAR(got, want, by) tap_near((got), (want), (by), #got, __FILE__, __LINE__)

static inline bool tap_check(bool ok, const char *what, const char *file, int line)
{
    if (!ok) {
        printf("# %s:%d: not so: %s\n", file, line, what);
        tap_failed = true;
    }
    return ok;
}

static inline void tap_text(const char *got, const char *want, const char *what, const char *file, int line)
{
    if (!tap_check(got && !strcmp(got, want), what, file, line))
        printf("#   got  %s\n#   want %s\n", got ? got : "(nothing)", want);
}

static inline void tap_near(double got, double want, double by, const char *what, const char *file, int line)
{
    if (!tap_check(fabs(got - want) <= by, what, file, line))
        printf("#   got  %.9g\n#   want %.9g +- %.3g\n", got, want, by);
}

int main(void)
{
    int n = 0, bad = 0;

    (void)setvbuf(stdout, NULL, _IOLBF, 0); /* what was told stays told if the next test crashes */
    for (struct test *t = tap_first; t; t = t->next) {
        tap_failed = false;
        t->run();
        bad += tap_failed;
        printf("%sok %d - %s\n", tap_failed ? "not " : "", ++n, t->name);
    }
    printf("1..%d\n", n);
    return bad > 0;
}

#endif
