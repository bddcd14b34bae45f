/* SPDX-License-Identifier: ISC */
/* mastering - the engine at the command line: no database, no network, no decoder but libsndfile. */
#include "audio/demo.h"
#include "audio/encode.h"
#include "audio/engine.h"
#include "audio/render.h"
#include "audio/sound.h"
#include "base/buf.h"
#include "json/json.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

enum { EX_REFUSED = 1, FILES_MOST = 4096 };

/* What stands on the command line. */
struct call {
    struct arena *arena;
    struct recipe recipe;
    const char *files[FILES_MOST];
    size_t count;
    const char *out, *format, *reference, *report, *seconds, *title, *artist;
    int64_t threads;
    bool json;
};

/* ---- files ------------------------------------------------------------------- */

static void shut(int *fd)
{
    if (*fd > STDERR_FILENO)
        close(*fd);
}

static enum err trouble(const char *doing, const char *what)
{
    return fail(errno == ENOSPC ? ERR_FULL : ERR_FAULT, "%s %s: %s", doing, what, strerror(errno));
}

static const char *scratch_folder(void)
{
    const char *dir = getenv("TMPDIR");

    return dir && *dir ? dir : "/tmp";
}

static enum err nameless(int *fd)
{
    *fd = open(scratch_folder(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    return *fd < 0 ? trouble("open", scratch_folder()) : OK;
}

static enum err pour(int from, int to)
{
    char block[1 << 16];
    ssize_t n;

    while ((n = read(from, block, sizeof block)) > 0)
        for (ssize_t done = 0; done < n;) {
            ssize_t wrote = write(to, block + done, (size_t)(n - done));
            if (wrote < 0)
                return trouble("write", "output");
            done += wrote;
        }
    return n < 0 ? trouble("read", "input") : OK;
}

/* "-" is spooled, because decoders go back and forth. */
static enum err open_input(const char *path, int *fd)
{
    struct stat file;

    if (strcmp(path, "-")) {
        *fd = open(path, O_RDONLY | O_CLOEXEC);
        if (*fd < 0)
            return fail(ERR_NOT_FOUND, "%s", strerror(errno));
        return !fstat(*fd, &file) && S_ISREG(file.st_mode) ? OK : fail(ERR_INVALID, "not a file; use - for a pipe");
    }
    TRY(nameless(fd));
    return pour(STDIN_FILENO, *fd);
}

static enum err decode(const char *path, int *canonical, struct decoded *out)
{
    CLEANUP(shut) int fd = -1;
    struct sound_limits limits = sound_limits_usual;

    limits.seconds_min = 0;
    limits.seconds_max = 10 * 3600;
    limits.decoded_bytes_max = INT64_C(1) << 40;
    TRY(open_input(path, &fd));
    TRY(nameless(canonical));
    return sound_decode(fd, &limits, *canonical, out);
}

/* The file gets its name when it is whole. */
static enum err deliver(int fd, const char *path)
{
    if (lseek(fd, 0, SEEK_SET) < 0)
        return trouble("lseek", path);
    if (!strcmp(path, "-"))
        return pour(fd, STDOUT_FILENO);
    char part[4096];
    if ((size_t)snprintf(part, sizeof part, "%s.part", path) >= sizeof part)
        return fail(ERR_INVALID, "the name is too long");
    CLEANUP(shut) int out = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (out < 0)
        return trouble("open", part);
    enum err e = pour(fd, out);
    if (e == OK && rename(part, path))
        e = trouble("rename", path);
    if (e != OK)
        unlink(part);
    return e;
}

static enum err write_text(const char *path, const struct buf *text)
{
    CLEANUP(shut) int fd = -1;

    TRY(nameless(&fd));
    if (write(fd, text->ptr, text->len) != (ssize_t)text->len || write(fd, "\n", 1) != 1)
        return trouble("write", path);
    return deliver(fd, path);
}

/* ---- telling ------------------------------------------------------------------- */

static bool show_progress(void *arg, const char *step, double fraction)
{
    (void)arg;
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r%-10s %3.0f %%\033[K", step, fraction * 100);
    return false;
}

static void clear_progress(void)
{
    if (isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
}

static void number(const char *name, double value, const char *unit)
{
    if (isnan(value))
        printf("  %-20s %8s\n", name, "-");
    else
        printf("  %-20s %8.2f %s\n", name, value, unit);
}

static void show(const struct analysis *a, const struct second_opinion *other)
{
    printf("  %.2f s, %d Hz, %s\n", a->seconds, (int)a->rate_hz, a->channels == 2 ? "stereo" : "mono");
    number("loudness", a->lufs, "LUFS");
    number("  by libebur128", other->lufs, "LUFS");
    number("loudest 3 s", a->short_max_lufs, "LUFS");
    number("range", a->lra_lu, "LU");
    number("true peak", a->true_peak_db, "dBTP");
    number("  by libebur128", other->true_peak_db, "dBTP");
    number("peak to loudness", a->plr_db, "dB");
    number("correlation", a->correlation, "");
    number("sides to middle", a->width_db, "dB");
    number("  below 120 Hz", a->bass_side_mid_db, "dB");
    number("lost in mono", a->mono_loss_lu, "LU");
    if (a->clipped_runs)
        printf("  clipped in %lld places\n", (long long)a->clipped_runs);
}

/* ---- master ---------------------------------------------------------------------- */

static enum output_format format_of(const struct call *c)
{
    const char *dot = strrchr(c->out, '.');

    if (c->format)
        return (enum output_format)word_index(output_format_words, c->format);
    for (int f = OUTPUT_WAV24; dot && f < OUTPUT_COUNT; f++)
        if (!strcmp(dot + 1, output_ending((enum output_format)f)))
            return (enum output_format)f;
    return OUTPUT_WAV24;
}

static enum err measure_path(struct call *c, const char *path, struct analysis *out, struct second_opinion *other)
{
    CLEANUP(shut) int canonical = -1;
    struct decoded decoded;
    struct watcher watcher = {.told = show_progress};

    TRY(decode(path, &canonical, &decoded));
    TRY(measure_file(c->arena, canonical, &watcher, out));
    return other ? measure_check(canonical, other) : OK;
}

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

static enum err run_master(struct call *c)
{
    CLEANUP(shut) int mix = -1, master = -1, encoded = -1, scratch = -1;
    struct decoded decoded;
    struct analysis reference;
    struct report report;
    struct render_job job = {.recipe = &c->recipe, .watcher.told = show_progress, .threads = (int)c->threads};

    TRY(decode(c->files[0], &mix, &decoded));
    if (c->reference) {
        TRY(measure_path(c, c->reference, &reference, NULL));
        job.reference = &reference;
        c->recipe.reference = c->reference;
    }
    TRY(nameless(&master));
    TRY(nameless(&encoded));
    scratch = open(scratch_folder(), O_DIRECTORY | O_RDONLY | O_CLOEXEC);
    job.mix_fd = mix;
    job.master_fd = master;
    job.scratch_fd = scratch;
    TRY(render_master(c->arena, &job, &report));
    TRY(encode_output(master, format_of(c), &(struct tags){c->title, c->artist}, encoded));
    TRY(deliver(encoded, c->out));
    clear_progress();
    show_report(&report, c);
    if (!c->report)
        return OK;
    struct buf json = {.arena = c->arena};
    json_record(&json, &report_record, &report);
    return write_text(c->report, &json);
}

/* ---- measure, compare, demo ---------------------------------------------------------- */

struct measured_file {
    const char *file;
    const struct analysis *analysis;
    double check_lufs, check_true_peak_db;
};
static const struct field measured_file_fields[] = {
    TEXT(measured_file, file),
    SUB(measured_file, analysis, analysis),
    REAL(measured_file, check_lufs, .optional = true),
    REAL(measured_file, check_true_peak_db, .optional = true),
};
static const struct record measured_file_record = RECORD(measured_file, measured_file_fields);

static enum err run_measure(struct call *c)
{
    struct measured_file *rows = arena_alloc(c->arena, c->count * sizeof *rows);

    for (size_t i = 0; i < c->count; i++) {
        struct analysis *a = NEW(c->arena, struct analysis);
        struct second_opinion other;
        TRY(measure_path(c, c->files[i], a, &other));
        rows[i] = (struct measured_file){c->files[i], a, other.lufs, other.true_peak_db};
        clear_progress();
        if (c->json)
            continue;
        printf("%s\n", c->files[i]);
        show(a, &other);
    }
    if (!c->json)
        return OK;
    struct buf json = {.arena = c->arena};
    json_list(&json, &measured_file_record, rows, c->count);
    printf("%s\n", json.ptr);
    return OK;
}

struct comparison {
    struct list files;
    double louder_lu, peak_db, range_lu, width_db, tone_db;
};
static const struct field comparison_fields[] = {
    LIST(comparison, files, measured_file),
    REAL(comparison, louder_lu, .optional = true),
    REAL(comparison, peak_db, .optional = true),
    REAL(comparison, range_lu, .optional = true),
    REAL(comparison, width_db, .optional = true),
    REAL(comparison, tone_db, .optional = true),
};
static const struct record comparison_record = RECORD(comparison, comparison_fields);

/* How far two spectra differ at equal level, from 40 Hz to 16 kHz. */
static double tone_distance(const struct analysis *a, const struct analysis *b)
{
    const struct spectrum_band *x = a->spectrum.rows, *y = b->spectrum.rows;
    size_t n = a->spectrum.count < b->spectrum.count ? a->spectrum.count : b->spectrum.count, used = 0;
    double sum = 0, square = 0;

    for (size_t i = 0; i < n; i++) {
        double d = y[i].mid_db - x[i].mid_db;
        if (x[i].hz < 40 || x[i].hz > 16000)
            continue;
        sum += d;
        square += d * d;
        used++;
    }
    return used ? sqrt(fmax(0, square / (double)used - sum / (double)used * sum / (double)used)) : (double)NAN;
}

static enum err run_compare(struct call *c)
{
    struct analysis a, b;
    struct second_opinion x, y;

    TRY(measure_path(c, c->files[0], &a, &x));
    TRY(measure_path(c, c->files[1], &b, &y));
    clear_progress();
    struct measured_file rows[] = {{c->files[0], &a, x.lufs, x.true_peak_db}, {c->files[1], &b, y.lufs, y.true_peak_db}};
    struct comparison d = {{rows, 2}, b.lufs - a.lufs, b.true_peak_db - a.true_peak_db, b.lra_lu - a.lra_lu,
                           b.width_db - a.width_db, tone_distance(&a, &b)};
    if (c->json) {
        struct buf json = {.arena = c->arena};
        json_record(&json, &comparison_record, &d);
        printf("%s\n", json.ptr);
        return OK;
    }
    printf("%s\n", c->files[0]);
    show(&a, &x);
    printf("%s\n", c->files[1]);
    show(&b, &y);
    printf("the second against the first\n");
    number("loudness", d.louder_lu, "LU");
    number("true peak", d.peak_db, "dB");
    number("range", d.range_lu, "LU");
    number("sides to middle", d.width_db, "dB");
    number("tone", d.tone_db, "dB apart at equal level");
    return OK;
}

static enum err run_demo(struct call *c)
{
    CLEANUP(shut) int song = -1, encoded = -1;

    TRY(nameless(&song));
    TRY(nameless(&encoded));
    TRY(demo_write(song, c->seconds ? strtod(c->seconds, NULL) : 60));
    TRY(encode_output(song, format_of(c), &(struct tags){"Demo", "mastering"}, encoded));
    return deliver(encoded, c->out);
}

/* ---- the command line ---------------------------------------------------------------------- */

static const struct {
    const char *name, *usage;
    enum err (*run)(struct call *);
    size_t least, most;
    bool out;
} commands[] = {
    {"master", "IN -o OUT [--style S] [--loudness LUFS] [--ceiling DBTP] [...]", run_master, 1, 1, true},
    {"measure", "FILE... [--json]", run_measure, 1, FILES_MOST, false},
    {"compare", "A B [--json]", run_compare, 2, 2, false},
    {"demo", "-o OUT.wav [--seconds N]", run_demo, 0, 0, true},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static int usage(const char *wrong)
{
    struct arena *a = arena_new();

    if (wrong)
        fprintf(stderr, "mastering: %s\n", wrong);
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(stderr, "%s mastering %s %s\n", i ? "      " : "usage:", commands[i].name, commands[i].usage);
    fprintf(stderr, "the recipe:\n");
    for (size_t i = 0; i < recipe_record.count; i++) {
        const struct field *f = &recipe_record.fields[i];
        char name[32];
        (void)snprintf(name, sizeof name, "%s", f->name);
        for (char *p = name; *p; p++)
            *p = *p == '_' ? '-' : *p;
        if (strcmp(name, "reference"))
            fprintf(stderr, "  --%-12s %s%s%s [%s]\n", name, f->doc, f->unit ? " " : "", f->unit ? f->unit : "", f->preset);
    }
    fprintf(stderr, "  --%-12s %s\n", "reference", "A file whose tone and width the master follows.");
    fprintf(stderr, "also: --format wav16|wav24|wav32f|flac|mp3|opus  --report FILE.json  --threads N  --title T  --artist A\n"
                    "- is standard input or output; `man mastering` tells more\n");
    arena_free(&a);
    return EX_USAGE;
}

static enum err own_flag(struct call *c, const char *name, const char *value)
{
    const struct {
        const char *name, **to;
    } texts[] = {{"format", &c->format}, {"reference", &c->reference}, {"report", &c->report},
                 {"seconds", &c->seconds}, {"title", &c->title}, {"artist", &c->artist}, {"output", &c->out}};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!strcmp(name, texts[i].name)) {
            *texts[i].to = value;
            return OK;
        }
    if (strcmp(name, "threads"))
        return fail(ERR_INVALID, "--%s is not known here", name);
    c->threads = strtoll(value, NULL, 10);
    return c->threads > 0 && c->threads <= 64 ? OK : fail(ERR_INVALID, "--threads must be between 1 and 64");
}

static enum err flag(struct call *c, const char *name, const char *value)
{
    char field[32];

    (void)snprintf(field, sizeof field, "%s", name);
    for (char *p = field; *p; p++)
        *p = *p == '-' ? '_' : *p;
    const struct field *f = strcmp(field, "reference") ? field_named(&recipe_record, field) : NULL;
    if (!f)
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
        } else if (!strcmp(*args, "--json")) {
            c->json = true;
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
    clear_progress();
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
        return usage(NULL);
    if (!strcmp(argv[1], "--version"))
        return puts(ENGINE_NAME) < 0 ? EX_IOERR : EX_OK;
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "help"))
        return usage(NULL), EX_OK;
    c->arena = arena;
    c->threads = sysconf(_SC_NPROCESSORS_ONLN) > 1 ? 2 : 1;
    if (record_preset(arena, &recipe_record, &c->recipe) != OK || parse(c, argv + 2) != OK)
        return usage(err_detail());
    for (size_t i = 0; i < COMMANDS; i++) {
        if (strcmp(argv[1], commands[i].name))
            continue;
        if (c->count < commands[i].least || c->count > commands[i].most || (commands[i].out && !c->out))
            return usage(commands[i].out && !c->out ? "where to? (-o OUT)" : "which file?");
        return exit_code(commands[i].run(c));
    }
    return usage("this command is not known");
}
