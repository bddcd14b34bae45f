/* SPDX-License-Identifier: ISC */
#include "audio/family.h"

#include "audio/tape.h"
#include "dsp/chain.h"
#include "dsp/elementary.h"
#include "dsp/planes.h"

#include <math.h>
#include <string.h>

enum { BLOCK = 8192, HALF_MOST = 128 };

static const struct field told_fields[] = {
    TEXT(family_told, name),
    REAL(family_told, reached_lufs, .unit = "LUFS", .optional = true, .doc = "How loud this version is."),
    REAL(family_told, true_peak_db, .unit = "dBTP", .optional = true, .doc = "May be above the main version's ceiling."),
    REAL(family_told, rest_share, .doc = "Its share of what no gain explains, 0 to 1."),
};
const struct record family_told_record = RECORD(family_told, told_fields);

static const struct field report_fields[] = {
    SUB(family_report, main, report, .doc = "The main version's report."),
    LIST(family_report, versions, family_told, .doc = "The others."),
    REAL(family_report, rest_db, .unit = "dB", .optional = true, .doc = "What no gain explains, against the master."),
    REAL(family_report, mixes_sum_db, .unit = "dB", .optional = true,
         .doc = "All versions' mixes together minus the main mix, against it."),
    REAL(family_report, masters_sum_db, .unit = "dB", .optional = true, .doc = "The same of the masters."),
};
const struct record family_report_record = RECORD(family_report, report_fields);

struct family {
    struct arena *arena;
    const struct family_job *job;
    struct settings settings;
    struct pcm main, master;
    int64_t first, frames; /* of the main mix: what is mastered */
    struct dynamics_track track;
    struct steady_track steady;
    struct tape shaped, gain;
    const struct tape *version; /* at work, or NULL */
    struct walk walk;           /* over these three */
    size_t half;    /* samples, of each of the two boxes over which the gain is found */
    int64_t cell;   /* samples in 10 ms */
    double *weight; /* one a cell, of the version at work */
    size_t cells;
    double rest, whole; /* energies */
};

/* ---- the first half: shaped as the main version -------------------------------------------------- */

static enum err read_apart(const struct pcm *p, int64_t at, size_t n, float *const *out)
{
    float interleaved[2 * BLOCK];

    TRY(pcm_read(p, at, interleaved, n));
    planes_split(interleaved, (int)p->channels, n, out);
    return OK;
}

/* The version's own offset goes away where the main version's does: so the offsets too sum to the main one's. */
static enum err take_offset(const struct family *f, const struct pcm *p, struct settings *s)
{
    double sum[2] = {0, 0};
    float left[BLOCK], right[BLOCK];
    float *const x[2] = {left, right};

    for (int64_t at = 0; at < f->frames; at += BLOCK) {
        size_t n = f->frames - at < BLOCK ? (size_t)(f->frames - at) : BLOCK;
        TRY(read_apart(p, f->first + at, n, x));
        for (int c = 0; c < s->channels; c++)
            for (size_t i = 0; i < n; i++)
                sum[c] += (double)x[c][i];
    }
    for (int c = 0; c < s->channels; c++)
        s->trim.dc[c] = f->settings.trim.dc[c] != 0 ? sum[c] / (double)f->frames : 0;
    return OK;
}

static void breathe(void *family)
{
    const struct family *f = family;

    tape_breathe(&f->shaped);
    tape_breathe(&f->gain);
    if (f->version)
        tape_breathe(f->version);
}

static enum err shape(struct family *f, const struct pcm *p, bool main, struct tape *out)
{
    CLEANUP(arena_free) struct arena *own = arena_new();
    struct settings s = f->settings;
    struct chain chain;
    float left[BLOCK], right[BLOCK];
    float *const x[2] = {left, f->settings.channels == 2 ? right : left};

    if (!main)
        TRY(take_offset(f, p, &s));
    f->track.given = !main;
    f->track.turns = 0;
    s.dynamics.track = &f->track;
    f->steady.given = !main;
    f->steady.turns = 0;
    s.stereo.track = &f->steady;
    chain_prepare(&chain, PART_SHAPE, &s, arena_alloc_wide(own, chain_size(PART_SHAPE, &s)));
    int64_t late = (int64_t)chain.latency;
    for (int64_t at = 0; at < f->frames + late; at += BLOCK) {
        int64_t left_over = f->frames - at, sound = left_over < 0 ? 0 : left_over < BLOCK ? left_over : BLOCK;
        memset(left, 0, sizeof left);
        memset(right, 0, sizeof right);
        TRY(read_apart(p, f->first + at, (size_t)sound, x));
        chain_run(&chain, x, BLOCK);
        tape_keep(out, at - late, x, BLOCK);
        walk_on(&f->walk, (size_t)at);
    }
    return OK;
}

/* ---- the second half: one gain over time ----------------------------------------------------------- */

/* x[i] becomes the sum of x[i - half] ... x[i + half]; the ends are left as they fall. */
static void box(double *x, double *sums, size_t n, size_t half)
{
    sums[0] = 0;
    for (size_t i = 0; i < n; i++)
        sums[i + 1] = sums[i] + x[i];
    for (size_t i = half; i + half < n; i++)
        x[i] = sums[i + half + 1] - sums[i - half];
}

/* The gain that explains the master best around a sample: least squares under a triangle of half a millisecond. */
static enum err find_gain(struct family *f)
{
    enum { WIDE = BLOCK + 4 * HALF_MOST };
    double *product = arena_alloc(f->arena, 3 * (WIDE + 1) * sizeof(double)), *square = product + WIDE + 1,
           *sums = square + WIDE + 1;
    int64_t reach = 2 * (int64_t)f->half;
    float a[BLOCK], b[BLOCK];
    float *const y[2] = {a, b};

    for (int64_t at = 0; at < f->frames; at += BLOCK / 2) {
        int64_t from = at - reach;
        walk_on(&f->walk, (size_t)at);
        size_t n = BLOCK / 2 + 2 * (size_t)reach;
        TRY(read_apart(&f->master, from, n, y));
        for (size_t i = 0; i < n; i++) {
            int64_t k = from + (int64_t)i;
            product[i] = square[i] = 0;
            for (int c = 0; c < f->shaped.channels && k >= 0 && k < f->frames; c++) {
                double x = (double)f->shaped.channel[c][k];
                product[i] += x * (double)y[c][i];
                square[i] += x * x;
            }
        }
        for (int turn = 0; turn < 2; turn++) {
            box(product, sums, n, f->half);
            box(square, sums, n, f->half);
        }
        for (int64_t i = 0; i < BLOCK / 2 && at + i < f->frames; i++) {
            double gain = square[i + reach] > 1e-16 ? product[i + reach] / square[i + reach] : 0;
            f->gain.channel[0][at + i] = (float)dsp_clamp(gain, 0, 1000);
        }
    }
    return OK;
}

/* ---- the rest ---------------------------------------------------------------------------------------- */

/* How much of the rest a version gets, cell by cell. */
static void weigh(struct family *f, const struct tape *version)
{
    static const double next_to_nothing = 1e-20;
    double before = 0, rest_before = 0, *own = arena_alloc(f->arena, 2 * f->cells * sizeof *own), *other = own + f->cells;

    for (size_t k = 0; k < f->cells; k++) {
        int64_t from = (int64_t)k * f->cell, end = from + f->cell < f->frames ? from + f->cell : f->frames;
        own[k] = other[k] = next_to_nothing;
        walk_on(&f->walk, k * 512);
        for (int c = 0; c < version->channels; c++)
            for (int64_t i = from; i < end; i++) {
                double x = (double)version->channel[c][i], y = (double)f->shaped.channel[c][i] - x;
                own[k] += x * x;
                other[k] += y * y;
            }
    }
    for (size_t k = 0; k < f->cells; k++) {
        size_t after = k + 1 < f->cells ? k + 1 : k;
        double mine = before + 2 * own[k] + own[after], theirs = rest_before + 2 * other[k] + other[after];
        f->weight[k] = mine / (mine + theirs);
        before = own[k];
        rest_before = other[k];
    }
}

static double weight_at(const struct family *f, int64_t at)
{
    double place = (double)at / (double)f->cell - 0.5;
    size_t k = place <= 0 ? 0 : (size_t)place, after = k + 1 < f->cells ? k + 1 : f->cells - 1;
    double part = place <= 0 ? 0 : place - (double)k;

    k = k < f->cells ? k : f->cells - 1;
    return f->weight[k] + (f->weight[after] - f->weight[k]) * part;
}

static enum err write_version(struct family *f, const struct tape *version, int fd, struct family_told *told)
{
    float a[BLOCK], b[BLOCK], interleaved[2 * BLOCK];
    float *const master[2] = {a, b};
    size_t channels = (size_t)f->shaped.channels;
    double given = 0, rest = 0, whole = 0;
    struct pcm out;

    TRY(pcm_create(fd, f->main.rate_hz, f->main.channels, &out));
    for (int64_t at = 0; at < f->frames; at += BLOCK) {
        size_t n = f->frames - at < BLOCK ? (size_t)(f->frames - at) : BLOCK;
        TRY(read_apart(&f->master, at, n, master));
        walk_on(&f->walk, (size_t)at);
        for (size_t i = 0; i < n; i++) {
            int64_t k = at + (int64_t)i;
            double gain = (double)f->gain.channel[0][k], weight = weight_at(f, k);
            for (size_t c = 0; c < channels; c++) {
                double left = (double)master[c][i] - gain * (double)f->shaped.channel[c][k];
                interleaved[i * channels + c] = (float)(gain * (double)version->channel[c][k] + weight * left);
                given += weight * weight * left * left;
                rest += left * left;
                whole += (double)master[c][i] * (double)master[c][i];
            }
        }
        TRY(pcm_append(&out, interleaved, n));
    }
    told->rest_share = rest > 0 ? sqrt(given / rest) : 0;
    f->rest = rest;
    f->whole = whole;
    return pcm_finish(&out);
}

static enum err render_version(struct family *f, const struct family_version *v, struct family_told *told)
{
    CLEANUP(arena_free) struct arena *own = arena_new();
    struct analysis after;
    struct tape tape;
    struct pcm mix;

    TRY(pcm_open(v->mix_fd, &mix));
    if (mix.rate_hz != f->main.rate_hz || mix.channels != f->main.channels)
        return fail(ERR_INVALID, "%s has another rate or another number of channels than the main version", v->name);
    TRY(tape_new(own, f->job->as.scratch_fd, (int)mix.channels, (size_t)f->frames, &tape));
    f->version = &tape;
    TRY(shape(f, &mix, false, &tape));
    weigh(f, &tape);
    TRY(write_version(f, &tape, v->master_fd, told));
    f->version = NULL;
    TRY(measure_file(own, v->master_fd, &f->job->as.watcher, &after));
    told->name = v->name;
    told->reached_lufs = after.lufs;
    told->true_peak_db = after.true_peak_db;
    return OK;
}

/* ---- do they sum? --------------------------------------------------------------------------------------- */

static enum err difference(const struct family *f, const struct pcm *main, int64_t first, bool masters, double *out_db)
{
    float a[BLOCK], b[BLOCK], left[BLOCK], right[BLOCK];
    float *const x[2] = {a, b}, *const sum[2] = {left, right};
    double apart = 0, whole = 0;

    for (int64_t at = 0; at < f->frames; at += BLOCK) {
        size_t n = f->frames - at < BLOCK ? (size_t)(f->frames - at) : BLOCK;
        TRY(read_apart(main, first + at, n, sum));
        for (int64_t c = 0; c < main->channels; c++)
            for (size_t i = 0; i < n; i++)
                whole += (double)sum[c][i] * (double)sum[c][i];
        for (size_t v = 0; v < f->job->count; v++) {
            struct pcm p;
            TRY(pcm_open(masters ? f->job->versions[v].master_fd : f->job->versions[v].mix_fd, &p));
            TRY(read_apart(&p, first + at, n, x));
            for (int64_t c = 0; c < main->channels; c++)
                for (size_t i = 0; i < n; i++)
                    sum[c][i] -= x[c][i];
        }
        for (int64_t c = 0; c < main->channels; c++)
            for (size_t i = 0; i < n; i++)
                apart += (double)sum[c][i] * (double)sum[c][i];
    }
    *out_db = whole > 0 ? power_db(apart / whole) : (double)NAN;
    return OK;
}

/* ---- all --------------------------------------------------------------------------------------------------- */

static enum err render_main(struct family *f, struct arena *a, struct report *out)
{
    CLEANUP(arena_free) struct arena *own = arena_new();
    struct render_job job = f->job->as;
    struct decision decision;
    struct report report;

    job.kept = &decision;
    TRY(render_master(own, &job, &report));
    f->settings = decision.settings;
    record_copy(a, &report_record, &report, out);
    return OK;
}

static enum err prepare(struct family *f)
{
    const struct render_job *as = &f->job->as;
    int64_t room;

    TRY(pcm_open(as->mix_fd, &f->main));
    TRY(pcm_open(as->master_fd, &f->master));
    f->first = (int64_t)(as->recipe->trim_start * (double)f->main.rate_hz);
    f->frames = f->master.frames;
    f->half = (size_t)(f->main.rate_hz / 4000) < HALF_MOST ? (size_t)(f->main.rate_hz / 4000) : HALF_MOST;
    f->cell = f->main.rate_hz / 100;
    f->cells = (size_t)(f->frames / f->cell + 1);
    f->weight = arena_alloc(f->arena, f->cells * sizeof *f->weight);
    room = f->frames / 128 + 1024; /* no turn, and no cell of steady.h, is shorter than 128 samples */
    f->steady = (struct steady_track){.gain = arena_alloc(f->arena, (size_t)room * sizeof *f->steady.gain), .room = room};
    f->track = (struct dynamics_track){.gain_db = arena_alloc(f->arena, (size_t)room * sizeof *f->track.gain_db), .room = room};
    TRY(tape_new(f->arena, as->scratch_fd, (int)f->main.channels, (size_t)f->frames, &f->shaped));
    return tape_new(f->arena, as->scratch_fd, 1, (size_t)f->frames, &f->gain);
}

enum err family_master(struct arena *a, const struct family_job *job, struct family_report *out)
{
    CLEANUP(arena_free) struct arena *own = arena_new();
    struct family *f = NEW(own, struct family);
    struct report *report = NEW(a, struct report);
    struct family_told *told = arena_alloc(a, (job->count + 1) * sizeof *told);

    if (job->count < 1 || job->count > FAMILY_MOST)
        return fail(ERR_INVALID, "a family has a main version and 1 to %d others", FAMILY_MOST);
    *f = (struct family){.arena = own, .job = job, .walk = {breathe, f}};
    TRY(render_main(f, a, report));
    TRY(prepare(f));
    TRY(shape(f, &f->main, true, &f->shaped));
    TRY(find_gain(f));
    for (size_t i = 0; i < job->count; i++)
        TRY(render_version(f, &job->versions[i], &told[i]));
    *out = (struct family_report){.main = report, .versions = {told, job->count}};
    out->rest_db = f->rest > 0 ? power_db(f->rest / f->whole) : (double)NAN;
    out->mixes_sum_db = out->masters_sum_db = (double)NAN;
    if (job->count > 1) {
        TRY(difference(f, &f->main, f->first, false, &out->mixes_sum_db));
        TRY(difference(f, &f->master, 0, true, &out->masters_sum_db));
    }
    return OK;
}
