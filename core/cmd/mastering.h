/* SPDX-License-Identifier: ISC */
/* mastering.h - the verbs of `mastering`: one function each, and what stands on the command line.
 *
 * To add one: a line in the table of mastering.c, the function in mastering_<family>.c, and its words in
 * mastering.1.  To add an option: a member of struct call, its line in the table of mastering_options.c, and its
 * name among what its verbs know.  A failure ends with the status of its code (exit_code() in mastering.c).
 * What a verb tells on standard output it tells last: a failure after it would be a second answer. */
#ifndef CMD_MASTERING_H
#define CMD_MASTERING_H

#include "audio/analysis.h"
#include "audio/certificate.h"
#include "audio/encode.h"
#include "audio/measure.h"
#include "audio/recipe.h"
#include "audio/render.h"
#include "audio/sound.h"
#include "base/arena.h"
#include "base/buf.h"

#include <stdio.h>

struct render_job;

enum { FILES_MOST = 4096 };

/* What stands on the command line. */
struct call {
    struct arena *arena;
    struct recipe recipe;
    const char *files[FILES_MOST];
    size_t count;
    const char *delta;     /* a move to listen to */
    const char *plot;      /* a picture to be */
    const char *save;      /* a profile to be */
    const char *settings;  /* a report whose settings are taken */
    const char *out, *format, *report, *title, *artist, *album, *isrc, *upc;
    const char *certificate, *key, *date, *rerender, *bundle;
    double distances; /* percent */
    double rate_hz;   /* 0: as it comes */
    double bits;      /* of a sample in the file; 0: as the format has it */
    double track;     /* its place in the album; 0: not said */
    double gap_s;     /* silence behind it */
    const char *gap;  /* between the songs of an album: seconds or auto, for all or one after the other; NULL: auto */
    const char *song; /* which demo; NULL: the first */
    const char *own;  /* what was said of the recipe that is a platform's to say (platform_decides), or NULL */
    double seconds, threads;
    double from_s, to_s; /* of the master; to_s 0: to its end */
    bool json, aac, help;
};

/* A command. */
struct verb {
    const char *name, *usage, *doc;
    const char *knows; /* the options it has beside --json and --threads; recipe: all of that */
    enum err (*run)(struct call *);
    size_t least, most; /* files */
    bool out, folder;   /* it cannot do without -o; that is a folder */
};

/* ---- mastering_options.c: the command line is read and explained ---------------------- */

/* What stands behind the verb.  Refuses what the verb does not know; every number is within its limits. */
enum err options_read(struct call *c, const struct verb *v, char **args);
void options_help(FILE *to, const struct verb *v);

/* ---- mastering_files.c: files come in, results go out ------------------------------- */

/* For CLEANUP: closes what is not a standard stream. */
void file_shut(int *fd);
/* Why the files cannot be used so: standard input twice, a result where none can go.  NULL: they can. */
const char *files_once(const struct call *c);
/* Before the work: all results that have a name by now can be written (file_ready).  folder: -o is one. */
enum err files_ready(const struct call *c, bool folder);
/* Whether a result can go there: its folder stands, and nothing that is read would be written over. */
enum err file_ready(const struct call *c, const char *path);
/* A file without a name in TMPDIR, for sound at work. */
enum err file_nameless(int *fd);
/* The folder itself, for render_job; -1 if it cannot be had. */
int file_scratch_folder(void);
/* A file to read from, wherever its position; "-" is standard input, spooled. */
enum err file_open(const char *path, int *fd);
/* All of a file that has at most so many bytes. */
enum err file_read(const char *path, size_t most, struct buf *out);
/* The sound of a file ("-" is standard input) in canonical form, in a new nameless file. */
enum err file_decode(const struct call *c, const char *path, int *canonical, struct decoded *out);
enum err file_decode_fd(const struct call *c, int fd, int *canonical, struct decoded *out);
/* Gives the file its name, when it is whole; "-" is standard output. */
enum err file_deliver(int fd, const char *path);
enum err file_deliver_text(const char *path, const struct buf *text);
/* Makes the folder, unless it stands already. */
enum err file_folder(const char *path);
/* A canonical master under that name, as --format or its ending says, with --rate and the tags. */
enum err file_encode(struct call *c, int master, const char *path, const char *title);
/* A record where --report says, if it was given. */
enum err file_report(struct call *c, const struct record *r, const void *row);
/* The recipe and the settings in the report that --settings names. */
enum err file_settings(struct call *c, const struct recipe **recipe, struct list *settings);
/* Reads a record that an earlier call wrote. */
enum err file_record(struct call *c, const char *path, const struct record *r, void *out);
/* A file's name as text for people and JSON: what is no UTF-8 in it becomes U+FFFD. */
const char *file_said(struct call *c, const char *path);
/* What --format says, or the ending of the name, or else wav24; with as many bits as --bits says (file_format_fits). */
enum output_format file_format(const struct call *c, const char *path);
/* Whether there is that format, with so many bits. */
enum err file_format_fits(const struct call *c, const char *path);

/* ---- mastering_tell.c: what a person at a terminal sees ------------------------------- */

/* A watcher that never stops the work. */
bool tell_progress(void *arg, const char *step, double fraction);
void tell_progress_end(void);
/* A line "name value unit" on standard output; "-" for NAN. */
void tell_number(const char *name, double value, const char *unit);
void tell_json(struct call *c, const struct record *r, const void *row);
void tell_analysis(const struct analysis *a, const struct second_opinion *other);

/* ---- mastering_output.c: from a canonical master to files ------------------------------ */

struct output_wish {
    enum output_format format;
    int64_t rate_hz;   /* 0: the master's own */
    double ceiling_db; /* of the recipe: it holds at another rate too */
    double gap_s;      /* silence behind the music */
    struct tags tags;
};
/* What the command line says. */
enum err output_wish(struct call *c, struct output_wish *out);
/* The file, into an empty nameless one.  *measured becomes what the master measures at the rate wished. */
enum err output_make(struct call *c, const struct output_wish *w, int master, const struct analysis **measured, int encoded);
/* What is certified of a file: hash, and what it measures when it is decoded. */
enum err output_certify(struct call *c, int fd, struct certified_output *out);
enum err output_source(struct call *c, const char *path, const char *role, struct certified_source *out);
/* Before the work: whether --key can sign, --date is one, and the mix is a file. */
enum err certificate_ready(struct call *c);
/* Signs it with --key, to --certificate. */
enum err certificate_write(struct call *c, const struct report *r, const struct output_wish *w,
                           struct certified_output *rows, size_t n);

/* mastering_aac.c: what --aac adds to the codecs a safe master must get through. */
struct codec;
enum { AAC_CODECS = 2 };
extern const struct codec aac_codecs[AAC_CODECS];

/* `master --bundle`: a master for every place named, in the folder --output. */
enum err bundle_run(struct call *c);

/* ---- mastering_references.c: the files of --reference ---------------------------------- */

/* Measures them, as wished in the recipe (of a certificate, or this call's); they must be as many as it has. */
enum err references_hear(struct call *c, const struct recipe *wish, struct render_job *job);
/* The n-th file; NULL after the last. */
const char *references_file(const struct call *c, size_t n);

/* ---- the verbs ------------------------------------------------------------------------ */

enum err verb_master(struct call *c);
enum err verb_album(struct call *c);
enum err verb_family(struct call *c);
enum err verb_remix(struct call *c);
enum err verb_curve(struct call *c);
enum err verb_match(struct call *c);
enum err verb_deliver(struct call *c);
enum err verb_platforms(struct call *c);
enum err verb_explain(struct call *c);
enum err verb_verify(struct call *c);
enum err verb_preview(struct call *c);
enum err verb_demo(struct call *c);
enum err verb_measure(struct call *c);
enum err verb_compare(struct call *c);
/* Decodes a file and measures it, or reads what a profile (.json) says; other, unless NULL, gets libebur128's opinion. */
enum err measure_path(struct call *c, const char *path, struct analysis *out, struct second_opinion *other);

#endif
