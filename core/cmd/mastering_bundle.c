/* SPDX-License-Identifier: ISC */
/* mastering_bundle.c - one mix, one listening, a master for every place that was named. */
#include "audio/platform.h"
#include "audio/render.h"
#include "cmd/mastering.h"
#include "json/json.h"

#include <libgen.h>
#include <stdio.h>
#include <string.h>

enum { PLACES_MOST = 32 };

/* One file of the bundle. */
struct delivered {
    const char *platform, *file, *certificate;
    double asked_lufs, lufs, true_peak_db, plr_db, lra_lu;
    const char *const *advice;
};
static const struct field delivered_fields[] = {
    TEXT(delivered, platform),
    TEXT(delivered, file),
    TEXT(delivered, certificate, .optional = true),
    REAL(delivered, asked_lufs),
    REAL(delivered, lufs, .optional = true),
    REAL(delivered, true_peak_db, .optional = true),
    REAL(delivered, plr_db, .optional = true),
    REAL(delivered, lra_lu, .optional = true),
    TEXTS(delivered, advice),
};
static const struct record delivered_record = RECORD(delivered, delivered_fields);

/* "spotify,apple,cd", or "all". */
static enum err places(struct call *c, const struct platform **out, size_t *n)
{
    char *list = arena_strdup(c->arena, c->bundle), *rest;

    *n = 0;
    for (const char *name = strtok_r(list, ",", &rest); name; name = strtok_r(NULL, ",", &rest)) {
        bool all = !strcmp(name, "all");
        for (size_t i = 0; all && i < platform_count && *n < PLACES_MOST; i++)
            out[(*n)++] = &platforms[i];
        const struct platform *one = platform_named(name);
        if (!all && (!one || *n == PLACES_MOST))
            return fail(ERR_INVALID, "%s: no such platform; `mastering platforms` lists them", name);
        if (!all)
            out[(*n)++] = one;
    }
    return *n ? OK : fail(ERR_INVALID, "--bundle wants names, such as spotify,cd");
}

/* DIR/song-spotify.wav */
static const char *name_for(struct call *c, const struct platform *p, const char *ending)
{
    char *song = basename(arena_strdup(c->arena, strcmp(c->files[0], "-") ? c->files[0] : "master")), *dot = strrchr(song, '.');

    if (dot && dot > song)
        *dot = 0;
    return arena_printf(c->arena, "%s/%s-%s.%s", c->out, song, p->name, ending);
}

/* Encodes, certifies if a key was given, and names the files. */
static enum err deliver(struct call *c, const struct platform *p, int master, struct report *r, struct delivered *out)
{
    CLEANUP(file_shut) int encoded = -1;
    struct certified_output row = {.format = output_format_words[p->format], .asked_rate_hz = p->rate_hz};
    struct output_wish wish;

    TRY(output_wish(c, &wish));
    wish.format = p->format;
    wish.rate_hz = p->rate_hz == INT_ABSENT ? 0 : p->rate_hz;
    wish.ceiling_db = p->ceiling;
    out->file = name_for(c, p, output_ending(p->format));
    TRY(file_nameless(&encoded));
    TRY(output_make(c, &wish, master, &r->after, encoded));
    TRY(file_deliver(encoded, out->file));
    if (!c->key)
        return OK;
    out->certificate = c->certificate = name_for(c, p, "certificate.json");
    TRY(output_certify(c, encoded, &row));
    return certificate_write(c, r, &wish, &row, 1);
}

static enum err master_for(struct call *c, const struct platform *p, struct render_job *job, struct delivered *out)
{
    CLEANUP(arena_free) struct arena *own = arena_new(); /* one song at work at a time */
    CLEANUP(file_shut) int master = -1;
    struct recipe recipe;
    struct report report;

    TRY(file_nameless(&master));
    platform_recipe(p, &c->recipe, job->heard->before->channels, &recipe);
    job->recipe = &recipe;
    job->master_fd = master;
    TRY(render_master(own, job, &report));
    *out = (struct delivered){.platform = p->name, .asked_lufs = recipe.loudness, .advice = platform_advice(c->arena, p, &report)};
    TRY(deliver(c, p, master, &report, out));
    out->file = file_said(c, out->file);
    out->lufs = report.after->lufs;
    out->true_peak_db = report.after->true_peak_db;
    out->plr_db = report.after->plr_db;
    out->lra_lu = report.after->lra_lu;
    return OK;
}

static void tell(struct call *c, const struct delivered *rows, size_t n)
{
    struct buf json = {.arena = c->arena};

    tell_progress_end();
    if (c->json) {
        json_list(&json, &delivered_record, rows, n);
        printf("%s\n", json.ptr);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        printf("%-12s %6.2f LUFS  %6.2f dBTP  PLR %4.1f dB  %s\n", rows[i].platform, rows[i].lufs, rows[i].true_peak_db,
               rows[i].plr_db, rows[i].file);
        for (const char *const *a = rows[i].advice; *a; a++)
            printf("  %s\n", *a);
    }
}

enum err bundle_run(struct call *c)
{
    CLEANUP(file_shut) int mix = -1, scratch = file_scratch_folder();
    const struct platform *to[PLACES_MOST];
    struct delivered rows[PLACES_MOST];
    struct render_job job = {.recipe = &c->recipe, .watcher.told = tell_progress, .threads = (int)c->threads,
                             .codecs = aac_codecs, .codec_count = c->aac ? AAC_CODECS : 0};
    struct decoded decoded;
    struct heard heard;
    size_t n;

    TRY(places(c, to, &n));
    TRY(file_folder(c->out));
    for (size_t i = 0; i < n; i++)
        TRY(file_ready(c, name_for(c, to[i], output_ending(to[i]->format))));
    TRY(file_decode(c, c->files[0], &mix, &decoded));
    TRY(references_hear(c, &c->recipe, &job));
    job.mix_fd = mix;
    job.scratch_fd = scratch;
    TRY(render_listen(c->arena, &job, &heard));
    job.heard = &heard;
    for (size_t i = 0; i < n; i++)
        TRY(master_for(c, to[i], &job, &rows[i]));
    tell(c, rows, n);
    return OK;
}

enum err verb_platforms(struct call *c)
{
    struct buf json = {.arena = c->arena};

    if (c->json) {
        json_list(&json, &platform_record, platforms, platform_count);
        printf("%s\n", json.ptr);
        return OK;
    }
    for (size_t i = 0; i < platform_count; i++)
        printf("%-12s %-20s %5.1f LUFS  %4.1f dBTP  %-7s %s\n", platforms[i].name, platforms[i].title, platforms[i].loudness,
               platforms[i].ceiling, output_format_words[platforms[i].format], platforms[i].notes);
    return OK;
}
