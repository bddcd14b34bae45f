/* SPDX-License-Identifier: ISC */
#include "audio/album.h"

#include "audio/consensus.h"
#include "audio/engine.h"
#include "audio/join.h"
#include "audio/listen.h"
#include "audio/moves.h"
#include "audio/scratch.h"
#include "dsp/elementary.h"
#include "dsp/planes.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 8192, ROUNDS_MOST = 4 };
static const double error_most_lu = 0.09; /* what is left to chance within a run */

static const struct field track_fields[] = {
    TEXT(album_track, name),
    INT(album_track, run, .doc = "Songs of the same number were rendered as one piece."),
    BOOL(album_track, joined, .doc = "Whether the sound goes on from the song before."),
    REAL(album_track, gap_s, .unit = "s", .optional = true, .doc = "Silence before the next song, at the end of the files of this one."),
    REAL(album_track, mix_lufs, .unit = "LUFS", .optional = true, .doc = "Loudness of the mix."),
    REAL(album_track, target_lufs, .unit = "LUFS", .optional = true, .doc = "What the album wants of it."),
    REAL(album_track, reached_lufs, .unit = "LUFS", .optional = true, .doc = "What its master has."),
    REAL(album_track, distance_lu, .unit = "LU", .optional = true, .doc = "From the album's loudest song."),
    REAL(album_track, error_lu, .unit = "LU", .optional = true, .doc = "Of that distance, against the wished one."),
    REAL(album_track, ride_db, .unit = "dB", .doc = "Its own gain within its run, slid in and out around the cuts."),
    REAL(album_track, true_peak_db, .unit = "dBTP", .optional = true, .doc = "Of its run, heard without a pause."),
    REAL(album_track, tone_before_db, .unit = "dB", .doc = "How far the tone of the mix is from the album's."),
    REAL(album_track, tone_after_db, .unit = "dB", .doc = "The same of the master, as planned."),
    TEXT(album_track, stopped, .optional = true, .doc = "Why the target was not reached."),
    TEXT(album_track, stopped_code, .optional = true, .among = loudness_stops, .doc = "The same for programs."),
};
const struct record album_track_record = RECORD(album_track, track_fields);

static const struct field report_fields[] = {
    TEXT(album_report, engine, .doc = "Which engine made it."),
    SUB(album_report, recipe, recipe, .doc = "What was wished."),
    REAL(album_report, distances, .unit = "%", .doc = "How much of the distances in loudness was kept."),
    LIST(album_report, songs, album_track, .doc = "The songs in their order."),
    REAL(album_report, album_lufs, .unit = "LUFS", .optional = true, .doc = "All songs as one programme (AES TD1008)."),
    REAL(album_report, loudest_lufs, .unit = "LUFS", .optional = true, .doc = "The loudest song."),
    REAL(album_report, true_peak_db, .unit = "dBTP", .optional = true, .doc = "The highest true peak of all."),
    REAL(album_report, error_lu, .unit = "LU", .doc = "The largest error of a distance."),
    LIST(album_report, runs, report, .doc = "What was done to each piece."),
};
const struct record album_report_record = RECORD(album_report, report_fields);

/* ---- what is known of songs and runs ------------------------------------------------------ */

struct song {
    const struct album_song *of;
    struct pcm mix, master;
    double *cells; /* loudness of the mix, then of the master */
    size_t count;
    double ride_db, last_ride_db; /* its own gain within the run, in the render to come and in the last */
    struct album_track *track;
};

/* Songs that are one piece. */
struct run {
    size_t first, count;
    int mix_fd, master_fd; /* of one song: its own */
    struct decision decision;
    struct recipe recipe;
    double lufs; /* of the mix */
    struct tone tone;
    struct report *report;
};

struct album {
    struct arena *arena;
    const struct album_job *job;
    struct song *songs;
    struct run *runs;
    size_t run_count;
};

static void shut(void *arg)
{
    scratch_shut(arg);
}

/* A file without a name, as long as the arena lives. */
static enum err nameless(struct album *al, int *fd)
{
    int *kept = NEW(al->arena, int);

    TRY(scratch_open(al->job->as.scratch_fd, kept));
    arena_defer(al->arena, shut, kept);
    *fd = *kept;
    return OK;
}

static enum err hear(const struct pcm *p, double *cells, size_t *count)
{
    struct meter meter;
    float interleaved[2 * BLOCK], left[BLOCK], right[BLOCK];
    float *const x[2] = {left, p->channels == 2 ? right : left};
    const float *const in[2] = {x[0], x[1]};

    meter_prepare(&meter, p->rate_hz, (int)p->channels, cells, meter_cells(p->frames, p->rate_hz));
    for (int64_t at = 0; at < p->frames; at += BLOCK) {
        size_t n = p->frames - at < BLOCK ? (size_t)(p->frames - at) : BLOCK;
        TRY(pcm_read(p, at, interleaved, n));
        planes_split(interleaved, (int)p->channels, n, x);
        meter_run(&meter, in, n);
    }
    *count = meter.count;
    return OK;
}

static double told(double lufs)
{
    return lufs <= -70 ? (double)NAN : lufs;
}

/* ---- runs ------------------------------------------------------------------------------------- */

/* Whether the sound goes on from the song before, and the silence between the two. */
static enum err meet(struct album *al, const struct song *before, struct song *now)
{
    double gap_s = before->of->gap_s;

    if (!(gap_s > 0))
        TRY(join_goes_on(al->arena, &before->mix, &now->mix, &now->track->joined));
    before->track->gap_s = !isnan(gap_s) ? gap_s : now->track->joined ? 0 : album_gap_usual_s;
    return OK;
}

static enum err open_songs(struct album *al)
{
    const struct album_job *job = al->job;

    for (size_t i = 0; i < job->count; i++) {
        struct song *s = &al->songs[i];
        s->of = &job->songs[i];
        TRY(pcm_open(s->of->mix_fd, &s->mix));
        if (s->mix.channels > CHANNELS_MOST)
            return fail(ERR_FAULT, "one or two channels can be mastered");
        s->cells = arena_alloc(al->arena, meter_cells(s->mix.frames, s->mix.rate_hz) * sizeof *s->cells);
        TRY(hear(&s->mix, s->cells, &s->count));
        s->track->name = s->of->name;
        s->track->mix_lufs = told(loudness_integrated(s->cells, s->count));
        if (i > 0)
            TRY(meet(al, &al->songs[i - 1], s));
        if (!s->track->joined)
            al->runs[al->run_count++].first = i;
        al->runs[al->run_count - 1].count++;
        s->track->run = (int64_t)al->run_count;
    }
    return OK;
}

/* The gain at a moment of the run, in dB: each song its own, and over the two seconds on both sides of a cut, or
 * as much as there is, from one to the other by half a cosine. */
static double ride_db(const struct song *s, size_t count, size_t which, int64_t at, bool last)
{
    double half = 2 * (double)s[which].mix.rate_hz, frames = (double)s[which].mix.frames;
    double here = last ? s[which].last_ride_db : s[which].ride_db;

    half = fmin(half, frames / 2);
    for (int side = -1; side <= 1; side += 2) {
        double away = side < 0 ? (double)at : frames - (double)at;
        size_t other = which + (size_t)side;
        if ((side < 0 ? which > 0 : which + 1 < count) && away < half) {
            double middle = (here + (last ? s[other].last_ride_db : s[other].ride_db)) / 2;
            here = middle + (here - middle) * dsp_sin(DSP_PI / 2 * away / half);
        }
    }
    return here;
}

static enum err append_song(struct pcm *out, const struct song *s, size_t count, size_t which)
{
    float x[2 * BLOCK];
    const struct pcm *mix = &s[which].mix;
    bool rides = false;

    for (size_t k = 0; k < count; k++)
        rides |= s[k].ride_db != 0;
    for (int64_t at = 0; at < mix->frames; at += BLOCK) {
        size_t n = mix->frames - at < BLOCK ? (size_t)(mix->frames - at) : BLOCK, channels = (size_t)mix->channels;
        TRY(pcm_read(mix, at, x, n));
        for (size_t i = 0; rides && i < n; i++) {
            float gain = (float)db_gain(ride_db(s, count, which, at + (int64_t)i, false));
            for (size_t c = 0; c < channels; c++)
                x[i * channels + c] *= gain;
        }
        TRY(pcm_append(out, x, n));
    }
    return OK;
}

static enum err lay(const struct song *s, size_t count, int fd)
{
    struct pcm out;

    TRY(pcm_create(fd, s->mix.rate_hz, s->mix.channels, &out));
    for (size_t k = 0; k < count; k++)
        TRY(append_song(&out, s, count, k));
    return pcm_finish(&out);
}

enum err album_lay(struct arena *a, const struct album_part *parts, size_t count, int fd)
{
    struct song *songs = arena_alloc(a, count * sizeof *songs);

    for (size_t k = 0; k < count; k++) {
        songs[k] = (struct song){.ride_db = parts[k].ride_db};
        TRY(pcm_open(parts[k].mix_fd, &songs[k].mix));
        if (songs[k].mix.rate_hz != songs->mix.rate_hz || songs[k].mix.channels != songs->mix.channels)
            return fail(ERR_FAULT, "songs of a run are alike in rate and channels");
    }
    return lay(songs, count, fd);
}

/* The mixes of a run in one file. */
static enum err lay_together(struct album *al, struct run *r)
{
    const struct song *s = al->songs + r->first;

    r->mix_fd = s->of->mix_fd;
    r->master_fd = s->of->master_fd;
    if (r->count == 1)
        return OK;
    TRY(nameless(al, &r->mix_fd));
    TRY(nameless(al, &r->master_fd));
    return lay(s, r->count, r->mix_fd);
}

static enum err cut_apart(struct album *al, struct run *r)
{
    struct pcm whole, one;
    float x[2 * BLOCK];
    int64_t from = 0;

    TRY(pcm_open(r->master_fd, &whole));
    for (size_t k = 0; k < r->count && r->count > 1; k++) {
        const struct song *s = &al->songs[r->first + k];
        if (ftruncate(s->of->master_fd, 0))
            return fail(ERR_FAULT, "ftruncate: %s", strerror(errno));
        TRY(pcm_create(s->of->master_fd, whole.rate_hz, whole.channels, &one));
        for (int64_t at = 0; at < s->mix.frames; at += BLOCK) {
            size_t n = s->mix.frames - at < BLOCK ? (size_t)(s->mix.frames - at) : BLOCK;
            TRY(pcm_read(&whole, from + at, x, n));
            TRY(pcm_append(&one, x, n));
        }
        TRY(pcm_finish(&one));
        from += s->mix.frames;
    }
    return OK;
}

/* ---- tone ------------------------------------------------------------------------------------------ */

/* With its own memory, of which only the numbers stay. */
static enum err listen_once(struct album *al, const struct render_job *job, struct decision *out)
{
    CLEANUP(arena_free) struct arena *own = arena_new();
    struct analysis *before = NEW(al->arena, struct analysis);

    TRY(render_decide(own, job, out));
    record_copy(al->arena, &analysis_record, out->before, before);
    out->before = before;
    return OK;
}

/* Half of the way to the album's tone. */
static void agree(struct album *al)
{
    const struct tone **tones = arena_alloc(al->arena, al->run_count * sizeof *tones);
    double median[BANDS], share = al->job->as.recipe->intensity > 0 ? 0.5 : 0;

    for (size_t i = 0; i < al->run_count; i++)
        tones[i] = &al->runs[i].tone;
    consensus_find(al->arena, tones, al->run_count, median);
    for (size_t i = 0; i < al->run_count; i++) {
        struct run *r = &al->runs[i];
        double before = consensus_distance(median, r->tone.mix);
        consensus_pull(median, share, moves_off(al->job->as.recipe->off), &r->decision, &r->tone);
        for (size_t k = 0; k < r->count; k++) {
            al->songs[r->first + k].track->tone_before_db = before;
            al->songs[r->first + k].track->tone_after_db = consensus_distance(median, r->tone.alone);
        }
    }
}

static enum err decide(struct album *al)
{
    for (size_t i = 0; i < al->run_count; i++) {
        struct run *r = &al->runs[i];
        struct render_job job = al->job->as;
        TRY(lay_together(al, r));
        job.mix_fd = r->mix_fd;
        job.decision = NULL;
        TRY(listen_once(al, &job, &r->decision));
        r->lufs = r->decision.before->lufs;
        consensus_hear(&r->decision, &r->tone);
    }
    agree(al);
    return OK;
}

/* ---- loudness ------------------------------------------------------------------------------------------ */

static size_t loudest(const struct album *al)
{
    size_t at = 0;
    double most = -1000;

    for (size_t i = 0; i < al->job->count; i++)
        if (al->songs[i].track->mix_lufs > most) {
            most = al->songs[i].track->mix_lufs;
            at = i;
        }
    return at;
}

static enum err render_run(struct album *al, struct run *r, double lufs, const double *total_db)
{
    CLEANUP(arena_free) struct arena *own = arena_new(); /* a whole song at work is large */
    struct render_job job = al->job->as;
    struct report report;

    if (ftruncate(r->master_fd, 0))
        return fail(ERR_FAULT, "ftruncate: %s", strerror(errno));
    r->recipe = *al->job->as.recipe;
    r->recipe.loudness = lufs;
    job.mix_fd = r->mix_fd;
    job.master_fd = r->master_fd;
    job.recipe = &r->recipe;
    job.decision = &r->decision;
    if (total_db) { /* too quiet to have a loudness: the gain of the loudest song */
        job.hold = true;
        r->decision.settings.limiter.drive_db = *total_db - r->decision.settings.trim.gain_db;
    }
    TRY(render_master(own, &job, &report));
    record_copy(al->arena, &report_record, &report, r->report);
    return OK;
}

/* The cells of the run's songs, from its master. */
static enum err hear_run(struct album *al, struct run *r)
{
    TRY(cut_apart(al, r));
    for (size_t k = 0; k < r->count; k++) {
        struct song *s = &al->songs[r->first + k];
        TRY(pcm_open(s->of->master_fd, &s->master));
        TRY(hear(&s->master, s->cells, &s->count));
        s->track->reached_lufs = told(loudness_integrated(s->cells, s->count));
        s->track->stopped = r->report->loudness->stopped;
        s->track->stopped_code = r->report->loudness->stopped_code;
    }
    return OK;
}

/* The largest error of a run's songs. */
static double worst_lu(const struct album *al, const struct run *r)
{
    double worst = 0;

    for (size_t k = 0; k < r->count; k++) {
        const struct album_track *t = al->songs[r->first + k].track;
        if (!isnan(t->target_lufs - t->reached_lufs))
            worst = fmax(worst, fabs(t->target_lufs - t->reached_lufs));
    }
    return worst;
}

/* The cells of a song as they will be when it rides otherwise than in the last render. */
static double predict(const struct song *s, size_t count, size_t which, double *cells)
{
    int64_t rate = s[which].mix.rate_hz;

    for (size_t i = 0; i < s[which].count; i++) {
        int64_t at = (int64_t)i * rate / CELLS_A_SECOND;
        cells[i] = s[which].cells[i] *
                   db_power(ride_db(s, count, which, at, false) - ride_db(s, count, which, at, true));
    }
    return loudness_integrated(cells, s[which].count);
}

/* Finds the rides that bring each song to its target, by what the last render measured; what all have in common is
 * left to the limiter's drive.  Returns how loud the run will be as a whole. */
static double mend(struct album *al, const struct run *r)
{
    struct song *s = al->songs + r->first;
    size_t n = 0;

    for (size_t k = 0; k < r->count; k++) {
        s[k].last_ride_db = s[k].ride_db;
        n += s[k].count;
    }
    double *cells = arena_alloc(al->arena, (n + 1) * sizeof *cells), most = s[0].last_ride_db;
    for (int turn = 0; turn < 30; turn++)
        for (size_t k = 0, at = 0; k < r->count; at += s[k++].count) {
            double error = s[k].track->target_lufs - predict(s, r->count, k, cells + at);
            s[k].ride_db += isnan(s[k].track->target_lufs) ? 0 : dsp_clamp(error, -6, 6);
        }
    for (size_t k = 0, at = 0; k < r->count; at += s[k++].count)
        predict(s, r->count, k, cells + at);
    for (size_t k = 0; k < r->count; k++)
        most = fmax(most, s[k].ride_db);
    for (size_t k = 0; k < r->count; k++)
        s[k].ride_db -= most;
    return loudness_integrated(cells, n);
}

/* A run comes to its loudness as a whole; should its songs not have their distances then, each gets a gain of its
 * own, which slides from one to the next around the cut. */
static enum err bring(struct album *al, struct run *r, double whole_lufs, const double *total_db)
{
    double lufs = whole_lufs;

    for (int round = 0;; round++) {
        TRY(render_run(al, r, lufs, total_db));
        TRY(hear_run(al, r));
        if (r->count == 1 || total_db || round == ROUNDS_MOST || worst_lu(al, r) <= error_most_lu)
            return OK;
        lufs = mend(al, r);
        TRY(lay_together(al, r));
    }
}

static void aim(struct album *al, double loudest_mix, double loudest_master)
{
    for (size_t i = 0; i < al->job->count; i++) {
        struct album_track *t = al->songs[i].track;
        t->target_lufs = loudest_master + al->job->distances / 100 * (t->mix_lufs - loudest_mix);
    }
}

/* The loudest first: should it have to stop below the target, the others keep their distance from where it is. */
static enum err render_all(struct album *al)
{
    struct song *top = &al->songs[loudest(al)];
    struct run *first = &al->runs[top->track->run - 1];
    double mix = top->track->mix_lufs, share = al->job->distances / 100;

    aim(al, mix, al->job->as.recipe->loudness);
    TRY(bring(al, first, al->job->as.recipe->loudness + share * (first->lufs - mix), NULL));
    double total = first->report->gain_db, reached = top->track->reached_lufs;
    if (first->report->loudness->stopped)
        aim(al, mix, reached);
    for (size_t i = 0; i < al->run_count; i++) {
        struct run *r = &al->runs[i];
        double lufs = top->track->target_lufs + share * (r->lufs - mix);
        if (r != first)
            TRY(bring(al, r, lufs, isnan(r->lufs) || isnan(mix) ? &total : NULL));
    }
    return OK;
}

/* ---- all -------------------------------------------------------------------------------------------------- */

static void tell(struct album *al, struct album_report *out)
{
    const struct song *top = &al->songs[loudest(al)];
    size_t n = 0, at = 0;

    for (size_t i = 0; i < al->job->count; i++)
        n += al->songs[i].count;
    double *cells = arena_alloc(al->arena, (n + 1) * sizeof *cells);
    out->loudest_lufs = top->track->reached_lufs;
    out->true_peak_db = DSP_SILENCE_DB;
    for (size_t i = 0; i < al->job->count; i++) {
        struct song *s = &al->songs[i];
        struct album_track *t = s->track;
        memcpy(cells + at, s->cells, s->count * sizeof *cells);
        at += s->count;
        t->true_peak_db = al->runs[t->run - 1].report->true_peak->reached_db;
        out->true_peak_db = fmax(out->true_peak_db, t->true_peak_db);
        t->ride_db = s->ride_db;
        t->distance_lu = t->reached_lufs - out->loudest_lufs;
        t->error_lu = t->distance_lu - (t->target_lufs - top->track->target_lufs);
        out->error_lu = fmax(out->error_lu, isnan(t->error_lu) ? 0 : fabs(t->error_lu));
    }
    out->album_lufs = told(loudness_integrated(cells, n));
}

static enum err ready(const struct album_job *job)
{
    const struct recipe *r = job->as.recipe;

    if (job->count < 1 || job->count > ALBUM_SONGS_MOST)
        return fail(ERR_INVALID, "an album has 1 to %d songs", ALBUM_SONGS_MOST);
    if (r->trim_start > 0 || r->trim_end > 0 || r->fade_in > 0 || r->fade_out > 0)
        return fail(ERR_INVALID, "trims and fades belong to a song, not to an album");
    return OK;
}

enum err album_master(struct arena *a, const struct album_job *job, struct album_report *out)
{
    struct album *al = NEW(a, struct album);
    struct album_track *tracks = arena_alloc(a, (job->count + 1) * sizeof *tracks);
    struct report *reports;

    TRY(ready(job));
    *al = (struct album){.arena = a, .job = job};
    al->songs = arena_alloc(a, job->count * sizeof *al->songs);
    al->runs = arena_alloc(a, job->count * sizeof *al->runs);
    memset(al->runs, 0, job->count * sizeof *al->runs);
    for (size_t i = 0; i < job->count; i++) {
        tracks[i] = (struct album_track){0};
        al->songs[i] = (struct song){.track = &tracks[i]};
    }
    TRY(open_songs(al));
    reports = arena_alloc(a, al->run_count * sizeof *reports);
    for (size_t i = 0; i < al->run_count; i++)
        al->runs[i].report = &reports[i];
    TRY(decide(al));
    TRY(render_all(al));
    *out = (struct album_report){.engine = ENGINE_NAME, .recipe = job->as.recipe, .distances = job->distances,
                                 .songs = {tracks, job->count}, .runs = {reports, al->run_count}};
    tell(al, out);
    return OK;
}
