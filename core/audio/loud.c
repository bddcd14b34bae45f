/* SPDX-License-Identifier: ISC */
#include "audio/loud.h"

#include "audio/beside.h"
#include "audio/listen.h"
#include "base/buf.h"
#include "dsp/cancel.h"
#include "dsp/chain.h"
#include "dsp/elementary.h"
#include "dsp/meter.h"

#include <math.h>
#include <string.h>

enum { BLOCK = 8192, PASSES_MOST = 5 };

/* What stands out by more is ducked before the cancelling: less noise; but very loud songs need more steps. */
static const double spare_usual_db = 5, spare_step_db = 3.5, spare_most_db = 12;

/* Gain alone is held down by every peak: where that is not loud enough, it is let go sooner, down to this.  Sooner
 * still it pumps: at 8 ms a dense song keeps 5.6 LU of the 9.1 that cancelling leaves it. */
static const double release_least_ms = 30;

/* What cancelling takes away, at first (loud_model). */
static const double lost_usual = 6.5;

void loud_breathe(void *loud)
{
    const struct loud *l = loud;

    tape_breathe(l->shaped);
    tape_breathe(&l->master);
    for (size_t i = 0; i < sizeof l->list / sizeof *l->list; i++)
        tape_breathe(&l->list[i]);
}

void loud_drop(struct loud *l)
{
    tape_drop(&l->master);
    for (size_t i = 0; i < sizeof l->list / sizeof *l->list; i++)
        tape_drop(&l->list[i]);
}

/* ---- parts of the chain over a song ------------------------------------------------------- */

static void read_tape(const struct tape *t, int64_t at, size_t n, float *const *out)
{
    size_t from = (size_t)at < t->frames ? (size_t)at : t->frames;
    size_t sound = t->frames - from < n ? t->frames - from : n;

    for (int c = 0; c < t->channels; c++) {
        memcpy(out[c], t->channel[c] + from, sound * sizeof(float));
        memset(out[c] + sound, 0, (n - sound) * sizeof(float));
    }
}

/* One part over `from` into `to`, which may be the same. */
struct job {
    enum part part;
    struct settings settings;
    struct tape from, to;
    void *memory;
    size_t memory_size;
    struct chain chain;
    struct loud *loud;
    const struct watcher *watcher; /* NULL in another thread */
    double begun, share;
};

static enum err run_job(void *arg)
{
    struct job *j = arg;
    float left[BLOCK], right[BLOCK];
    float *const x[2] = {left, j->to.channels == 2 ? right : left};

    memset(j->memory, 0, j->memory_size);
    chain_prepare(&j->chain, j->part, &j->settings, j->memory);
    int64_t late = (int64_t)j->chain.latency, end = (int64_t)j->to.frames + late;
    for (int64_t at = 0; at < end; at += BLOCK) {
        size_t n = end - at < BLOCK ? (size_t)(end - at) : BLOCK;
        float *const here[2] = {j->to.channel[0] + at, j->to.channel[j->to.channels - 1] + at};
        bool carried = late || j->from.channel[0] != j->to.channel[0]; /* or the sound is where it shall be */
        if (carried)
            read_tape(&j->from, at, n, x);
        chain_run(&j->chain, carried ? x : here, n);
        if (carried)
            tape_keep(&j->to, at - late, x, n);
        if (at % (64 * BLOCK))
            continue;
        loud_breathe(j->loud);
        TRY(watch(j->watcher, "loudness", j->begun + j->share * (double)at / (double)end));
    }
    return OK;
}

static struct job job_of(struct loud *l, enum part p, double begun, double share)
{
    return (struct job){.part = p, .settings = l->settings, .from = l->master, .to = l->master,
                        .memory = l->memory[0], .memory_size = l->memory_size, .loud = l, .watcher = l->watcher,
                        .begun = begun, .share = share};
}

static void one_channel(struct job *j, int c)
{
    j->settings.channels = j->from.channels = j->to.channels = 1;
    j->from.channel[0] = j->from.channel[c];
    j->to.channel[0] = j->to.channel[c];
    j->memory = j->loud->memory[c];
}

/* A part that follows from surveys alone does with each channel what it would do with both. */
static enum err run_part(struct loud *l, enum part p, const struct tape *from, double begun, double share)
{
    struct job job[CHANNELS_MOST] = {job_of(l, p, begun, share)};

    job[0].from = *from;
    if (l->threads > 1 && l->shaped->channels == 2) {
        job[1] = job[0];
        job[1].watcher = NULL;
        one_channel(&job[0], 0);
        one_channel(&job[1], 1);
        TRY(beside(l->threads, (struct task){run_job, &job[0]}, (struct task){run_job, &job[1]}));
    } else {
        TRY(run_job(&job[0]));
    }
    if (p == PART_LOUD)
        l->reduction = limiter_reduction(chain_state(&job[0].chain, "limiter"));
    return OK;
}

/* What is done with one channel: cancel, under its own mask, and survey what is left. */
struct side {
    struct loud *loud;
    struct job job;
    bool cancel;
    const float *x; /* to be surveyed */
    double floor_db;
    float *cell;
};

static enum err run_side(void *arg)
{
    struct side *s = arg;
    const struct settings *set = &s->loud->settings;

    if (s->cancel)
        TRY(run_job(&s->job));
    survey(s->loud->over, &s->x, 1, s->loud->shaped->frames, ride_cell(set->rate_hz), (float)db_gain(s->floor_db), s->cell,
           &(struct walk){loud_breathe, s->loud});
    return OK;
}

/* Two channels can work side by side: they share nothing.  The surveys of the tape become one in `cells`. */
static enum err both_sides(struct loud *l, bool cancel, const struct tape *t, double floor_db, float *cells, double begun, double share)
{
    int channels = l->shaped->channels;
    struct side side[CHANNELS_MOST];
    const struct walk walk = {loud_breathe, l};

    for (int c = 0; c < channels; c++) {
        side[c] = (struct side){.loud = l, .job = job_of(l, PART_CANCEL, begun + share * c / channels, share / channels),
                                .cancel = cancel, .x = t->channel[c], .floor_db = floor_db, .cell = c ? l->cell[c] : cells};
        one_channel(&side[c].job, c);
    }
    if (channels == 1) {
        TRY(run_side(&side[0]));
    } else {
        if (l->threads > 1)
            side[1].job.watcher = NULL;
        TRY(beside(l->threads, (struct task){run_side, &side[0]}, (struct task){run_side, &side[1]}));
    }
    for (int c = 0; c < channels && cancel; c++)
        l->cancelled += cancel_peaks(chain_state(&side[c].job.chain, "cancel"));
    for (size_t i = 0; i < survey_cells(l->settings.rate_hz, l->shaped->frames) && channels == 2; i++) {
        cells[i] = fmaxf(cells[i], l->cell[1][i]);
        walk_on(&walk, i);
    }
    return OK;
}

/* Below the ceiling nothing is ducked: a survey for some more than the drive asked for is as good as one for all. */
static void survey_for(struct loud *l, double drive_db)
{
    if (drive_db <= l->surveyed_db)
        return;
    l->surveyed_db = drive_db + 6;
    (void)both_sides(l, false, l->shaped, l->settings.limiter.ceiling_db - l->surveyed_db - 0.01, l->first, 0, 0);
}

static void hear_tape(const struct tape *t, struct meter *m)
{
    for (size_t at = 0; at < t->frames; at += 64 * BLOCK) {
        const float *const in[2] = {t->channel[0] + at, t->channel[1] + at};
        meter_run(m, in, t->frames - at < 64 * BLOCK ? t->frames - at : 64 * BLOCK);
        tape_breathe(t);
    }
}

/* So many frames tell the mean of a song within some tenths of a dB; of a short one, all. */
enum { HEARD_FRAMES_MOST = 1000 };

static double tape_noise_db(struct loud *l)
{
    const float *const *in = (const float *const *)l->shaped->channel, *const *out = (const float *const *)l->master.channel;
    size_t frames = l->shaped->frames, n = l->audible.n, apart = n * (frames / (n * HEARD_FRAMES_MOST) + 1);

    if (!l->cancelled && l->reduction.share <= 0)
        return DSP_SILENCE_DB;
    audible_forget(&l->audible);
    for (int listen = 0; listen < 2; listen++) {
        for (size_t i = 0; i * apart < frames; i++) {
            (listen ? audible_listen : audible_learn)(&l->audible, in, out, l->shaped->channels, frames, i * apart);
            if (i % 64 == 0)
                loud_breathe(l);
        }
        if (!listen)
            audible_learnt(&l->audible);
    }
    return power_db(audible_ratio(&l->audible));
}

static enum err hear_loudness(void *loud)
{
    struct loud *l = loud;
    struct meter meter;

    meter_prepare(&meter, l->settings.rate_hz, l->master.channels, l->scaled, l->room);
    hear_tape(&l->master, &meter);
    l->lufs = loudness_integrated(l->scaled, meter.count);
    return OK;
}

static enum err hear_noise(void *loud)
{
    struct loud *l = loud;

    l->noise_to_mask_db = l->quality ? tape_noise_db(l) : (double)NAN;
    return OK;
}

enum err loud_pass(struct loud *l, double drive_db, double begun, double share)
{
    l->settings.limiter.drive_db = drive_db;
    survey_for(l, drive_db);
    TRY(run_part(l, PART_LOUD, l->shaped, begun, share * 0.1));
    l->cancelled = 0;
    /* From 2 dB below the ceiling on touch_up looks more closely. */
    TRY(both_sides(l, l->quality, &l->master, l->settings.limiter.ceiling_db - 2, l->cell[0], begun + share * 0.1, share * 0.7));
    l->settings.limiter.left = l->cell[0];
    TRY(run_part(l, PART_LAST, &l->master, begun + share * 0.8, share * 0.2));
    return beside(l->threads, (struct task){hear_loudness, l}, (struct task){hear_noise, l});
}

/* ---- opening --------------------------------------------------------------------------------- */

/* What grows with the song lies on tapes of its own. */
static enum err make_lists(struct loud *l, int scratch_fd)
{
    float **const to[] = {&l->first, &l->cell[0], l->shaped->channels == 2 ? &l->cell[1] : &l->fine, &l->fine};
    int count = 1 + l->shaped->channels + !l->quality;
    struct tape *t = l->list;

    for (int i = 0; i < count; i++, t++) {
        TRY(tape_new(l->arena, scratch_fd, 1, survey_cells(l->settings.rate_hz, l->shaped->frames), t));
        *to[i] = t->channel[0];
    }
    for (int k = 0; k < 2; k++, t++) {
        TRY(tape_new(l->arena, scratch_fd, 1, l->room * sizeof(double) / sizeof(float), t));
        *(k ? &l->scaled : &l->energy) = (double *)(void *)t->channel[0];
    }
    TRY(tape_new(l->arena, scratch_fd, 1, l->room * sizeof(struct driven) / sizeof(float), t));
    l->driven = (struct driven *)(void *)t->channel[0];
    oversample_prepare(l->over, 4);
    l->settings.limiter.cell = l->first;
    l->surveyed_db = (double)-INFINITY;
    return OK;
}

enum err loud_open(struct arena *a, const struct settings *settings, const struct tape *shaped, int scratch_fd,
                   enum mastering_limiter mode, const struct watcher *w, int threads, struct loud *out)
{
    struct tape master = out->master; /* of a round before */
    struct loud *l = out;

    *l = (struct loud){.master = master, .arena = a, .settings = *settings, .shaped = shaped, .watcher = w, .threads = threads,
                       .quality = mode == LIMITER_QUALITY};
    l->lost = l->quality ? lost_usual : 0;
    l->settings.limiter.spare_db = l->quality ? spare_usual_db : 0;
    l->release_ms = settings->limiter.release_ms;
    l->settings.frames = (int64_t)shaped->frames;
    l->settings.channels = shaped->channels;
    if (!master.channel[0])
        TRY(tape_new(a, scratch_fd, shaped->channels, shaped->frames, &l->master));
    l->room = meter_cells((int64_t)shaped->frames, l->settings.rate_hz);
    l->over = NEW(a, struct oversample);
    audible_prepare(&l->audible, settings->rate_hz, arena_alloc(a, audible_size(settings->rate_hz)));
    TRY(make_lists(l, scratch_fd));
    meter_prepare(&l->ear, l->settings.rate_hz, shaped->channels, l->energy, l->room);
    l->ear.fine = l->fine;
    l->ear.fine_samples = (int64_t)ride_cell(l->settings.rate_hz);
    for (enum part p = PART_LOUD; p <= PART_LAST; p++)
        l->memory_size = chain_size(p, &l->settings) > l->memory_size ? chain_size(p, &l->settings) : l->memory_size;
    for (int c = 0; c < shaped->channels; c++)
        l->memory[c] = arena_alloc_wide(a, l->memory_size);
    return OK;
}

static void all_heard(struct loud *l)
{
    l->count = l->ear.count;
    l->shaped_lufs = loudness_integrated(l->energy, l->count);
}

void loud_hear(struct loud *l, const float *const *x, size_t n)
{
    meter_run(&l->ear, x, n);
    if (l->ear.seen == (int64_t)l->shaped->frames)
        all_heard(l);
}

void loud_hear_all(struct loud *l)
{
    hear_tape(l->shaped, &l->ear);
    all_heard(l);
}

/* ---- loudness ------------------------------------------------------------------------------------ */

/* What the gains alone make of the song. */
static void run_gains(struct loud *l, double drive_db)
{
    const struct walk walk = {loud_breathe, l};
    struct settings s = l->settings;
    struct gains g;
    size_t cell = ride_cell(s.rate_hz), cells = survey_cells(s.rate_hz, l->shaped->frames), at = 0;

    survey_for(l, drive_db);
    s.limiter.drive_db = drive_db;
    gains_prepare(&g, &s);
    for (int skip = RIDE_FIRST; skip < 0; skip++)
        gains_next(&g);
    for (size_t k = 0; k < l->count; k++) { /* the gains whose middles lie in these 10 ms */
        size_t end = (size_t)(((double)k + 1) * (double)s.rate_hz / CELLS_A_SECOND);
        double sum = 0, n = 0, over = 0, energy = 0;
        for (; at < cells && (n < 1 || at * cell + cell / 2 < end); at++, n++) {
            float gain = gains_next(&g), peak = gain * g.drive * g.cell[at];
            sum += (double)(gain * gain);
            energy += l->fine ? (double)(gain * gain * l->fine[at]) : 0;
            float o = peak > g.ceiling ? 1 - g.ceiling / peak : 0;
            over += (double)(o / (1 + 4 * o));
        }
        n = fmax(n, 1);
        walk_on(&walk, k * 8);
        l->driven[k] = (struct driven){l->fine ? energy / n : l->energy[k] * sum / n, over, n};
    }
}

/* Cancelled peaks take energy away: in proportion to how far they stood above the ceiling.  How much that is
 * for this song, `lost`, a pass over the song tells. */
static double lose(struct loud *l, double drive_db)
{
    for (size_t k = 0; k < l->count; k++) {
        const struct driven *d = &l->driven[k];
        l->scaled[k] = d->energy * fmax(1 - l->lost * d->over / d->cells, 0.25);
    }
    return loudness_integrated(l->scaled, l->count) + drive_db;
}

double loud_model(struct loud *l, double drive_db)
{
    run_gains(l, drive_db);
    return lose(l, drive_db);
}

/* Newton's method on `lost`. */
void loud_learn(struct loud *l)
{
    double drive_db = l->settings.limiter.drive_db, measured = l->lufs, got = loud_model(l, drive_db);

    for (int i = 0; i < 3 && l->quality && fabs(got - measured) > 0.003; i++) {
        l->lost += 0.05;
        double slope = (lose(l, drive_db) - got) / 0.05;
        l->lost = dsp_clamp(l->lost - 0.05 + (slope < -1e-3 ? (measured - got) / slope : 0), 0, 16);
        got = lose(l, drive_db);
    }
    l->wrong = measured - got;
}

/* Less of a LU for a dB of drive is not worth it. */
static const double worth = 0.15;

/* The drive by which the model is as loud as asked: the secant's method.  Or it finds that it is not worth it. */
static double drive_for(struct loud *l, double lufs, double drive, bool *reached)
{
    double got = loud_model(l, drive), slope = 1;

    *reached = true;
    for (int i = 0; i < 12 && fabs(got - lufs) > 0.005; i++) {
        double next = drive + dsp_clamp((lufs - got) / fmax(slope, worth), -8, 6), then = loud_model(l, next);
        if (fabs(next - drive) > 1e-4)
            slope = (then - got) / (next - drive);
        if (slope < worth && then < lufs) {
            *reached = false;
            return drive;
        }
        drive = next;
        got = then;
    }
    return drive;
}

/* The last drive that is worth it, in steps of a dB, at least `drive`. */
static double last_worth(struct loud *l, double drive)
{
    double got = loud_model(l, drive);

    for (int i = 0; i < 40; i++, drive++) {
        double then = loud_model(l, drive + 1);
        if (then < got + worth)
            break;
        got = then;
    }
    return drive;
}

static const char *stopped_at(const struct loud *l, double target, const char *why)
{
    return arena_printf(l->arena, "%.1f LUFS instead of %.1f: %s", l->lufs, target, why);
}

/* What can still be given way to make it louder: gain alone comes back sooner; then peaks are cancelled, and more of
 * them. */
static bool give_way(struct loud *l)
{
    struct limiter_settings *s = &l->settings.limiter;

    if (!l->quality && s->release_ms > release_least_ms) {
        s->release_ms = fmax(s->release_ms / 2, release_least_ms);
        return true;
    }
    if (s->spare_db >= spare_most_db)
        return false;
    s->release_ms = l->release_ms;
    s->spare_db += spare_step_db;
    l->lost = l->quality ? l->lost : lost_usual;
    l->quality = true;
    return true;
}

bool loud_aim(struct loud *l, double target_lufs, double *drive_db)
{
    bool reached;

    *drive_db = drive_for(l, target_lufs - l->wrong, *drive_db, &reached);
    while (!reached && give_way(l))
        *drive_db = drive_for(l, target_lufs - l->wrong, target_lufs - l->shaped_lufs, &reached);
    if (!reached)
        *drive_db = last_worth(l, target_lufs - l->shaped_lufs - 12);
    return reached;
}

enum err loud_converge(struct loud *l, struct loudness_report *out)
{
    static const char saturated[] = "this mix would only distort more, and hardly get louder";
    double target = out->target_lufs, drive = target - l->shaped_lufs, share = 0.5;
    const char *why = NULL, *code = "saturated";

    for (out->passes = 0; out->passes < PASSES_MOST;) {
        bool reached = loud_aim(l, target, &drive);
        TRY(loud_pass(l, drive, 1 - 2 * share, share));
        out->passes++;
        share /= 2;
        loud_learn(l);
        if (l->noise_to_mask_db > LOUD_AUDIBLE_DB + 0.5) { /* a decibel of loudness brings about three of noise */
            target = fmin(l->lufs, target) - (l->noise_to_mask_db - LOUD_AUDIBLE_DB) / 3;
            why = "more would be audible";
            code = "audible";
        } else if (fabs(l->lufs - target) < 0.025 || why) {
            break;
        } else if (!reached && l->lufs < target) {
            why = saturated;
            break;
        }
    }
    if (out->target_lufs - l->lufs > 0.05) {
        out->stopped = stopped_at(l, out->target_lufs, why ? why : saturated);
        out->stopped_code = code;
    } else if (l->lufs - out->target_lufs > 0.05) {
        out->stopped = stopped_at(l, out->target_lufs, "five passes came no nearer");
        out->stopped_code = "passes";
    }
    return OK;
}

/* ---- telling ---------------------------------------------------------------------------------------- */

const char *loud_curve(struct loud *l)
{
    const struct walk walk = {loud_breathe, l};
    struct gains g;
    struct buf json = {.arena = l->arena};
    size_t cell = ride_cell(l->settings.rate_hz), cells = survey_cells(l->settings.rate_hz, l->shaped->frames);
    size_t tenth = (size_t)l->settings.rate_hz / 10, end = tenth;
    float least = 1;

    gains_prepare(&g, &l->settings);
    for (int skip = RIDE_FIRST; skip < 0; skip++)
        gains_next(&g);
    buf_puts(&json, "[");
    for (size_t i = 0; i < cells; i++) {
        walk_on(&walk, i);
        least = fminf(least, gains_next(&g));
        if ((i + 1) * cell >= end || i + 1 == cells) {
            double db = -gain_db((double)least);
            buf_printf(&json, db < 0.005 ? "%s0" : "%s%.2f", json.len > 1 ? "," : "", db);
            least = 1;
            end += tenth;
        }
    }
    buf_puts(&json, "]");
    return json.ptr;
}
