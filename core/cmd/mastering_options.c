/* SPDX-License-Identifier: ISC */
/* mastering_options.c - what may stand on the command line, and what the help says of it. */
#include "audio/platform.h"
#include "base/text.h"
#include "cmd/mastering.h"

#include <ctype.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Beside the recipe's: options with a value (a number, where least < most; words for people, where `said`) ... */
static const struct option {
    const char *name, *value, *doc;
    size_t at;
    double least, most;
    bool whole, said;
} options[] = {
    {"output", "FILE", "Where the result goes, also -o; - is standard output.", .at = offsetof(struct call, out)},
    {"bundle", "PLATFORM,...", "A master for each of these places, or all, in the folder -o.", .at = offsetof(struct call, bundle)},
    {"format", "FORMAT", "wav16, wav24, wav32f, flac, flac16, mp3 or opus; left out: as the ending of the name says.", .at = offsetof(struct call, format)},
    {"bits", "N", "Bits of a sample in WAV (16, 24, 32 as floats) and FLAC (16, 24); left out: 24.", .at = offsetof(struct call, bits), .least = 16, .most = 32, .whole = true},
    {"rate", "HZ", "The sample rate of the file; left out: as it comes.", .at = offsetof(struct call, rate_hz), .least = 8000, .most = 192000, .whole = true},
    {"title", "TEXT", "The title in the file's tags.", .at = offsetof(struct call, title), .said = true},
    {"artist", "TEXT", "The artist in the file's tags.", .at = offsetof(struct call, artist), .said = true},
    {"album", "TEXT", "The album in the file's tags.", .at = offsetof(struct call, album), .said = true},
    {"track", "N", "Its place in the album, in the file's tags.", .at = offsetof(struct call, track), .least = 1, .most = 999, .whole = true},
    {"isrc", "CODE", "The recording's ISRC in the file's tags.", .at = offsetof(struct call, isrc), .said = true},
    {"upc", "CODE", "The album's UPC or EAN in the file's tags.", .at = offsetof(struct call, upc), .said = true},
    {"report", "FILE.json", "What was measured and done goes there.", .at = offsetof(struct call, report)},
    {"plot", "FILE.svg", "A picture of it goes there.", .at = offsetof(struct call, plot)},
    {"certificate", "FILE.json", "A certificate, signed with --key, goes there.", .at = offsetof(struct call, certificate)},
    {"key", "KEY.pem", "The Ed25519 key that signs, or that is said to have signed.", .at = offsetof(struct call, key)},
    {"date", "TIME", "The time in the certificate, such as 2026-01-31T12:00:00Z; left out: now.", .at = offsetof(struct call, date)},
    {"rerender", "MIX", "Makes the master again from this mix and compares the bytes.", .at = offsetof(struct call, rerender)},
    {"settings", "REPORT.json", "The report of the old master, whose settings are taken.", .at = offsetof(struct call, settings)},
    {"from", "SECONDS", "A stretch of the master alone, from here; with --settings bit by bit what the whole has there.", .at = offsetof(struct call, from_s), .least = 0, .most = 36000},
    {"to", "SECONDS", "The end of that stretch; left out: the master's.", .at = offsetof(struct call, to_s), .least = 0, .most = 36000},
    {"delta", "MOVE", "The move whose share in the master is written to -o.", .at = offsetof(struct call, delta)},
    {"save", "PROFILE.json", "Where the profile goes.", .at = offsetof(struct call, save)},
    {"distances", "PERCENT", "How much of their distances in loudness the songs keep; left out: 100.", .at = offsetof(struct call, distances), .least = 0, .most = 100},
    {"gap", "SECONDS", "Silence between the songs, 0 to 10, or one after each but the last, such as 2,0,auto; left out or auto: 2, but none where the sound goes on.", .at = offsetof(struct call, gap)},
    {"seconds", "N", "The length of the song; left out: 60.", .at = offsetof(struct call, seconds), .least = 1, .most = 3600},
    {"song", "NAME", "Which song: evening is 26 seconds for listening; left out: one to measure by.", .at = offsetof(struct call, song)},
    {"threads", "N", "How many threads may work; the sound does not depend on it.", .at = offsetof(struct call, threads), .least = 1, .most = 64, .whole = true},
};

/* ... and words that stand alone. */
static const struct {
    const char *name, *doc;
    size_t at;
} switches[] = {
    {"json", "Tells everything as JSON on standard output, refusals too.", offsetof(struct call, json)},
    {"aac", "Codec-safe for AAC too, by the command ffmpeg.", offsetof(struct call, aac)},
};

enum { OPTIONS = sizeof options / sizeof *options, SWITCHES = sizeof switches / sizeof *switches, SAID_MOST = 1000 };

/* ---- which verb knows what ------------------------------------------------------------- */

static bool among(const char *words, const char *word)
{
    size_t n = strlen(word);

    for (const char *p = words; (p = strstr(p, word)); p += n)
        if ((p == words || p[-1] == ' ') && (p[n] == ' ' || !p[n]))
            return true;
    return false;
}

static bool of_recipe(const struct verb *v, const char *name)
{
    return among(v->knows, "recipe") || among(v->knows, name);
}

static bool knows(const struct verb *v, const char *name)
{
    return !strcmp(name, "json") || !strcmp(name, "threads") || among(v->knows, name);
}

/* References are files here, and are added one by one. */
static bool as_flag(const struct field *f)
{
    return f->type != FIELD_LIST && strcmp(f->name, "reference") != 0;
}

/* ---- reading --------------------------------------------------------------------------- */

static enum err number(const struct option *o, const char *text, void *out)
{
    char *end;
    double x = strtod(text, &end);

    if (end == text || *end || isspace((unsigned char)*text) || !(x >= o->least && x <= o->most) || (o->whole && x != floor(x)))
        return fail(ERR_INVALID, "--%s must be a %snumber between %.0f and %.0f", o->name, o->whole ? "whole " : "", o->least, o->most);
    memcpy(out, &x, sizeof x);
    return OK;
}

static enum err words_of_people(const struct option *o, const char *text)
{
    if (!text_is_utf8(text, strlen(text)))
        return fail(ERR_INVALID, "--%s must be UTF-8", o->name);
    if (text_length(text) > SAID_MOST)
        return fail(ERR_INVALID, "--%s must have at most %d characters", o->name, SAID_MOST);
    return OK;
}

static enum err own_flag(struct call *c, const struct verb *v, const char *name, const char *value)
{
    const struct option *o = NULL;

    for (size_t i = 0; i < OPTIONS && !o; i++)
        o = !strcmp(name, options[i].name) ? &options[i] : NULL;
    if (!o || !knows(v, name))
        return fail(ERR_INVALID, "--%s is not known %s%s", name, o ? "to " : "here", o ? v->name : "");
    if (o->least < o->most)
        return number(o, value, (char *)c + o->at);
    if (o->said)
        TRY(words_of_people(o, value));
    else if (!*value)
        return fail(ERR_INVALID, "--%s is empty", name);
    memcpy((char *)c + o->at, &value, sizeof value);
    return OK;
}

static enum err switched(struct call *c, const struct verb *v, const char *name, bool *known)
{
    *known = false;
    for (size_t i = 0; i < SWITCHES && !*known; i++)
        if (!strcmp(name, switches[i].name)) {
            if (!knows(v, name))
                return fail(ERR_INVALID, "--%s is not known to %s", name, v->name);
            *known = *(bool *)((char *)c + switches[i].at) = true;
        }
    return OK;
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
    if (!*rows[all->count].version)
        return fail(ERR_INVALID, "--reference is empty");
    if (!text_is_utf8(text, strlen(text)))
        return fail(ERR_INVALID, "the name of a reference stands in the report: it must be UTF-8");
    *all = (struct list){rows, all->count + 1};
    return OK;
}

static enum err flag(struct call *c, const struct verb *v, const char *name, const char *value)
{
    char field[32], why[256];

    if (!strcmp(name, "reference") && of_recipe(v, name))
        return add_reference(c, value);
    (void)snprintf(field, sizeof field, "%s", name);
    for (char *p = field; *p; p++)
        *p = *p == '-' ? '_' : *p;
    const struct field *f = field_named(&recipe_record, field);
    if (!f || !as_flag(f))
        return own_flag(c, v, name, value);
    if (!of_recipe(v, field))
        return fail(ERR_INVALID, "--%s is not known to %s", name, v->name);
    if (field_parse(c->arena, f, value, &c->recipe) == OK) {
        if (platform_decides(&c->recipe, field))
            c->own = name;
        return OK;
    }
    (void)snprintf(why, sizeof why, "%s", err_detail());
    return fail(ERR_INVALID, "--%s %s", name, why);
}

static enum err file(struct call *c, const char *name)
{
    if (!*name)
        return fail(ERR_INVALID, "the name of a file is empty");
    if (c->count == FILES_MOST)
        return fail(ERR_INVALID, "too many files");
    c->files[c->count++] = name;
    return OK;
}

/* Takes the word that begins with a dash, and the value behind it, if it wants one: *args stays on the last. */
static enum err dashed(struct call *c, const struct verb *v, char ***args)
{
    const char *word = (*args)[0], *equals = strchr(word, '='), *value = (*args)[1];
    bool known = false;

    if (!strcmp(word, "-o"))
        word = "--output";
    if (strncmp(word, "--", 2))
        return fail(ERR_INVALID, "%s is not known here; a file of that name is ./%s", word, word);
    TRY(switched(c, v, word + 2, &known));
    if (known)
        return OK;
    if (equals)
        return flag(c, v, arena_strndup(c->arena, word + 2, (size_t)(equals - word - 2)), equals + 1);
    if (!value || !strncmp(value, "--", 2))
        return fail(ERR_INVALID, "%s wants a value", word);
    (*args)++;
    return flag(c, v, word + 2, value);
}

enum err options_read(struct call *c, const struct verb *v, char **args)
{
    bool dashes = true;

    c->distances = 100;
    c->seconds = 60;
    TRY(record_preset(c->arena, &recipe_record, &c->recipe));
    for (; *args; args++)
        if (dashes && !strcmp(*args, "--"))
            dashes = false;
        else if (dashes && (!strcmp(*args, "--help") || !strcmp(*args, "-h")))
            c->help = true;
        else if (dashes && (*args)[0] == '-' && (*args)[1])
            TRY(dashed(c, v, &args));
        else
            TRY(file(c, *args));
    if (c->format && file_format_fits(c, "") == ERR_NOT_FOUND)
        return fail(ERR_INVALID, "--format is one of wav16 wav24 wav32f flac flac16 mp3 opus");
    return c->format ? file_format_fits(c, "") : OK;
}

/* ---- help ------------------------------------------------------------------------------ */

static void help_recipe(FILE *to, const struct verb *v)
{
    for (size_t i = 0; i < recipe_record.count; i++) {
        const struct field *f = &recipe_record.fields[i];
        char name[32];
        (void)snprintf(name, sizeof name, "%s", f->name);
        for (char *p = name; *p; p++)
            *p = *p == '_' ? '-' : *p;
        if (!as_flag(f) || !of_recipe(v, f->name))
            continue;
        fprintf(to, "  --%-22s %s", name, f->doc);
        if (f->type == FIELD_REAL)
            fprintf(to, " (%g to %g%s%s)", f->min, f->max, f->unit ? " " : "", f->unit ? f->unit : "");
        for (int k = 0; f->among && f->among[k]; k++)
            fprintf(to, "%s%s%s", k ? ", " : " (", f->among[k], f->among[k + 1] ? "" : ")");
        fprintf(to, f->preset ? " [%s]\n" : "\n", f->preset);
    }
    if (of_recipe(v, "reference"))
        fprintf(to, "  --%-22s %s\n", "reference FILE", "Music to follow; up to eight, FILE@tone=2,width=0 with weights.");
}

void options_help(FILE *to, const struct verb *v)
{
    fprintf(to, "usage: mastering %s %s\n\n%s\n\n", v->name, v->usage, v->doc);
    for (size_t i = 0; i < OPTIONS; i++)
        if (knows(v, options[i].name)) {
            char name[40];
            (void)snprintf(name, sizeof name, "%s %s", options[i].name, options[i].value);
            fprintf(to, "  --%-22s %s\n", name, options[i].doc);
        }
    for (size_t i = 0; i < SWITCHES; i++)
        if (knows(v, switches[i].name))
            fprintf(to, "  --%-22s %s\n", switches[i].name, switches[i].doc);
    help_recipe(to, v);
}
