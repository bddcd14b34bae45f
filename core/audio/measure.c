/* SPDX-License-Identifier: ISC */
#include "audio/measure.h"

#include "audio/advice.h"
#include "audio/listen.h"
#include "audio/relay.h"
#include "base/buf.h"
#include "dsp/elementary.h"
#include "dsp/planes.h"
#include "dsp/wave.h"

#include <math.h>
#include <string.h>

enum err watch(const struct watcher *w, const char *step, double fraction)
{
    if (w && w->told && w->told(w->arg, step, fraction < 0 ? 0 : fraction > 1 ? 1 : fraction))
        return fail(ERR_GONE, "stopped, as asked");
    return OK;
}

/* ---- ears ------------------------------------------------------------------------------ */

struct ears {
    const struct stretch *of;
    int64_t read; /* samples so far */
    struct meter meter;
    struct truepeak *peak;
    struct ltas ltas;
    struct wave wave;
    struct hiss hiss;
};

struct heard_block {
    float left[RELAY_BLOCK], right[RELAY_BLOCK];
    const float *x[2]; /* left, and right or left again */
    size_t n;
};

static enum err read_block(void *self, void *block)
{
    struct ears *e = self;
    struct heard_block *b = block;
    const struct stretch *s = e->of;
    int channels = (int)s->pcm.channels;
    float interleaved[2 * RELAY_BLOCK];

    b->n = s->frames - e->read < RELAY_BLOCK ? (size_t)(s->frames - e->read) : RELAY_BLOCK;
    b->x[0] = b->left;
    b->x[1] = channels == 2 ? b->right : b->left;
    TRY(pcm_read(&s->pcm, s->first + e->read, interleaved, b->n));
    planes_split(interleaved, channels, b->n, (float *const[]){b->left, b->right});
    e->read += (int64_t)b->n;
    return OK;
}

static enum err hear_levels(void *self, void *block)
{
    const struct heard_block *b = block;
    struct ears *e = self;

    meter_run(&e->meter, b->x, b->n);
    truepeak_run(e->peak, b->x, b->n);
    return OK;
}

static enum err hear_tone(void *self, void *block)
{
    const struct heard_block *b = block;
    struct ears *e = self;

    ltas_run(&e->ltas, b->x, b->n);
    return OK;
}

static enum err hear_wave(void *self, void *block)
{
    const struct heard_block *b = block;
    struct ears *e = self;

    wave_run(&e->wave, b->x, b->n);
    hiss_run(&e->hiss, b->x, b->n);
    return OK;
}

/* One pass.  What the ears hear with share nothing but the block. */
static enum err hear(struct ears *e, const struct watcher *w, const char *step, int threads)
{
    const struct station station[] = {{read_block, e}, {hear_levels, e}, {hear_tone, e}, {hear_wave, e}};

    TRY(relay_run(&(struct relay){.station = station, .count = sizeof station / sizeof *station,
                                  .blocks = relay_blocks(e->of->frames), .block_bytes = sizeof(struct heard_block),
                                  .threads = threads, .watcher = w, .step = step}));
    truepeak_finish(e->peak);
    return OK;
}

static void level_ears(struct arena *a, struct ears *e)
{
    int64_t rate = e->of->pcm.rate_hz;
    size_t cells = meter_cells(e->of->frames, rate);

    e->peak = NEW(a, struct truepeak);
    truepeak_prepare(e->peak, (int)e->of->pcm.channels);
    e->peak->overs[0].gap = e->peak->overs[1].gap = rate / 10;
    meter_prepare(&e->meter, rate, (int)e->of->pcm.channels, arena_alloc(a, cells * sizeof(double)), cells);
    if (e->of->pcm.channels == 2)
        e->meter.products = arena_alloc(a, cells * sizeof(double));
}

static void colour_ears(struct arena *a, struct ears *e)
{
    double rate = (double)e->of->pcm.rate_hz;
    size_t samples = (size_t)e->of->frames;
    struct wave_second *seconds = arena_alloc(a, wave_seconds(e->of->frames, e->of->pcm.rate_hz) * sizeof *seconds);
    float *frames = arena_alloc(a, ltas_frames(samples, rate) * 2 * BANDS * sizeof(float));

    wave_prepare(&e->wave, e->of->pcm.rate_hz, (int)e->of->pcm.channels, seconds, wave_seconds(e->of->frames, e->of->pcm.rate_hz));
    size_t cells = meter_cells(e->of->frames, e->of->pcm.rate_hz);
    hiss_prepare(&e->hiss, e->of->pcm.rate_hz, (int)e->of->pcm.channels,
                 arena_alloc(a, cells * sizeof(float)), cells);
    ltas_prepare(&e->ltas, rate, (int)e->of->pcm.channels, samples, arena_alloc(a, ltas_floats(rate) * sizeof(float)),
                 frames);
}

/* ---- the record -------------------------------------------------------------------------- */

static double told(double db)
{
    return db <= DSP_SILENCE_DB ? (double)NAN : db;
}

static void put_levels(struct arena *a, const struct ears *e, struct analysis *out)
{
    struct loudness l;
    double *work = e->meter.products ? e->meter.products : arena_alloc(a, (e->meter.count + 1) * sizeof *work);

    if (out->channels == 2) {
        loudness_mono(e->meter.cells, e->meter.products, e->meter.count, work); /* in place */
        out->mono_loss_lu = loudness_integrated(work, e->meter.count);
    }
    loudness_of(e->meter.cells, e->meter.count, work, &l);
    out->lufs = told(l.integrated);
    out->momentary_max_lufs = told(l.momentary_max);
    out->short_max_lufs = told(l.short_max);
    out->lra_lu = e->meter.count < 300 ? (double)NAN : l.range;
    out->short_p10_lufs = told(l.short_p10);
    out->short_p50_lufs = told(l.short_p50);
    out->short_p95_lufs = told(l.short_p95);
    out->true_peak_db = told(gain_db((double)e->peak->true_peak));
    out->sample_peak_db = told(gain_db((double)e->peak->sample_peak));
    out->plr_db = out->true_peak_db - out->lufs;
    out->mono_loss_lu = out->channels == 2 ? told(out->mono_loss_lu) - out->lufs : (double)NAN;
}

static void put_wave(const struct wave *w, struct analysis *out)
{
    double n = (double)out->frames, square = w->square[0] + w->square[1];

    out->crest_db = told(power_db(square / n / (double)out->channels)) * -1 + out->sample_peak_db;
    out->clipped_runs = wave_clipped(w);
    out->bits = wave_depth(w);
    out->dc = fmax(fabs(w->sum[0]), fabs(w->sum[1])) / n;
    out->silence_start_s = (w->first_sound < 0 ? n : (double)w->first_sound) / (double)out->rate_hz;
    out->silence_end_s = w->first_sound < 0 ? 0 : (n - 1 - (double)w->last_sound) / (double)out->rate_hz;
    out->dual_mono = out->channels == 2 && w->alike;
    out->correlation = out->balance_db = out->width_db = (double)NAN;
    if (out->channels < 2)
        return;
    if (w->square[0] > 0 && w->square[1] > 0) {
        out->correlation = w->product / sqrt(w->square[0] * w->square[1]);
        out->balance_db = power_db(w->square[0] / w->square[1]);
    }
    if (square + 2 * w->product > 0)
        out->width_db = told(power_db((square - 2 * w->product) / (square + 2 * w->product)));
}

static double power_below(const double *db, double hz)
{
    double sum = 0;

    for (int b = 0; b < BANDS && band_hz(b) < hz; b++)
        sum += db_power(db[b]);
    return sum;
}

/* The highest band that stands above the floor of what a 16-bit file can hold. */
static double bandwidth_hz(const double *db, int bands)
{
    double most = DSP_SILENCE_DB;

    for (int b = 0; b < bands; b++)
        most = fmax(most, db[b]);
    for (int b = bands - 1; b >= 0; b--)
        if (db[b] > -115 && db[b] > most - 85)
            return band_edge_hz(b + 1);
    return (double)NAN;
}

static void put_colour(struct arena *a, const double *mid, const double *side, struct analysis *out)
{
    int bands = bands_below(0.5 * (double)out->rate_hz);
    struct spectrum_band *rows = arena_alloc(a, BANDS * sizeof *rows);

    for (int b = 0; b < bands; b++)
        rows[b] = (struct spectrum_band){round(band_hz(b) * 10) / 10, round(mid[b] * 100) / 100, round(side[b] * 100) / 100};
    out->spectrum = (struct list){rows, (size_t)bands};
    out->bandwidth_hz = bandwidth_hz(mid, bands);
    out->bass_side_mid_db = (double)NAN;
    if (out->channels == 2 && power_below(mid, 120) > 0)
        out->bass_side_mid_db = told(power_db(power_below(side, 120) / power_below(mid, 120)));
}

/* Twelve bands about a centre. */
static double octave_power(const float *frame, int centre)
{
    double sum = 0;

    for (int b = centre - 6; b < centre + 6; b++)
        sum += b >= 0 && b < BANDS ? (double)frame[b] : 0;
    return sum;
}

static void put_octaves(struct arena *a, const struct ltas *l, const double *mid_db, const double *side_db, struct analysis *out)
{
    struct octave *rows = arena_alloc(a, 10 * sizeof *rows);
    float mid[BANDS], side[BANDS];
    size_t count = 0;

    for (int b = 0; b < BANDS; b++) {
        mid[b] = (float)db_power(mid_db[b]);
        side[b] = (float)db_power(side_db[b]);
    }
    for (int centre = BAND_1K - 60; centre < BANDS && band_edge_hz(centre + 6) < 0.5 * (double)out->rate_hz; centre += 12) {
        double m = octave_power(mid, centre), s = octave_power(side, centre), most = 0, mean = 0;
        for (size_t i = 0; i < l->count; i++) {
            const float *f = l->frames + i * 2 * BANDS;
            double p = octave_power(f, centre) + octave_power(f + BANDS, centre);
            most = fmax(most, p);
            mean += p / (double)l->count;
        }
        rows[count++] = (struct octave){round(band_edge_hz(centre) * 10) / 10, told(power_db(m)), out->channels == 2 ? told(power_db(s / m)) : (double)NAN,
                                        out->channels == 2 && m + s > 0 ? (m - s) / (m + s) : (double)NAN, mean > 0 ? power_db(most / mean) : (double)NAN};
    }
    out->octaves = (struct list){rows, count};
}

static void put_spreads(struct arena *a, double level_db[DYNAMICS_BANDS][LEVELS], struct analysis *out)
{
    struct band_spread *rows = arena_alloc(a, DYNAMICS_BANDS * sizeof *rows);

    for (int b = 0; b < DYNAMICS_BANDS; b++) {
        double s[SPREADS];
        dynamics_spread(level_db[b], s);
        for (int q = 0; q < SPREADS; q++)
            s[q] = round(s[q] * 100) / 100;
        rows[b] = (struct band_spread){dynamics_edge_hz(b), s[0], s[1], s[3], s[4], s[5]};
    }
    out->spreads = (struct list){rows, DYNAMICS_BANDS};
}

/* One number a second: the three seconds around it. */
static size_t loudness_curve(struct arena *a, const struct meter *m, double **out)
{
    size_t n = m->count / CELLS_A_SECOND;
    double *curve = arena_alloc(a, (n + 1) * sizeof *curve);

    for (size_t i = 0; i < n; i++) {
        size_t from = i > 0 ? (i - 1) * CELLS_A_SECOND : 0, to = (i + 2) * CELLS_A_SECOND;
        to = to > m->count ? m->count : to;
        curve[i] = loudness_stretch(m->cells, from, to - from);
    }
    *out = curve;
    return n;
}

static const char *kind_of(double lufs, double whole)
{
    return lufs > whole - 1.5 ? "loud" : lufs > whole - 6 ? "middle" : "quiet";
}

static void add_section(struct section *rows, size_t *n, const struct meter *m, double from, double to, const char *kind)
{
    if (*n && (!strcmp(rows[*n - 1].kind, kind) || to - from < 4)) { /* too short to be a part of its own */
        rows[*n - 1].end_s = to;
    } else {
        rows[(*n)++] = (struct section){.start_s = from, .end_s = to, .kind = kind};
    }
    struct section *last = &rows[*n - 1];
    size_t first = (size_t)(last->start_s * CELLS_A_SECOND), end = (size_t)(last->end_s * CELLS_A_SECOND);
    last->lufs = told(loudness_stretch(m->cells, first, (end > m->count ? m->count : end) - first));
}

static void put_time(struct arena *a, const struct meter *m, struct analysis *out)
{
    double *curve;
    size_t n = loudness_curve(a, m, &curve), count = 0;
    struct section *rows = arena_alloc(a, (n + 1) * sizeof *rows);
    struct buf json = {.arena = a};

    buf_puts(&json, "[");
    for (size_t i = 0; i < n; i++)
        if (curve[i] <= DSP_SILENCE_DB)
            buf_puts(&json, i ? ",null" : "null");
        else
            buf_printf(&json, "%s%.1f", i ? "," : "", curve[i]);
    buf_puts(&json, "]");
    out->loudness = json.ptr;
    for (size_t i = 0, from = 0; i < n && !isnan(out->lufs); i++) {
        const char *kind = kind_of(curve[i], out->lufs);
        if (i + 1 < n && !strcmp(kind, kind_of(curve[i + 1], out->lufs)))
            continue;
        add_section(rows, &count, m, (double)from, i + 1 < n ? (double)(i + 1) : out->seconds, kind);
        from = i + 1;
    }
    out->sections = (struct list){rows, count};
}

static struct fine_spectrum fine_of(struct arena *a, const struct ltas *l, int which)
{
    size_t bins = l->n / 2 + 1;
    float *power = arena_alloc(a, bins * sizeof *power);

    memcpy(power, l->fine[which], bins * sizeof *power);
    return (struct fine_spectrum){power, bins};
}

static void put_measured(struct arena *a, const struct ears *e, const struct analysis *in, const double *mid,
                         const double *side, double level_db[DYNAMICS_BANDS][LEVELS],
                         const double *cells, struct measured *out)
{
    *out = (struct measured){.rate_hz = in->rate_hz, .frames = in->frames, .channels = (int)in->channels};
    out->lufs = isnan(in->lufs) ? DSP_SILENCE_DB : in->lufs;
    out->true_peak_db = isnan(in->true_peak_db) ? DSP_SILENCE_DB : in->true_peak_db;
    for (int c = 0; c < out->channels; c++)
        out->dc[c] = e->wave.sum[c] / (double)in->frames;
    memcpy(out->mid_db, mid, sizeof out->mid_db);
    memcpy(out->side_db, side, sizeof out->side_db);
    memcpy(out->level_db, level_db, sizeof out->level_db);
    out->fine_mid = fine_of(a, &e->ltas, 0);
    out->fine_side = fine_of(a, &e->ltas, 1);
    rings_find(&e->ltas, out->ring);
    out->hiss = hiss_of(&e->hiss, cells);
}

enum err listen_to(struct arena *a, const struct stretch *s, const struct watcher *w, const char *step, int threads,
                struct analysis *out, struct measured *measured)
{
    CLEANUP(arena_free) struct arena *own = arena_new(); /* of what is not needed later */
    struct ears ears = {.of = s};
    double mid[BANDS], side[BANDS], level_db[DYNAMICS_BANDS][LEVELS];
    struct lossy_traces traces;

    *out = (struct analysis){.rate_hz = s->pcm.rate_hz, .channels = s->pcm.channels, .frames = s->frames};
    out->seconds = (double)s->frames / (double)s->pcm.rate_hz;
    level_ears(own, &ears);
    colour_ears(own, &ears);
    TRY(hear(&ears, w, step, threads));
    TRY(lossy_look(own, &s->pcm, s->first, s->frames, &traces));
    ltas_mean(&ears.ltas, mid, side);
    put_levels(own, &ears, out);
    put_wave(&ears.wave, out);
    put_colour(a, mid, side, out);
    put_octaves(a, &ears.ltas, mid, side, out);
    dynamics_levels(&ears.ltas, arena_alloc(own, (ears.ltas.count + 1) * sizeof(double)), level_db);
    put_spreads(a, level_db, out);
    put_time(a, &ears.meter, out);
    advise(a, &(struct evidence){out, &ears.wave, &ears.ltas, ears.peak, mid, traces}, out);
    if (measured)
        put_measured(a, &ears, out, mid, side, level_db, ears.meter.cells, measured);
    return watch(w, step, 1);
}

enum err measure_file(struct arena *a, int fd, const struct watcher *w, struct analysis *out)
{
    struct stretch s = {0};

    TRY(pcm_open(fd, &s.pcm));
    if (s.pcm.channels > CHANNELS_MOST)
        return fail(ERR_FAULT, "one or two channels can be measured");
    s.frames = s.pcm.frames;
    return listen_to(a, &s, w, "measure", 1, out, NULL);
}
