/* SPDX-License-Identifier: ISC */
/* mastering - the engine at the command line: no database, no network, no decoder but libsndfile. */
#include "audio/album.h"
#include "audio/engine.h"
#include "audio/family.h"
#include "base/text.h"
#include "cmd/mastering.h"
#include "json/json.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum { EX_REFUSED = 1 };

static const struct verb verbs[] = {
    {"master", "IN -o OUT [--loudness LUFS] [--style S] [--reference FILE] [...] | IN --bundle PLATFORM,... -o FOLDER [...]",
     "Makes a master of a mix.", "output recipe bundle format bits rate title artist album track isrc upc report plot certificate key date aac settings from to",
     verb_master, 1, 1, true, false},
    {"measure", "FILE... [--plot FILE.svg] [--json]", "Tells loudness, peaks, width and what there is to mend.", "plot",
     verb_measure, 1, FILES_MOST, false, false},
    {"compare", "A B [--plot FILE.svg] [--json]", "Measures two files and tells how the second differs.", "plot",
     verb_compare, 2, 2, false, false},
    {"deliver", "MASTER -o OUT [--format F] [--rate HZ] [--codec-safe yes] [--title T] [...]",
     "Writes a finished master in another format, at another rate or with other tags.",
     "output format bits rate title artist album track isrc upc aac codec_safe ceiling", verb_deliver, 1, 1, true, false},
    {"explain", "MIX|REPORT|CERTIFICATE [--delta MOVE -o OUT] [--json] [as for master]",
     "Tells in sentences what was done to a song, or would be; --delta writes what one move changes.", "recipe aac delta output format bits", verb_explain, 1, 1, false, false},
    {"verify", "CERTIFICATE [FILE...] [--key KEY.pem] [--rerender MIX] [--json]",
     "Says whether a certificate is true, and whether these are the files it is about.", "key rerender reference",
     verb_verify, 1, FILES_MOST, false, false},
    {"platforms", "[--json]", "Lists the places that --bundle knows.", "", verb_platforms, 0, 0, false, false},
    {"album", "SONG... -o FOLDER [--loudness LUFS] [--distances PERCENT] [--gap SECONDS] [...]", "Masters songs that belong together.",
     "output recipe distances gap format bits rate artist album upc report", verb_album, 1, ALBUM_SONGS_MOST, true, true},
    {"family", "MAIN VERSION... -o FOLDER [...]", "Gives the versions of a song what its main version gets.",
     "output recipe format bits rate artist album report", verb_family, 2, 1 + FAMILY_MOST, true, true},
    {"remix", "OLDMIX NEWMIX [-o OUT --settings REPORT.json] [--json]",
     "Tells what a new mix changed, and masters it as the old one was.",
     "output settings format bits rate title artist album track isrc upc report", verb_remix, 2, 2, false, false},
    {"loudness-curve", "MIX [--plot FILE.svg] [--json] [as for master]", "Tells how loud a mix can go, and what that would cost.",
     "recipe title plot report", verb_curve, 1, 1, false, false},
    {"match", "--save PROFILE.json FILE... [--json]", "Keeps what music measures, for --reference.", "save",
     verb_match, 1, FILES_MOST, false, false},
    {"preview", "MIX MASTER -o FOLDER [--json]", "Writes mix and master in step, in the pieces that a page plays.", "output",
     verb_preview, 2, 2, true, true},
    {"demo", "-o OUT [--seconds N | --song evening]", "Writes a mix of its own to try things on.", "output seconds song format bits",
     verb_demo, 0, 0, true, false},
};
enum { VERBS = sizeof verbs / sizeof *verbs };

static const struct verb *verb_named(const char *name)
{
    for (size_t i = 0; i < VERBS; i++)
        if (!strcmp(name, verbs[i].name))
            return &verbs[i];
    return NULL;
}

static void help(FILE *to)
{
    for (size_t i = 0; i < VERBS; i++)
        fprintf(to, "%s mastering %s %s\n", i ? "      " : "usage:", verbs[i].name, verbs[i].usage);
    fprintf(to, "\n");
    for (size_t i = 0; i < VERBS; i++)
        fprintf(to, "  %-16s %s\n", verbs[i].name, verbs[i].doc);
    fprintf(to, "\n`mastering help COMMAND` tells its options.  - is standard input or output; what follows -- is files.\n");
}

/* ---- how it ends ------------------------------------------------------------------------ */

/* A failure as a program reads it. */
struct failure {
    const char *code, *detail;
};
static const struct field failure_fields[] = {TEXT(failure, code), TEXT(failure, detail)};
static const struct record failure_record = RECORD(failure, failure_fields);

static void tell_failure(struct call *c, const char *code, const char *detail)
{
    struct failure f = {code, text_clean(c->arena, detail)};

    if (c->json)
        tell_json(c, &failure_record, &f);
}

/* One line says what is wrong, one how it is meant. */
static int wrong(struct call *c, const struct verb *v, const char *what)
{
    fprintf(stderr, "mastering: %s\n", what);
    if (v)
        fprintf(stderr, "usage: mastering %s %s\n", v->name, v->usage);
    fprintf(stderr, "mastering help%s%s tells the rest\n", v ? " " : "", v ? v->name : "");
    tell_failure(c, "usage", what);
    return EX_USAGE;
}

static int exit_code(enum err e)
{
    switch (e) {
    case OK:
        return EX_OK;
    case ERR_BUSY:
        return EX_TEMPFAIL;
    case ERR_FAULT:
    case ERR_FULL:
    case ERR_NOT_FOUND:
        return EX_IOERR;
    default:
        return EX_REFUSED;
    }
}

/* What could not be said was not said: a full disk behind standard output is a failure too. */
static enum err said(enum err e)
{
    if (e == OK && (fflush(stdout) || ferror(stdout)))
        return fail(errno == ENOSPC ? ERR_FULL : ERR_NOT_FOUND, "standard output: %s", strerror(errno));
    return e;
}

static int ended(struct call *c, enum err e)
{
    if (e != OK) {
        tell_progress_end();
        fprintf(stderr, "mastering: %s: %s\n", err_code(), err_detail());
        if (e == ERR_FULL)
            fprintf(stderr, "sound at work lies in the folder TMPDIR, or else in /tmp\n");
        tell_failure(c, err_code(), arena_strdup(c->arena, err_detail()));
        (void)fflush(stdout);
    }
    return exit_code(e);
}

/* ---- how it begins ------------------------------------------------------------------------ */

/* What one option wants of the others, before the work. */
static const char *unmatched(const struct call *c, const struct verb *v)
{
    if (c->certificate && !c->key)
        return "a certificate is signed: --key FILE, made by `openssl genpkey -algorithm ed25519`";
    if (c->bundle && c->own)
        return arena_printf(c->arena, "in a bundle every place decides on loudness, ceiling and what it cannot do without: --%s has no place", c->own);
    if (c->bundle && (c->format || c->bits > 0 || c->rate_hz > 0 || c->report || c->plot || c->certificate))
        return "in a bundle the platform decides on the file: --format, --bits, --rate, --report, --plot and --certificate have no place";
    if (c->bundle && (c->settings || c->from_s > 0 || c->to_s > 0))
        return "in a bundle every master is decided on its own, and whole: --settings, --from and --to have no place";
    if (v->run == verb_master && c->key && !c->certificate && !c->bundle)
        return "what shall the key sign? (--certificate FILE)";
    if (v->run == verb_match && !c->save)
        return "--save: the name of the profile is wanted";
    if (v->run == verb_remix && c->out && !c->settings)
        return "--settings: the report of the old master is wanted";
    return files_once(c);
}

/* Why this cannot be done, or NULL. */
static const char *lacking(const struct call *c, const struct verb *v)
{
    if (c->count < v->least)
        return c->count ? "another file is wanted" : "which file?";
    if (c->count > v->most)
        return "too many files";
    if (v->out && !c->out)
        return "where to? (-o OUT)";
    return unmatched(c, v);
}

/* Wanted even where the rest of the line is wrong. */
static bool wants_json(char **args)
{
    for (; *args && strcmp(*args, "--"); args++)
        if (!strcmp(*args, "--json"))
            return true;
    return false;
}

static int perform(struct call *c, const struct verb *v, char **args)
{
    c->json = wants_json(args);
    if (options_read(c, v, args) != OK)
        return wrong(c, v, arena_strdup(c->arena, err_detail()));
    if (c->help) {
        options_help(stdout, v);
        return ended(c, said(OK));
    }
    const char *what = lacking(c, v);
    if (what)
        return wrong(c, v, what);
    enum err e = files_ready(c, v->folder || c->bundle);
    return ended(c, said(e == OK ? v->run(c) : e));
}

int main(int argc, char **argv)
{
    CLEANUP(arena_free) struct arena *arena = arena_new();
    struct call *c = NEW(arena, struct call);
    const char *word = argc > 1 ? argv[1] : "";
    bool asked = !strcmp(word, "help") || !strcmp(word, "--help") || !strcmp(word, "-h");
    const struct verb *v = verb_named(asked && argc > 2 ? argv[2] : word);

    c->arena = arena;
    c->threads = sysconf(_SC_NPROCESSORS_ONLN) > 1 ? 2 : 1;
    if (!strcmp(word, "--version")) {
        puts(ENGINE_NAME);
        return ended(c, said(OK));
    }
    if (asked && (v || argc == 2)) {
        if (v)
            options_help(stdout, v);
        else
            help(stdout);
        return ended(c, said(OK));
    }
    if (v)
        return perform(c, v, argv + 2);
    if (argc < 2) {
        help(stderr);
        return EX_USAGE;
    }
    c->json = wants_json(argv);
    return wrong(c, NULL, arena_printf(arena, "%s: no such command", argv[asked ? 2 : 1]));
}
