/* SPDX-License-Identifier: ISC */
#include "app/certificate.h"

#include "app/files.h"
#include "audio/certificate.h"
#include "audio/engine.h"
#include "audio/measure.h"
#include "audio/sound.h"
#include "base/seal.h"
#include "json/json.h"

#include <math.h>
#include <string.h>

const char *certificate_kind(struct arena *a, const char *format)
{
    return arena_printf(a, "%s.certificate", format);
}

enum err certificate_report(struct work *w, const char *master, struct report *out)
{
    struct master_made made;

    TRY(master_made_get(w->db, master, &made));
    return json_read_loose(w->arena, made.report, strlen(made.report), &report_record, out);
}

/* As whoever gets the file will hear it: decoded from its own bytes. */
static enum err measure(struct work *w, int fd, struct certified_output *out)
{
    CLEANUP(draft_drop) struct draft sound = {.fd = -1};
    struct sound_limits limits = sound_limits_usual;
    struct decoded decoded;

    limits.seconds_min = 0;
    TRY(draft_new(w->store, &sound));
    TRY(sound_decode(fd, &limits, sound.fd, &decoded));
    return certified_measure(w->arena, sound.fd, decoded.rate_hz, out);
}

/* The mix, then the references in the recipe's order.  One whose song was deleted since is left out: nobody keeps what
 * it was. */
static enum err sources(struct work *w, const struct master_work *m, const struct master_made *made, const struct report *r,
                        struct list *out)
{
    struct list wishes = {0};

    TRY(recipe_references(w->arena, r->recipe, &wishes));
    struct certified_source *rows = arena_alloc(w->arena, (1 + wishes.count) * sizeof *rows);
    size_t n = 0;
    rows[n++] = (struct certified_source){.role = "mix", .sha256 = made->sha256, .bytes = made->bytes, .rate_hz = made->rate_hz,
                                          .channels = made->channels, .frames = made->frames};
    for (size_t i = 0; i < wishes.count; i++) {
        struct version_source v;
        enum err e = version_source_get(w->db, ((const struct recipe_reference *)wishes.rows)[i].version, m->account_id, &v);
        if (e == ERR_NOT_FOUND)
            continue;
        TRY(e);
        rows[n++] = (struct certified_source){"reference", v.sha256, v.bytes, v.rate_hz, v.channels, v.frames};
    }
    *out = (struct list){rows, n};
    return OK;
}

enum err certificate_make(struct work *w, const struct master_work *m, const struct report *r,
                          const struct file_wish *wish, int fd, const char *sha256, int64_t bytes,
                          const char **line)
{
    struct certified_output output = {.format = wish->format,
                                      .sha256 = sha256,
                                      .bytes = bytes,
                                      .asked_rate_hz = wish->rate_hz ? wish->rate_hz : INT_ABSENT,
                                      .gap_s = master_gap_s(m) > 0 ? master_gap_s(m) : (double)NAN};
    struct buf text = {.arena = w->arena}, sealed = {.arena = w->arena};
    struct list went_in;
    struct master_made made;
    const char *pem;

    *line = NULL;
    enum err e = secret_read(w->arena, w->config, "certificate.key", &pem);
    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    TRY(master_made_get(w->db, m->id, &made));
    TRY(measure(w, fd, &output));
    TRY(sources(w, m, &made, r, &went_in));
    struct certificate all = {.kind = CERTIFICATE_KIND,
                              .engine = made.engine,
                              .issued_at = w->now,
                              .title = m->title,
                              .artist = m->artist,
                              .album = m->album,
                              .track = master_track(w->arena, m),
                              .isrc = m->isrc,
                              .upc = m->upc,
                              .rights = RIGHTS_LINE,
                              .sources = went_in,
                              .outputs = {&output, 1},
                              .report = r};
    json_record(&text, &certificate_record, &all);
    TRY(seal_text(w->arena, pem, text.ptr, text.len, &sealed));
    buf_puts(&sealed, "\n");
    *line = sealed.ptr;
    return OK;
}
