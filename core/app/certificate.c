/* SPDX-License-Identifier: ISC */
#include "app/certificate.h"

#include "app/files.h"
#include "audio/certificate.h"
#include "audio/engine.h"
#include "audio/measure.h"
#include "audio/sound.h"
#include "base/seal.h"
#include "json/json.h"

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

enum err certificate_make(struct work *w, const struct master_work *m, const struct report *r, const char *format, int fd,
                          const char *sha256, int64_t bytes, const char **line)
{
    struct certified_output output = {.format = format, .sha256 = sha256, .bytes = bytes, .asked_rate_hz = INT_ABSENT};
    struct buf text = {.arena = w->arena}, sealed = {.arena = w->arena};
    struct master_made made;
    const char *pem;

    *line = NULL;
    enum err e = secret_read(w->arena, w->config, "certificate.key", &pem);
    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    TRY(master_made_get(w->db, m->id, &made));
    TRY(measure(w, fd, &output));
    struct certified_source mix = {.role = "mix", .sha256 = made.sha256, .bytes = made.bytes, .rate_hz = made.rate_hz,
                                   .channels = made.channels, .frames = made.frames};
    struct certificate all = {.kind = CERTIFICATE_KIND, .engine = made.engine, .issued_at = w->now, .title = m->title,
                              .artist = m->artist, .rights = RIGHTS_LINE, .sources = {&mix, 1}, .outputs = {&output, 1}, .report = r};
    json_record(&text, &certificate_record, &all);
    TRY(seal_text(w->arena, pem, text.ptr, text.len, &sealed));
    buf_puts(&sealed, "\n");
    *line = sealed.ptr;
    return OK;
}
