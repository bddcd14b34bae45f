/* SPDX-License-Identifier: ISC */
/* mastering_remix.c - a new mix of a song that is mastered already. */
#include "audio/remix.h"
#include "cmd/mastering.h"
#include "json/json.h"

#include <math.h>
#include <stdio.h>

enum { RECORD_BYTES_MOST = 8 << 20 };

/* What must stand in a record and does not; NULL: nothing. */
static const char *lacking(const struct record *r, const void *row)
{
    const char *name = NULL;

    for (size_t i = 0; i < r->count && !name; i++) {
        const struct field *f = &r->fields[i];
        if (field_absent(f, row))
            name = f->optional ? NULL : f->name;
        else if (f->type == FIELD_RECORD)
            name = lacking(f->sub, *(const void *const *)field_in(f, row));
        else if (f->type == FIELD_LIST) {
            const struct list *l = field_in(f, row);
            for (size_t k = 0; k < l->count && !name; k++)
                name = lacking(f->sub, (const char *)l->rows + k * f->sub->size);
        }
    }
    return name;
}

enum err file_record(struct call *c, const char *path, const struct record *r, void *out)
{
    struct buf text = {.arena = c->arena};

    TRY(file_read(path, RECORD_BYTES_MOST, &text));
    TRY(json_read_own(c->arena, text.ptr, text.len, r, out));
    const char *name = lacking(r, out);
    return name ? fail(ERR_INVALID, "%s: \"%s\" is missing", path, name) : OK;
}

/* What a master's report says of how it was made. */
struct old_master {
    const char *engine;
    const struct recipe *recipe;
    struct list settings;
};
static const struct field old_fields[] = {
    TEXT(old_master, engine),
    SUB(old_master, recipe, recipe),
    LIST(old_master, settings, frozen),
};
static const struct record old_master_record = RECORD(old_master, old_fields);

static void show_difference(const struct mix_difference *d)
{
    const struct mix_change *rows = d->changes.rows;

    printf("the new mix has %lld samples (%.4f s) %s at its beginning%s\n",
           (long long)(d->offset < 0 ? -d->offset : d->offset), fabs(d->offset_s), d->offset < 0 ? "less" : "more",
           d->inverted ? ", and the other polarity" : "");
    tell_number("gain", d->gain_db, "dB");
    tell_number("similarity", d->similarity, "");
    for (size_t i = 0; i < d->changes.count; i++)
        printf("  %d:%02d-%d:%02d  %+5.1f dB  %s (%s)\n", (int)rows[i].start_s / 60, (int)rows[i].start_s % 60,
               (int)rows[i].end_s / 60, (int)rows[i].end_s % 60, rows[i].db, rows[i].what, rows[i].where);
}

enum err file_settings(struct call *c, const struct recipe **recipe, struct list *settings)
{
    struct old_master before;

    TRY(file_record(c, c->settings, &old_master_record, &before));
    if (!before.recipe || !before.settings.rows)
        return fail(ERR_INVALID, "%s is no report of a master, or of an engine that kept no settings", c->settings);
    *recipe = before.recipe;
    *settings = before.settings;
    return OK;
}

static enum err again(struct call *c, int old, int new, struct remix_report *report)
{
    CLEANUP(file_shut) int master = -1, scratch = file_scratch_folder();
    const struct recipe *recipe;
    struct list settings;
    struct remix_job job = {.old_fd = old};
    struct output_wish wish;

    TRY(output_wish(c, &wish)); /* a code that is none is said before the work */
    TRY(file_settings(c, &recipe, &settings));
    TRY(file_nameless(&master));
    job.settings = &settings;
    job.as = (struct render_job){.mix_fd = new, .master_fd = master, .scratch_fd = scratch, .recipe = recipe,
                                 .watcher.told = tell_progress, .threads = (int)c->threads};
    TRY(remix_master(c->arena, &job, report));
    TRY(file_encode(c, master, c->out, c->title));
    tell_progress_end();
    return OK;
}

enum err verb_remix(struct call *c)
{
    CLEANUP(file_shut) int old = -1, new = -1;
    struct mix_difference difference;
    struct remix_report report = {.difference = &difference};
    struct decoded decoded;

    TRY(file_decode(c, c->files[0], &old, &decoded));
    TRY(file_decode(c, c->files[1], &new, &decoded));
    if (c->out)
        TRY(again(c, old, new, &report));
    else
        TRY(remix_compare(c->arena, old, new, &difference));
    TRY(c->out ? file_report(c, &report_record, report.report) : file_report(c, &mix_difference_record, &difference));
    if (c->json)
        tell_json(c, c->out ? &remix_report_record : &mix_difference_record,
                  c->out ? (const void *)&report : report.difference);
    else
        show_difference(report.difference);
    return OK;
}
