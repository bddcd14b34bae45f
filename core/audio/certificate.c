/* SPDX-License-Identifier: ISC */
#include "audio/certificate.h"

#include "audio/measure.h"

#include <string.h>

static const struct field source_fields[] = {
    TEXT(certified_source, role, .doc = "mix or reference."),
    TEXT(certified_source, sha256, .doc = "Of the file's bytes, as hex."),
    INT(certified_source, bytes, .unit = "bytes"),
    INT(certified_source, rate_hz, .unit = "Hz"),
    INT(certified_source, channels),
    INT(certified_source, frames),
};
const struct record certified_source_record = RECORD(certified_source, source_fields);

static const struct field output_fields[] = {
    TEXT(certified_output, format, .doc = "wav16, wav24, wav32f, flac, flac16, mp3 or opus."),
    TEXT(certified_output, sha256, .doc = "Of the file's bytes, as hex."),
    INT(certified_output, bytes, .unit = "bytes"),
    INT(certified_output, asked_rate_hz, .unit = "Hz", .optional = true, .doc = "The rate asked for; null: the mix's own."),
    REAL(certified_output, gap_s, .unit = "s", .optional = true, .doc = "Silence behind the music, before the album's next song; null: none."),
    INT(certified_output, rate_hz, .unit = "Hz"),
    REAL(certified_output, lufs, .unit = "LUFS", .optional = true, .doc = "Measured in the file after it was written."),
    REAL(certified_output, true_peak_db, .unit = "dBTP", .optional = true),
    REAL(certified_output, lra_lu, .unit = "LU", .optional = true),
    REAL(certified_output, check_lufs, .unit = "LUFS", .optional = true, .doc = "The same by libebur128."),
    REAL(certified_output, check_true_peak_db, .unit = "dBTP", .optional = true),
};
const struct record certified_output_record = RECORD(certified_output, output_fields);

enum err certified_measure(struct arena *a, int canonical_fd, int64_t rate_hz, struct certified_output *out)
{
    struct second_opinion other;
    struct analysis own;

    TRY(measure_file(a, canonical_fd, NULL, &own));
    TRY(measure_check(canonical_fd, &other));
    out->rate_hz = rate_hz;
    out->lufs = own.lufs;
    out->true_peak_db = own.true_peak_db;
    out->lra_lu = own.lra_lu;
    out->check_lufs = other.lufs;
    out->check_true_peak_db = other.true_peak_db;
    return OK;
}

static const struct field fields[] = {
    TEXT(certificate, kind, .doc = CERTIFICATE_KIND),
    TEXT(certificate, engine, .doc = "Which engine made the master."),
    TIME(certificate, issued_at, .doc = "When this was signed."),
    TEXT(certificate, title, .optional = true),
    TEXT(certificate, artist, .optional = true),
    TEXT(certificate, album, .optional = true),
    TEXT(certificate, track, .optional = true, .doc = "Its place in the album."),
    TEXT(certificate, isrc, .optional = true),
    TEXT(certificate, upc, .optional = true, .doc = "The album's code."),
    TEXT(certificate, rights, .doc = "Whose it is."),
    LIST(certificate, sources, certified_source, .doc = "What went in."),
    LIST(certificate, outputs, certified_output, .doc = "What came out."),
    SUB(certificate, report, report, .doc = "The recipe, what was measured before and after, and what was done."),
};
const struct record certificate_record = RECORD(certificate, fields);

static bool whole_report(const struct report *r)
{
    return r && r->recipe && r->before && r->after && r->loudness && r->true_peak;
}

enum err certificate_check(const struct certificate *c)
{
    const struct certified_source *sources = c->sources.rows;
    const struct certified_output *outputs = c->outputs.rows;

    if (!c->kind || strcmp(c->kind, CERTIFICATE_KIND) != 0)
        return refuse(ERR_MALFORMED, "other_text", "this is a sealed text, but no certificate of a master");
    bool whole = c->engine && c->rights && whole_report(c->report) && c->sources.count && c->outputs.count;
    for (size_t i = 0; whole && i < c->sources.count; i++)
        whole = sources[i].role && sources[i].sha256;
    for (size_t i = 0; whole && i < c->outputs.count; i++)
        whole = outputs[i].format && outputs[i].sha256;
    if (!whole)
        return fail(ERR_MALFORMED, "this certificate is not whole");
    return OK;
}

enum err certificate_check_recipe(const struct certificate *c)
{
    for (size_t i = 0; i < recipe_record.count; i++) {
        const struct field *f = &recipe_record.fields[i];
        if (!field_absent(f, c->report->recipe))
            TRY(field_check(f, c->report->recipe));
        else if (!f->optional)
            return fail(ERR_INVALID, "the recipe of this certificate has no %s", f->name);
    }
    return OK;
}
