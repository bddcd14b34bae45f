/* SPDX-License-Identifier: ISC */
#include "audio/codec.h"

#include "audio/coders.h"
#include "audio/listen.h"
#include "audio/pcm.h"
#include "audio/scratch.h"
#include "dsp/dither.h"
#include "dsp/elementary.h"
#include "dsp/meter.h"
#include "dsp/oversample.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <sndfile.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The gain has a value each millisecond.  What comes back too high is a peak of the song with the codec's noise on it,
 * so a dip as short as a limiter's takes it down, and costs 0.2 dB of loudness less than one as long as a codec's block.
 * An encoder answers every dip with other noise in all that follows, ffmpeg's AAC with 1 to 3 dB of it here and there,
 * so it is the patience of many small dips that ends with none over: what stands before the first that is left stands
 * for good.  Long or deep ones are answered with more.  After ROUNDS of these the whole song goes down as well, by
 * STEP_DB more each time, until nothing is over: long before ROUNDS_MOST. */
enum { BLOCK = 4096, HOLD_MS = 2, SLOPE_MS = 5, ROUNDS = 40, ROUNDS_MOST = 72, THREADS_MOST = 8 };
static const double STEP_DB = 0.1, DEEPEST_DB = 1.5; /* the second in one round */

static const struct field codec_fields[] = {
    TEXT(codec_report, name, .doc = "Codec and bit rate."),
    REAL(codec_report, before_db, .unit = "dBTP", .doc = "True peak of the decoded file before anything was done."),
    REAL(codec_report, after_db, .unit = "dBTP", .doc = "True peak of the decoded file now."),
};
const struct record codec_report_record = RECORD(codec_report, codec_fields);

static const struct field safe_fields[] = {
    LIST(codec_safe_report, codecs, codec_report, .doc = "What each codec makes of the master."),
    INT(codec_safe_report, rounds, .doc = "How often the master was encoded and decoded."),
    INT(codec_safe_report, places, .doc = "How many places were turned down."),
    REAL(codec_safe_report, deepest_db, .unit = "dB", .doc = "By how much at most."),
    REAL(codec_safe_report, mean_db, .unit = "dB", .doc = "By how much over the whole song."),
};
const struct record codec_safe_report_record = RECORD(codec_safe_report, safe_fields);

struct safe {
    struct arena *arena;
    const struct codec_job *job;
    struct pcm master;
    size_t ms;   /* milliseconds of the song */
    float *want; /* the gain asked for at each of them, before it is made smooth */
    float *gain;
    float global;
    pthread_mutex_t asking; /* for less: every codec's thread writes to `want` */
};

static void close_sound(SNDFILE **f)
{
    if (*f)
        sf_close(*f);
}

/* ---- looking at what comes back ---------------------------------------------------------------- */

struct look {
    struct oversample over;
    float kept[CHANNELS_MOST][OVERSAMPLE_TAPS + BLOCK], peak[BLOCK];
    int64_t at; /* of the first new sample */
    float most;
};

/* What is above the limit asks for less there and shortly around it.  The lowest wish counts, so the order in which the
 * threads come does not. */
static void ask(struct safe *s, double seconds, float by)
{
    int64_t middle = (int64_t)(seconds * 1000), first = middle - HOLD_MS - SLOPE_MS, last = middle + HOLD_MS + SLOPE_MS;

    pthread_mutex_lock(&s->asking);
    for (int64_t t = first < 0 ? 0 : first; t <= last && t < (int64_t)s->ms; t++)
        s->want[t] = fminf(s->want[t], s->gain[t] / s->global * by);
    pthread_mutex_unlock(&s->asking);
}

/* n new samples a channel stand behind what was kept; their true peaks are a filter's half late. */
static void look_at(struct safe *s, struct look *l, int channels, size_t n, double rate, float limit)
{
    for (int c = 0; c < channels; c++) {
        oversample_peaks(&l->over, l->kept[c] + OVERSAMPLE_BEFORE, n, fminf(limit, l->most), l->peak);
        for (size_t i = 0; i < n; i++) {
            l->most = fmaxf(l->most, l->peak[i]);
            if (l->peak[i] > limit)
                ask(s, (double)(l->at + (int64_t)i - OVERSAMPLE_TAPS / 2) / rate, fmaxf((float)db_gain(-DEEPEST_DB), limit / l->peak[i]));
        }
        memmove(l->kept[c], l->kept[c] + n, OVERSAMPLE_TAPS * sizeof(float));
    }
    l->at += (int64_t)n;
}

static enum err decode(struct safe *s, int fd, float limit, struct look *l)
{
    CLEANUP(close_sound) SNDFILE *f = NULL;
    float block[2 * BLOCK];
    SF_INFO info = {0};
    sf_count_t n;

    if (lseek(fd, 0, SEEK_SET) < 0)
        return fail(ERR_FAULT, "lseek: %s", strerror(errno));
    f = sf_open_fd(fd, SFM_READ, &info, SF_FALSE);
    if (!f || info.channels > CHANNELS_MOST)
        return fail(ERR_FAULT, "decoder: %s", sf_strerror(f));
    oversample_prepare(&l->over, 8);
    do { /* and half a filter of silence after the end */
        n = sf_readf_float(f, block, BLOCK);
        size_t taken = n > 0 ? (size_t)n : OVERSAMPLE_TAPS;
        for (int c = 0; c < info.channels; c++)
            for (size_t i = 0; i < taken; i++)
                l->kept[c][OVERSAMPLE_TAPS + i] = n > 0 ? block[i * (size_t)info.channels + (size_t)c] : 0;
        look_at(s, l, info.channels, taken, info.samplerate, limit);
    } while (n > 0);
    return OK;
}

/* ---- the gain ------------------------------------------------------------------------------------ */

/* What was asked, made smooth: never above it where it has to hold, because it was asked for wider. */
static void smooth(struct safe *s)
{
    double weight[2 * SLOPE_MS + 1], sum = 0;

    for (int k = 0; k <= 2 * SLOPE_MS; k++)
        sum += weight[k] = 1 + dsp_cos(DSP_PI * (k - SLOPE_MS) / (SLOPE_MS + 1));
    for (size_t t = 0; t < s->ms; t++) {
        double mean = 0;
        for (int k = 0; k <= 2 * SLOPE_MS; k++) {
            int64_t at = (int64_t)t + k - SLOPE_MS;
            at = at < 0 ? 0 : at >= (int64_t)s->ms ? (int64_t)s->ms - 1 : at;
            mean += weight[k] * (double)s->want[at];
        }
        s->gain[t] = (float)(mean / sum) * s->global;
    }
}

static float gain_at(const struct safe *s, int64_t frame)
{
    double at = (double)frame * 1000 / (double)s->master.rate_hz;
    size_t t = (size_t)at, next = t + 1 < s->ms ? t + 1 : t;
    float part = (float)(at - (double)t);

    return s->gain[t] + (s->gain[next] - s->gain[t]) * part;
}

/* On the steps of 24 bits, with the same dither as encode.c's files: a codec sees what will be delivered.  An encoder
 * may answer another last bit with another peak. */
static void to_24_bits(struct dither *d, float *x, size_t channels, size_t n)
{
    int32_t whole[2 * BLOCK];

    for (size_t c = 0; c < channels; c++)
        dither_run(&d[c], x + c, whole + c, n, channels);
    for (size_t i = 0; i < n * channels; i++)
        x[i] = (float)whole[i] * 0x1p-23f;
}

/* The master with the gain, to a canonical file: the trial's, in 24 bits, or its own. */
static enum err apply(const struct safe *s, int fd, bool trial)
{
    size_t channels = (size_t)s->master.channels;
    struct dither dither[2];
    float block[2 * BLOCK];
    struct pcm out;

    for (int c = 0; c < 2; c++)
        dither_prepare(&dither[c], 24, s->master.rate_hz, c, (uint64_t)s->master.frames);
    TRY(pcm_create(fd, s->master.rate_hz, s->master.channels, &out));
    for (int64_t at = 0; at < s->master.frames; at += BLOCK) {
        size_t n = s->master.frames - at < BLOCK ? (size_t)(s->master.frames - at) : BLOCK;
        TRY(pcm_read(&s->master, at, block, n));
        for (size_t i = 0; i < n; i++)
            for (size_t c = 0; c < channels; c++)
                block[i * channels + c] *= gain_at(s, at + (int64_t)i);
        if (trial)
            to_24_bits(dither, block, channels, n);
        TRY(pcm_append(&out, block, n));
    }
    return pcm_finish(&out);
}

static void tell(struct safe *s, struct codec_safe_report *out)
{
    double sum = 0, least = 1;

    for (size_t t = 0; t < s->ms; t++) {
        sum += (double)s->gain[t];
        least = fmin(least, (double)s->gain[t]);
        out->places += s->want[t] < 1 && (t == 0 || s->want[t - 1] >= 1);
    }
    out->deepest_db = 0 - gain_db(least);
    out->mean_db = 0 - gain_db(sum / (double)s->ms);
}

/* ---- one codec once ------------------------------------------------------------------------------------ */

/* A codec and what is known of it.  A codec that had no overs is only asked again when the others have none. */
struct turn {
    const struct codec *codec;
    struct look *look;
    bool due, stale; /* to be run; not run since the gain changed */
    float over;      /* its highest peak, as a multiple of its limit */
    enum err err;
    char why[160]; /* the sentence of that: it was said in another thread */
};

struct round {
    struct safe *safe;
    struct turn *turns;
    size_t count;
    int trial, number;
    atomic_size_t next;
};

/* What it asks for is noted, but for the first two times 0.1 dB below the limit, or an encoder that decides anew each
 * time finds another hair; and never all that is too much at once: what an encoder gets very wrong it may get right when
 * the song is only a little different. */
static enum err try_codec(struct round *r, struct turn *t)
{
    CLEANUP(scratch_shut) int encoded = -1;
    struct look *l = t->look;

    TRY(scratch_open(r->safe->job->scratch_fd, &encoded));
    memset(l, 0, sizeof *l);
    TRY(t->codec->encode(t->codec, r->trial, encoded));
    TRY(decode(r->safe, encoded, (float)db_gain(t->codec->aim_db - 0.1 * (r->number > 1)), l));
    t->over = l->most / (float)db_gain(t->codec->limit_db);
    t->stale = false;
    return OK;
}

static void *take_turns(void *with)
{
    struct round *r = with;

    for (size_t i; (i = atomic_fetch_add(&r->next, 1)) < r->count;)
        if (r->turns[i].due && (r->turns[i].err = try_codec(r, &r->turns[i])) != OK)
            (void)snprintf(r->turns[i].why, sizeof r->turns[i].why, "%s", err_detail());
    return NULL;
}

/* All codecs that are due, side by side. */
static enum err run_round(struct round *r)
{
    pthread_t thread[THREADS_MOST];
    int wanted = r->safe->job->threads < THREADS_MOST ? r->safe->job->threads : THREADS_MOST, more = 0;

    TRY(watch(r->safe->job->watcher, "codecs", (double)r->number / ROUNDS_MOST));
    r->next = 0;
    while (more + 1 < wanted && !pthread_create(&thread[more], NULL, take_turns, r))
        more++;
    take_turns(r);
    while (more)
        pthread_join(thread[--more], NULL);
    for (size_t i = 0; i < r->count; i++)
        if (r->turns[i].due && r->turns[i].err != OK)
            return fail(r->turns[i].err, "%s", r->turns[i].why);
    return OK;
}

/* ---- all -------------------------------------------------------------------------------------------- */

/* Who has its turn next; false: nobody, all have been heard as it is now, and nothing was too high. */
static bool next_turns(struct round *r, float *over)
{
    bool any = false;

    *over = 0;
    for (size_t i = 0; i < r->count; i++)
        if (r->turns[i].due)
            *over = fmaxf(*over, r->turns[i].over);
    for (size_t i = 0; i < r->count; i++) {
        struct turn *t = &r->turns[i];
        t->due = *over > 1 ? t->due && t->over > 1 : t->stale;
        any = any || t->due;
    }
    return any;
}

/* A codec that is tried in several ways has one row: of the way it came highest.  Returns the number of rows. */
static size_t tell_codecs(const struct round *r, struct codec_report *rows)
{
    size_t count = 0;

    for (size_t i = 0; i < r->count; i++) {
        const struct turn *t = &r->turns[i];
        double heard_db = gain_db((double)t->over) + t->codec->limit_db;
        bool another = !count || strcmp(rows[count - 1].name, t->codec->name) != 0;
        count += another;
        struct codec_report *row = &rows[count - 1];
        row->name = t->codec->name;
        row->after_db = another ? heard_db : fmax(row->after_db, heard_db);
        if (r->number == 0)
            row->before_db = row->after_db;
    }
    return count;
}

static enum err turn_down(struct round *r)
{
    struct safe *s = r->safe;

    if (r->number > ROUNDS)
        s->global *= (float)db_gain(-STEP_DB * (r->number - ROUNDS));
    smooth(s);
    for (size_t i = 0; i < r->count; i++)
        r->turns[i].stale = true;
    return apply(s, r->trial, true);
}

static enum err open_safe(struct safe *s)
{
    TRY(pcm_open(s->job->master_fd, &s->master));
    s->ms = (size_t)(s->master.frames * 1000 / s->master.rate_hz) + 1;
    s->want = arena_alloc(s->arena, s->ms * sizeof *s->want);
    s->gain = arena_alloc(s->arena, s->ms * sizeof *s->gain);
    for (size_t t = 0; t < s->ms; t++)
        s->want[t] = s->gain[t] = 1;
    return OK;
}

enum err codec_make_safe(struct arena *a, const struct codec_job *job, struct codec_safe_report *out)
{
    CLEANUP(scratch_shut) int trial = -1;
    size_t count = CODEC_WAYS + job->more_count;
    struct codec_report *rows = arena_alloc(a, count * sizeof *rows);
    struct safe s = {.arena = a, .job = job, .global = 1, .asking = PTHREAD_MUTEX_INITIALIZER};
    struct round r = {.safe = &s, .turns = arena_alloc(a, count * sizeof *r.turns), .count = count};
    bool changed = false;
    float over;

    *out = (struct codec_safe_report){.codecs = {rows, 0}};
    for (size_t i = 0; i < count; i++)
        r.turns[i] = (struct turn){.codec = i < CODEC_WAYS ? &codecs[i] : &job->more[i - CODEC_WAYS], .look = NEW(a, struct look),
                                   .due = true, .stale = true};
    TRY(scratch_open(job->scratch_fd, &trial));
    r.trial = trial;
    TRY(open_safe(&s));
    TRY(apply(&s, trial, true));
    for (;;) {
        TRY(run_round(&r));
        out->codecs.count = tell_codecs(&r, rows);
        out->rounds = ++r.number;
        if (!next_turns(&r, &over))
            break;
        if (r.number == ROUNDS_MOST)
            return fail(ERR_FAULT, "a codec's peaks do not come down with the song");
        changed = changed || over > 1;
        TRY(over > 1 ? turn_down(&r) : OK);
    }
    tell(&s, out);
    return changed ? apply(&s, job->master_fd, false) : OK;
}
