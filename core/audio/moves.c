/* SPDX-License-Identifier: ISC */
#include "audio/moves.h"

#include "dsp/bands.h"

#include <math.h>

const char *const move_words[] = {
    "trim.offset",  "eq.deep",      "eq.bass",         "eq.warmth",
    "eq.middle",    "eq.clarity",   "eq.presence",     "eq.air",
    "eq.tilt",      "dynamics.low", "dynamics.middle", "dynamics.high",
    "stereo.width", "stereo.bass",  "limiter.gain",    "limiter.peaks",
    NULL,
};
_Static_assert(sizeof move_words / sizeof *move_words == MOVES + 1, "every move has an id");

uint32_t moves_off(const char *const *ids)
{
    uint32_t bits = 0;

    for (; ids && *ids; ids++) {
        int i = word_index(move_words, *ids);
        bits |= i == ENUM_ABSENT ? 0 : UINT32_C(1) << i;
    }
    return bits;
}

struct telling {
    struct arena *arena;
    struct move *rows;
    size_t count;
};

static void tell(struct telling *t, enum move_kind kind, const char *stage, const char *what,
                 double amount, const char *unit, const char *why)
{
    if (t->count < MOVES)
        t->rows[t->count++] = (struct move){
            move_words[kind], stage, what, round(amount * 10) / 10, unit, why, kind < MOVE_GAIN};
}

static double mean_between(const double *curve, double low, double high)
{
    double sum = 0, n = 0;

    for (int b = 0; b < BANDS; b++)
        if (band_hz(b) >= low && band_hz(b) < high) {
            sum += curve[b];
            n++;
        }
    return n > 0 ? sum / n : 0;
}

/* The band of the strongest change in a region. */
static int strongest_between(const double *curve, double low, double high)
{
    int most = -1;

    for (int b = 0; b < BANDS; b++)
        if (band_hz(b) >= low && band_hz(b) < high && (most < 0 || fabs(curve[b]) > fabs(curve[most])))
            most = b;
    return most;
}

static const char *hertz(struct arena *a, double hz)
{
    return hz < 1000 ? arena_printf(a, "%.0f Hz", hz) : arena_printf(a, "%.1f kHz", hz / 1000);
}

static void tell_tone(struct telling *t, const struct settings *s, double tilt)
{
    static const struct {
        const char *name, *more, *less;
    } regions[TONE_REGIONS] = {
        {"deep bass", "the lowest octave was thin", "rumble took room from the rest"},
        {"bass", "the foundation was light", "the foundation was heavy"},
        {"warmth", "the body was lean", "the lower middle was thick"},
        {"middle", "the middle stood back", "the middle stood in front"},
        {"upper middle", "the song lacked clarity", "the song was hard"},
        {"presence", "the song was veiled", "the song was sharp"},
        {"air", "the top was dull", "the top was glaring"},
    };

    for (int r = 0; s->eq.used && r < TONE_REGIONS; r++) {
        int b = strongest_between(s->eq.gain_db, tone_region_hz[r], tone_region_hz[r + 1]);
        double db = b < 0 ? 0 : s->eq.gain_db[b];
        if (fabs(db) >= 0.25)
            tell(t, (enum move_kind)(MOVE_DEEP + r), "eq",
                 arena_printf(t->arena, "%s, most at %s", regions[r].name, hertz(t->arena, band_hz(b))), db, "dB",
                 s->eq.like ? "so it is in the reference"
                 : db > 0   ? regions[r].more
                            : regions[r].less);
    }
    if (s->eq.used && fabs(tilt) > 0.5)
        tell(t, MOVE_TILT, "eq", tilt > 0 ? "brighter" : "darker", tilt, "%", "you wished it");
}

static void tell_dynamics(struct telling *t, const struct settings *s)
{
    static const char *const names[DENSITY_REGIONS] = {
        "loud moments of the lows", "loud moments of the middle", "loud moments of the highs"};

    for (int r = 0; s->dynamics.used && r < DENSITY_REGIONS; r++) {
        double most = 0;
        for (int b = density_region[r]; b < density_region[r + 1]; b++)
            for (int q = 0; q < SPREADS; q++)
                most =
                    fabs(s->dynamics.gain_db[b][q]) > fabs(most) ? s->dynamics.gain_db[b][q] : most;
        if (fabs(most) >= 0.25)
            tell(t, (enum move_kind)(MOVE_DENSITY_LOW + r), "dynamics", names[r], most, "dB",
                 most < 0 ? "they stood out further than in finished music"
                          : "they stood out less than in the reference");
    }
}

static void tell_stereo(struct telling *t, const struct settings *s, const struct analysis *before)
{
    if (!s->stereo.used)
        return;
    double wide = mean_between(s->stereo.side_db, 300, 12000),
           bass = mean_between(s->stereo.side_db, 30, 90);
    int at = strongest_between(s->stereo.side_db, 300, 12000);
    double most = at < 0 ? 0 : s->stereo.side_db[at];
    if (fabs(most) >= 0.25)
        tell(t, MOVE_WIDTH, "stereo", wide > 0 ? "wider" : "narrower",
             fabs(wide) >= 0.25 ? wide : most, "dB", "the sides against the middle");
    if (bass < wide - 1)
        tell(t, MOVE_MONO_BASS, "stereo", "bass to the middle, below 120 Hz", bass, "dB",
             before->bass_side_mid_db > -20 ? "the bass was wide: it now survives mono and vinyl"
                                            : "it stays firm in mono");
}

void moves_tell(struct arena *a, const struct settings *s, struct report *report)
{
    struct telling t = {.arena = a, .rows = arena_alloc(a, MOVES * sizeof(struct move))};

    for (int c = 0; c < s->channels; c++)
        if (fabs(s->trim.dc[c]) > 0.0005) {
            tell(&t, MOVE_OFFSET, "trim", "constant offset taken away", s->trim.dc[c] * 100, "%",
                 "it took headroom and was not sound");
            break;
        }
    tell_tone(&t, s, moves_off(report->recipe->off) >> MOVE_TILT & 1 ? 0 : report->recipe->tone);
    tell_dynamics(&t, s);
    tell_stereo(&t, s, report->before);
    tell(&t, MOVE_GAIN, "limiter", "gain in front", report->gain_db, "dB",
         "to the loudness that was asked for");
    if (report->limiter->share > 0)
        tell(&t, MOVE_PEAKS, "limiter", "peaks taken down, at most", -report->limiter->most_db,
             "dB", "so that no peak is above the ceiling, between the samples too");
    report->moves = (struct list){t.rows, t.count};
}
