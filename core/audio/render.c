/* SPDX-License-Identifier: ISC */
#include "audio/render.h"

#include "audio/beside.h"
#include "audio/engine.h"
#include "audio/finish.h"
#include "audio/frozen.h"
#include "audio/moves.h"
#include "audio/relay.h"
#include "audio/shape.h"
#include "audio/wishes.h"
#include "dsp/elementary.h"
#include "dsp/ltas.h"

#include <math.h>
#include <string.h>

/* An excerpt begins to work WARM_S before it, at a multiple of GRID, where all blocks of all stages begin (the FIRs'
 * have a factor 3), and ends COOL_S behind it.  core/dsp/README.md says why it then is the whole's, bit by bit. */
enum { BLOCK = RELAY_BLOCK, WARM_S = 12, WARM_FIRST_S = 1, COOL_S = 2, GRID = 3 << 16 };

const char *const render_steps[] = {"measure", "shape", "loudness", "write", "codecs", "check", NULL};

/* All that one render knows. */
struct work {
    struct arena *arena;
    const struct render_job *job;
    struct stretch mix;
    int64_t begin, first, end; /* of the song: where the tapes begin; what is written */
    struct settings settings;
    bool shape_only;
    struct tape shaped;
    struct loud loud;
    const struct measured *heard; /* NULL: it was decided before */
    double target_lufs;
};

/* ---- the shape ------------------------------------------------------------------------- */

static enum err make_shape(struct work *w)
{
    const struct render_job *job = w->job;

    if (!w->shape_only)
        TRY(loud_open(w->arena, &w->settings, &w->shaped, job->scratch_fd, job->recipe->limiter, &job->watcher, job->threads, &w->loud));
    return shape(&(struct shaping){.mix = &w->mix, .begin = w->begin, .settings = &w->settings, .to = &w->shaped,
                                   .loud = w->shape_only ? NULL : &w->loud, .threads = job->threads, .watcher = &job->watcher});
}

/* ---- loudness ------------------------------------------------------------------------------ */

/* Too short or too quiet to have a loudness: as loud as its peak allows. */
static enum err by_peak(struct work *w, struct loudness_report *out)
{
    const struct walk walk = {loud_breathe, &w->loud};
    float most = 0;

    out->stopped = "no loudness at all: too little sounds to have one, and it is as loud as its peak allows";
    out->stopped_code = "silent";
    for (int c = 0; c < w->shaped.channels; c++)
        for (size_t i = 0; i < w->shaped.frames; i++) {
            walk_on(&walk, i);
            most = fmaxf(most, fabsf(w->shaped.channel[c][i]));
        }
    return loud_pass(&w->loud, most > 0 ? fmin(w->settings.limiter.ceiling_db - gain_db((double)most), 40) : 0, 0, 1);
}

static enum err mix_loudness(struct work *w, double *lufs)
{
    CLEANUP(arena_free) struct arena *own = arena_new();
    size_t room = meter_cells((int64_t)w->shaped.frames, w->settings.rate_hz);
    double *cells = arena_alloc(own, room * sizeof *cells);
    float left[BLOCK], right[BLOCK];
    float *const x[2] = {left, w->shaped.channels == 2 ? right : left};
    struct meter meter;

    meter_prepare(&meter, w->settings.rate_hz, w->shaped.channels, cells, room);
    for (size_t at = 0; at < w->shaped.frames; at += BLOCK) {
        size_t n = w->shaped.frames - at < BLOCK ? w->shaped.frames - at : BLOCK;
        const float *const in[2] = {x[0], x[1]};
        TRY(shape_read(&w->mix, w->begin + (int64_t)at, n, x));
        meter_run(&meter, in, n);
    }
    *lufs = loudness_integrated(cells, meter.count);
    return OK;
}

/* A stretch before the whole is made: as far from the whole's loudness as it is in the mix. */
static enum err stretch_loudness(struct work *w, struct loudness_report *out)
{
    struct loudness_report here = *out;
    double lufs;

    TRY(mix_loudness(w, &lufs));
    here.target_lufs += w->heard && lufs > -70 && w->heard->lufs > -70 ? lufs - w->heard->lufs : 0;
    TRY(loud_converge(&w->loud, &here));
    out->passes = here.passes;
    out->stopped = here.stopped;
    out->stopped_code = here.stopped_code;
    return OK;
}

/* How loud it becomes; a finished song passes as it is. */
static enum err make_loud(struct work *w, struct loudness_report *out)
{
    const struct render_job *job = w->job;

    if (job->hold) {
        w->loud.quality = w->settings.limiter.spare_db > 0;
        w->loud.settings.limiter.spare_db = w->settings.limiter.spare_db;
        return loud_pass(&w->loud, w->settings.limiter.drive_db, 0, 1);
    }
    if (w->settings.trim.finished) {
        out->passes = 1;
        return loud_pass(&w->loud, 0, 0, 1);
    }
    if (w->loud.shaped_lufs <= -70)
        return by_peak(w, out);
    return job->excerpt.to_s > 0 ? stretch_loudness(w, out) : loud_converge(&w->loud, out);
}

/* ---- what to do ---------------------------------------------------------------------- */

/* A master that comes in again: there is nothing to shape, it is as loud as it shall be and under its ceiling. */
static bool is_finished(const struct work *w, const struct measured *m)
{
    const struct settings *s = &w->settings;

    return !s->eq.used && !s->dynamics.used && !s->stereo.used && fabs(m->lufs - w->target_lufs) <= 0.05 &&
           m->true_peak_db <= s->limiter.ceiling_db + 0.0005;
}

static void decide(struct work *w, const struct measured *m)
{
    const struct render_job *job = w->job;
    struct wishes wishes;
    struct likeness like;
    bool alike = wishes_likeness(job->references, job->reference_count, &like);

    wishes_of(job->recipe, alike ? &like : NULL, m->rate_hz, &wishes);
    plan(m, &wishes, &w->settings);
    w->settings.fade.first = w->begin;
    w->settings.fade.song = w->mix.frames;
    w->settings.trim.finished = is_finished(w, m);
    if (w->settings.trim.finished)
        w->settings.trim.gain_db = 0; /* sample by sample what it was */
}

/* What dynamics and limiter do to the tone and the plan could not know: from the finished sound, in
 * thirds of an octave, without its level.  Returns the mean square of it. */
static double heard_since(struct work *w, const struct measured *m, double *mid, double *side)
{
    const struct tape *made = &w->loud.master;
    CLEANUP(arena_free) struct arena *own = arena_new();
    double rate = (double)m->rate_hz, sum = 0, square = 0, count = 0, now[2][BANDS], plan_db[2][BANDS], effect[2][BANDS];
    int bands = bands_below(0.48 * rate);
    struct ltas l;

    ltas_prepare(&l, rate, made->channels, made->frames, arena_alloc(own, ltas_floats(rate) * sizeof(float)),
                 arena_alloc(own, ltas_frames(made->frames, rate) * 2 * BANDS * sizeof(float)));
    for (size_t at = 0; at < made->frames; at += WALK_STEP) {
        const float *const in[2] = {made->channel[0] + at, made->channel[1] + at};
        ltas_run(&l, in, made->frames - at < WALK_STEP ? made->frames - at : WALK_STEP);
        tape_breathe(made);
    }
    ltas_mean(&l, now[0], now[1]);
    plan_effect(&m->fine_mid, rate, w->settings.eq.gain_db, bands, effect[0]);
    double sides[BANDS];
    for (int b = 0; b < BANDS; b++)
        sides[b] = w->settings.eq.gain_db[b] + w->settings.stereo.side_db[b];
    plan_effect(&m->fine_side, rate, sides, bands, effect[1]);
    for (int b = 0; b < bands; b++) {
        plan_db[0][b] = m->mid_db[b] + effect[0][b];
        plan_db[1][b] = m->side_db[b] + effect[1][b];
    }
    for (int k = 0; k < 2; k++) {
        double was[BANDS], is[BANDS], change[BANDS];
        plan_thirds(plan_db[k], bands, was);
        plan_thirds(now[k], bands, is);
        for (int b = 0; b < bands; b++)
            change[b] = was[b] > -120 && is[b] > -120 ? is[b] - was[b] : 0;
        memset(k ? side : mid, 0, BANDS * sizeof(double));
        plan_from_thirds(change, bands, k ? side : mid);
    }
    for (int b = 0; b < bands; b++)
        if (band_hz(b) > 28 && band_hz(b) < 18000) {
            sum += mid[b];
            square += mid[b] * mid[b];
            count++;
        }
    double level = count > 0 ? sum / count : 0;
    for (int b = 0; b < bands; b++) {
        mid[b] = dsp_clamp(mid[b] - level, -6, 6);
        side[b] = dsp_clamp(side[b] - level, -6, 6);
    }
    return count > 0 ? square / count - level * level : 0;
}

/* A reference is followed by what is heard in the end: once more, with that known. */
static enum err nearer(struct work *w, const struct measured *m, struct loudness_report *out)
{
    struct measured *known = NEW(w->arena, struct measured);
    double mid[BANDS], side[BANDS];

    if (!w->job->reference_count || !w->settings.eq.like || heard_since(w, m, mid, side) < 0.15 * 0.15)
        return OK;
    *known = *m;
    for (int b = 0; b < BANDS; b++) {
        known->mid_db[b] += mid[b];
        known->side_db[b] += side[b];
    }
    decide(w, known);
    TRY(make_shape(w));
    return make_loud(w, out);
}

/* ---- the file ---------------------------------------------------------------------------------- */

static enum err write_master(struct work *w)
{
    struct finish f = {.loud = &w->loud, .fd = w->job->master_fd, .first = (size_t)(w->first - w->begin),
                       .end = (size_t)(w->end - w->begin)};

    if (w->job->excerpt.to_s > 0) /* the cuts of a stretch are not the song's; what the song needed is known */
        f.rest = w->job->hold ? w->job->decision->settings.limiter.rest : 1;
    return finish_master(w->arena, &f);
}

/* Should the recipe want it: below full scale after the codecs too. */
static enum err through_codecs(struct work *w, struct report *out)
{
    struct codec_job job = {.master_fd = w->job->master_fd, .scratch_fd = w->job->scratch_fd, .more = w->job->codecs,
                            .more_count = w->job->codec_count, .threads = w->job->threads, .watcher = &w->job->watcher};
    struct codec_safe_report *report = NEW(w->arena, struct codec_safe_report);

    if (!w->job->recipe->codec_safe)
        return OK;
    out->codec_safe = report;
    return codec_make_safe(w->arena, &job, report);
}

/* ---- all ------------------------------------------------------------------------------------------ */

static enum err open_mix(struct work *w)
{
    const struct recipe *r = w->job->recipe;
    double rate;

    TRY(pcm_open(w->job->mix_fd, &w->mix.pcm));
    if (w->mix.pcm.channels > CHANNELS_MOST)
        return fail(ERR_FAULT, "one or two channels can be mastered");
    rate = (double)w->mix.pcm.rate_hz;
    if (r->trim_start > 0 || r->trim_end > 0 || r->fade_in > 0 || r->fade_out > 0)
        TRY(recipe_check(r, (double)w->mix.pcm.frames / rate));
    w->mix.first = (int64_t)(r->trim_start * rate);
    w->mix.frames = w->mix.pcm.frames - w->mix.first - (int64_t)(r->trim_end * rate);
    return w->mix.frames > 0 ? OK : fail(ERR_INVALID, "there is no sound in the song");
}

static void tell_limiter(struct loud *l, struct reduction_report *out)
{
    *out = (struct reduction_report){.mean_db = l->reduction.mean_db, .most_db = l->reduction.most_db,
                                     .share = l->reduction.share, .cancelled_peaks = l->cancelled,
                                     .noise_to_mask_db = l->noise_to_mask_db, .audible_db = LOUD_AUDIBLE_DB,
                                     .curve = loud_curve(l)};
}

/* The master as it was written, heard by us and by libebur128. */
struct checked {
    struct work *work;
    struct analysis *heard;
    struct second_opinion second;
};

static enum err hear_master(void *arg)
{
    const struct checked *c = arg;
    struct stretch master = {0};

    tape_drop(&c->work->shaped);
    loud_drop(&c->work->loud);
    TRY(pcm_open(c->work->job->master_fd, &master.pcm));
    master.frames = master.pcm.frames;
    return listen_to(c->work->arena, &master, &c->work->job->watcher, "check", 1, c->heard, NULL);
}

static enum err hear_second(void *arg)
{
    struct checked *c = arg;

    return measure_check(c->work->job->master_fd, &c->second);
}

static enum err check(struct work *w, struct report *out, struct loudness_report *loudness, struct peak_report *peak)
{
    struct analysis *after = NEW(w->arena, struct analysis);
    struct checked c = {.work = w, .heard = after};

    TRY(beside(w->job->threads, (struct task){hear_master, &c}, (struct task){hear_second, &c}));
    loudness->reached_lufs = after->lufs;
    loudness->check_lufs = c.second.lufs;
    peak->reached_db = after->true_peak_db;
    peak->check_db = c.second.true_peak_db;
    out->after = after;
    double short_lu = loudness->target_lufs - after->lufs;
    if (out->codec_safe && !loudness->stopped && short_lu > 0.05) {
        loudness->stopped_code = "codecs";
        loudness->stopped = arena_printf(w->arena, "%.2f LUFS instead of %.1f: louder would not get through MP3, Opus and "
                                         "Vorbis without overs", after->lufs, loudness->target_lufs);
    }
    bool whole = w->job->excerpt.to_s <= 0; /* a stretch has a loudness of its own */
    if (whole && loudness->passes > 0 && !loudness->stopped && short_lu > 0.05) {
        loudness->stopped_code = "peaks";
        loudness->stopped = arena_printf(w->arena, "%.2f LUFS instead of %.1f: the last peaks between the samples took the rest",
                                         after->lufs, loudness->target_lufs);
    }
    return OK;
}

enum err render_listen(struct arena *a, const struct render_job *job, struct heard *out)
{
    struct work w = {.arena = a, .job = job};
    struct measured *measured = NEW(a, struct measured);
    struct analysis *before = NEW(a, struct analysis);

    *out = (struct heard){before, measured};
    TRY(open_mix(&w));
    return listen_to(a, &w.mix, &job->watcher, "measure", job->threads, before, measured);
}

static enum err listened(struct arena *a, const struct render_job *job, struct heard *out)
{
    if (!job->heard)
        return render_listen(a, job, out);
    *out = *job->heard;
    return OK;
}

static enum err listen_and_decide(struct work *w, const struct analysis **before)
{
    const struct render_job *job = w->job;
    struct heard heard;

    TRY(listened(w->arena, job, &heard));
    w->target_lufs = wishes_lufs(job->recipe, job->references, job->reference_count);
    w->heard = heard.measured;
    decide(w, heard.measured);
    *before = heard.before;
    return OK;
}

enum err render_decide(struct arena *a, const struct render_job *job, struct decision *out)
{
    struct work *w = NEW(a, struct work);

    *w = (struct work){.arena = a, .job = job};
    TRY(open_mix(w));
    TRY(listen_and_decide(w, &out->before));
    out->settings = w->settings;
    return OK;
}

/* Which stretch of the song is rendered; with nothing to be exact with, a short run-up does. */
static enum err choose_stretch(struct work *w)
{
    const struct excerpt *e = &w->job->excerpt;
    double rate = (double)w->mix.pcm.rate_hz;
    int64_t grid = w->mix.pcm.rate_hz > 48000 ? 4 * GRID : GRID, warm = (w->job->hold ? WARM_S : WARM_FIRST_S) * w->mix.pcm.rate_hz;

    w->end = w->mix.frames;
    if (e->to_s <= 0)
        return OK;
    w->first = (int64_t)(e->from_s * rate);
    w->end = e->to_s * rate < (double)w->mix.frames ? (int64_t)(e->to_s * rate) : w->mix.frames;
    if (w->first < 0 || w->first >= w->end)
        return fail(ERR_INVALID, "there is no sound in the excerpt");
    if (w->job->recipe->codec_safe)
        return fail(ERR_INVALID, "what codecs need is known of the whole song only: an excerpt cannot be codec-safe");
    w->begin = w->first > warm ? (w->first - warm) / grid * grid : 0;
    return OK;
}

static size_t frames_at_work(const struct work *w)
{
    int64_t end = w->end + COOL_S * w->mix.pcm.rate_hz;

    return (size_t)((end < w->mix.frames ? end : w->mix.frames) - w->begin);
}

/* Up to the limiter, as was decided before or is now. */
static enum err make_shaped(struct work *w, const struct analysis **before)
{
    const struct render_job *job = w->job;

    TRY(open_mix(w));
    TRY(choose_stretch(w));
    if (job->decision) {
        *before = job->decision->before;
        w->settings = job->decision->settings;
        w->settings.fade.first = w->begin;
        w->settings.fade.song = w->mix.frames;
    } else {
        TRY(listen_and_decide(w, before));
    }
    TRY(tape_new(w->arena, job->scratch_fd, (int)w->mix.pcm.channels, frames_at_work(w), &w->shaped));
    return make_shape(w);
}

enum err render_shaped(struct arena *a, const struct render_job *job, struct settings *settings, struct tape *out)
{
    struct work *w = NEW(a, struct work);
    const struct analysis *before;

    *w = (struct work){.arena = a, .job = job, .shape_only = true};
    TRY(make_shaped(w, &before));
    *settings = w->settings;
    *out = w->shaped;
    return OK;
}

enum err render_master(struct arena *a, const struct render_job *job, struct report *out)
{
    struct work *w = NEW(a, struct work);
    struct loudness_report *loudness = NEW(a, struct loudness_report);
    struct peak_report *peak = NEW(a, struct peak_report);
    struct reduction_report *limiter = NEW(a, struct reduction_report);

    *w = (struct work){.arena = a, .job = job};
    *out = (struct report){.engine = ENGINE_NAME, .recipe = job->recipe, .loudness = loudness,
                           .true_peak = peak, .limiter = limiter};
    loudness->target_lufs = wishes_lufs(job->recipe, job->references, job->reference_count);
    peak->ceiling_db = job->recipe->ceiling;
    TRY(make_shaped(w, &out->before));
    TRY(make_loud(w, loudness));
    if (w->heard && job->excerpt.to_s <= 0)
        TRY(nearer(w, w->heard, loudness));
    tell_limiter(&w->loud, limiter);
    TRY(write_master(w));
    TRY(through_codecs(w, out));
    TRY(check(w, out, loudness, peak));
    w->settings.limiter = w->loud.settings.limiter;
    w->settings.limiter.cell = w->settings.limiter.left = NULL;
    out->gain_db = w->settings.trim.gain_db + w->settings.limiter.drive_db;
    moves_tell(a, &w->settings, out);
    frozen_tell(a, &w->settings, &out->settings);
    if (job->kept)
        *job->kept = (struct decision){out->before, w->settings};
    return OK;
}
