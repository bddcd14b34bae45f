/* SPDX-License-Identifier: ISC */
/* mastering_certificate.c - signing what was made, and finding out whether it is true. */
#include "audio/engine.h"
#include "audio/render.h"
#include "base/clock.h"
#include "base/seal.h"
#include "base/text.h"
#include "cmd/mastering.h"
#include "json/json.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { KEY_MOST = 16384, CERTIFICATE_MOST = 64 << 20 };

/* ---- signing ---------------------------------------------------------------------------------- */

static enum err date_of(struct call *c, int64_t *us)
{
    return time_parse(c->date, us) ? fail(ERR_INVALID, "--date is a time such as 2026-01-31T12:00:00Z") : OK;
}

enum err certificate_ready(struct call *c)
{
    struct buf pem = {.arena = c->arena}, line = {.arena = c->arena};
    int64_t at;

    if (!c->key)
        return OK;
    if (!strcmp(c->files[0], "-"))
        return fail(ERR_INVALID, "a certificate is about files, not pipes");
    if (c->date)
        TRY(date_of(c, &at));
    TRY(file_read(c->key, KEY_MOST, &pem));
    return seal_text(c->arena, pem.ptr, "{}", 2, &line);
}

enum err certificate_write(struct call *c, const struct report *r, const struct output_wish *w, struct certified_output *rows, size_t n)
{
    struct certified_source *sources = arena_alloc(c->arena, (1 + REFERENCES_MOST) * sizeof *sources);
    struct certificate all = {.kind = CERTIFICATE_KIND, .engine = ENGINE_NAME, .rights = RIGHTS_LINE, .report = r,
                              .title = w->tags.title, .artist = w->tags.artist, .album = w->tags.album, .track = w->tags.track,
                              .isrc = w->tags.isrc, .upc = w->tags.upc,
                              .outputs = {rows, n}, .sources = {sources, 1 + c->recipe.references.count}, .issued_at = clock_now()};
    struct buf text = {.arena = c->arena}, line = {.arena = c->arena}, pem = {.arena = c->arena};

    if (c->date)
        TRY(date_of(c, &all.issued_at));
    TRY(output_source(c, c->files[0], "mix", &sources[0]));
    for (size_t i = 0; references_file(c, i); i++)
        TRY(output_source(c, references_file(c, i), "reference", &sources[1 + i]));
    TRY(file_read(c->key, KEY_MOST, &pem));
    json_record(&text, &certificate_record, &all);
    TRY(seal_text(c->arena, pem.ptr, text.ptr, text.len, &line));
    return file_deliver_text(c->certificate, &line);
}

/* ---- verifying -------------------------------------------------------------------------------- */

/* One line of what was found out. */
struct finding {
    const char *file, *what; /* what: mix, reference, or the format of an output */
    const char *sha256;
    double lufs, true_peak_db;
};
static const struct field finding_fields[] = {
    TEXT(finding, file),
    TEXT(finding, what),
    TEXT(finding, sha256),
    REAL(finding, lufs, .optional = true),
    REAL(finding, true_peak_db, .optional = true),
};
static const struct record finding_record = RECORD(finding, finding_fields);

struct verdict {
    const char *engine;
    int64_t issued_at;
    const char *key; /* base64url */
    bool key_known;  /* it is the one the caller gave */
    struct list files, rerendered;
};
static const struct field verdict_fields[] = {
    TEXT(verdict, engine),
    TIME(verdict, issued_at),
    TEXT(verdict, key),
    BOOL(verdict, key_known),
    LIST(verdict, files, finding),
    LIST(verdict, rerendered, finding),
};
static const struct record verdict_record = RECORD(verdict, verdict_fields);

static enum err open_certificate(struct call *c, struct certificate *out, struct verdict *v)
{
    struct buf line = {.arena = c->arena}, pem = {.arena = c->arena};
    unsigned char known[SEAL_KEY_BYTES];
    struct sealed sealed;

    TRY(file_read(c->files[0], CERTIFICATE_MOST, &line));
    TRY(seal_open(c->arena, line.ptr, line.len, &sealed));
    TRY(json_read_own(c->arena, sealed.text, sealed.len, &certificate_record, out));
    TRY(certificate_check(out));
    v->engine = out->engine;
    v->issued_at = out->issued_at;
    v->key = base64url_text(c->arena, sealed.key, sizeof sealed.key);
    if (!c->key)
        return OK;
    TRY(file_read(c->key, KEY_MOST, &pem));
    TRY(seal_key(pem.ptr, known));
    v->key_known = same_bytes(known, sealed.key, sizeof known);
    return v->key_known ? OK : refuse(ERR_DENIED, "key", "another key signed this");
}

static bool differs(double a, double b)
{
    return isnan(a) != isnan(b) || fabs(a - b) > 0.01;
}

static enum err check_output(struct call *c, int fd, const struct certified_output *said, struct finding *f)
{
    struct certified_output now;

    TRY(output_certify(c, fd, &now));
    f->what = said->format;
    f->lufs = now.lufs;
    f->true_peak_db = now.true_peak_db;
    if (differs(now.lufs, said->lufs) || differs(now.true_peak_db, said->true_peak_db) || differs(now.lra_lu, said->lra_lu))
        return refuse(ERR_CHECKSUM, "figures", "%s: measures %.2f LUFS and %.2f dBTP; the certificate says %.2f and %.2f",
                      f->file, now.lufs, now.true_peak_db, said->lufs, said->true_peak_db);
    return OK;
}

static enum err check_file(struct call *c, const struct certificate *cert, const char *path, struct finding *f)
{
    CLEANUP(file_shut) int fd = -1;
    const struct certified_output *outputs = cert->outputs.rows;
    const struct certified_source *sources = cert->sources.rows;
    char hex[SHA256_HEX];

    TRY(file_open(path, &fd));
    TRY(sha256_file(fd, hex));
    *f = (struct finding){.file = file_said(c, path), .sha256 = arena_strdup(c->arena, hex), .lufs = (double)NAN, .true_peak_db = (double)NAN};
    for (size_t i = 0; i < cert->outputs.count; i++)
        if (!strcmp(outputs[i].sha256, hex))
            return check_output(c, fd, &outputs[i], f);
    for (size_t i = 0; i < cert->sources.count; i++)
        if (!strcmp(sources[i].sha256, hex)) {
            f->what = sources[i].role;
            return OK;
        }
    return refuse(ERR_CHECKSUM, "other_file", "%s: this certificate is about other bytes", path);
}

/* ---- making it again ------------------------------------------------------------------------------ */

static enum err source_is(struct call *c, const struct certificate *cert, const char *path, const char *role)
{
    struct finding f;

    TRY(check_file(c, cert, path, &f));
    return !strcmp(f.what, role) ? OK : refuse(ERR_CHECKSUM, "other_file", "%s: is the %s, not the %s", path, f.what, role);
}

/* Was AAC among the codecs? */
static size_t more_codecs(const struct report *r)
{
    return r->codec_safe && r->codec_safe->codecs.count > CODECS ? AAC_CODECS : 0;
}

static enum err make_again(struct call *c, const struct certificate *cert, int *master, const struct analysis **measured)
{
    CLEANUP(file_shut) int mix = -1, scratch = file_scratch_folder();
    struct decoded decoded;
    struct report *report = NEW(c->arena, struct report);
    struct render_job job = {.recipe = cert->report->recipe, .watcher.told = tell_progress, .threads = (int)c->threads,
                             .codecs = aac_codecs, .codec_count = more_codecs(cert->report)};

    if (strcmp(cert->engine, ENGINE_NAME) != 0)
        return refuse(ERR_CONFLICT, "engine", "made by %s; this is %s, and only the same engine makes the same bytes",
                      cert->engine, ENGINE_NAME);
    TRY(certificate_check_recipe(cert));
    for (size_t i = 0; references_file(c, i); i++)
        TRY(source_is(c, cert, references_file(c, i), "reference"));
    TRY(references_hear(c, cert->report->recipe, &job));
    TRY(source_is(c, cert, c->rerender, "mix"));
    TRY(file_decode(c, c->rerender, &mix, &decoded));
    TRY(file_nameless(master));
    job.mix_fd = mix;
    job.master_fd = *master;
    job.scratch_fd = scratch;
    TRY(render_master(c->arena, &job, report));
    *measured = report->after;
    return OK;
}

static enum err rerender(struct call *c, const struct certificate *cert, struct list *out)
{
    CLEANUP(file_shut) int master = -1;
    const struct certified_output *said = cert->outputs.rows;
    struct finding *rows = arena_alloc(c->arena, (cert->outputs.count + 1) * sizeof *rows);
    const struct analysis *measured = NULL;

    TRY(make_again(c, cert, &master, &measured));
    for (size_t i = 0; i < cert->outputs.count; i++) {
        CLEANUP(file_shut) int encoded = -1;
        const struct analysis *now = measured;
        char hex[SHA256_HEX];
        struct output_wish w = {.ceiling_db = cert->report->recipe->ceiling,
                                .gap_s = isnan(said[i].gap_s) ? 0 : said[i].gap_s,
                                .rate_hz = said[i].asked_rate_hz == INT_ABSENT ? 0 : said[i].asked_rate_hz,
                                .format = (enum output_format)word_index(output_format_words, said[i].format),
                                .tags = {.title = cert->title, .artist = cert->artist, .album = cert->album,
                                         .track = cert->track, .isrc = cert->isrc, .upc = cert->upc}};
        if ((int)w.format == ENUM_ABSENT)
            return fail(ERR_MALFORMED, "%s: no such format", said[i].format);
        TRY(file_nameless(&encoded));
        TRY(output_make(c, &w, master, &now, encoded));
        TRY(sha256_file(encoded, hex));
        rows[i] = (struct finding){file_said(c, c->rerender), said[i].format, arena_strdup(c->arena, hex), now->lufs, now->true_peak_db};
        if (strcmp(hex, said[i].sha256) != 0)
            return refuse(ERR_CHECKSUM, "rerender", "rendered again, the %s is another: %s%s", said[i].format, hex,
                          cert->album ? " (a song that was mastered with its album is not made again alone)" : "");
    }
    *out = (struct list){rows, cert->outputs.count};
    return OK;
}

/* ---- the verb --------------------------------------------------------------------------------------- */

static void tell(struct call *c, const struct verdict *v)
{
    const struct finding *files = v->files.rows, *again = v->rerendered.rows;

    printf("the signature is true: %s, signed %s\n", v->engine, time_text(c->arena, v->issued_at));
    printf("key %s (%s)\n", v->key, v->key_known ? "the one you gave" : "whose? compare it, or give --key FILE");
    for (size_t i = 0; i < v->files.count; i++) {
        printf("%s: the %s, byte by byte", files[i].file, files[i].what);
        if (isnan(files[i].lufs))
            printf("\n");
        else
            printf("; measured again: %.2f LUFS, %.2f dBTP, as certified\n", files[i].lufs, files[i].true_peak_db);
    }
    for (size_t i = 0; i < v->rerendered.count; i++)
        printf("%s: rendered again, the %s has the same SHA-256\n", again[i].file, again[i].what);
}

enum err verb_verify(struct call *c)
{
    struct finding *rows = arena_alloc(c->arena, c->count * sizeof *rows);
    struct verdict v = {.files = {rows, c->count - 1}};
    struct certificate cert;

    TRY(open_certificate(c, &cert, &v));
    for (size_t i = 1; i < c->count; i++)
        TRY(check_file(c, &cert, c->files[i], &rows[i - 1]));
    TRY(c->rerender ? rerender(c, &cert, &v.rerendered) : OK);
    tell_progress_end();
    if (!c->json) {
        tell(c, &v);
        return OK;
    }
    struct buf json = {.arena = c->arena};
    json_record(&json, &verdict_record, &v);
    printf("%s\n", json.ptr);
    return OK;
}
