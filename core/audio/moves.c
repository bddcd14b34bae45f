/* SPDX-License-Identifier: ISC */
#include "audio/moves.h"

#include "dsp/bands.h"
#include "dsp/elementary.h"

#include <math.h>
#include <string.h>

const char *const move_words[] = {
    "trim.offset",
    "eq.deep",
    "eq.bass",
    "eq.warmth",
    "eq.middle",
    "eq.clarity",
    "eq.presence",
    "eq.air",
    "eq.tilt",
    "eq.low_cut",
    "dynamics.low",
    "dynamics.middle",
    "dynamics.high",
    "dynamics.resonance",
    "dynamics.sibilance",
    "stereo.width",
    "stereo.bass",
    "limiter.gain",
    "limiter.peaks",
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

/* Where each is made, and what is moved. */
static const struct {
    const char *stage, *what;
} named[MOVES] = {
    [MOVE_OFFSET] = {"trim", "constant offset taken away"},
    [MOVE_DEEP] = {"eq", "deep bass"},
    [MOVE_BASS] = {"eq", "bass"},
    [MOVE_WARMTH] = {"eq", "warmth"},
    [MOVE_MIDDLE] = {"eq", "middle"},
    [MOVE_CLARITY] = {"eq", "upper middle"},
    [MOVE_PRESENCE] = {"eq", "presence"},
    [MOVE_AIR] = {"eq", "air"},
    [MOVE_TILT] = {"eq", "brighter or darker"},
    [MOVE_LOW_CUT] = {"eq", "cut off where the reference ends"},
    [MOVE_DENSITY_LOW] = {"dynamics", "loud moments of the lows"},
    [MOVE_DENSITY_MIDDLE] = {"dynamics", "loud moments of the middle"},
    [MOVE_DENSITY_HIGH] = {"dynamics", "loud moments of the highs"},
    [MOVE_RESONANCE] = {"dynamics", "resonances, while they ring"},
    [MOVE_SIBILANCE] = {"dynamics", "sibilants, while they last, at most"},
    [MOVE_WIDTH] = {"stereo", "width"},
    [MOVE_MONO_BASS] = {"stereo", "bass to the middle, below 120 Hz"},
    [MOVE_GAIN] = {"limiter", "gain in front"},
    [MOVE_PEAKS] = {"limiter", "peaks taken down, at most"},
};

static bool optional(enum move_kind kind)
{
    return kind < MOVE_GAIN;
}

struct telling {
    struct arena *arena;
    uint32_t off;
    struct move of[MOVES]; /* without an id: nothing was done */
};

static bool is_off(const struct telling *t, enum move_kind kind)
{
    return optional(kind) && t->off >> kind & 1;
}

static void tell(struct telling *t, enum move_kind kind, const char *what, double amount,
                 const char *unit, const char *why)
{
    t->of[kind] = (struct move){.id = move_words[kind],
                                .stage = named[kind].stage,
                                .what = what,
                                .amount = round(amount * 10) / 10,
                                .unit = unit,
                                .why = why,
                                .optional = optional(kind)};
}

/* What is off stays in sight. */
static struct list told(struct telling *t)
{
    struct move *rows = arena_alloc(t->arena, MOVES * sizeof *rows);
    size_t n = 0;

    for (enum move_kind k = 0; k < MOVES; k++)
        if (is_off(t, k))
            rows[n++] = (struct move){.id = move_words[k],
                                      .stage = named[k].stage,
                                      .what = named[k].what,
                                      .amount = (double)NAN,
                                      .why = "you left it out",
                                      .optional = true,
                                      .off = true};
        else if (t->of[k].id)
            rows[n++] = t->of[k];
    return (struct list){rows, n};
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
        if (band_hz(b) >= low && band_hz(b) < high &&
            (most < 0 || fabs(curve[b]) > fabs(curve[most])))
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
        const char *more, *less;
    } regions[TONE_REGIONS] = {
        {"the lowest octave was thin", "rumble took room from the rest"},
        {"the foundation was light", "the foundation was heavy"},
        {"the body was lean", "the lower middle was thick"},
        {"the middle stood back", "the middle stood in front"},
        {"the song lacked clarity", "the song was hard"},
        {"the song was veiled", "the song was sharp"},
        {"the top was dull", "the top was glaring"},
    };

    for (int r = 0; s->eq.used && r < TONE_REGIONS; r++) {
        int b = strongest_between(s->eq.gain_db, tone_region_hz[r], tone_region_hz[r + 1]);
        double db = b < 0 ? 0 : s->eq.gain_db[b];
        if (fabs(db) >= 0.25)
            tell(t, (enum move_kind)(MOVE_DEEP + r),
                 arena_printf(t->arena, "%s, most at %s", named[MOVE_DEEP + r].what,
                              hertz(t->arena, band_hz(b))),
                 db, "dB",
                 s->eq.like ? "so it is in the reference"
                 : db > 0   ? regions[r].more
                            : regions[r].less);
    }
    if (s->eq.used && fabs(tilt) > 0.5)
        tell(t, MOVE_TILT, tilt > 0 ? "brighter" : "darker", tilt, "%", "you wished it");
    if (s->eq.used && s->eq.low_cut_hz > 0)
        tell(t, MOVE_LOW_CUT,
             arena_printf(t->arena, "cut off below %s", hertz(t->arena, s->eq.low_cut_hz)),
             s->eq.gain_db[strongest_between(s->eq.gain_db, 0, s->eq.low_cut_hz)], "dB",
             "the reference ends there");
}

static void tell_dynamics(struct telling *t, const struct settings *s)
{
    for (int r = 0; s->dynamics.used && r < DENSITY_REGIONS; r++) {
        double most = 0;
        for (int b = density_region[r]; b < density_region[r + 1]; b++)
            for (int q = 0; q < SPREADS; q++)
                most =
                    fabs(s->dynamics.gain_db[b][q]) > fabs(most) ? s->dynamics.gain_db[b][q] : most;
        if (fabs(most) >= 0.25)
            tell(t, (enum move_kind)(MOVE_DENSITY_LOW + r), named[MOVE_DENSITY_LOW + r].what, most,
                 "dB",
                 most < 0 ? "they stood out further than in finished music"
                          : "they stood out less than in the reference");
    }
}

static void tell_harsh(struct telling *t, const struct dynamics_settings *d)
{
    int rings = 0;

    while (d->used && rings < RINGS_MOST && d->ring_db[rings] > 0)
        rings++;
    if (rings)
        tell(t, MOVE_RESONANCE,
             rings == 1 ? arena_printf(t->arena, "resonance at %s, while it rings",
                                       hertz(t->arena, d->ring_hz[0]))
                        : arena_printf(t->arena, "resonances, most at %s, while they ring",
                                       hertz(t->arena, d->ring_hz[0])),
             -d->ring_db[0], "dB", "it stood out of its neighbours nearly all the time");
    if (d->used && d->hiss_db > 0)
        tell(t, MOVE_SIBILANCE, named[MOVE_SIBILANCE].what, -d->hiss_db, "dB",
             "they hissed above everything around them");
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
        tell(t, MOVE_WIDTH, wide > 0 ? "wider" : "narrower", fabs(wide) >= 0.25 ? wide : most, "dB",
             "the sides against the middle");
    if (bass < wide - 1)
        tell(t, MOVE_MONO_BASS, named[MOVE_MONO_BASS].what, bass, "dB",
             before->bass_side_mid_db > -20 ? "the bass was wide: it now survives mono and vinyl"
                                            : "it stays firm in mono");
}

void moves_tell(struct arena *a, const struct settings *s, struct report *report)
{
    struct telling t = {.arena = a, .off = moves_off(report->recipe->off)};

    for (int c = 0; c < s->channels; c++)
        if (fabs(s->trim.dc[c]) > 0.0005) {
            tell(&t, MOVE_OFFSET, named[MOVE_OFFSET].what, s->trim.dc[c] * 100, "%",
                 "it took headroom and was not sound");
            break;
        }
    tell_tone(&t, s, report->recipe->tone);
    tell_dynamics(&t, s);
    tell_harsh(&t, &s->dynamics);
    tell_stereo(&t, s, report->before);
    tell(&t, MOVE_GAIN, named[MOVE_GAIN].what, report->gain_db, "dB",
         "to the loudness that was asked for");
    if (report->limiter->share > 0)
        tell(&t, MOVE_PEAKS, named[MOVE_PEAKS].what, -report->limiter->most_db, "dB",
             "so that no peak is above the ceiling, between the samples too");
    report->moves = told(&t);
}

enum err moves_made(const struct report *report, const char *id, enum move_kind *out)
{
    const struct move *rows = report->moves.rows;
    int kind = word_index(move_words, id);

    if (kind == ENUM_ABSENT)
        return refuse(ERR_NOT_FOUND, "unknown_move", "there is no move of that name");
    *out = (enum move_kind)kind;
    for (size_t i = 0; i < report->moves.count; i++)
        if (!strcmp(rows[i].id, id) && !rows[i].off)
            return OK;
    return refuse(ERR_NOT_FOUND, "move_not_made", "this master does not have that move");
}

/* ---- taking one back ------------------------------------------------------------------------ */

static void tone_back(const struct recipe *r, enum move_kind move, struct settings *s)
{
    double tilt = moves_off(r->off) >> MOVE_TILT & 1 ? 0 : r->tone, *curve = s->eq.gain_db;
    int bands = bands_below(0.48 * (double)s->rate_hz);

    for (int b = 0; b < bands; b++)
        curve[b] -= plan_tilt_db(tilt, band_hz(b));
    plan_leave_regions(UINT32_C(1) << move, curve, bands);
    for (int b = 0; b < bands && move != MOVE_TILT; b++)
        curve[b] += plan_tilt_db(tilt, band_hz(b));
    for (int b = bands; b < BANDS && bands; b++)
        curve[b] = curve[bands - 1];
}

/* The curve is left as deep as its cap. */
static void low_cut_back(const struct recipe *r, struct eq_settings *eq)
{
    double tilt = moves_off(r->off) >> MOVE_TILT & 1 ? 0 : r->tone, cap = plan_cap_db(r->caps == CAPS_WIDE);

    for (int b = 0; b < BANDS && band_hz(b) < eq->low_cut_hz; b++)
        eq->gain_db[b] = fmax(eq->gain_db[b], plan_tilt_db(tilt, band_hz(b)) - cap);
    eq->low_cut_hz = 0;
}

static void density_back(enum move_kind move, struct dynamics_settings *d)
{
    int r = (int)move - MOVE_DENSITY_LOW;

    for (int b = density_region[r]; b < density_region[r + 1]; b++) {
        memset(d->gain_db[b], 0, sizeof d->gain_db[b]);
        d->makeup_db[b] = 0;
    }
}

/* How much of a curve of the sides is the bass's business: all where it is kept in the middle and
 * for an octave above, about as far as its slope of 24 dB an octave reaches; from two octaves,
 * nothing. */
static double bass_share(const struct recipe *r, double hz)
{
    double octaves = dsp_octaves(hz, r->mono_below);

    return 0.5 + 0.5 * dsp_cos(DSP_PI * dsp_clamp(octaves - 1, 0, 1));
}

static void stereo_back(const struct recipe *r, enum move_kind move, struct stereo_settings *st)
{
    bool narrowed = moves_off(r->off) >> MOVE_WIDTH & 1;
    double wide = narrowed ? 0 : r->width <= 0 ? DSP_SILENCE_DB : gain_db(r->width / 100);

    st->steady &= move != MOVE_MONO_BASS;
    for (int b = 0; b < BANDS; b++) {
        double share = bass_share(r, band_hz(b)), *side = &st->side_db[b];
        *side = move == MOVE_WIDTH ? share * (*side - wide) : share * wide + (1 - share) * *side;
    }
}

void moves_take_back(const struct recipe *r, enum move_kind move, struct settings *s)
{
    if (move == MOVE_OFFSET)
        memset(s->trim.dc, 0, sizeof s->trim.dc);
    else if (move >= MOVE_DEEP && move <= MOVE_TILT)
        tone_back(r, move, s);
    else if (move == MOVE_LOW_CUT)
        low_cut_back(r, &s->eq);
    else if (move == MOVE_RESONANCE)
        memset(s->dynamics.ring_db, 0, sizeof s->dynamics.ring_db);
    else if (move == MOVE_SIBILANCE)
        s->dynamics.hiss_db = 0;
    else if (move >= MOVE_DENSITY_LOW && move <= MOVE_DENSITY_HIGH)
        density_back(move, &s->dynamics);
    else if (move == MOVE_WIDTH || move == MOVE_MONO_BASS)
        stereo_back(r, move, &s->stereo);
    else if (move == MOVE_GAIN)
        s->limiter.drive_db = -s->trim.gain_db;
    else if (move == MOVE_PEAKS) { /* nothing comes near such a ceiling */
        s->limiter.ceiling_db = 120;
        s->limiter.spare_db = 0;
    }
}
