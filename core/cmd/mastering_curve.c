/* SPDX-License-Identifier: ISC */
/* mastering_curve.c - how loud can it go? */
#include "audio/curve.h"
#include "audio/picture.h"
#include "cmd/mastering.h"
#include "json/json.h"

#include <math.h>
#include <stdio.h>

static void show_curve(const struct curve *curve)
{
    const struct curve_point *p = curve->points.rows;

    printf("%9s %16s %16s\n", "LUFS", "noise to mask dB", "reduction dB");
    for (size_t i = 0; i < curve->points.count; i++)
        printf("%9.1f %16.1f %16.1f\n", p[i].lufs, p[i].noise_to_mask_db, p[i].reduction_db);
    if (isnan(curve->advised_lufs))
        printf("even the quietest of these would be heard to be limited\n");
    else
        printf("%.1f LUFS is the loudest whose noise stays hidden, below %.1f dBTP\n", curve->advised_lufs, curve->ceiling_db);
}

enum err verb_curve(struct call *c)
{
    CLEANUP(file_shut) int mix = -1, scratch = file_scratch_folder();
    struct render_job job = {.master_fd = -1, .scratch_fd = scratch, .recipe = &c->recipe, .watcher.told = tell_progress,
                             .threads = (int)c->threads};
    struct decoded decoded;
    struct curve curve;

    TRY(file_decode(c, c->files[0], &mix, &decoded));
    job.mix_fd = mix;
    TRY(references_hear(c, &c->recipe, &job));
    TRY(curve_measure(c->arena, &job, &curve));
    tell_progress_end();
    if (c->plot) {
        struct buf svg = {.arena = c->arena};
        picture_curve(&svg, c->title ? c->title : file_said(c, c->files[0]), &curve);
        TRY(file_deliver_text(c->plot, &svg));
    }
    TRY(file_report(c, &curve_record, &curve));
    if (c->json)
        tell_json(c, &curve_record, &curve);
    else
        show_curve(&curve);
    return OK;
}
