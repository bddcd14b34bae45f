/* SPDX-License-Identifier: ISC */
#include "audio/advice.h"

#include "base/buf.h"
#include "dsp/elementary.h"

#include <math.h>
#include <stdlib.h>

enum { ADVICE_MOST = 16, PLACES_MOST = 50 };

struct desk {
    struct arena *arena;
    const struct evidence *of;
    struct advice rows[ADVICE_MOST];
    size_t count;
};

static void say(struct desk *d, const char *code, const char *severity, double value, const char *at, const char *sentence)
{
    if (d->count < ADVICE_MOST)
        d->rows[d->count++] = (struct advice){code, severity, at ? at : "[]", value, sentence};
}

/* ---- places: seconds where something holds, neighbours told as one ------------------------ */

typedef bool (*holds)(const struct evidence *h, size_t second);

/* JSON of the beginnings of stretches of at least `least` seconds; returns how many seconds in all. */
static size_t places(struct desk *d, holds test, size_t least, const char **at)
{
    const struct wave *w = d->of->wave;
    size_t seconds = (size_t)((w->at + w->rate_hz - 1) / w->rate_hz), all = 0, told = 0;
    struct buf json = {.arena = d->arena};

    buf_puts(&json, "[");
    for (size_t i = 0, begun = 0; i <= seconds && i <= w->room; i++) {
        if (i < seconds && i < w->room && test(d->of, i))
            continue;
        if (i - begun >= least && i > begun) {
            all += i - begun;
            if (told++ < PLACES_MOST)
                buf_printf(&json, "%s%zu", told > 1 ? "," : "", begun);
        }
        begun = i + 1;
    }
    buf_puts(&json, "]");
    *at = json.ptr;
    return all;
}

static bool is_clipped(const struct evidence *h, size_t second)
{
    return wave_clipped_in(h->wave, second);
}

static bool is_loud(const struct evidence *h, size_t second)
{
    const struct wave_second *s = &h->wave->seconds[second];

    return s->square[0] + s->square[1] > (h->wave->square[0] + h->wave->square[1]) / (double)h->wave->at * (double)h->wave->rate_hz / 100;
}

static bool is_against(const struct evidence *h, size_t second)
{
    const struct wave_second *s = &h->wave->seconds[second];

    return is_loud(h, second) && s->product < -0.1 * sqrt(s->square[0] * s->square[1]);
}

static bool is_at_the_top(const struct evidence *h, size_t second)
{
    const struct wave *w = h->wave;

    return w->seconds[second].peak > 0.966f * fmaxf(w->peak[0], w->peak[1]); /* 0.3 dB */
}

/* ---- remarks ------------------------------------------------------------------------------- */

static void on_peaks(struct desk *d)
{
    const struct analysis *a = d->of->analysis;
    const struct overs *o = d->of->peak->overs;
    struct buf json = {.arena = d->arena};
    const char *at;
    size_t told = 0;
    int64_t next = INT64_MIN;

    if (a->clipped_runs >= 3 && places(d, is_clipped, 1, &at))
        say(d, "clipped", "fix", (double)a->clipped_runs, at,
            arena_printf(d->arena, "the tops of the wave are cut off in %lld places: export again with the master fader lower",
                         (long long)a->clipped_runs));
    buf_puts(&json, "[");
    for (int64_t i = 0, k = 0; (i < o[0].count && i < OVERS_MOST) || (k < o[1].count && k < OVERS_MOST);) {
        bool left = i < o[0].count && i < OVERS_MOST && (k >= o[1].count || k >= OVERS_MOST || o[0].at[i] <= o[1].at[k]);
        int64_t sample = left ? o[0].at[i++] : o[1].at[k++];
        if (sample < next || told == PLACES_MOST)
            continue; /* both channels at once */
        next = sample + o[0].gap;
        buf_printf(&json, "%s%.2f", told++ ? "," : "", (double)(sample < 0 ? 0 : sample) / (double)a->rate_hz);
    }
    buf_puts(&json, "]");
    if (told)
        say(d, "overs", a->sample_peak_db > 0 ? "look" : "fix", a->true_peak_db, json.ptr,
            arena_printf(d->arena, "the wave rises to %.1f dB above full scale between the samples: leave a few dB of room", a->true_peak_db));
}

static void on_sides(struct desk *d)
{
    const struct analysis *a = d->of->analysis;
    const char *at;

    if (a->channels < 2)
        return;
    if (a->dual_mono) {
        say(d, "dual_mono", "note", 0, NULL, "both channels are the same: the song is mono in a stereo file");
        return;
    }
    size_t against = places(d, is_against, 3, &at);
    if (against)
        say(d, "phase", "look", (double)against, at,
            arena_printf(d->arena, "for %zu seconds left and right work against one another: they vanish on a mono loudspeaker", against));
    if (fabs(a->balance_db) > 2.5)
        say(d, "balance", "look", a->balance_db, NULL,
            arena_printf(d->arena, "the %s side is %.1f dB louder over the whole song", a->balance_db > 0 ? "left" : "right", fabs(a->balance_db)));
}

static void on_ends(struct desk *d)
{
    const struct analysis *a = d->of->analysis;
    double end = a->seconds - a->silence_end_s;

    if (a->dc > 0.001)
        say(d, "dc", "note", a->dc, NULL, "the wave does not swing about zero: the constant offset is taken away");
    if (a->silence_start_s > 2)
        say(d, "silence_start", "note", a->silence_start_s, "[0]",
            arena_printf(d->arena, "%.1f seconds of silence before the music: trim them if they are not meant", a->silence_start_s));
    if (a->silence_end_s > 5)
        say(d, "silence_end", "note", a->silence_end_s, arena_printf(d->arena, "[%.1f]", end),
            arena_printf(d->arena, "%.1f seconds of silence after the music: trim them if they are not meant", a->silence_end_s));
}

/* ---- a codec's edge ------------------------------------------------------------------------ */

/* In steps of 100 Hz: where an edge may be, how far below and above it the levels are taken, and what treble is. */
enum { EDGE_FIRST = 150, EDGE_LAST = 207, EDGE_BELOW = 8, EDGE_ABOVE = 3, TREBLE_FIRST = 120, TREBLE_LAST = 140, STEPS_MOST = 961 };

static double step_db(const struct ltas *l, int step)
{
    double bin_hz = l->rate_hz / (double)l->n, sum = 0;
    size_t first = (size_t)(step * 100 / bin_hz), last = (size_t)((step + 1) * 100 / bin_hz);

    for (size_t i = first; i < last; i++)
        sum += (double)l->fine[0][i] + (double)l->fine[1][i];
    return power_db(sum / (double)(last - first));
}

static double mean_of(const double *db, int first, int last)
{
    double sum = 0;

    for (int i = first; i < last; i++)
        sum += db[i];
    return sum / (last - first);
}

/* Codecs leave out what lies above a frequency between 15 and 20.7 kHz, and their filter is steep: within half a
 * thousand hertz the spectrum falls by 32 dB or more, out of music that is still there, and stays down.  Music's own end
 * is gentler, a microphone's too; converters of rate end higher, or take a few kilohertz to fall.  0: no edge. */
static double edge_hz(const struct ltas *l, double treble_db)
{
    int steps = (int)(l->rate_hz / 200) - 2;
    double db[STEPS_MOST], above = (double)-INFINITY, most = 32, found = 0;

    if (l->rate_hz < 44100 || steps > STEPS_MOST || treble_db < -100)
        return 0;
    for (int i = 0; i < steps; i++)
        db[i] = step_db(l, i);
    double treble = mean_of(db, TREBLE_FIRST, TREBLE_LAST);
    for (int i = steps - 1; i >= EDGE_FIRST + EDGE_ABOVE; i--) {
        int edge = i - EDGE_ABOVE;
        double below = mean_of(db, edge - EDGE_BELOW, edge - 2);
        above = fmax(above, db[i]);
        if (edge <= EDGE_LAST && below - above > most && below > treble - 25) {
            most = below - above;
            found = edge * 100;
        }
    }
    return found;
}

/* Up to there a rate of 32 kHz, a radio or an old record may end as steeply. */
static const double edge_certain_hz = 16400;
/* Shares of moments from which on treble that breaks off is a codec's.  Of six mixes that had never been coded, however
 * they were filtered, resampled or rounded, none came above 0.007 in the middle, and in the sides none had any. */
static const double traces_middle = 0.02, traces_sides = 0.01;

/* A lossy file that became a mix, told as surely as is known: by an edge, by wandering ones, or by both. */
static void on_codec(struct desk *d)
{
    double edge = edge_hz(d->of->ltas, d->of->mid_db[BAND_1K + 43]), share = fmax(d->of->traces.middle, d->of->traces.sides);
    bool traces = d->of->traces.middle > traces_middle || d->of->traces.sides > traces_sides;

    if (traces && edge > 0)
        say(d, "lossy_source", "fix", edge, NULL,
            arena_printf(d->arena,
                         "the sound stops all at once at %.1f kHz, and in %.0f %% of its moments lower still: this was almost certainly an "
                         "MP3 or the like; send the original",
                         edge / 1000, fmax(1, share * 100)));
    else if (traces)
        say(d, "lossy_traces", "look", share * 100, NULL,
            arena_printf(d->arena,
                         "in %.0f %% of its moments the treble breaks off, each time elsewhere: very likely this was a lossy file (AAC, Ogg, MP3), "
                         "though strong noise reduction can do it, too; if it was, send the original",
                         fmax(1, share * 100)));
    else if (edge > edge_certain_hz)
        say(d, "lossy_edge", "look", edge, NULL,
            arena_printf(d->arena,
                         "the sound stops all at once at %.1f kHz: probably this was an MP3 or the like, unless a steep filter did it; if it was, "
                         "send the original",
                         edge / 1000));
}

static void on_bits(struct desk *d)
{
    const struct analysis *a = d->of->analysis;

    if (a->bits < 16)
        say(d, "few_bits", "fix", (double)a->bits, NULL, arena_printf(d->arena, "the samples have only %d bits: export with 24", (int)a->bits));
    else if (a->bits == 16)
        say(d, "bits_16", "note", 16, NULL, "the samples have 16 bits: 24 leave the master more room");
}

/* ---- hum and noise: the quietest frames that sound at all ----------------------------------- */

static double frame_sum(const float *f)
{
    double sum = 0;

    for (int b = 0; b < 2 * BANDS; b++)
        sum += (double)f[b];
    return sum;
}

static int by_power(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The mean of the quiet tenth, band by band; how far it lies below the mean of all, in dB. */
static double quiet_part(struct desk *d, double *db)
{
    const struct ltas *l = d->of->ltas;
    double *power = arena_alloc(d->arena, (l->count + 1) * sizeof *power), mean = 0;
    size_t n = 0, used = 0;

    for (size_t i = 0; i < l->count; i++) {
        double p = frame_sum(l->frames + i * 2 * BANDS);
        mean += p / (double)l->count;
        if (p > 1e-11)
            power[n++] = p;
    }
    if (n < 20)
        return 0;
    qsort(power, n, sizeof *power, by_power);
    double most = power[n / 10], quiet = 0;
    for (int b = 0; b < BANDS; b++)
        db[b] = 0;
    for (size_t i = 0; i < l->count; i++) {
        const float *f = l->frames + i * 2 * BANDS;
        double p = frame_sum(f);
        if (p <= 1e-11 || p > most)
            continue;
        used++;
        quiet += p;
        for (int b = 0; b < BANDS; b++)
            db[b] += (double)f[b] + (double)f[BANDS + b];
    }
    for (int b = 0; b < BANDS; b++)
        db[b] = power_db(db[b] / (double)used);
    return power_db(mean) - power_db(quiet / (double)used);
}

static double stands_out(const double *db, double hz)
{
    int at = 0;

    while (at < BANDS - 4 && band_edge_hz(at + 1) < hz)
        at++;
    double own = fmax(db[at], fmax(db[at - 1], db[at + 1])); /* a tone near an edge is in two bands */
    return own - fmax(fmax(db[at - 3], db[at - 4]), fmax(db[at + 3], db[at + 4]));
}

static void on_rest(struct desk *d)
{
    double db[BANDS] = {0}, below = quiet_part(d, db);

    if (below < 20)
        return; /* the song is never quiet enough to hear what lies under it */
    for (double mains = 50; mains <= 60; mains += 10) {
        double first = stands_out(db, mains), second = stands_out(db, 2 * mains), third = stands_out(db, 3 * mains);
        if (fmin(first, fmax(second, third)) > 12 || (first > 6 && second > 9 && third > 9))
            say(d, "hum", "look", mains, NULL,
                arena_printf(d->arena, "a hum of %.0f Hz is in the quiet parts: look for a ground loop, or filter that track", mains));
    }
    double sum = 0, square = 0, n = 0;
    for (int b = BAND_1K; b < BAND_1K + 36 && b < bands_below(0.5 * (double)d->of->analysis->rate_hz); b++, n++) {
        double flat = db[b] - 10 * (b - BAND_1K) / 36.0; /* white noise rises by 3 dB an octave in bands */
        sum += flat;
        square += flat * flat;
    }
    double total = 0;
    for (int b = 0; b < BANDS; b++)
        total += db_power(db[b]);
    if (square / n - sum / n * (sum / n) < 2.25 && power_db(total) > -75)
        say(d, "noise", "look", round(power_db(total) * 10) / 10, NULL, "the quiet parts are filled with noise: gate it, or mute tracks that rest");
}

/* ---- already mastered? ------------------------------------------------------------------------ */

static void on_mastered(struct desk *d, struct analysis *out)
{
    const struct analysis *a = d->of->analysis;
    const char *at;
    double share = (double)places(d, is_at_the_top, 1, &at) / fmax(1, floor(a->seconds));

    out->already_mastered = (a->lufs > -14 && a->plr_db < 13 && share > 0.6) || (a->lufs > -10 && a->plr_db < 9.5);
    if (out->already_mastered)
        say(d, "already_mastered", "look", round(share * 100), NULL,
            arena_printf(d->arena,
                         "this is limited already: %.1f LUFS, %.1f dB from loudness to peak, and %.0f %% of its seconds touch "
                         "the same ceiling; better send the mix without the limiter",
                         a->lufs, a->plr_db, fmin(100, share * 100)));
}

void advise(struct arena *a, const struct evidence *h, struct analysis *out)
{
    struct desk *d = NEW(a, struct desk);

    d->arena = a;
    d->of = h;
    on_peaks(d);
    on_sides(d);
    on_ends(d);
    on_codec(d);
    on_bits(d);
    on_rest(d);
    on_mastered(d, out);
    out->advice = (struct list){d->rows, d->count};
}
