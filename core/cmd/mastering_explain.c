/* SPDX-License-Identifier: ISC */
/* mastering_explain.c - what was done to a song, or would be, in sentences. */
#include "audio/delta.h"
#include "audio/explain.h"
#include "audio/moves.h"
#include "audio/render.h"
#include "base/seal.h"
#include "cmd/mastering.h"
#include "json/json.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { REPORT_MOST = 64 << 20 };

/* A report or a certificate begins with a brace, and no sound does. */
static bool is_text(const char *path)
{
    CLEANUP(file_shut) int fd = -1;
    char first = 0;

    return strcmp(path, "-") && file_open(path, &fd) == OK && pread(fd, &first, 1, 0) == 1 && first == '{';
}

static enum err read_report(struct call *c, struct report *out)
{
    struct buf text = {.arena = c->arena};
    struct certificate cert;
    struct sealed sealed;

    TRY(file_read(c->files[0], REPORT_MOST, &text));
    if (strncmp(text.ptr, "{\"sealed\":", 10) != 0)
        return json_read_own(c->arena, text.ptr, text.len, &report_record, out);
    TRY(seal_open(c->arena, text.ptr, text.len, &sealed));
    TRY(json_read_own(c->arena, sealed.text, sealed.len, &certificate_record, &cert));
    TRY(certificate_check(&cert));
    *out = *cert.report;
    return OK;
}

/* What one move changed in it, to listen to. */
static enum err write_delta(struct call *c, const struct render_job *made,
                            const struct report *report)
{
    CLEANUP(file_shut) int delta = -1;
    struct delta_job job = {.as = *made, .settings = &report->settings, .made_fd = made->master_fd};
    double lufs;

    if (moves_made(report, c->delta, &job.move) != OK)
        return fail(ERR_INVALID, "--delta %s: %s", c->delta, arena_strdup(c->arena, err_detail()));
    TRY(file_nameless(&delta));
    job.delta_fd = delta;
    TRY(delta_render(c->arena, &job, &lufs));
    return file_encode(c, delta, c->out, c->title);
}

/* A master nobody keeps: what would be done is what was done to it. */
static enum err try_master(struct call *c, struct report *out)
{
    CLEANUP(file_shut) int mix = -1, master = -1, scratch = file_scratch_folder();
    struct render_job job = {.recipe = &c->recipe, .watcher.told = tell_progress, .threads = (int)c->threads,
                             .codecs = aac_codecs, .codec_count = c->aac ? AAC_CODECS : 0};
    struct decoded decoded;

    TRY(file_decode(c, c->files[0], &mix, &decoded));
    TRY(references_hear(c, &c->recipe, &job));
    TRY(file_nameless(&master));
    job.mix_fd = mix;
    job.master_fd = master;
    job.scratch_fd = scratch;
    TRY(render_master(c->arena, &job, out));
    return c->delta ? write_delta(c, &job, out) : OK;
}

enum err verb_explain(struct call *c)
{
    struct buf json = {.arena = c->arena};
    struct report report;
    struct list list;

    if (!c->delta != !c->out)
        return fail(ERR_INVALID, "--delta MOVE and -o OUT go together");
    if (c->delta && is_text(c->files[0]))
        return fail(ERR_INVALID, "--delta: what a move sounds like is made from the mix");
    TRY(is_text(c->files[0]) ? read_report(c, &report) : try_master(c, &report));
    TRY(explain_report(c->arena, &report, &list));
    tell_progress_end();
    const struct explained *rows = list.rows;
    if (c->delta && !strcmp(c->out, "-"))
        return OK; /* standard output has the sound */
    if (c->json) {
        json_list(&json, &explained_record, rows, list.count);
        printf("%s\n", json.ptr);
        return OK;
    }
    for (size_t i = 0; i < list.count; i++)
        printf("%s%s\n", i && strcmp(rows[i].about, rows[i - 1].about) ? "\n" : "", rows[i].sentence);
    return OK;
}
