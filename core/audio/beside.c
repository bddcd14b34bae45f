/* SPDX-License-Identifier: ISC */
#include "audio/beside.h"

#include <pthread.h>
#include <stdbool.h>

struct other {
    struct task task;
    enum err err;
    struct err_told told;
};

static void *run_other(void *arg)
{
    struct other *o = arg;

    o->err = o->task.run(o->task.with);
    if (o->err != OK)
        err_keep(&o->told);
    return NULL;
}

enum err beside(int threads, struct task first, struct task second)
{
    struct other other = {.task = second};
    pthread_t thread;
    bool apart = threads > 1 && !pthread_create(&thread, NULL, run_other, &other);

    enum err e = first.run(first.with);
    if (apart)
        pthread_join(thread, NULL);
    else if (e == OK)
        run_other(&other);
    TRY(e);
    if (other.err != OK)
        err_again(&other.told); /* it was told in that thread */
    return other.err;
}
