/* SPDX-License-Identifier: ISC */
/* mastering_master.c - the verbs that make sound. */
#include "audio/codec.h"
#include "audio/demo.h"
#include "audio/evening.h"
#include "audio/frozen.h"
#include "audio/picture.h"
#include "audio/render.h"
#include "cmd/mastering.h"
#include "json/json.h"

#include <stdio.h>
#include <string.h>

static void show_codecs(const struct codec_safe_report *s)
{
    const struct codec_report *rows = s->codecs.rows;

    for (size_t i = 0; i < s->codecs.count; i++)
        fprintf(stderr, "  %-10s %+6.2f dBTP when decoded, %+6.2f before\n", rows[i].name, rows[i].after_db,
                rows[i].before_db);
    fprintf(stderr, "  %lld places turned down by at most %.2f dB, %.3f dB over the whole song\n", (long long)s->places,
            s->deepest_db, s->mean_db);
}

static void show_report(const struct report *r, const struct call *c)
{
    const struct move *moves = r->moves.rows;

    fprintf(stderr, "before  %6.2f LUFS  %6.2f dBTP  LRA %4.1f LU\n", r->before->lufs, r->before->true_peak_db,
            r->before->lra_lu);
    fprintf(stderr, "after   %6.2f LUFS  %6.2f dBTP  LRA %4.1f LU  (libebur128: %.2f LUFS, %.2f dBTP)\n", r->after->lufs,
            r->after->true_peak_db, r->after->lra_lu, r->loudness->check_lufs, r->true_peak->check_db);
    for (size_t i = 0; i < r->moves.count; i++)
        if (moves[i].off)
            fprintf(stderr, "  %-9s %s: off\n", moves[i].stage, moves[i].what);
        else
            fprintf(stderr, "  %-9s %s %+.1f %s: %s\n", moves[i].stage, moves[i].what,
                    moves[i].amount, moves[i].unit, moves[i].why);
    if (r->loudness->stopped)
        fprintf(stderr, "  stopped at %s\n", r->loudness->stopped);
    if (r->codec_safe)
        show_codecs(r->codec_safe);
    if (strcmp(c->out, "-"))
        fprintf(stderr, "%s\n", c->out);
}

/* The file that was asked for; row, unless NULL, gets what a certificate says of it. */
static enum err write_out(struct call *c, const struct output_wish *w, int master, const struct analysis **measured,
                          struct certified_output *row)
{
    CLEANUP(file_shut) int encoded = -1;

    TRY(file_nameless(&encoded));
    TRY(output_make(c, w, master, measured, encoded));
    if (row) {
        row->format = output_format_words[w->format];
        row->asked_rate_hz = w->rate_hz ? w->rate_hz : INT_ABSENT;
        TRY(output_certify(c, encoded, row));
    }
    return file_deliver(encoded, c->out);
}

/* What the file is, for programs. */
static void show_output(struct call *c, const struct certified_output *row)
{
    struct buf json = {.arena = c->arena};

    json_record(&json, &certified_output_record, row);
    printf("%s\n", json.ptr);
}

/* --from and --to: that much of the master alone. */
static enum err choose_excerpt(const struct call *c, struct excerpt *out)
{
    if (c->from_s > 0 || c->to_s > 0)
        *out = (struct excerpt){c->from_s, c->to_s > 0 ? c->to_s : 36000};
    return out->from_s < out->to_s || out->to_s <= 0 ? OK : fail(ERR_INVALID, "--to must be later than --from");
}

/* --settings: all as it was decided for the master of that report. */
static enum err as_before(struct call *c, struct render_job *job, struct decision *decision)
{
    struct list settings;

    if (!c->settings)
        return OK;
    TRY(file_settings(c, &job->recipe, &settings));
    TRY(render_decide(c->arena, job, decision));
    TRY(frozen_read(&settings, &decision->settings));
    job->decision = decision;
    job->hold = true;
    return OK;
}

/* ---- the verbs ------------------------------------------------------------------------------------ */

enum err verb_master(struct call *c)
{
    CLEANUP(file_shut) int mix = -1, master = -1, scratch = file_scratch_folder();
    struct decoded decoded;
    struct report report;
    struct output_wish wish;
    struct certified_output *row = NEW(c->arena, struct certified_output);
    struct decision decision;
    struct render_job job = {.recipe = &c->recipe, .watcher.told = tell_progress, .threads = (int)c->threads,
                             .codecs = aac_codecs, .codec_count = c->aac ? AAC_CODECS : 0};

    TRY(certificate_ready(c));
    if (c->bundle)
        return bundle_run(c);
    TRY(output_wish(c, &wish));
    TRY(file_decode(c, c->files[0], &mix, &decoded));
    TRY(references_hear(c, &c->recipe, &job));
    TRY(file_nameless(&master));
    job.mix_fd = mix;
    job.master_fd = master;
    job.scratch_fd = scratch;
    TRY(choose_excerpt(c, &job.excerpt));
    TRY(as_before(c, &job, &decision));
    TRY(render_master(c->arena, &job, &report));
    TRY(write_out(c, &wish, master, &report.after, c->certificate ? row : NULL));
    TRY(c->certificate ? certificate_write(c, &report, &wish, row, 1) : OK);
    tell_progress_end();
    if (c->plot) {
        struct buf svg = {.arena = c->arena};
        picture_render(&svg, c->title ? c->title : file_said(c, c->files[0]), &report, job.reference_count ? job.references[0].heard : NULL);
        TRY(file_deliver_text(c->plot, &svg));
    }
    struct buf json = {.arena = c->arena};
    json_record(&json, &report_record, &report);
    if (c->report)
        TRY(file_deliver_text(c->report, &json));
    if (c->json)
        printf("%s\n", json.ptr);
    else
        show_report(&report, c);
    return OK;
}

/* A finished master as it is: another rate, format or tags, and safe for codecs if that is wished. */
enum err verb_deliver(struct call *c)
{
    CLEANUP(file_shut) int master = -1, scratch = file_scratch_folder();
    struct watcher watcher = {.told = tell_progress};
    struct codec_safe_report safe;
    struct analysis measured;
    const struct analysis *now = &measured;
    struct certified_output row = {0};
    struct output_wish wish;
    struct decoded decoded;

    TRY(output_wish(c, &wish));
    TRY(file_decode(c, c->files[0], &master, &decoded));
    if (c->recipe.codec_safe) {
        struct codec_job job = {.master_fd = master, .scratch_fd = scratch, .watcher = &watcher, .more = aac_codecs,
                                .more_count = c->aac ? AAC_CODECS : 0, .threads = (int)c->threads};
        TRY(codec_make_safe(c->arena, &job, &safe));
    }
    TRY(measure_file(c->arena, master, &watcher, &measured));
    TRY(write_out(c, &wish, master, &now, c->json ? &row : NULL));
    tell_progress_end();
    if (c->json)
        show_output(c, &row);
    else if (c->recipe.codec_safe)
        show_codecs(&safe);
    return OK;
}

enum err verb_demo(struct call *c)
{
    CLEANUP(file_shut) int song = -1;
    struct output_wish wish = {.format = file_format(c, c->out), .tags = {.title = "Demo", .artist = "mastering"}};
    struct certified_output row = {0};
    struct analysis measured;
    const struct analysis *now = &measured;

    if (c->song && strcmp(c->song, "evening") != 0)
        return fail(ERR_INVALID, "--song: there is only evening");
    TRY(file_nameless(&song));
    TRY(c->song ? evening_write(song) : demo_write(song, c->seconds));
    TRY(measure_file(c->arena, song, NULL, &measured));
    TRY(write_out(c, &wish, song, &now, c->json ? &row : NULL));
    if (c->json)
        show_output(c, &row);
    return OK;
}
