/* SPDX-License-Identifier: ISC */
/* mastering_master.c - the verbs that make sound. */
#include "audio/demo.h"
#include "audio/picture.h"
#include "audio/render.h"
#include "cmd/mastering.h"
#include "json/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void show_report(const struct report *r, const struct call *c)
{
    const struct move *moves = r->moves.rows;

    fprintf(stderr, "before  %6.2f LUFS  %6.2f dBTP  LRA %4.1f LU\n", r->before->lufs, r->before->true_peak_db,
            r->before->lra_lu);
    fprintf(stderr, "after   %6.2f LUFS  %6.2f dBTP  LRA %4.1f LU  (libebur128: %.2f LUFS, %.2f dBTP)\n", r->after->lufs,
            r->after->true_peak_db, r->after->lra_lu, r->loudness->check_lufs, r->true_peak->check_db);
    for (size_t i = 0; i < r->moves.count; i++)
        fprintf(stderr, "  %-9s %s %+.1f %s: %s\n", moves[i].stage, moves[i].what, moves[i].amount, moves[i].unit,
                moves[i].why);
    if (r->loudness->stopped)
        fprintf(stderr, "  stopped at %s\n", r->loudness->stopped);
    if (strcmp(c->out, "-"))
        fprintf(stderr, "%s\n", c->out);
}

enum err verb_master(struct call *c)
{
    CLEANUP(file_shut) int mix = -1, master = -1, encoded = -1, scratch = -1;
    struct decoded decoded;
    struct analysis reference;
    struct report report;
    struct render_job job = {.recipe = &c->recipe, .watcher.told = tell_progress, .threads = (int)c->threads};

    TRY(file_decode(c->files[0], &mix, &decoded));
    if (c->reference) {
        TRY(measure_path(c, c->reference, &reference, NULL));
        job.reference = &reference;
        c->recipe.reference = c->reference;
    }
    TRY(file_nameless(&master));
    TRY(file_nameless(&encoded));
    scratch = file_scratch_folder();
    job.mix_fd = mix;
    job.master_fd = master;
    job.scratch_fd = scratch;
    TRY(render_master(c->arena, &job, &report));
    TRY(encode_output(master, file_format(c), &(struct tags){c->title, c->artist}, encoded));
    TRY(file_deliver(encoded, c->out));
    tell_progress_end();
    show_report(&report, c);
    if (c->plot) {
        struct buf svg = {.arena = c->arena};
        picture_render(&svg, c->title ? c->title : c->files[0], &report, job.reference);
        TRY(file_deliver_text(c->plot, &svg));
    }
    if (!c->report)
        return OK;
    struct buf json = {.arena = c->arena};
    json_record(&json, &report_record, &report);
    return file_deliver_text(c->report, &json);
}

enum err verb_demo(struct call *c)
{
    CLEANUP(file_shut) int song = -1, encoded = -1;

    TRY(file_nameless(&song));
    TRY(file_nameless(&encoded));
    TRY(demo_write(song, c->seconds ? strtod(c->seconds, NULL) : 60));
    TRY(encode_output(song, file_format(c), &(struct tags){"Demo", "mastering"}, encoded));
    return file_deliver(encoded, c->out);
}
