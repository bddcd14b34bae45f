/* SPDX-License-Identifier: ISC */
/* mastering - the engine at the command line: no database, no network, no decoder but libsndfile. */
#include "audio/album.h"
#include "audio/engine.h"
#include "audio/family.h"
#include "cmd/mastering.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum { EX_REFUSED = 1 };

static const struct {
    const char *name, *usage;
    enum err (*run)(struct call *);
    size_t least, most;
    bool out;
} commands[] = {
    {"master", "IN -o OUT [--style S] [--loudness LUFS] [--bundle PLATFORM,... -o DIR] [--plot FILE.svg] [...]", verb_master, 1, 1, true},
    {"measure", "FILE... [--plot FILE.svg] [--json]", verb_measure, 1, FILES_MOST, false},
    {"compare", "A B [--plot FILE.svg] [--json]", verb_compare, 2, 2, false},
    {"deliver", "MASTER -o OUT [--format F] [--rate HZ] [--codec-safe yes] [--title T] [...]", verb_deliver, 1, 1, true},
    {"explain", "MIX|REPORT|CERTIFICATE [--delta MOVE -o OUT] [--json] [as for master]", verb_explain, 1, 1, false},
    {"verify", "CERTIFICATE [FILE...] [--key KEY.pem] [--rerender MIX] [--json]", verb_verify, 1, FILES_MOST, false},
    {"platforms", "[--json]", verb_platforms, 0, 0, false},
    {"album", "SONG... -o FOLDER [--loudness LUFS] [--distances 0-100] [--gaps] [...]", verb_album, 1, ALBUM_SONGS_MOST, true},
    {"family", "MAIN VERSION... -o FOLDER [...]", verb_family, 2, 1 + FAMILY_MOST, true},
    {"remix", "OLDMIX NEWMIX [-o OUT --settings REPORT.json] [--json]", verb_remix, 2, 2, false},
    {"loudness-curve", "MIX [--plot FILE.svg] [--json] [as for master]", verb_curve, 1, 1, false},
    {"match", "--save PROFILE.json FILE... [--json]", verb_match, 1, FILES_MOST, false},
    {"demo", "-o OUT.wav [--seconds N]", verb_demo, 0, 0, true},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

/* Beside the recipe's: options with a value, and words that stand alone. */
static const struct {
    const char *name;
    size_t at;
} options[] = {
    {"format", offsetof(struct call, format)},
    {"report", offsetof(struct call, report)},
    {"seconds", offsetof(struct call, seconds)},
    {"title", offsetof(struct call, title)},
    {"artist", offsetof(struct call, artist)},
    {"album", offsetof(struct call, album)},
    {"isrc", offsetof(struct call, isrc)},
    {"rate", offsetof(struct call, rate)},
    {"certificate", offsetof(struct call, certificate)},
    {"key", offsetof(struct call, key)},
    {"date", offsetof(struct call, date)},
    {"bundle", offsetof(struct call, bundle)},
    {"rerender", offsetof(struct call, rerender)},
    {"output", offsetof(struct call, out)},
    {"settings", offsetof(struct call, settings)},
    {"save", offsetof(struct call, save)},
    {"plot", offsetof(struct call, plot)},
    {"distances", offsetof(struct call, distances)},
    {"delta", offsetof(struct call, delta)},
}, switches[] = {
    {"json", offsetof(struct call, json)},
    {"gaps", offsetof(struct call, gaps)},
    {"aac", offsetof(struct call, aac)}, /* codec_safe minds AAC too */
};

/* References are files here, and are added one by one. */
static bool as_flag(const struct field *f)
{
    return f->type != FIELD_LIST && strcmp(f->name, "reference") != 0;
}

/* One line says what is wrong, one how it is meant. */
static int wrong(const char *verb, const char *what)
{
    fprintf(stderr, "mastering: %s\n", what);
    for (size_t i = 0; i < COMMANDS; i++)
        if (!strcmp(verb, commands[i].name))
            fprintf(stderr, "usage: mastering %s %s\n", commands[i].name, commands[i].usage);
    fprintf(stderr, "mastering --help tells the rest\n");
    return EX_USAGE;
}

static int usage(void)
{
    struct arena *a = arena_new();

    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(stderr, "%s mastering %s %s\n", i ? "      " : "usage:", commands[i].name, commands[i].usage);
    fprintf(stderr, "the recipe:\n");
    for (size_t i = 0; i < recipe_record.count; i++) {
        const struct field *f = &recipe_record.fields[i];
        char name[32];
        (void)snprintf(name, sizeof name, "%s", f->name);
        for (char *p = name; *p; p++)
            *p = *p == '_' ? '-' : *p;
        if (as_flag(f))
            fprintf(stderr, "  --%-17s %s%s%s [%s]\n", name, f->doc, f->unit ? " " : "", f->unit ? f->unit : "",
                    f->preset ? f->preset : "");
    }
    fprintf(stderr, "  --%-17s %s\n", "reference", "A file to follow; up to eight, FILE@tone=2,width=0 with weights.");
    fprintf(stderr, "also: --format wav16|wav24|wav32f|flac|mp3|opus  --report FILE.json  --rate HZ  --threads N\n"
                    "      --title T  --artist A  --album A  --isrc CODE  --certificate FILE --key KEY.pem  --aac  --json\n"
                    "- is standard input or output; `man mastering` tells more\n");
    arena_free(&a);
    return EX_USAGE;
}

static enum err own_flag(struct call *c, const char *name, const char *value)
{
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (!strcmp(name, options[i].name)) {
            memcpy((char *)c + options[i].at, &value, sizeof value);
            return OK;
        }
    if (strcmp(name, "threads"))
        return fail(ERR_INVALID, "--%s is not known here", name);
    c->threads = strtoll(value, NULL, 10);
    return c->threads > 0 && c->threads <= 64 ? OK : fail(ERR_INVALID, "--threads must be between 1 and 64");
}

/* Is it one of the words that take no value? */
static bool switched(struct call *c, const char *word)
{
    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++)
        if (!strncmp(word, "--", 2) && !strcmp(word + 2, switches[i].name))
            return *(bool *)((char *)c + switches[i].at) = true;
    return false;
}

static enum err add_reference(struct call *c, const char *text)
{
    struct list *all = &c->recipe.references;
    struct recipe_reference *rows = arena_alloc(c->arena, (all->count + 1) * sizeof *rows);

    if (all->count == REFERENCES_MOST)
        return fail(ERR_INVALID, "at most %d references", REFERENCES_MOST);
    if (all->count)
        memcpy(rows, all->rows, all->count * sizeof *rows);
    TRY(recipe_reference_parse(c->arena, text, &rows[all->count]));
    *all = (struct list){rows, all->count + 1};
    return OK;
}

static enum err flag(struct call *c, const char *name, const char *value)
{
    char field[32];

    if (!strcmp(name, "reference"))
        return add_reference(c, value);

    (void)snprintf(field, sizeof field, "%s", name);
    for (char *p = field; *p; p++)
        *p = *p == '-' ? '_' : *p;
    const struct field *f = field_named(&recipe_record, field);
    if (!f || !as_flag(f))
        return own_flag(c, name, value);
    if (field_parse(c->arena, f, value, &c->recipe) == OK)
        return OK;
    char why[256];
    (void)snprintf(why, sizeof why, "%s", err_detail());
    return fail(ERR_INVALID, "--%s %s", name, why);
}

static enum err parse(struct call *c, char **args)
{
    for (; *args; args++) {
        char *equals = strchr(*args, '=');
        if ((*args)[0] != '-' || !strcmp(*args, "-")) {
            if (c->count == FILES_MOST)
                return fail(ERR_INVALID, "too many files");
            c->files[c->count++] = *args;
        } else if (switched(c, *args)) {
            continue;
        } else if (!strncmp(*args, "--", 2) && equals) {
            TRY(flag(c, arena_strndup(c->arena, *args + 2, (size_t)(equals - *args - 2)), equals + 1));
        } else if (!args[1]) {
            return fail(ERR_INVALID, "%s wants a value", *args);
        } else if (!strcmp(*args, "-o")) {
            c->out = *++args;
        } else if (!strncmp(*args, "--", 2)) {
            TRY(flag(c, *args + 2, args[1]));
            args++;
        } else {
            return fail(ERR_INVALID, "%s is not known here", *args);
        }
    }
    if (c->format && word_index(output_format_words, c->format) == ENUM_ABSENT)
        return fail(ERR_INVALID, "--format is one of wav16 wav24 wav32f flac mp3 opus");
    return OK;
}

static int exit_code(enum err e)
{
    if (e == OK)
        return EX_OK;
    tell_progress_end();
    if (e == ERR_BUSY)
        return EX_TEMPFAIL;
    if (e == ERR_FAULT || e == ERR_FULL || e == ERR_NOT_FOUND) {
        if (e != ERR_FAULT)
            fprintf(stderr, "mastering: %s\n", err_detail());
        return EX_IOERR;
    }
    fprintf(stderr, "mastering: %s: %s\n", err_code(), err_detail());
    return EX_REFUSED;
}

int main(int argc, char **argv)
{
    CLEANUP(arena_free) struct arena *arena = arena_new();
    struct call *c = NEW(arena, struct call);

    if (argc < 2)
        return usage();
    if (!strcmp(argv[1], "--version"))
        return puts(ENGINE_NAME) < 0 ? EX_IOERR : EX_OK;
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "help"))
        return usage(), EX_OK;
    c->arena = arena;
    c->threads = sysconf(_SC_NPROCESSORS_ONLN) > 1 ? 2 : 1;
    if (record_preset(arena, &recipe_record, &c->recipe) != OK || parse(c, argv + 2) != OK)
        return wrong(argv[1], err_detail());
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(argv[1], commands[i].name))
            continue;
        if (c->json && c->out && !strcmp(c->out, "-"))
            return wrong(argv[1], "standard output cannot take both the sound and --json");
        if (c->count < commands[i].least || c->count > commands[i].most || (commands[i].out && !c->out))
            return wrong(argv[1], c->count < commands[i].least ? "which file?" : commands[i].out && !c->out ? "where to? (-o OUT)" : "too many files");
        return exit_code(commands[i].run(c));
    }
    return wrong(argv[1], arena_printf(arena, "%s: no such command", argv[1]));
}
