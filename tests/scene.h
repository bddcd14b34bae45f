/* SPDX-License-Identifier: ISC */
/* scene.h - a musician at work: files to send, tus as a client speaks it, the workers behind. */
#ifndef TESTS_SCENE_H
#define TESTS_SCENE_H

#include "app/files.h"
#include "app/jobs.h"
#include "audio/demo.h"
#include "tests/world.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What the next ask sends: name, value, ..., NULL. */
static inline void scene_headers(struct world *w, const char *first, ...)
{
    va_list ap;
    size_t n = 0;

    memset(w->headers, 0, sizeof w->headers);
    va_start(ap, first);
    for (const char *h = first; h; h = va_arg(ap, const char *))
        w->headers[n++] = h;
    va_end(ap);
}

/* A file as nginx leaves it; goes with the world's arena. */
static inline void scene_forget(void *path)
{
    (void)unlink(path);
}
static inline const char *scene_file(struct world *w, const void *bytes, size_t n)
{
    char *path = arena_strdup(w->work.arena, "/tmp/mastering-scene.XXXXXX");
    int fd = mkstemp(path);

    if (fd < 0 || write(fd, bytes, n) != (ssize_t)n)
        abort();
    (void)close(fd);
    arena_defer(w->work.arena, scene_forget, path);
    return path;
}

/* The demo song, canonical WAV, as bytes. */
static inline char *scene_mix(struct world *w, double seconds, size_t *n)
{
    char path[] = "/tmp/mastering-mix.XXXXXX";
    CLEANUP(fd_shut) int fd = mkstemp(path);
    struct stat st;

    (void)unlink(path);
    if (fd < 0 || demo_write(fd, seconds) != OK || fstat(fd, &st))
        abort();
    char *bytes = arena_alloc(w->work.arena, (size_t)st.st_size);
    if (pread(fd, bytes, (size_t)st.st_size, 0) != st.st_size)
        abort();
    *n = (size_t)st.st_size;
    return bytes;
}

static inline const char *scene_reply_header(struct world *w, const struct request *rq, const char *name)
{
    const char *at = rq->headers.ptr ? strstr(rq->headers.ptr, arena_printf(w->work.arena, "%s: ", name)) : NULL;

    return at ? arena_strndup(w->work.arena, at + strlen(name) + 2, strcspn(at + strlen(name) + 2, "\r")) : NULL;
}

static inline bool scene_says(const struct request *rq, const char *part)
{
    return rq->reply.ptr && strstr(rq->reply.ptr, part);
}

/* The value of the first "key":"..." or "key":... of a reply. */
static inline const char *scene_value(struct world *w, const struct request *rq, const char *key)
{
    const char *at = rq->reply.ptr ? strstr(rq->reply.ptr, arena_printf(w->work.arena, "\"%s\":", key)) : NULL;

    if (!at)
        return NULL;
    at += strlen(key) + 3;
    return *at == '"' ? arena_strndup(w->work.arena, at + 1, strcspn(at + 1, "\"")) : arena_strndup(w->work.arena, at, strcspn(at, ",}]"));
}

static inline struct request scene_announce(struct world *w, int64_t account, size_t bytes, const char *metadata)
{
    scene_headers(w, "HTTP_TUS_RESUMABLE", "1.0.0", "HTTP_UPLOAD_LENGTH", arena_printf(w->work.arena, "%zu", bytes),
                  metadata ? "HTTP_UPLOAD_METADATA" : NULL, metadata, NULL);
    return ask(w, account, POST, "/api/v1/uploads", NULL);
}

static inline struct request scene_send(struct world *w, int64_t account, const char *url, size_t at, const void *bytes, size_t n)
{
    scene_headers(w, "HTTP_TUS_RESUMABLE", "1.0.0", "CONTENT_TYPE", "application/offset+octet-stream", "HTTP_UPLOAD_OFFSET",
                  arena_printf(w->work.arena, "%zu", at), "BODY_FILE", scene_file(w, bytes, n), NULL);
    return ask(w, account, PATCH, url, NULL);
}

/* A whole upload; the id of its version. */
static inline const char *scene_upload(struct world *w, int64_t account, const void *bytes, size_t n, const char *metadata)
{
    struct request made = scene_announce(w, account, n, metadata);
    const char *url = scene_reply_header(w, &made, "Location"), *version = scene_reply_header(w, &made, "Version-Id");

    if (!url || scene_send(w, account, url, 0, bytes, n).status != 204)
        return NULL;
    memset(w->headers, 0, sizeof w->headers);
    return version;
}

/* How many files no row names; they are dropped. */
static inline int64_t scene_strays(struct world *w)
{
    struct files_news news;

    return files_reap(&w->work, 0, false, &news) == OK ? news.strays : -1;
}
/* How many rows miss their file. */
static inline int64_t scene_missing(struct world *w)
{
    struct files_news news;

    return files_check(&w->work, false, &news) == OK ? news.missing : -1;
}

/* The workers, until there is nothing to do. */
static inline enum err scene_work(struct world *w)
{
    const struct worker me = {.id = "00000000-0000-7000-8000-0000000000aa", .kinds = job_kinds};
    struct arena *own = arena_new(), *before = w->work.arena;

    w->work.arena = own;
    (void)db_use(w->work.db, own);
    enum err e = jobs_run_all(&me, &w->work);
    w->work.arena = before;
    (void)db_use(w->work.db, before);
    arena_free(&own);
    return e;
}

#endif
