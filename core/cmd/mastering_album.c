/* SPDX-License-Identifier: ISC */
/* mastering_album.c - the verbs for several songs that belong together. */
#include "audio/album.h"
#include "audio/family.h"
#include "cmd/mastering.h"
#include "json/json.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void tell_json(struct call *c, const struct record *r, const void *row)
{
    struct buf json = {.arena = c->arena};

    json_record(&json, r, row);
    printf("%s\n", json.ptr);
}

enum err file_report(struct call *c, const struct record *r, const void *row)
{
    struct buf json = {.arena = c->arena};

    if (!c->report)
        return OK;
    json_record(&json, r, row);
    return file_deliver_text(c->report, &json);
}

enum err file_folder(const char *path)
{
    struct stat s;

    if (mkdir(path, 0777) && errno != EEXIST)
        return fail(errno == ENOSPC ? ERR_FULL : ERR_NOT_FOUND, "%s: %s", path, strerror(errno));
    return !stat(path, &s) && S_ISDIR(s.st_mode) ? OK : fail(ERR_INVALID, "%s is not a folder", path);
}

/* A song's name without its folder and ending. */
static const char *stem(struct call *c, const char *song)
{
    const char *slash = strrchr(song, '/'), *name = slash ? slash + 1 : song, *dot = strrchr(name, '.');

    return arena_strndup(c->arena, name, dot && dot > name ? (size_t)(dot - name) : strlen(name));
}

static const char *file_in_folder(struct call *c, const char *song)
{
    return arena_printf(c->arena, "%s/%s.%s", c->out, stem(c, song), output_ending(file_format(c, "")));
}

/* Two songs of one name would become one file, and a master of a song's own name in its own folder would end it. */
static enum err names_differ(struct call *c)
{
    TRY(file_folder(c->out));
    for (size_t i = 0; i < c->count; i++)
        for (size_t k = 0; k < i; k++)
            if (!strcmp(stem(c, c->files[i]), stem(c, c->files[k])))
                return fail(ERR_INVALID, "%s and %s would have the same name in %s", c->files[k], c->files[i], c->out);
    for (size_t i = 0; i < c->count; i++)
        TRY(file_ready(c, file_in_folder(c, c->files[i])));
    return OK;
}

enum err file_encode(struct call *c, int master, const char *path, const char *title)
{
    CLEANUP(arena_free) struct arena *own = arena_new();
    CLEANUP(file_shut) int encoded = -1;
    struct analysis measured;
    const struct analysis *now = &measured;
    struct output_wish wish;

    TRY(output_wish(c, &wish));
    wish.format = file_format(c, path);
    wish.tags.title = title;
    TRY(measure_file(own, master, NULL, &measured));
    TRY(file_nameless(&encoded));
    TRY(output_make(c, &wish, master, &now, encoded));
    return file_deliver(encoded, path);
}

/* A number in a column of 8; "-" where there is none. */
static void column(double value, bool sign)
{
    if (isnan(value))
        printf(" %8s", "-");
    else
        printf(sign ? " %+8.2f" : " %8.2f", value);
}

static void show_album(const struct album_report *r)
{
    const struct album_track *t = r->songs.rows;

    printf("%4s %-28s %8s %8s %8s %8s %8s %8s\n", "run", "song", "mix", "master", "distance", "error", "peak", "gap");
    for (size_t i = 0; i < r->songs.count; i++) {
        printf("%3lld%s %-28.28s", (long long)t[i].run, t[i].joined ? "+" : " ", t[i].name);
        column(t[i].mix_lufs, false);
        column(t[i].reached_lufs, false);
        column(t[i].distance_lu, true);
        column(t[i].error_lu, true);
        column(t[i].true_peak_db, false);
        column(i + 1 < r->songs.count ? t[i].gap_s : (double)NAN, false);
        printf("%s%s\n", t[i].stopped ? "  stopped at " : "", t[i].stopped ? t[i].stopped : "");
    }
    printf("the album %.2f LUFS, its loudest song %.2f LUFS, true peak %.2f dBTP\n", r->album_lufs, r->loudest_lufs,
           r->true_peak_db);
}

/* Mixes and masters of an album. */
struct sounds {
    int mix[ALBUM_SONGS_MOST], master[ALBUM_SONGS_MOST];
};

static void sounds_shut(struct sounds *s)
{
    for (size_t i = 0; i < ALBUM_SONGS_MOST; i++) {
        file_shut(&s->mix[i]);
        file_shut(&s->master[i]);
    }
}

/* Seconds, or auto; *at comes to stand on the comma behind it, or on the end. */
static enum err gap(const char **at, double *out)
{
    size_t n = strcspn(*at, ",");
    char *end = NULL;

    *out = n == 4 && !strncmp(*at, "auto", 4) ? (double)NAN : strtod(*at, &end);
    if (end && (end != *at + n || !n || !isdigit((unsigned char)**at) || !(*out >= 0 && *out <= ALBUM_GAP_MOST_S)))
        return fail(ERR_INVALID, "--gap is seconds between 0 and %d, or auto", ALBUM_GAP_MOST_S);
    *at += n;
    return OK;
}

/* What --gap says of each song: one for all, or one for each but the last. */
static enum err gaps_said(const struct call *c, double *gap_s)
{
    const char *at = c->gap ? c->gap : "auto";
    size_t said = 0;

    for (bool more = true; more && said < c->count; said++) {
        TRY(gap(&at, &gap_s[said]));
        more = *at == ',';
        at += more;
    }
    if (*at || (said > 1 && said + 1 != c->count))
        return fail(ERR_INVALID, "--gap is one for all songs, or one for each but the last: %zu here", c->count - 1);
    for (size_t i = 1; said == 1 && i < c->count; i++)
        gap_s[i] = gap_s[0];
    gap_s[c->count - 1] = 0;
    return OK;
}

static enum err render_album(struct call *c, struct sounds *s, const double *gap_s, struct album_report *report)
{
    CLEANUP(file_shut) int scratch = file_scratch_folder();
    struct album_song songs[ALBUM_SONGS_MOST];
    struct decoded decoded;
    struct album_job job = {.songs = songs, .count = c->count, .distances = c->distances};

    job.as = (struct render_job){.scratch_fd = scratch, .recipe = &c->recipe, .watcher.told = tell_progress,
                                 .threads = (int)c->threads};
    TRY(references_hear(c, &c->recipe, &job.as));
    for (size_t i = 0; i < c->count; i++) {
        TRY(file_decode(c, c->files[i], &s->mix[i], &decoded));
        TRY(file_nameless(&s->master[i]));
        songs[i] = (struct album_song){file_said(c, c->files[i]), s->mix[i], s->master[i], gap_s[i]};
    }
    return album_master(c->arena, &job, report);
}

enum err verb_album(struct call *c)
{
    CLEANUP(sounds_shut) struct sounds sounds;
    struct album_report report;
    struct output_wish wish;
    double gap_s[ALBUM_SONGS_MOST];

    memset(&sounds, -1, sizeof sounds);
    TRY(output_wish(c, &wish)); /* a code that is none is said before the work */
    TRY(gaps_said(c, gap_s));
    TRY(names_differ(c));
    TRY(render_album(c, &sounds, gap_s, &report));
    const struct album_track *tracks = report.songs.rows;
    for (size_t i = 0; i < c->count; i++) {
        c->track = (double)i + 1;
        c->gap_s = tracks[i].gap_s;
        TRY(file_encode(c, sounds.master[i], file_in_folder(c, c->files[i]), file_said(c, stem(c, c->files[i]))));
    }
    tell_progress_end();
    TRY(file_report(c, &album_report_record, &report));
    if (c->json)
        tell_json(c, &album_report_record, &report);
    else
        show_album(&report);
    return OK;
}

/* ---- versions of one song ------------------------------------------------------------------ */

static void show_family(const struct family_report *r)
{
    const struct family_told *v = r->versions.rows;

    printf("%-28s %8s %8s %6s\n", "version", "LUFS", "dBTP", "rest");
    printf("%-28s", "main");
    column(r->main->after->lufs, false);
    column(r->main->after->true_peak_db, false);
    for (size_t i = 0; i < r->versions.count; i++) {
        printf("\n%-28.28s", v[i].name);
        column(v[i].reached_lufs, false);
        column(v[i].true_peak_db, false);
        printf(" %4.0f %%%s", 100 * v[i].rest_share,
               v[i].true_peak_db > r->main->true_peak->ceiling_db ? "  above the ceiling" : "");
    }
    printf("\n");
    tell_number("what no gain explains", r->rest_db, "dB");
    if (!isnan(r->masters_sum_db)) {
        tell_number("mixes minus main", r->mixes_sum_db, "dB");
        tell_number("masters minus main", r->masters_sum_db, "dB");
    }
}

static enum err render_family(struct call *c, struct sounds *s, struct family_report *report)
{
    CLEANUP(file_shut) int scratch = file_scratch_folder();
    struct family_version versions[FAMILY_MOST];
    struct decoded decoded;
    struct family_job job = {.versions = versions, .count = c->count - 1};

    for (size_t i = 0; i < c->count; i++) {
        TRY(file_decode(c, c->files[i], &s->mix[i], &decoded));
        TRY(file_nameless(&s->master[i]));
        if (i > 0)
            versions[i - 1] = (struct family_version){file_said(c, c->files[i]), s->mix[i], s->master[i]};
    }
    job.as = (struct render_job){.mix_fd = s->mix[0], .master_fd = s->master[0], .scratch_fd = scratch,
                                 .recipe = &c->recipe, .watcher.told = tell_progress, .threads = (int)c->threads};
    TRY(references_hear(c, &c->recipe, &job.as));
    return family_master(c->arena, &job, report);
}

enum err verb_family(struct call *c)
{
    CLEANUP(sounds_shut) struct sounds sounds;
    struct family_report report;

    memset(&sounds, -1, sizeof sounds);
    TRY(names_differ(c));
    TRY(render_family(c, &sounds, &report));
    for (size_t i = 0; i < c->count; i++)
        TRY(file_encode(c, sounds.master[i], file_in_folder(c, c->files[i]), file_said(c, stem(c, c->files[i]))));
    tell_progress_end();
    TRY(file_report(c, &family_report_record, &report));
    if (c->json)
        tell_json(c, &family_report_record, &report);
    else
        show_family(&report);
    return OK;
}
